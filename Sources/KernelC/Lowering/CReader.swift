import Machine
import Program

/// Reads C functions into the programs of a computer.
///
/// Everything that can be reached from the roots is read again and again until nothing new is found about
/// what objects hold and what pointers point to; the last reading makes the programs.
public struct CReader: Sendable {
  /// A function that the model calls: a callback, an entry of the kernel.
  public struct Root: Sendable {
    public enum Argument: Sendable {
      case values(ClosedRange<Int>)
      /// A pointer to an element of a variable of the model, 1 for the first; or into a pool.
      case pointer(to: String)
      /// A number, or a pointer to an object of its own.
      case anything
    }

    public var name: String
    public var arguments: [Argument]

    public init(_ name: String, _ arguments: [Argument] = []) {
      self.name = name
      self.arguments = arguments
    }
  }

  /// Statements of C that are no function: the body of a task.
  public struct Body: Sendable {
    public var name: String
    public var statement: CStatement

    public init(_ name: String, _ statement: CStatement) {
      self.name = name
      self.statement = statement
    }
  }

  /// An expression that looks at the model from outside: a property.
  public struct Observation: Sendable {
    public var name: String
    public var expression: CExpression

    public init(_ name: String, _ expression: CExpression) {
      self.name = name
      self.expression = expression
    }
  }

  static let maximumRounds = 60

  private let sources: CSources
  private let followed: [String: CFunction]
  private let environment: CEnvironment
  private let functions: Set<String>?

  private var declarations: Declarations { sources.declarations }
  private var stubs: [String: CFunction] { sources.stubs }

  /// - Parameters:
  ///   - followed: files whose functions are read; `functions` limits them to some, nil for all.
  ///   - stubs: files that say how functions behave that are not followed.
  ///   - headers: files that only declare.
  public init(
    followed: [CFile], functions: Set<String>? = nil, stubs: [CFile] = [], headers: [CFile] = [],
    environment: CEnvironment = CEnvironment()
  ) {
    self.init(
      CSources(followed, stubs: stubs, headers: headers), functions: functions, environment: environment)
  }

  /// - Parameter functions: those whose bodies are read, nil for all.
  public init(
    _ sources: CSources, functions: Set<String>? = nil, environment: CEnvironment = CEnvironment()
  ) {
    self.sources = sources
    self.functions = functions
    followed =
      functions.map { names in sources.functions.filter { names.contains($0.key) } } ?? sources.functions
    self.environment = environment
  }

