import Ladder
import Machine
import Program

/// Linux's CPU hotplug core as programs: `cpu_up`, `cpu_down`, the cpuhp thread, the bring-up and the
/// take-down of the secondary CPU, failure and rollback of every section (kernel/cpu.c, 6.12; differences of
/// 6.1 where they matter).
///
/// It is generic over a ladder. `rungs` holds those that have a callback to run; all others cost nothing.
public struct CPUHotplug: Sendable {
  public let ladder: Ladder
  /// In order of number, the structural ones of the core included.
  public let rungs: [HotplugRung]
  /// Those that ask for a slot in a dynamic range while the model runs.
  public let dynamicRungs: [HotplugRung]
  /// The CPUs that go up and down. CPU 0 controls.
  public let hotpluggable: [Int]
  public let onlineAtStart: Set<Int>
  public var options: Options

  public struct Options: Sendable {
    /// Callbacks report cpuhp trace events, and `hotplug/fail` can be written.
    public var isObserved = false
    /// `lapic_can_unplug_cpu` may refuse under the fault budget.
    public var refusesToDie = false
    /// The AP may fail to report that it is alive within ten seconds, under the fault budget. It may wake up
    /// later all the same.
    public var mayStayDead = false
    /// A dying CPU may fail to report its death in time, under the fault budget. It dies later.
    public var mayDieLate = false
    /// `sched_cpu_deactivate` may refuse for want of bandwidth for deadline tasks, under the fault budget,
    /// unless tasks are frozen.
    public var refusesToDeactivate = false
    /// CPUs can't be taken offline by request, as in guests with encrypted memory; suspend does not ask.
    public var offlineIsDisabled = false
    /// The system is suspended and resumed (`pm_suspend`).
    public var suspends = false
    /// While it goes to sleep a wake-up may be pending, which ends that.
    public var hasWakeUps = false
    /// What runs on the last CPU when all others are down, interrupts off: `syscore_suspend` and
    /// `syscore_resume`.
    public var syscore: String?
    /// A procedure that moves the interrupts away from a dying CPU; takes the CPU.
    public var fixupIRQs: String?
    /// CPUs that are not the first thread of their core; they must be among those that go up and down.
    public var secondaryThreads: Set<Int> = []
    /// Whether such CPUs may run, at the start.
    public var smtControl = SMTControl.enabled
    /// How often `cpu_hotplug_disable` can be in force at once, 0...7; with 0 nobody calls it. One more is an
    /// error of the model.
    public var maximumDisables = 0
    /// What callbacks return: 0 and an errno, or more where they come from elsewhere. Whatever is not 0 is an
    /// error to the core, and reaches whoever asked.
    public var callbackResult = Domain.errno
    /// When no task that is not bound to the CPU is left on it: what `sched_cpu_wait_empty` waits for.
    public var isEmpty: @Sendable (Expression) -> Expression = { _ in 1 }

    public init() {}
  }

  /// - Parameter rungs: the callbacks of layers, in any order. Those of the core itself are added.
  public init(
    ladder: Ladder, rungs: [HotplugRung], hotpluggable: [Int], onlineAtStart: Set<Int>,
    options: Options = Options()
  ) {
    self.ladder = ladder
    self.hotpluggable = hotpluggable
    self.onlineAtStart = onlineAtStart
    self.options = options
    let own = CPUHotplug.structuralRungs(of: ladder)
    let numbers = Set(own.map(\.number))
    self.rungs = (rungs.filter { !$0.isDynamic && !numbers.contains($0.number) } + own)
      .sorted { $0.number < $1.number }
    dynamicRungs = rungs.filter(\.isDynamic).map { rung in
      var rung = rung
      rung.number = ladder.structure.slots(of: rung.range!).lowerBound
      return rung
    }
  }

  /// 6.5 and later split the kick of the AP from the wait for it (CONFIG_HOTPLUG_SPLIT_STARTUP).
  var hasSplitStartup: Bool { ladder.structure.kickAP != nil }

  private static func structuralRungs(of ladder: Ladder) -> [HotplugRung] {
    let structure = ladder.structure
    var rungs = [
      HotplugRung(
        number: structure.teardownCPU, name: "cpu:teardown",
        teardown: .init("takedown_cpu", procedure: "takedown_cpu"))
    ]
    if let kick = structure.kickAP {
      rungs += [
        HotplugRung(
          number: kick, name: "cpu:kick_ap",
          startup: .init("cpuhp_kick_ap_alive", procedure: "cpuhp_kick_ap_alive")),
        HotplugRung(
          number: structure.bringupCPU, name: "cpu:bringup",
          startup: .init("cpuhp_bringup_ap", procedure: "cpuhp_bringup_ap"),
          teardown: .init("finish_cpu")),
      ]
    } else {
      rungs.append(
        HotplugRung(
          number: structure.bringupCPU, name: "cpu:bringup",
          startup: .init("bringup_cpu", procedure: "bringup_cpu"),
          teardown: .init("finish_cpu")))
    }
    return rungs
  }

  // MARK: The variables of struct cpuhp_cpu_state

