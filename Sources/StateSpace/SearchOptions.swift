/// How far a search may go, with how many workers, and whom it tells.
public struct SearchOptions: Sendable {
  /// Workers, 1...1024. With 1 no thread is made. The result is the same for every number.
  public var jobs = 1
  /// The greatest number of states that may be stored, at least 1.
  public var maximumStates = Int.max
  /// The greatest number of bytes that vectors, predecessors, index and edges may take together. The buffers
  /// of the workers, a few hundred kilobytes each, and the analysis behind `canFinish`, a bit for most
  /// states, do not count.
  public var maximumBytes = Int.max
  /// Ends the search as soon as every property is violated or witnessed.
  public var stopsWhenDecided = false
  /// Asked every few thousand states on the thread that called `search`. A reason ends the search.
  public var stop: (@Sendable () -> StopReason?)?
  /// Called together with `stop`.
  public var progress: (@Sendable (SearchProgress) -> Void)?

  public init() {}
}

/// What a search has seen so far.
public struct SearchProgress: Sendable, Hashable {
  /// States stored.
  public var states: Int
  /// Transitions seen, duplicates and self-loops included.
  public var transitions: Int
  /// The level whose states are being expanded; initial states are level 0.
  public var depth: Int
  /// States that are stored and not expanded yet.
  public var frontier: Int
}
