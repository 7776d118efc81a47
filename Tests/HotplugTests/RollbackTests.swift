import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Failure in every section and its rollback, row by row (docs/semantics.md; kernel/cpu.c, 6.12 and 6.1).
@Suite struct RollbackTests {
  /// Where a CPU ends up, in the words of its ladder.
  enum Stand: Sendable {
    case offline, onlineIdle, online, belowTeardown
    case below(String)
    case at(String)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var failures: [String: RecordedRung.Failure]
    var faults = 1
    var online: Set<Int> = [0]
    var requests: [HotplugSystem.Request]
    var refusesToDie = false
    /// What the last request returns if all faults were used up.
    var returns: Int
    var state: Stand
    /// Recorded rungs that count as up then.
    var level: Int
    var findings: Set<String> = []

    var testDescription: String { text }
  }

  static let rows: [Row] = [
    Row(
      text: "PREPARE up fails: what came before is undone", failures: ["p2": .startup], requests: [.up(1)],
      returns: -12, state: .offline, level: 0),
    Row(
      text: "the first callback fails: nothing to undo", failures: ["p1": .startup], requests: [.up(1)],
      returns: -12, state: .offline, level: 0),
    Row(
      text: "ONLINE up fails: the thread undoes its part, the control CPU the rest",
      failures: ["o2": .startup], requests: [.up(1)], returns: -12, state: .offline, level: 0),
    Row(
      text: "the first ONLINE callback fails", failures: ["o1": .startup], requests: [.up(1)],
      returns: -12, state: .offline, level: 0),
    Row(
      text: "STARTING fails: a warning, and it goes on", failures: ["s1": .startup], requests: [.up(1)],
      returns: 0, state: .online, level: 6, findings: ["error-in-nofail"]),
    Row(
      text: "ONLINE down fails: it counts as up, those above are started again", failures: ["o1": .teardown],
      online: [0, 1], requests: [.down(1)], returns: -12, state: .online, level: 6),
    Row(
      text: "the first teardown fails: nothing to start again", failures: ["o2": .teardown], online: [0, 1],
      requests: [.down(1)], returns: -12, state: .online, level: 6),
    Row(
      text: "take_cpu_down refuses: back up by the thread", failures: [:], online: [0, 1],
      requests: [.down(1)], refusesToDie: true, returns: -28, state: .online, level: 6),
    Row(
      text: "DYING fails: a warning, and it goes on", failures: ["s2": .teardown], online: [0, 1],
      requests: [.down(1)], returns: 0, state: .offline, level: 0, findings: ["error-in-nofail"]),
    Row(
      text: "DEAD fails: the CPU is left half up, as captured", failures: ["p1": .teardown],
      online: [0, 1], requests: [.down(1)], returns: -12, state: .onlineIdle, level: 4, findings: ["warn"]),
    Row(
      text: "DEAD fails at the highest", failures: ["p2": .teardown], online: [0, 1],
      requests: [.down(1)], returns: -12, state: .onlineIdle, level: 4, findings: ["warn"]),
    Row(
      text: "half up after a DEAD failure: the next request takes it up",
      failures: ["p1": .teardown], online: [0, 1], requests: [.down(1), .up(1)], returns: 0, state: .online,
      level: 6, findings: ["warn"]),
    Row(
      text: "a second failure, in the thread's rollback of up: the rest is undone all the same",
      failures: ["o2": .startup, "o1": .teardown], faults: 2, requests: [.up(1)], returns: -12,
      state: .offline, level: 0, findings: ["warn"]),
    Row(
      text: "a second failure, in the rollback of PREPARE: stuck in between",
      failures: ["p2": .startup, "p1": .teardown], faults: 2, requests: [.up(1)], returns: -12,
      state: .below("p1"), level: 0, findings: ["warn"]),
    Row(
      text: "a second failure, in the thread's rollback of down: stuck in between",
      failures: ["o1": .teardown, "o2": .startup], faults: 2, online: [0, 1], requests: [.down(1)],
      returns: -12, state: .at("o2"), level: 6, findings: ["warn"]),
    Row(
      text: "a failure in the rollback after take_cpu_down refused",
      failures: ["o1": .startup], faults: 2, online: [0, 1], requests: [.down(1)], refusesToDie: true,
      returns: -28, state: .at("o1"), level: 5, findings: ["warn"]),
    Row(
      text: "take_cpu_down refuses in the rollback of up: online, and one below TEARDOWN_CPU",
      failures: ["o1": .startup], faults: 2, requests: [.up(1)], refusesToDie: true, returns: -12,
      state: .belowTeardown, level: 4, findings: ["warn"]),
  ]

