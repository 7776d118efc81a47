import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Suspend and resume (`freeze_secondary_cpus`, `thaw_secondary_cpus`, kernel/cpu.c, 6.12 and 6.1).
@Suite struct SuspendTests {
  private func system(
    _ kernel: BuiltInKernel, faults: Int = 0, online: Set<Int> = [0, 1, 2],
    failures: [String: RecordedRung.Failure] = [:], change: (inout CPUHotplug.Options) -> Void = { _ in },
    requests: [HotplugSystem.Request] = [.suspend]
  ) -> HotplugSystem {
    var options = CPUHotplug.Options()
    options.suspends = true
    options.syscore = "syscore"
    change(&options)
    var system = HotplugSystem(
      kernel, cpus: 3, faults: faults, online: online, names: ["p1", "s1", "o1"], failures: failures,
      options: options
    ) { _, computer in
      computer.remember("slept")
      computer.add(Finding("awake", "the system sleeps with another CPU online or with interrupts on"))
      computer.add(
        Procedure("syscore") {
          let up = (1...2).map { PerCPU("cpu_online")[.constant($0)] }.reduce(0) { $0 || $1 }
          Require("awake", !up && PerCPU("irqs_off")[0])
          Global("slept") <- 1
        })
      return []
    }
    system.addRequests(requests)
    return system
  }

  /// How many of the three recorded rungs are up on CPU 1 and on CPU 2 when all has returned.
  private func stand(
    _ system: inout HotplugSystem, _ name: String, _ first: Int, _ second: Int, when: Program.Expression = 1
  ) {
    system.observe(
      name,
      !(system.done && when) || (system.level(1) == .constant(first) && system.level(2) == .constant(second)))
  }

  @Test(arguments: OrderTests.kernels)
  func whoWasFrozenComesBack(kernel: BuiltInKernel) throws {
    var system = system(kernel)
    stand(&system, "all back", 3, 3)
    system.observe("returns", !system.done || (system.returned(0) == 0 && Global("slept")))
    // 6.1 begins with the lowest number, 6.12 with the highest.
    let (one, two) = (system.online(1), system.online(2))
    system.observe("1 first", !Global("slept") && !one && two)
    system.observe("2 first", !Global("slept") && one && !two)
    let explored = try system.explored()
    #expect(explored.always("all back"))
    #expect(explored.always("returns"))
    #expect(explored.sometimes("1 first") == (kernel == .linux6dot1))
    #expect(explored.sometimes("2 first") == (kernel == .linux6dot12))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
    #expect(explored.states == (kernel == .linux6dot1 ? 372 : 360))
  }

