import Program

/// The modelled computer as a model under construction: CPUs with their interrupt and preemption state, the
/// heap, the fault budget. Layers add variables, procedures and contexts to it; `model` is the finished
/// whole.
///
/// A CPU has an owner (none, or one context) and at most one interrupt handler above it. Without an owner any
/// runnable context of the CPU may step. Switching interrupts or preemption off makes an owner; handlers do
/// not nest.
public struct Computer: Sendable {
  public let cpus: Int
  /// Whether there is a fault budget at all.
  public let hasFaults: Bool
  public let wakeUps: WakeUps
  public var model: Model
  private var names: Set<String> = []
  /// Arrays that have so many elements for each context, once it is known how many contexts there are.
  private(set) var ownedByContexts: [String: Int] = [:]
  /// The procedures that `on_each_cpu` and its relatives can call, by index.
  public internal(set) var callFunctions: [String] = []
  /// The procedures that `stop_machine` can run, by index.
  public internal(set) var stopFunctions: [String] = []
  /// Pools an allocation of which has a slot for each CPU.
  var perCPUPools: Set<String> = []
  /// Contexts that change their CPU and are nevertheless bound to it, by number.
  var boundWorkers: Set<Int> = []
  /// Whether those of `callFunctions` take the caller's `info`.
  public internal(set) var callInfo: Domain?
  /// Whether callers of `on_each_cpu` say whether they wait.
  var callsMayGoOn = false
  /// The registers an access to which may raise #GP.
  var faultingRegisters: Set<String> = []
  /// What is known by now of the facts that primitives depend on.
  var facts: Set<MachineFact> = []
  /// The local APICs, if the computer has any, and what happens besides when one delivers a vector.
  public internal(set) var apic: LocalAPIC?
  var onDelivery: @Sendable (Expression, InterruptVector) -> [Statement] = { _, _ in [] }

  /// Whether a primitive stays a call, for programs that are looked at and never run.
  public var keepsCalls = false

  /// - Parameters:
  ///   - cpus: 1...8.
  ///   - faults: how many failures the environment may inject along one path, 0...7.
  ///   - online: the CPUs in `cpu_online_mask` at the start.
  ///   - wakeUps: `byIPI` needs `addLocalAPIC` before anything that waits for other CPUs is added.
  public init(name: String, cpus: Int, faults: Int, online: Set<Int>, wakeUps: WakeUps = .direct) {
    precondition((1...8).contains(cpus), "a modelled computer has 1 to 8 CPUs")
    precondition((0...7).contains(faults), "0 to 7 failures can be injected along a path")
    self.cpus = cpus
    hasFaults = faults > 0
    self.wakeUps = wakeUps
    model = Model(name: name)
    add(
      Variable("irqs_off", .bool, count: cpus), Variable("preempt_count", .range(0...3), count: cpus),
      Variable("cpu_owner", .range(0...0), count: cpus), Variable("in_handler", .range(0...0), count: cpus),
      Variable("cpu_online", .bool, count: cpus, initial: (0..<cpus).map { online.contains($0) ? 1 : 0 }))
    // One value, known when the model is finished: it takes no room in the state.
    add(Variable("migratable_contexts", .range(0...0), storage: .sequenced))
    // How often each context has called migrate_disable; no room in the state unless somebody calls it.
    add(Variable("migration_disabled", .range(0...0), count: 1))
    if faults > 0 { add(Variable("faults_left", .range(0...faults), initial: [faults])) }
    model.findings = BuiltInViolation.findings.map { Finding($0.id, $0.text) }
    model.crashes = BuiltInViolation.crashes.map { Finding($0.id, $0.text) }
    if wakeUps == .byIPI { addWakeUps() }
  }

  /// Adds variables; a name that exists already is left as it is, so that layers may share what they need.
  public mutating func add(_ variables: Variable...) {
    for variable in variables where names.insert(variable.name).inserted { model.variables.append(variable) }
  }

  /// Makes an array one with `count` elements for each context, from `(context - 1) * count` on: a local that
  /// lies in memory because its address is passed on.
  public mutating func giveEachContext(_ name: String, _ count: Int = 1) { ownedByContexts[name] = count }

  public func variable(_ name: String) -> Variable? { model.variables.first { $0.name == name } }

  public mutating func add(_ procedures: Procedure...) { model.procedures += procedures }

  public mutating func add(_ finding: Finding) { model.findings.append(finding) }

