/// What a search found out.
public struct SearchResult: Sendable, Hashable {
  /// Why the search ended.
  public enum End: Sendable, Hashable {
    /// Every reachable state was expanded.
    case exhausted
    /// Every property was decided, and the caller wanted no more than that.
    case decided
    case limit(Limit)
  }

  /// The verdict on one property.
  public struct Answer: Sendable, Hashable {
    public var property: Property
    public var verdict: Verdict
    /// A shortest counterexample or witness; ties go to the least (predecessor, successor) at each level.
    public var path: Path?

    public init(property: Property, verdict: Verdict, path: Path?) {
      self.property = property
      self.verdict = verdict
      self.path = path
    }
  }

  /// A finding that occurred, whether or not a property asked for it.
  public struct Finding: Sendable, Hashable {
    /// Index into `TransitionSystem.findingNames`.
    public var finding: Int
    /// The way to the first transition, in the order of the search, that reported it. That transition is the
    /// last step.
    public var path: Path

    public init(finding: Int, path: Path) {
      self.finding = finding
      self.path = path
    }
  }

  public var end: End
  /// Distinct states stored.
  public var states: Int
  /// States of these whose successors were all seen. Equal to `states` when the space was exhausted.
  public var expandedStates: Int
  /// Enabled (action, outcome) pairs of all expanded states: duplicates and self-loops count, initial states
  /// do not.
  public var transitions: Int
  /// States by their distance from the initial states.
  public var statesPerLevel: [Int]
  /// Greatest number of bytes that vectors, predecessors, index, edges and analyses took together.
  public var peakBytes: Int
  /// One answer for each property, in the order asked.
  public var answers: [Answer]
  /// In the order of the system's table.
  public var findings: [Finding]

  /// The last level that has states; initial states are level 0.
  public var depth: Int { statesPerLevel.count - 1 }
}
