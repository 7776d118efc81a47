import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// The unfused search, in which every statement is a step, reaches the same answers on the hotplug core: what
/// the core keeps in variables that are handed over needs no steps of its own.
@Suite struct TwinTests {
  func agree(_ system: HotplugSystem, _ from: String, _ reach: String) throws {
    let fused = try system.explored(finishing: [(from, reach)])
    let unfused = try system.explored(finishing: [(from, reach)], fused: false)
    #expect(unfused.states > fused.states)
    #expect(fused.findings == unfused.findings)
    #expect(fused.crashes == unfused.crashes)
    for name in system.computer.model.predicates.map(\.name) {
      #expect(fused.always(name) == unfused.always(name), "\(name)")
      #expect(fused.sometimes(name) == unfused.sometimes(name), "\(name)")
    }
    #expect(fused.canFinish(from: from, reach: reach) == unfused.canFinish(from: from, reach: reach))
  }

  @Test(arguments: OrderTests.kernels, [0, 1])
  func requests(kernel: BuiltInKernel, faults: Int) throws {
    var options = CPUHotplug.Options()
    options.refusesToDie = true
    let names = ["p1", "s1", "o1"]
    var system = HotplugSystem(
      kernel, faults: faults, names: names,
      failures: Dictionary(uniqueKeysWithValues: names.map { ($0, RecordedRung.Failure.both) }),
      options: options)
    system.addRequests([.up(1), .down(1)])
    for level in 0...3 { system.observe("level \(level)", system.level() == .constant(level)) }
    system.observe("online", system.online())
    system.observe("W1", system.level() == 2 && !system.online())
    try agree(system, "begun", "all returned")
  }

  @Test func registration() throws {
    var system = HotplugSystem(online: [0], names: ["o1"], later: ["o1"])
    let ret = Expression.local("ret", .errno)
    system.computer.remember("registered")
    system.computer.addThread("registrar", on: 0) {
      ret <- Call(CPUHotplug.setupState("o1"))
      Global("registered") <- 1
    }
    system.addRequests([.up(1)])
    for cpu in 0..<2 { system.observe("started \(cpu)", system.count("o1", cpu) == 1) }
    let all = system.done && Global("registered")
    system.observe("all", all)
    system.observe("none missed", !all || (system.count("o1", 0) == 1 && system.count("o1", 1) == 1))
    system.observe("at work", !all)
    try agree(system, "at work", "all")
  }

  @Test func disabling() throws {
    var options = CPUHotplug.Options()
    options.maximumDisables = 1
    var system = HotplugSystem(online: [0], names: ["o1"], options: options)
    system.computer.remember("enabled")
    system.computer.addThread("holder", on: 0) {
      Do("cpu_hotplug_disable")
      Do("cpu_hotplug_enable")
      Global("enabled") <- 1
    }
    system.addRequests([.up(1)])
    let all = system.done && Global("enabled")
    system.observe("all", all)
    system.observe("at work", !all)
    system.observe("refused", system.done && system.returned(0) == -16)
    try agree(system, "at work", "all")
  }

  @Test(arguments: OrderTests.kernels)
  func secondaryThreads(kernel: BuiltInKernel) throws {
    var options = CPUHotplug.Options()
    options.secondaryThreads = [1]
    options.smtControl = .disabled
    var system = HotplugSystem(kernel, names: ["s1", "o1"], options: options)
    let ret = Expression.local("ret", .errno)
    system.computer.remember("switched")
    system.computer.addThread("switcher", on: 0) {
      ret <- Call("__store_smt_control", .constant(SMTControl.enabled.rawValue))
      Global("switched") <- 1
    }
    system.addRequests([.up(1), .up(1)])
    let all = system.done && Global("switched")
    system.observe("all", all)
    system.observe("at work", !all)
    for result in [0, -1, -125] {
      system.observe("returned \(result)", system.returned(0) == .constant(result))
    }
    try agree(system, "at work", "all")
  }

  /// An AP that is late, up to the hang and the WARN that follow from it, and a CPU that dies late.
  @Test(arguments: OrderTests.kernels, [[0], [0, 1]] as [Set<Int>])
  func lateness(kernel: BuiltInKernel, online: Set<Int>) throws {
    var options = CPUHotplug.Options()
    options.mayStayDead = true
    options.mayDieLate = true
    var system = HotplugSystem(kernel, faults: 1, online: online, names: ["p1", "s1"], options: options)
    system.addRequests(online == [0] ? [.up(1), .up(1)] : [.down(1), .up(1)])
    for level in 0...2 { system.observe("level \(level)", system.level() == .constant(level)) }
    for result in [0, -5, -11] {
      system.observe("returned \(result)", system.returned(0) == .constant(result))
    }
    try agree(system, "begun", "all returned")
  }

  @Test func suspend() throws {
    var options = CPUHotplug.Options()
    options.suspends = true
    options.hasWakeUps = true
    var system = HotplugSystem(online: [0, 1], names: ["o1"], options: options)
    let ret = Expression.local("ret", .errno)
    system.computer.remember("asked")
    system.computer.addThread("sysfs", on: 0) {
      ret <- Call("cpu_down", 1, 0)
      Global("asked") <- 1
    }
    system.addRequests([.suspend])
    let all = system.done && Global("asked")
    system.observe("all", all)
    system.observe("at work", !all)
    for level in 0...1 { system.observe("level \(level)", all && system.level() == .constant(level)) }
    for result in [0, -16] { system.observe("returned \(result)", system.returned(0) == .constant(result)) }
    try agree(system, "at work", "all")
  }
}
