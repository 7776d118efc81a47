import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Instances that come and go while CPUs do (`__cpuhp_state_add_instance_cpuslocked`,
/// `__cpuhp_state_remove_instance`, `cpuhp_invoke_callback`, kernel/cpu.c, 6.12).
@Suite struct InstanceTests {
  static let sections = ["p1", "s1", "o1"]
  private let ret = Expression.local("ret", .errno)

  private func system(
    _ name: String, faults: Int = 0, online: Set<Int>, requests: [HotplugSystem.Request],
    failure: RecordedRung.Failure = .never, calls: [Call]
  ) -> HotplugSystem {
    var system = HotplugSystem(
      faults: faults, online: online, names: [name], failures: [name: failure], instances: [name: 2],
      later: [name])
    for index in calls.indices {
      system.computer.add(Variable("registration.\(index)", .errno, storage: .ghost))
    }
    system.computer.add(Variable("registered", .range(0...calls.count), storage: .ghost))
    system.computer.addThread("registrar", on: 0) {
      for (index, call) in calls.enumerated() {
        ret <- call
        Global("registration.\(index)") <- ret
        Global("registered") <- .constant(index + 1)
        Global("called") <- 0
      }
    }
    system.addRequests(requests)
    let all = system.done && Global("registered") == .constant(calls.count)
    system.observe("all", all)
    system.observe("at work", !all)
    for cpu in 0..<2 {
      for count in 0...2 {
        system.observe("cpu\(cpu) \(count)", all && system.count(name, cpu) == .constant(count))
      }
    }
    return system
  }

  private func explored(_ system: HotplugSystem) throws -> Exploration {
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.canFinish(from: "at work", reach: "all"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    return explored
  }

  /// How many instances are up in the end on each CPU, in all runs together.
  private func counts(_ explored: Exploration) -> [Set<Int>] {
    (0..<2).map { cpu in Set((0...2).filter { explored.sometimes("cpu\(cpu) \($0)") }) }
  }

  /// Added and removed while a CPU comes and goes: torn down wherever it stands, the other left alone.
  @Test(arguments: sections, [[0], [0, 1]] as [Set<Int>])
  func aRemovedInstanceIsTornDown(name: String, online: Set<Int>) throws {
    let explored = try explored(
      system(
        name, online: online, requests: [online == [0] ? .up(1) : .down(1)],
        calls: [
          Call(CPUHotplug.setupState(name)), Call(CPUHotplug.addInstance(name), 1),
          Call(CPUHotplug.addInstance(name), 2), Call(CPUHotplug.removeInstance(name), 1),
        ]))
    #expect(counts(explored) == [[1], online == [0] ? [1] : [0]])
    if name == "o1" { #expect(explored.states == (online == [0] ? 996 : 2037)) }
  }

  /// Without calls only the CPUs that come by later start an instance, and only they would tear it down.
  @Test(arguments: sections)
  func withoutCallsOnlyTheListChanges(name: String) throws {
    let added = try explored(
      system(
        name, online: [0], requests: [.up(1)],
        calls: [Call(CPUHotplug.setupState(name)), Call(CPUHotplug.addInstanceNocalls(name), 1)]))
    #expect(counts(added) == [[0], [0, 1]])
    let removed = try explored(
      system(
        name, online: [0], requests: [.up(1)],
        calls: [
          Call(CPUHotplug.setupState(name)), Call(CPUHotplug.addInstance(name), 1),
          Call(CPUHotplug.removeInstanceNocalls(name), 1),
        ]))
    #expect(counts(removed) == [[1], [0, 1]])
  }

  /// `hlist_add_head`: the last that came is called first, so the first that came is the one that fails
  /// second.
  @Test func theLastThatCameIsTheFirst() throws {
    var system = system(
      "o1", faults: 1, online: [0], requests: [], failure: .startup,
      calls: [
        Call(CPUHotplug.setupState("o1")), Call(CPUHotplug.addInstanceNocalls("o1"), 1),
        Call(CPUHotplug.addInstanceNocalls("o1"), 2),
      ])
    system.computer.addThread("later", on: 0) {
      Wait(Global("registered") == 3)
      ret <- Call("cpu_up", 1, .constant(system.ladder.structure.online))
    }
    let last = PerCPU("cpuhp_state.last")[1]
    for (node, started) in [(2, 0), (1, 1), (1, 0), (2, 1)] {
      system.observe(
        "\(node) fails with \(started) up",
        last == .constant(node) && system.count("o1", 1) == .constant(started)
          && PerCPU("cpuhp_state.bringup")[1])
    }
    let explored = try explored(system)
    #expect(explored.sometimes("2 fails with 0 up"))
    #expect(explored.sometimes("1 fails with 1 up"))
    #expect(!explored.sometimes("1 fails with 0 up"))
    #expect(!explored.sometimes("2 fails with 1 up"))
  }

  @Test func whatHasNoInstancesRefusesThem() throws {
    var system = system("o1", online: [0], requests: [], calls: [Call(CPUHotplug.removeInstance("o1"), 1)])
    system.observe("refused", Global("registered") == 0 || Global("registration.0") == -22)
    #expect(try explored(system).always("refused"))
  }

  /// Three instances where the model has room for two are an error of the model.
  @Test func aFullListIsAnErrorOfTheModel() throws {
    let calls = (1...3).map { Call(CPUHotplug.addInstanceNocalls("o1"), .constant($0)) }
    let system = system("o1", online: [0], requests: [], calls: [Call(CPUHotplug.setupState("o1"))] + calls)
    #expect(try system.explored(finishing: []).crashes == ["model-error"])
  }

  /// With every access to the lists as a step of its own the answers are the same.
  @Test func theUnfusedSearchAgrees() throws {
    let system = system(
      "o1", online: [0], requests: [.up(1)],
      calls: [
        Call(CPUHotplug.setupState("o1")), Call(CPUHotplug.addInstance("o1"), 1),
        Call(CPUHotplug.removeInstance("o1"), 1),
      ])
    try TwinTests().agree(system, "at work", "all")
  }

  // MARK: st->last

  /// An instance fails in a state that can't undo: its node stays in `st->last`, and the kernel warns at the
  /// next state without instances on the way back. With a teardown the walk back meets the node and forgets
  /// it.
  @Test(arguments: OrderTests.kernels, [true, false])
  func aNodeThatIsLeftBehindIsWarnedAbout(kernel: BuiltInKernel, hasTeardown: Bool) throws {
    let number = Ladder.builtIn(kernel).rung(symbol: "CPUHP_AP_WORKQUEUE_ONLINE")!.number
    var system = HotplugSystem(kernel, faults: 1, names: ["p1", "o1"]) { _, _ in
      [
        HotplugRung(
          number: number, name: "multi", startup: .init("multi_up", mayFail: true),
          teardown: hasTeardown ? .init("multi_down") : nil, isMultiInstance: true, instances: 2)
      ]
    }
    system.addRequests([.up(1)])
    let failed = system.done && Global("faults_left") == 0
    system.observe("failed", failed)
    system.observe(
      "undone", !failed || (system.returned(0) == -12 && system.state() == 0 && system.level() == 0))
    let explored = try system.explored()
    #expect(explored.sometimes("failed"))
    #expect(explored.always("undone"))
    #expect(explored.findings == (hasTeardown ? [] : ["warn"]))
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// The node belongs to its state: a state further down has others, and undoes all of them.
  @Test(arguments: [true, false])
  func theNodeOfAnotherStateEndsNoWalk(hasTeardown: Bool) throws {
    let number = Ladder.builtIn(.linux6dot12).rung(symbol: "CPUHP_AP_WORKQUEUE_ONLINE")!.number
    var system = HotplugSystem(faults: 1, names: ["o1"], instances: ["o1": 2]) { _, _ in
      [
        HotplugRung(
          number: number, name: "multi", startup: .init("multi_up", mayFail: true),
          teardown: hasTeardown ? .init("multi_down") : nil, isMultiInstance: true, instances: 2)
      ]
    }
    system.addRequests([.up(1)])
    let failed = system.done && Global("faults_left") == 0
    system.observe("failed", failed)
    system.observe("undone", !failed || system.count("o1", 1) == 0)
    let explored = try system.explored()
    #expect(explored.sometimes("failed"))
    #expect(explored.always("undone"))
    #expect(explored.findings.isEmpty)
  }

  // MARK: In a dynamic range

  /// Drivers register such states in the dynamic range and add their devices to the slot that they got.
  @Test(arguments: DynamicRange.allCases)
  func instancesOfASlot(range: DynamicRange) throws {
    var system = HotplugSystem(names: []) { _, computer in
      computer.add(
        Variable("count", .range(0...2), count: 2, storage: .ghost), Variable("plain", .range(-133...236)),
        Variable("slot", .range(-133...236)))
      for (name, step) in [("multi_up", 1), ("multi_down", -1)] {
        let cpu = Local("cpu", .range(0...7))
        computer.add(
          Procedure(name, parameters: [cpu]) {
            Global("called") <- 1
            PerCPU("count")[.local(cpu)] <- PerCPU("count")[.local(cpu)] + .constant(step)
            Return(0)
          })
      }
      return [
        HotplugRung(
          registering: "plain", in: range, startup: .init("plain_up"), teardown: .init("plain_down")),
        HotplugRung(
          registering: "multi", in: range, startup: .init("multi_up", procedure: "multi_up"),
          teardown: .init("multi_down", procedure: "multi_down"), isMultiInstance: true),
      ]
    }
    system.computer.remember("added", "removed", "refused")
    let slot = Expression.local("slot", system.core.setupResult)
    let other = Expression.local("other", system.core.setupResult)
    system.computer.addThread("driver", on: 0) {
      other <- Call(CPUHotplug.setupState("plain"))
      slot <- Call(CPUHotplug.setupState("multi"))
      ret <- Call(CPUHotplug.addInstance(in: range), other, 1)
      Global("refused") <- (ret == -22)
      ret <- Call(CPUHotplug.addInstance(in: range), slot, 1)
      ret <- Call(CPUHotplug.addInstance(in: range), slot, 2)
      Global("added") <- 1
      Global("called") <- 0
      ret <- Call(CPUHotplug.removeInstance(in: range), slot, 2)
      ret <- Call(CPUHotplug.removeInstance(in: range), slot, 1)
      Do(CPUHotplug.removeState(in: range), slot)
      Do(CPUHotplug.removeState(in: range), other)
      Global("removed") <- 1
    }
    system.addRequests([.up(1)])
    let online = Expression.constant(system.ladder.structure.online)
    let between = Global("added") && !Global("removed") && Global("cpuhp_state_mutex") == 0
    system.observe("both on CPU 0", Global("added") && PerCPU("count")[0] == 2)
    system.observe(
      "both on CPU 1 by the walk", between && system.state() == online && PerCPU("count")[1] == 2)
    system.observe("refused", !Global("added") || Global("refused"))
    system.observe("none left", !Global("removed") || (PerCPU("count")[0] == 0 && PerCPU("count")[1] == 0))
    let all = system.done && Global("removed")
    system.observe("all", all)
    system.observe("at work", !all)
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.sometimes("both on CPU 0"))
    #expect(explored.sometimes("both on CPU 1 by the walk"))
    #expect(explored.always("refused"))
    #expect(explored.always("none left"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "at work", reach: "all"))
  }
}