  /// What becomes of the roots and bodies on this computer.
  public func read(
    roots: [Root] = [], bodies: [Body] = [], observations: [Observation] = [], for computer: Computer
  ) throws(CReadError) -> CReading {
    if let record = declarations.impossible, !environment.isSurvey {
      throw .wrongUse(
        name: Declarations.name(of: record), place: record.place,
        problem: "contains itself, or is one of more than \(Declarations.maximumDepth) in each other")
    }
    for root in roots where followed[root.name] == nil && stubs[root.name] == nil {
      throw .missingFunction(root.name)
    }
    var facts = Facts()
    var numbers: [String: Int] = [:]
    var specialisations: [String: Set<String>] = [:]
    var pools: [String: Int] = [:]
    for round in 0... {
      guard round < CReader.maximumRounds else { throw .unsettled(rounds: round) }
      var lowering = try run(
        roots, bodies, observations, computer, facts, numbers, specialisations, pools, isFinal: false)
      (numbers, specialisations, pools) = (
        lowering.functionNumbers, lowering.specialisations, lowering.newPools
      )
      facts = lowering.facts
      if facts.finishRound() { continue }
      // What is read and never stored holds 0.
      let missing = lowering.unassigned.filter { facts.values(of: $0).isEmpty }.sorted()
      if missing.isEmpty {
        guard let next = Facts.Stage(rawValue: facts.stage.rawValue + 1),
          next != .objectsForPointers || environment.isSurvey
        else { break }
        facts.stage = next
        continue
      }
      for key in missing { facts.include(PossibleValues(0), in: key) }
      lowering.unassigned = []
    }
    var last = try run(
      roots, bodies, observations, computer, facts, numbers, specialisations, pools, isFinal: true)
    for conflict in last.facts.pointees.conflicts.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      last.assume(
        "one pointer points to \(conflict[0]) and to \(conflict[1]): they are taken to be one object")
    }
    // With a part of the functions followed, somebody else may store.
    if functions != nil {
      for name in last.memory.keys.sorted()
      where sources.variables.contains(name) && last.facts.read.contains(name)
        && !last.facts.stored.contains(name)
      {
        last.assume(
          "\(name) keeps the value it has at the start: no function that is followed stores into it")
      }
    }
    let functions = last.report.functions.compactMap { followed[$0.name] ?? stubs[$0.name] }
    let pieces =
      functions.map(\.place) + bodies.map(\.statement.place) + observations.map(\.expression.place)
    for assumption in sources.assumptions(of: pieces) { last.assume("\(assumption)") }
    return CReading(last)
  }

  private func run(
    _ roots: [Root], _ bodies: [Body], _ observations: [Observation], _ computer: Computer, _ facts: Facts,
    _ numbers: [String: Int], _ specialisations: [String: Set<String>], _ pools: [String: Int], isFinal: Bool
  ) throws(CReadError) -> CLowering {
    var lowering = CLowering(
      declarations, followed: followed, stubs: stubs, environment: environment, computer: computer,
      facts: facts, functionNumbers: numbers)
    lowering.isFinal = isFinal
    lowering.specialisations = specialisations
    lowering.newPools = pools
    for observation in observations {
      let (prefix, value) = try lowering.capture { (reader) throws(CReadError) in
        try reader.lower(observation.expression)
      }
      var expression = value.truth.expression
      if isFinal {
        guard let folded = ObservedExpression.folding(prefix, expression) else {
          throw .wrongUse(
            name: observation.name, place: observation.expression.place,
            problem:
              "looks from outside: it may read variables and ask whether CPUs are online or active, and it "
              + "may not call functions with steps of their own or ask for this CPU")
        }
        expression = folded
      }
      lowering.observed.append((observation.name, expression))
    }
    for root in roots {
      let function = followed[root.name] ?? stubs[root.name]!
      _ = try lowering.procedure(for: function, arguments(of: root, function, &lowering))
    }
    for body in bodies {
      lowering.bodies.append((body.name, try lowering.lower(body: body.statement, named: body.name)))
    }
    return lowering
  }

  private func arguments(of root: Root, _ function: CFunction, _ lowering: inout CLowering) -> [CValue] {
    zip(function.parameters, root.arguments).map { parameter, argument in
      let type = declarations.type(parameter.type).decayed
      let expression = Expression.local(Local(parameter.name ?? "_", .bool))
      switch argument {
      case .anything:
        let isPointer = type.isPointer
        let key = "\(function.name)(\(parameter.name ?? "_"))"
        return CValue(
          expression, type, type.limits,
          node: isPointer ? lowering.facts.node(of: key) : nil)
      case .values(let range):
        return CValue(expression, type, PossibleValues(lowest: range.lowerBound, highest: range.upperBound))
      case .pointer(let name):
        if lowering.pools[name] != nil {
          let node = lowering.poolNode(name)
          return CValue(
            expression, type, PossibleValues(lowest: 0, highest: lowering.slots(name)), node: node)
        }
        _ = lowering.globalPlace(name)
        let node = lowering.facts.node(of: "&\(name)")
        let count = lowering.facts.pointees.object(node)?.count ?? 1
        return CValue(expression, type, PossibleValues(lowest: 1, highest: count), node: node)
      }
    }
  }
}

/// What C became: programs and the variables that they need, ready to be added to a computer.
public struct CReading: Sendable {
  public let procedures: [Procedure]
  /// The statements of each body, by its name.
  public let bodies: [(name: String, statements: [Statement])]
  public let observations: [(name: String, expression: Expression)]
  public let report: CReport
  /// With the number of elements that each context has of its own; nil for what all share.
  private let variables: [(Variable, own: Int?, lock: LockKind?)]
  /// The pools of memory that the programs allocate from, beside those that the computer had.
  public let pools: [(name: String, slots: Int)]

  private let works: [(name: String, work: CLowering.Work)]

  /// Objects of the kernel's types that are no numbers.
  enum LockKind: Sendable { case mutex, spinlock, completion, waitQueue, percpuRwsem, srcu, staticKey }