  private func number(_ stand: Stand, _ system: HotplugSystem) -> Int {
    switch stand {
    case .offline: 0
    case .onlineIdle: system.ladder.structure.apOnlineIdle
    case .online: system.ladder.structure.online
    case .belowTeardown: system.ladder.structure.teardownCPU - 1
    case .below(let name): system[name].number - 1
    case .at(let name): system[name].number
    }
  }

  @Test(arguments: OrderTests.kernels, rows)
  func everyRow(kernel: BuiltInKernel, row: Row) throws {
    var options = CPUHotplug.Options()
    options.refusesToDie = row.refusesToDie
    var system = HotplugSystem(
      kernel, faults: row.faults, online: row.online, failures: row.failures, options: options)
    system.addRequests(row.requests)
    let spent = Global("faults_left") == 0
    let stand = Expression.constant(number(row.state, system))
    let last = row.requests.count - 1
    system.observe("faults spent", system.done && spent)
    system.observe("returns", !(system.done && spent) || system.returned(last) == .constant(row.returns))
    system.observe("stands", !(system.done && spent) || system.state() == stand)
    system.observe("level", !(system.done && spent) || system.level() == .constant(row.level))
    let isUp = row.level >= 4
    system.observe("mask", !(system.done && spent) || system.online() == (isUp ? 1 : 0))
    system.observe(
      "without a fault",
      !(system.done && Global("faults_left") == .constant(row.faults)) || system.returned(last) == 0)
    let explored = try system.explored()
    #expect(explored.sometimes("faults spent"))
    for name in ["returns", "stands", "level", "mask", "without a fault"] {
      #expect(explored.always(name), "\(name)")
    }
    #expect(explored.findings == row.findings)
    #expect(explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// Whatever fails once, wherever: the order holds, every request ends, and whoever is told of an error has
  /// the CPU where it was before or half up as real kernels leave it.
  @Test(arguments: OrderTests.kernels)
  func anyOneFailureAnywhere(kernel: BuiltInKernel) throws {
    var options = CPUHotplug.Options()
    options.refusesToDie = true
    let failures = Dictionary(
      uniqueKeysWithValues: HotplugSystem.allNames.map { ($0, RecordedRung.Failure.both) })
    var system = HotplugSystem(kernel, faults: 1, failures: failures, options: options)
    system.addRequests([.up(1), .down(1), .up(1)])
    let (online, idle) = (system.ladder.structure.online, system.ladder.structure.apOnlineIdle)
    let state = system.state()
    system.observe(
      "whole",
      !system.done || (state == .constant(online) && system.level() == 6)
        || (state == 0 && system.level() == 0))
    system.observe(
      "half up only after a DEAD failure",
      Global("state.1") != .constant(idle) || (system.returned(0) == 0 && system.returned(1) != 0))
    system.observe("half up", Global("state.1") == .constant(idle))
    let explored = try system.explored()
    #expect(explored.findings == ["error-in-nofail", "warn"])
    #expect(explored.crashes.isEmpty)
    #expect(explored.always("whole"), "\(explored.way(to: "crashed"))")
    #expect(explored.always("half up only after a DEAD failure"))
    #expect(explored.sometimes("half up"))
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// The scheduler refuses to let a CPU go that deadline tasks need: it is active again before its teardown
  /// returns, and no other has run. While tasks are frozen nobody asks (`sched_cpu_deactivate`).
  @Test(arguments: OrderTests.kernels, [false, true])
  func theSchedulerRefuses(kernel: BuiltInKernel, isFrozen: Bool) throws {
    var options = CPUHotplug.Options()
    options.refusesToDeactivate = true
    options.suspends = isFrozen
    var system = HotplugSystem(kernel, faults: 1, online: [0, 1], options: options) { ladder, _ in
      CPUHotplug.schedulerRungs(of: ladder)
    }
    system.core.addSchedulerProcedures(to: &system.computer)
    system.addRequests([isFrozen ? .suspend : .down(1)])
    let failed = Global("faults_left") == 0
    let active = PerCPU("cpu_active")[1]
    let online = Expression.constant(system.ladder.structure.online)
    system.observe("failed", failed)
    system.observe(
      "as it was",
      !(system.done && failed)
        || (system.returned(0) == -16 && system.state() == online && active && system.level() == 6))
    system.observe("inactive for a while", failed && !active)
    system.observe("others torn down", failed && system.level() < 6)
    let explored = try system.explored()
    #expect(explored.sometimes("failed") == !isFrozen)
    #expect(explored.sometimes("inactive for a while") == !isFrozen)
    #expect(explored.always("as it was"))
    #expect(!explored.sometimes("others torn down"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }
}