  /// The number that the next context will have, counted from 1.
  public var nextContext: Int { model.contexts.count + 1 }

  /// A thread bound to one CPU: a per-CPU kthread, an idle task, a stopper, or a task that affinity keeps
  /// there.
  public mutating func addThread(
    _ name: String, kind: Context.Kind = .task, on cpu: Int, allowed: Expression = 1,
    @ProgramBuilder _ body: () -> [Statement]
  ) {
    let number = Expression.constant(nextContext)
    let here = Expression.constant(cpu)
    let owner = PerCPU("cpu_owner")[here]
    // A task that was left behind on a CPU stands still until the CPU comes back.
    let online: Expression = kind == .task ? PerCPU("cpu_online")[here] : 1
    model.contexts.append(
      Context(
        name, kind: kind, placement: .bound(cpu: cpu),
        runnable: allowed && PerCPU("in_handler")[here] == 0 && (owner == 0 || owner == number) && online,
        body: body() + exit()))
  }

  /// Who ends leaves the CPU to others.
  @ProgramBuilder private func exit() -> [Statement] {
    If(.fact(.wakesByIPI)) { Atomic("do_task_dead: schedule()") { Kernel.schedule() } }
  }

  /// A task that may run on any CPU and moves whenever preemption allows, within `allowed` of the CPU it
  /// moves to.
  ///
  /// - Parameter hasOneCPU: whether its affinity is one CPU, which it leaves only if that goes away: then it
  ///   may ask for the CPU's number at any time (`check_preemption_disabled`, lib/smp_processor_id.c, 6.12).
  public mutating func addMigratableThread(
    _ name: String, kind: Context.Kind = .task, initially cpu: Int, hasOneCPU: Bool = false,
    allowed: (Expression) -> Expression, @ProgramBuilder _ body: () -> [Statement]
  ) {
    if hasOneCPU { boundWorkers.insert(nextContext) }
    let position = "cpu_of.\(name)"
    add(Variable(position, .range(0...(cpus - 1)), initial: [cpu]))
    let number = Expression.constant(nextContext)
    let here = Global(position)
    let owner = PerCPU("cpu_owner")[here]
    model.contexts.append(
      Context(
        name, kind: kind, placement: .migratable(variable: position),
        runnable: PerCPU("in_handler")[here] == 0 && (owner == 0 || owner == number)
          && PerCPU("cpu_online")[here],
        body: body()))
    // The scheduler moves the task while it does not own its CPU.
    let moves = (0..<cpus).map { target in
      Option(
        "schedule \(name) on CPU \(target)", .kernel,
        when: here != .constant(target) && allowed(.constant(target)) && owner != number
          && PerCPU("in_handler")[here] == 0 && PerCPU("migration_disabled")[number] == 0
      ) {
        Atomic { here <- .constant(target) }
      }
    }
    model.contexts.append(
      Context("scheduler of \(name)", kind: .agent, body: [Statement(Forever { Choose { moves } })]))
  }

  /// An interrupt of one CPU: `pending` says when it waits to be taken; `acknowledge` runs in the step that
  /// takes it.
  public mutating func addInterrupt(
    _ name: String, on cpu: Int, pending: Expression, @ProgramBuilder acknowledge: () -> [Statement],
    @ProgramBuilder handler: () -> [Statement]
  ) {
    let number = Expression.constant(nextContext)
    let here = Expression.constant(cpu)
    let inHandler = PerCPU("in_handler")[here]
    let body = Forever {
      Atomic(
        "take \(name)", when: pending && !PerCPU("irqs_off")[here] && inHandler == 0, agency: .hardware,
        bypassesOwner: true
      ) {
        inHandler <- number
        acknowledge()
      }
      handler()
      Atomic("return from \(name)") {
        inHandler <- 0
        // The return restores the flags, and the interrupt was taken with interrupts on.
        PerCPU("irqs_off")[here] <- 0
        Kernel.schedule()
      }
    }
    model.contexts.append(
      Context(
        name, kind: .interrupt, placement: .bound(cpu: cpu), runnable: inHandler == number,
        body: [Statement(body)])
    )
  }

  /// Guarded steps of the environment or of hardware that belong to no CPU.
  public mutating func addAgent(_ name: String, @OptionBuilder _ options: () -> [Statement.Option]) {
    model.contexts.append(
      Context(name, kind: .agent, body: [Statement(Forever { Choose { options() } })]))
  }
}