  init(_ lowering: CLowering) {
    procedures = lowering.procedures
    bodies = lowering.bodies
    observations = lowering.observed
    report = lowering.report
    works = lowering.works.sorted { $0.key < $1.key }.map { (name: $0.key, work: $0.value) }
    pools = lowering.newPools.sorted { $0.key < $1.key }.map { (name: $0.key, slots: $0.value) }
    var lowering = lowering
    variables = lowering.memory.sorted { $0.key < $1.key }.compactMap { name, memory in
      let lock = LockKind(memory.type)
      // What nobody reads is not held; a lock is read by those who wait for it.
      guard lock != nil || lowering.facts.read.contains(name) else { return nil }
      let domain = lowering.domain(of: name, memory.type)
      return (
        Variable(name, domain, count: memory.count, initial: memory.initial),
        lowering.isOwned(name) ? memory.each : nil,
        lock
      )
    }
  }

  /// The variables that a procedure, with all that it calls, stores anything but 0 into.
  public func storedVariables(from name: String) -> Set<String> {
    var stored: Set<String> = []
    var seen: Set<String> = []
    var work = [name]
    while let next = work.popLast() {
      guard seen.insert(next).inserted, let procedure = procedures.first(where: { $0.name == next }) else {
        continue
      }
      for statement in procedure.body { statement.visit { note($0, &stored, &work) } }
    }
    return stored
  }

  private func note(_ statement: Statement, _ stored: inout Set<String>, _ work: inout [String]) {
    switch statement.kind {
    case .assign(.element(let name, _), let value) where value != 0: stored.insert(name)
    case .assign(.shared(let name), let value) where value != 0: stored.insert(name)
    case .call(_, let procedure, _): work.append(procedure)
    case .dispatch(_, _, let table, _): work += table.map(\.procedure)
    default: break
    }
  }

  /// Adds the programs and their variables.
  ///
  /// - Parameter areUnbound: whether the workers of a CPU are unbound, so that its work runs elsewhere; nil
  ///   if they never are.
  public func install(in computer: inout Computer, areUnbound: ((Expression) -> Expression)? = nil) {
    for (name, slots) in pools {
      if CLowering.isPerCPUPool(name) {
        computer.addPerCPUPool(name, slots: slots)
      } else {
        computer.addPool(name, slots: slots)
      }
    }
    for (variable, own, lock) in variables {
      switch lock {
      case .mutex: computer.addMutex(variable.name, count: variable.count)
      case .spinlock: computer.addRawSpinlock(variable.name, count: variable.count)
      case .completion: computer.addCompletion(variable.name, count: variable.count)
      case .waitQueue: computer.addWaitQueue(variable.name, count: variable.count)
      case .percpuRwsem: computer.addPercpuRwsem(variable.name, waiters: 2)
      case .srcu: computer.addSRCU(variable.name, count: variable.count)
      case .staticKey:
        computer.addStaticKey(variable.name, initial: variable.initial.first ?? 0, count: variable.count)
      case nil: computer.add(variable)
      }
      if let own { computer.giveEachContext(variable.name, own) }
    }
    for (name, work) in works {
      computer.addWork(
        name, function: work.procedure, arguments: work.takesPointer ? [.constant(work.pointer)] : [],
        orphans: areUnbound == nil ? .waits : .runsElsewhere, areUnbound: areUnbound)
    }
    let names = Set(procedures.map(\.name))
    computer.model.procedures.removeAll { names.contains($0.name) }
    computer.model.procedures += procedures
  }
}

extension CReading.LockKind {
  init?(_ type: LoweredType) {
    guard case .record(let name) = type else { return nil }
    switch name {
    case "struct mutex", "mutex_t": self = .mutex
    case "spinlock_t", "raw_spinlock_t", "struct spinlock", "struct raw_spinlock": self = .spinlock
    case "struct completion": self = .completion
    case "wait_queue_head_t", "struct wait_queue_head", "struct swait_queue_head": self = .waitQueue
    case "struct percpu_rw_semaphore": self = .percpuRwsem
    case "struct srcu_struct": self = .srcu
    case "struct static_key", "struct static_key_true", "struct static_key_false": self = .staticKey
    default: return nil
    }
  }
}
