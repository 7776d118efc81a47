/// A run of the system from an initial state: the evidence for a verdict.
public struct Path: Sendable, Hashable {
  /// One transition.
  public struct Step: Sendable, Hashable {
    /// Index into `TransitionSystem.groups`.
    public var group: Int
    /// Position of the transition among the successors of the state that it leaves.
    public var successor: Int
    /// The words of the state that it leads to.
    public var state: [UInt64]
    /// Findings that the transition reports, as indices into `TransitionSystem.findingNames`.
    public var findings: [Int]

    public init(group: Int, successor: Int, state: [UInt64], findings: [Int] = []) {
      self.group = group
      self.successor = successor
      self.state = state
      self.findings = findings
    }
  }

  /// The words of the initial state.
  public var initial: [UInt64]
  /// Transitions in order; empty if the initial state is the evidence.
  public var steps: [Step]
  /// For a violated `canFinish`: the number of steps that lead to the point of no return.
  public var pointOfNoReturn: Int?
  /// For a violated `canFinish` that ends in a cycle: the number of steps before the state to which the last
  /// step returns. Nil if the path ends in a state without a step of its own.
  public var cycleStart: Int?

  public init(initial: [UInt64], steps: [Step]) {
    self.initial = initial
    self.steps = steps
  }

  /// The words of the last state.
  public var last: [UInt64] { steps.last?.state ?? initial }
  /// The words of the state after `count` steps, `0...steps.count`.
  public func state(after count: Int) -> [UInt64] { count == 0 ? initial : steps[count - 1].state }
}
