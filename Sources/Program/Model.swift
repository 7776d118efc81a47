import StateSpace

/// A whole system as data: variables, procedures, contexts and what is asked about them.
public struct Model: Sendable, Equatable {
  public var name: String
  public var variables: [Variable] = []
  public var pools: [Pool] = []
  public var procedures: [Procedure] = []
  public var contexts: [Context] = []
  public var predicates: [Predicate] = []
  public var findings: [Finding] = []
  public var crashes: [Finding] = []

  public init(name: String) { self.name = name }
}

/// Data that outlives a procedure.
public struct Variable: Sendable, Equatable {
  public enum Storage: Sendable, Equatable {
    /// Others may access it at any time: every access is a step of its own.
    case shared
    /// Handed over between contexts by some other synchronisation, so that accesses need no steps of their
    /// own. The unfused search makes them steps nevertheless and must reach the same verdicts.
    case sequenced
    /// History that properties look at and no kernel code reads; a write belongs to the transition in which
    /// it stands.
    case ghost
  }

  public var name: String
  public var domain: Domain
  /// Number of elements of an array (1...4096), nil for a variable without an index.
  public var count: Int?
  public var storage: Storage
  /// One value for all elements, or one each.
  public var initial: [Int]
  /// Names of values, for people: `CPUHP_OFFLINE` for 0.
  public var valueNames: [Int: String]

  public init(
    _ name: String, _ domain: Domain, count: Int? = nil, storage: Storage = .shared, initial: [Int] = [0],
    valueNames: [Int: String] = [:]
  ) {
    self.name = name
    self.domain = domain
    self.count = count
    self.storage = storage
    self.initial = initial
    self.valueNames = valueNames
  }
}

/// A bounded pool of heap objects of one type. A pointer into it is 0 (NULL) or the number of a slot, from 1.
public struct Pool: Sendable, Equatable {
  public var name: String
  /// 1...255.
  public var slots: Int

  public init(_ name: String, slots: Int) {
    self.name = name
    self.slots = slots
  }
}

/// A function of the modelled system. Calls are expanded where they stand: the call graph is static, without
/// recursion.
public struct Procedure: Sendable, Equatable {
  public var name: String
  /// The kernel file it stands for, such as `arch/x86/hyperv/hv_init.c`; empty for the environment and for
  /// primitives.
  public var source: String
  public var parameters: [Local]
  public var body: [Statement]
  /// Steps inside are told under the caller's name: a primitive such as `mutex_lock`.
  public var isPrimitive: Bool

  public init(
    _ name: String, source: String = "", parameters: [Local] = [], isPrimitive: Bool = false,
    body: [Statement]
  ) {
    self.name = name
    self.source = source
    self.parameters = parameters
    self.isPrimitive = isPrimitive
    self.body = body
  }
}

/// A thread of execution, or an agent: declared, never spawned.
public struct Context: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case task
    case hotplugThread = "cpuhp-thread"
    case idle
    case stopper
    case interrupt
    /// Guarded atomic steps that belong to no CPU: devices, hypervisor, environment.
    case agent
  }

  public enum Placement: Sendable, Equatable {
    case none
    case bound(cpu: Int)
    /// The variable that holds the number of the CPU on which it runs now.
    case migratable(variable: String)
  }

  public var name: String
  public var kind: Kind
  public var placement: Placement
  /// When a step of this context may be taken at all; blocks that bypass the owner do not ask.
  public var runnable: Expression
  public var body: [Statement]

  public init(
    _ name: String, kind: Kind, placement: Placement = .none, runnable: Expression = 1, body: [Statement]
  ) {
    self.name = name
    self.kind = kind
    self.placement = placement
    self.runnable = runnable
    self.body = body
  }
}

/// A state predicate: an expression over variables. In a crashed state, which has no variables any more, it
/// does not hold unless it says that it does.
public struct Predicate: Sendable, Equatable {
  public var name: String
  public var condition: Expression
  public var holdsAfterCrash: Bool

  public init(_ name: String, _ condition: Expression, holdsAfterCrash: Bool = false) {
    self.name = name
    self.condition = condition
    self.holdsAfterCrash = holdsAfterCrash
  }
}

/// A finding or a kind of crash: the id by which programs and cells refer to it, and what it means.
public struct Finding: Sendable, Equatable {
  public var id: String
  public var text: String

  public init(_ id: String, _ text: String) {
    self.id = id
    self.text = text
  }
}
