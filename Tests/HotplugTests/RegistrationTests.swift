import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Registering and removing callbacks while a CPU comes and goes (`__cpuhp_setup_state_cpuslocked` and below,
/// kernel/cpu.c, 6.12): no CPU is missed, none is called twice.
@Suite struct RegistrationTests {
  static let sections = ["p1", "s1", "o1"]
  private let ret = Expression.local("ret", .errno)

  /// A system whose one recorded rung is registered in the run by a second task, in these calls.
  private func system(
    _ name: String, cpus: Int = 2, faults: Int = 0, online: Set<Int>, requests: [HotplugSystem.Request],
    failure: RecordedRung.Failure = .never, instances: Int = 0, calls: [Call]
  ) -> HotplugSystem {
    var system = HotplugSystem(
      cpus: cpus, faults: faults, online: online, names: [name], failures: [name: failure],
      instances: [name: instances], later: [name])
    for index in calls.indices {
      system.computer.add(Variable("registration.\(index)", .errno, storage: .ghost))
    }
    system.computer.add(Variable("registered", .range(0...calls.count), storage: .ghost))
    system.computer.addThread("registrar", on: 0) {
      for (index, call) in calls.enumerated() {
        if call.procedure.contains("remove") {
          [Statement(.call(result: nil, procedure: call.procedure, arguments: call.arguments))]
        } else {
          ret <- call
          Global("registration.\(index)") <- ret
        }
        Global("registered") <- .constant(index + 1)
        Global("called") <- 0
      }
    }
    system.addRequests(requests)
    let number = Expression.constant(system[name].number)
    let all = system.done && Global("registered") == .constant(calls.count)
    system.observe("all", all)
    system.observe("at work", !all)
    for cpu in 0..<cpus {
      let stands = system.state(cpu) >= number
      system.observe("cpu\(cpu) as it stands", !all || system.count(name, cpu) == stands)
      system.observe("cpu\(cpu) none", !all || system.count(name, cpu) == 0)
      system.observe("cpu\(cpu) some", all && system.count(name, cpu) > 0)
      if instances > 0 {
        system.observe(
          "cpu\(cpu) all instances",
          !all || system.count(name, cpu) == .conditional(stands, .constant(instances), 0))
      }
    }
    return system
  }

  private func explored(_ system: HotplugSystem) throws -> Exploration {
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.canFinish(from: "at work", reach: "all"))
    #expect(explored.crashes.isEmpty)
    return explored
  }

  @Test(arguments: sections, [[0], [0, 1]] as [Set<Int>])
  func withCallsNobodyIsMissedOrCalledTwice(name: String, online: Set<Int>) throws {
    let explored = try explored(
      system(
        name, online: online, requests: online == [0] ? [.up(1), .down(1)] : [.down(1), .up(1)],
        calls: [Call(CPUHotplug.setupState(name))]))
    #expect(explored.findings.isEmpty)
    for cpu in 0..<2 { #expect(explored.always("cpu\(cpu) as it stands")) }
    #expect(explored.sometimes("cpu0 some"))
    #expect(explored.sometimes("cpu1 some") == (online == [0, 1]))
  }

  /// Without calls only those are started that come by later.
  @Test(arguments: sections)
  func withoutCallsOnlyWhoComesLaterIsStarted(name: String) throws {
    let explored = try explored(
      system(
        name, online: [0], requests: [.up(1)], calls: [Call(CPUHotplug.setupStateNocalls(name))]))
    #expect(explored.findings.isEmpty)
    #expect(explored.always("cpu0 none"))
    #expect(explored.sometimes("cpu1 some"))
    #expect(!explored.always("cpu1 as it stands"))
  }

  @Test(arguments: sections)
  func removalTearsDownWhereItStands(name: String) throws {
    let explored = try explored(
      system(
        name, online: [0], requests: [.up(1), .down(1)],
        calls: [Call(CPUHotplug.setupState(name)), Call(CPUHotplug.removeState(name))]))
    #expect(explored.findings.isEmpty)
    for cpu in 0..<2 { #expect(explored.always("cpu\(cpu) none")) }
  }

  /// What is not registered has no callback to run.
  @Test func removingWhatIsNotThereCallsNobody() throws {
    let explored = try explored(
      system(
        "o1", online: [0, 1], requests: [],
        calls: [
          Call(CPUHotplug.setupState("o1")), Call(CPUHotplug.removeState("o1")),
          Call(CPUHotplug.removeState("o1")),
        ]))
    #expect(explored.findings.isEmpty)
    for cpu in 0..<2 { #expect(explored.always("cpu\(cpu) none")) }
  }

  /// A teardown that fails when its state is removed: there is no way on (`cpuhp_issue_call`).
  @Test(arguments: ["p1", "o1"])
  func aFailingRemovalIsABug(name: String) throws {
    let calls = [Call(CPUHotplug.setupState(name)), Call(CPUHotplug.removeState(name))]
    let system = system(name, faults: 1, online: [0], requests: [], failure: .teardown, calls: calls)
    #expect(try system.explored(finishing: []).crashes == ["bug"])
    // Without calls there is nothing that could fail.
    let quiet = self.system(
      name, faults: 1, online: [0], requests: [], failure: .teardown,
      calls: [calls[0], Call(CPUHotplug.removeStateNocalls(name))])
    #expect(try quiet.explored(finishing: []).crashes.isEmpty)
  }

  /// Tracepoints need an online CPU: a callback of the STARTING section leaves events when it is registered
  /// and removed, and none when a CPU comes up.
  @Test(arguments: [false, true])
  func onlyCallsOnOnlineCPUsAreTraced(comesUp: Bool) throws {
    var options = CPUHotplug.Options()
    options.isObserved = true
    var system = HotplugSystem(names: ["s1"], later: ["s1"], options: options)
    let number = system["s1"].number
    system.computer.addThread("registrar", on: 0) {
      ret <- Call(CPUHotplug.setupState("s1"))
      if comesUp { ret <- Call("cpu_up", 1, .constant(system.ladder.structure.online)) }
      Do(CPUHotplug.removeState("s1"))
    }
    let cpus = comesUp ? [0, 1] : [0]
    let calls = [("s1_up", [0]), ("s1_down", cpus)].flatMap { name, cpus in
      cpus.flatMap { ["cpuhp_enter \(name) \($0) 236 \(number)", "cpuhp_exit \($0) 236 \(number) 0"] }
    }
    #expect(try system.firstRun().filter { $0.contains(" \(number)") } == calls)
  }

  @Test func aSecondRegistrationIsRefused() throws {
    var system = system(
      "o1", online: [0, 1], requests: [],
      calls: [Call(CPUHotplug.setupState("o1")), Call(CPUHotplug.setupState("o1"))])
    system.observe(
      "refused",
      Global("registered") != 2 || (Global("registration.0") == 0 && Global("registration.1") == -16))
    let explored = try explored(system)
    #expect(explored.always("refused"))
    #expect(explored.findings.isEmpty)
    for cpu in 0..<2 { #expect(explored.always("cpu\(cpu) as it stands")) }
  }

  /// A call that fails on CPU k undoes those before it and the registration. In STARTING it is warned about.
  @Test(arguments: sections)
  func aFailingCallUndoesTheOthers(name: String) throws {
    var system = system(
      name, cpus: 3, faults: 1, online: [0, 1, 2], requests: [], failure: .startup,
      calls: [Call(CPUHotplug.setupState(name))])
    let failed = Global("faults_left") == 0
    let finished = Global("registered") == 1
    system.observe(
      "told", !finished || Global("registration.0") == .conditional(failed, -12, 0))
    let registered = Global("cpuhp_hp_states[\(name)].registered")
    system.observe("registered if told so", !finished || registered == !failed)
    system.observe(
      "none left", !(finished && failed) || (0..<3).map { system.count(name, $0) }.reduce(0) { $0 + $1 } == 0)
    system.observe("two to undo", failed && system.count(name, 0) == 1 && system.count(name, 1) == 1)
    let explored = try explored(system)
    for claim in ["told", "registered if told so", "none left"] {
      #expect(explored.always(claim), "\(claim)")
    }
    #expect(explored.sometimes("two to undo"))
    #expect(explored.findings == (name == "s1" ? ["error-in-nofail", "warn"] : []))
  }

  /// A failing call with a hotplug request on its way.
  @Test func aFailingCallBesideARequest() throws {
    let explored = try explored(
      system(
        "o1", faults: 1, online: [0], requests: [.up(1)], failure: .startup,
        calls: [Call(CPUHotplug.setupState("o1"))]))
    #expect(explored.findings.isEmpty)
    for cpu in 0..<2 {
      // The request itself may have met the failure, and the CPU is down then.
      #expect(explored.sometimes("cpu\(cpu) some"))
    }
  }

  @Test(arguments: sections, [[0], [0, 1]] as [Set<Int>])
  func instancesAreStartedOnceWhereverTheyBelong(name: String, online: Set<Int>) throws {
    let explored = try explored(
      system(
        name, online: online, requests: [online == [0] ? .up(1) : .down(1)], instances: 2,
        calls: [
          Call(CPUHotplug.setupState(name)), Call(CPUHotplug.addInstance(name), 1),
          Call(CPUHotplug.addInstance(name), 2),
        ]))
    #expect(explored.findings.isEmpty)
    for cpu in 0..<2 { #expect(explored.always("cpu\(cpu) all instances")) }
  }

  /// An instance that fails on one CPU is undone on those before and not added; the other stays.
  @Test(arguments: ["p1", "o1"])
  func aFailingInstanceIsUndone(name: String) throws {
    var system = system(
      name, faults: 1, online: [0, 1], requests: [], failure: .startup, instances: 2,
      calls: [
        Call(CPUHotplug.setupState(name)), Call(CPUHotplug.addInstance(name), 1),
        Call(CPUHotplug.addInstance(name), 2),
      ])
    let added = (Global("registration.1") == 0) + (Global("registration.2") == 0)
    system.observe(
      "as added",
      Global("registered") != 3 || (system.count(name, 0) == added && system.count(name, 1) == added))
    system.observe("one added", Global("registered") == 3 && added == 1)
    system.observe("told", Global("registered") != 3 || added + (Global("faults_left") == 0) == 2)
    let explored = try explored(system)
    #expect(explored.always("as added"))
    #expect(explored.always("told"))
    #expect(explored.sometimes("one added"))
    #expect(explored.findings.isEmpty)
  }

  @Test func anInstanceNeedsItsState() throws {
    var system = system(
      "o1", online: [0, 1], requests: [], instances: 2, calls: [Call(CPUHotplug.addInstance("o1"), 1)])
    system.observe("refused", Global("registered") == 0 || Global("registration.0") == -22)
    let explored = try explored(system)
    #expect(explored.always("refused"))
    for cpu in 0..<2 { #expect(explored.always("cpu\(cpu) none")) }
  }

  /// A multi-instance state is removed without calls: its instances should have gone before, and the kernel
  /// warns if they have not (`__cpuhp_remove_state_cpuslocked`).
  @Test(arguments: [true, false])
  func removingAStateWithInstancesLeftIsWarnedAbout(left: Bool) throws {
    let add = left ? [Call(CPUHotplug.addInstance("o1"), 1)] : []
    var system = system(
      "o1", online: [0, 1], requests: [], instances: 2,
      calls: [Call(CPUHotplug.setupState("o1"))] + add + [Call(CPUHotplug.removeState("o1"))])
    system.observe(
      "not torn down",
      Global("registered") != .constant(left ? 3 : 2) || system.count("o1", 0) == .constant(left ? 1 : 0))
    let explored = try explored(system)
    #expect(explored.always("not torn down"))
    #expect(explored.findings == (left ? ["warn"] : []))
  }
}