  var stateDomain: Domain { .range(0...ladder.structure.online) }
  var state: PerCPU { PerCPU("cpuhp_state.state") }
  var target: PerCPU { PerCPU("cpuhp_state.target") }
  var fail: PerCPU { PerCPU("cpuhp_state.fail") }
  var result: PerCPU { PerCPU("cpuhp_state.result") }
  var bringup: PerCPU { PerCPU("cpuhp_state.bringup") }
  var rollback: PerCPU { PerCPU("cpuhp_state.rollback") }
  var single: PerCPU { PerCPU("cpuhp_state.single") }
  var last: PerCPU { PerCPU("cpuhp_state.last") }
  var node: PerCPU { PerCPU("cpuhp_state.node") }
  var callbackState: PerCPU { PerCPU("cpuhp_state.cb_state") }
  var shouldRun: PerCPU { PerCPU("cpuhp_state.should_run") }
  var doneUp: PerCPU { PerCPU("cpuhp_state.done_up") }
  var doneDown: PerCPU { PerCPU("cpuhp_state.done_down") }
  var isParked: PerCPU { PerCPU("cpuhp_state.parked") }
  var isOnline: PerCPU { PerCPU("cpu_online") }
  var isActive: PerCPU { PerCPU("cpu_active") }
  var isDying: PerCPU { PerCPU("cpu_dying") }
  var cpuLocal: Local { Local("cpu", .range(0...7)) }
  var cpu: Expression { .local(cpuLocal) }

  var registersInTheRun: Bool { !dynamicRungs.isEmpty || rungs.contains { $0.isRegisteredLater } }
  var hasLaterRungs: Bool { registersInTheRun || rungs.contains { $0.isMultiInstance } }

  /// Adds the core to a computer: variables, procedures, and for each CPU that goes up and down its cpuhp
  /// thread and its idle task. Stoppers come with `addStopMachine`, which this calls.
  public func install(in computer: inout Computer) {
    addVariables(to: &computer)
    computer.addMutex("device_hotplug_lock")
    computer.addMutex("cpu_add_remove_lock")
    computer.addMutex("sparse_irq_lock")
    computer.addPercpuRwsem("cpu_hotplug_lock", waiters: 2)
    if hasLaterRungs { computer.addMutex("cpuhp_state_mutex") }
    addWalk(to: &computer)
    addThreadFunctions(to: &computer)
    addBringUp(to: &computer)
    addStartup(to: &computer)
    addTakeDown(to: &computer)
    addRequests(to: &computer)
    if hasSecondaryThreads {
      addSMTVariables(to: &computer)
      addSMTProcedures(to: &computer)
    }
    if canBeDisabled { addDisabling(to: &computer) }
    if options.suspends { addSuspend(to: &computer) }
    if hasLaterRungs { addRegistration(to: &computer) }
    computer.addStopMachine(functions: ["take_cpu_down"])
    // Only a registration with calls ever needs the thread of a CPU that stays online.
    for cpu in 0..<computer.cpus where hasLaterRungs || hotpluggable.contains(cpu) {
      addThread(of: cpu, to: &computer)
    }
    for cpu in hotpluggable { addIdle(of: cpu, to: &computer) }
  }

  private func addVariables(to computer: inout Computer) {
    let count = computer.cpus
    let online = ladder.structure.online
    func perCPU(
      _ name: String, _ domain: Domain, _ storage: Variable.Storage = .sequenced, _ initial: [Int] = [0]
    ) {
      computer.add(Variable(name, domain, count: count, storage: storage, initial: initial))
    }
    let standing = (0..<count).map { onlineAtStart.contains($0) ? online : 0 }
    let up = (0..<count).map { onlineAtStart.contains($0) ? 1 : 0 }
    var names: [Int: String] = [:]
    for rung in ladder.rungs where rung.registeredName != nil || rung.role != nil {
      names[rung.number] = rung.name
    }
    for rung in rungs { names[rung.number] = rung.name }
    computer.add(
      Variable(
        "cpuhp_state.state", stateDomain, count: count, storage: .sequenced, initial: standing,
        valueNames: names),
      Variable(
        "cpuhp_state.target", stateDomain, count: count, storage: .sequenced, initial: standing,
        valueNames: names))
    perCPU("cpuhp_state.fail", options.isObserved ? .range(-1...online) : .range(-1...(-1)), .sequenced, [-1])
    perCPU("cpuhp_state.result", resultDomain)
    perCPU("cpuhp_state.bringup", .bool)
    perCPU("cpuhp_state.rollback", .bool)
    perCPU("cpuhp_state.last", lastDomain)
    if hasLaterRungs {
      perCPU("cpuhp_state.single", .bool)
      perCPU("cpuhp_state.node", .range(0...30))
      perCPU("cpuhp_state.cb_state", stateDomain)
    }
    perCPU("cpuhp_state.should_run", .bool, .shared)
    computer.addCompletion("cpuhp_state.done_up", count: computer.cpus)
    computer.addCompletion("cpuhp_state.done_down", count: computer.cpus)
    perCPU("cpuhp_state.parked", .bool, .shared, up.map { 1 - $0 })
    addSyncState(to: &computer)
    perCPU("cpu_active", .bool, .shared, up)
    perCPU("cpu_dying", .bool, .shared)
    perCPU("situation", .range(0...3), .ghost)
    perCPU("was_online", .bool, .ghost, up)
    for rung in rungs + dynamicRungs where watchesStartup(rung) {
      // What is registered later is not started on anybody yet.
      perCPU(startedName(rung), .bool, .ghost, rung.isRegisteredLater ? [0] : up)
    }
    for rung in rungs where rung.isRegisteredLater { computer.add(Variable(registered(rung), .bool)) }
    addSlots(to: &computer)
    addLists(to: &computer)
  }

  func registered(_ rung: HotplugRung) -> String { "cpuhp_hp_states[\(rung.name)].registered" }
}

/// What is going on for a CPU, as the cells of a case name it: down, first-online, re-online
/// (docs/semantics.md).
public enum Situation: Int, Sendable, CaseIterable {
  case none, down, firstOnline, reOnline

  public var name: String {
    switch self {
    case .none: return "none"
    case .down: return "down"
    case .firstOnline: return "first-online"
    case .reOnline: return "re-online"
    }
  }
}
