/// Who makes a step happen. `canFinish` follows the steps that nobody outside the kernel has to choose.
public enum Agency: UInt8, Sendable, CaseIterable {
  /// A step of a kernel context, its own choices included.
  case kernel
  /// A step of the machine: delivery of a pending interrupt, the other half of a device's handshake.
  case hardware
  /// A choice of the environment: a new request, an affinity write, a device that raises an interrupt.
  case environment
  /// A failure that is injected under the fault budget.
  case fault
}

/// A static group of transitions, in the sense of LTSmin's PINS interface (Blom, van de Pol, Weber, CAV
/// 2010): one action, or one outcome of a choice, together with the words of the state that it may touch.
public struct TransitionGroup: Sendable {
  /// What a person calls this action. Names need not be unique.
  public var name: String
  public var agency: Agency
  /// Words (bit i = word i of the packed state) that the guard reads, that the effect reads, and that it
  /// writes.
  public var guards: UInt64
  public var reads: UInt64
  public var writes: UInt64

  public init(name: String, agency: Agency, guards: UInt64, reads: UInt64, writes: UInt64) {
    self.name = name
    self.agency = agency
    self.guards = guards
    self.reads = reads
    self.writes = writes
  }
}

/// A system whose behaviour can be enumerated state by state.
///
/// A state is `wordCount` words of 64 bits, 1 to 64 of them. Successors depend on the state alone and come in
/// a fixed order: two expansions of equal states append the same successors in the same order. A recorded
/// path replays, and two searches with different numbers of workers agree, only because of this.
public protocol TransitionSystem: Sendable {
  associatedtype Expander: StateExpander

  /// Words of a packed state, 1...64.
  var wordCount: Int { get }
  /// The static transition groups. A successor names its group by its index here.
  var groups: [TransitionGroup] { get }
  /// Names of the state predicates, at most 64. Properties refer to them by index.
  var predicateNames: [String] { get }
  /// Names of the findings that a transition can report. Properties refer to them by index.
  var findingNames: [String] { get }
  /// The initial states, each of `wordCount` words, in a fixed order.
  var initialStates: [[UInt64]] { get }
  /// An expander for one worker. Expanders share nothing that changes.
  func makeExpander() -> Expander
}

/// Enumerates successors and evaluates predicates for one worker. It owns its scratch memory.
public protocol StateExpander {
  /// Appends every enabled (action, outcome) pair of `state` to `successors`, duplicates and self-loops
  /// included.
  mutating func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer)
  /// Bit i is set if predicate i holds in `state`.
  mutating func predicates(of state: UnsafePointer<UInt64>) -> UInt64
}