  /// Who was offline before stays so.
  @Test(arguments: OrderTests.kernels)
  func whoWasNotFrozenStaysDown(kernel: BuiltInKernel) throws {
    var system = system(kernel, online: [0, 2])
    stand(&system, "as before", 0, 3)
    let explored = try system.explored()
    #expect(explored.always("as before"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A CPU that does not go down ends the suspend, with the error; those that went come back.
  @Test(arguments: OrderTests.kernels)
  func aFailureOnTheWayDownIsTold(kernel: BuiltInKernel) throws {
    var system = system(kernel, faults: 1, failures: ["o1": .teardown])
    stand(&system, "all back", 3, 3)
    let failed = Global("faults_left") == 0
    system.observe("told", !system.done || system.returned(0) == .conditional(failed, -12, 0))
    system.observe("slept or told", !system.done || Global("slept") != failed)
    system.observe("one went", failed && !system.done && system.state(1) + system.state(2) < 300)
    system.observe("failed", system.done && failed)
    let explored = try system.explored()
    for name in ["all back", "told", "slept or told"] { #expect(explored.always(name), "\(name)") }
    for name in ["one went", "failed"] { #expect(explored.sometimes(name), "\(name)") }
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// A CPU that does not come up again stays down, and the suspend has succeeded.
  @Test(arguments: OrderTests.kernels)
  func aFailureOnTheWayUpIsNotTold(kernel: BuiltInKernel) throws {
    var system = system(kernel, faults: 1, failures: ["o1": .startup])
    let failed = Global("faults_left") == 0
    stand(&system, "all back", 3, 3, when: !failed)
    system.observe(
      "one missing",
      !(system.done && failed)
        || (system.level(1) == 0 && system.level(2) == 3) || (system.level(1) == 3 && system.level(2) == 0))
    system.observe("told nothing", !system.done || system.returned(0) == 0)
    system.observe("failed", system.done && failed)
    let explored = try system.explored()
    for name in ["all back", "one missing", "told nothing"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.sometimes("failed"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A wake-up ends it between two CPUs; what has gone comes back.
  @Test(arguments: OrderTests.kernels)
  func aWakeUpEndsIt(kernel: BuiltInKernel) throws {
    var system = system(kernel, change: { $0.hasWakeUps = true })
    stand(&system, "all back", 3, 3)
    let offline = !system.online(1) || !system.online(2)
    system.observe("told", !system.done || system.returned(0) == .conditional(Global("slept"), 0, -16))
    system.observe("woken", system.done && system.returned(0) == -16)
    system.observe("one is down", !Global("slept") && offline && !system.done)
    let explored = try system.explored()
    for name in ["all back", "told"] { #expect(explored.always(name), "\(name)") }
    for name in ["woken", "one is down"] { #expect(explored.sometimes(name), "\(name)") }
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// Requests by sysfs are over before it begins, or get -EBUSY.
  @Test(arguments: OrderTests.kernels)
  func requestsMeanwhileAreRefused(kernel: BuiltInKernel) throws {
    var system = system(kernel)
    let ret = Expression.local("ret", .errno)
    system.computer.remember("asked")
    system.computer.add(Variable("answer", .errno, storage: .ghost))
    system.computer.addThread("sysfs", on: 0) {
      ret <- Call("cpu_down", 1, 0)
      Global("answer") <- ret
      Global("asked") <- 1
    }
    let all = system.done && Global("asked")
    system.observe("all", all)
    system.observe("at work", !all)
    system.observe("busy", all && Global("answer") == -16)
    system.observe("done before or after", all && Global("answer") == 0)
    system.observe(
      "as asked",
      !all || (system.level(1) == .conditional(Global("answer") == 0, 0, 3) && system.level(2) == 3))
    let explored = try system.explored(finishing: [("at work", "all")])
    for name in ["busy", "done before or after"] { #expect(explored.sometimes(name), "\(name)") }
    #expect(explored.always("as asked"))
    #expect(explored.canFinish(from: "at work", reach: "all"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.states == (kernel == .linux6dot1 ? 2293 : 2251))
  }

  /// What refuses requests does not refuse this: a counter that somebody else holds up, or a platform on
  /// which CPUs can't go by request.
  @Test(arguments: OrderTests.kernels)
  func itAsksNobody(kernel: BuiltInKernel) throws {
    var disabled = system(
      kernel, change: { $0.maximumDisables = 1 },
      requests: [.call("cpu_hotplug_disable"), .down(1), .suspend, .down(1)])
    disabled.observe("busy", !disabled.done || (disabled.returned(1) == -16 && disabled.returned(3) == -16))
    disabled.observe("slept", !disabled.done || (disabled.returned(2) == 0 && Global("slept")))
    var encrypted = system(kernel, change: { $0.offlineIsDisabled = true }, requests: [.down(1), .suspend])
    encrypted.observe("not supported", !encrypted.done || encrypted.returned(0) == -95)
    encrypted.observe("slept", !encrypted.done || (encrypted.returned(1) == 0 && Global("slept")))
    for (system, claims) in [(disabled, ["busy", "slept"]), (encrypted, ["not supported", "slept"])] {
      let explored = try system.explored()
      for claim in claims { #expect(explored.always(claim), "\(claim)") }
      #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    }
  }
}
