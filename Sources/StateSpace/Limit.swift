/// Why the caller's `stop` question ended a search.
public struct StopReason: Sendable, Hashable, CustomStringConvertible {
  /// One or a few words for the report.
  public var description: String

  public init(_ description: String) {
    self.description = description
  }

  /// The time that the caller granted is over.
  public static let timeLimit = StopReason("time limit")
  /// Somebody asked the process to end.
  public static let interrupt = StopReason("interrupt")
}

/// What ended a search before it had seen the whole space.
public enum Limit: Sendable, Hashable, CustomStringConvertible {
  /// The search may not store more than this number of states.
  case states(Int)
  /// The search's storage may not take more than this number of bytes.
  case memory(bytes: Int)
  /// The caller's `stop` question answered with this reason.
  case stopped(StopReason)
  /// States are numbered with 32 bits, and the numbers are used up.
  case stateNumbers

  public var description: String {
    switch self {
    case .states(let count): "the limit of \(count) states was reached"
    case .memory(let bytes): "the limit of \(bytes) bytes of storage was reached"
    case .stopped(let reason): "the search was stopped (\(reason))"
    case .stateNumbers: "the space has more states than 32 bits can number"
    }
  }
}
