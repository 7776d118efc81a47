import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// The `_cpuslocked` forms of registration: for callers that hold the hotplug lock for reading already
/// (kernel/cpu.c, 6.12 and 6.1).
@Suite struct HeldLockTests {
  enum Form: Sendable, CaseIterable {
    case setup, setupNocalls, remove, removeNocalls, addInstance, addInstanceNocalls

    func procedure(cpusLocked: Bool) -> String {
      switch self {
      case .setup: CPUHotplug.setupState("o1", cpusLocked: cpusLocked)
      case .setupNocalls: CPUHotplug.setupStateNocalls("o1", cpusLocked: cpusLocked)
      case .remove: CPUHotplug.removeState("o1", cpusLocked: cpusLocked)
      case .removeNocalls: CPUHotplug.removeStateNocalls("o1", cpusLocked: cpusLocked)
      case .addInstance: CPUHotplug.addInstance("o1", cpusLocked: cpusLocked)
      case .addInstanceNocalls: CPUHotplug.addInstanceNocalls("o1", cpusLocked: cpusLocked)
      }
    }

    var isAboutInstances: Bool { self == .addInstance || self == .addInstanceNocalls }
    var isRemoval: Bool { self == .remove || self == .removeNocalls }
    /// How often the startup has run on CPU 0 and CPU 1 in the end, CPU 1 coming up meanwhile.
    var counts: (Int, Int) {
      switch self {
      case .setup, .addInstance: (1, 1)
      // CPU 1 may have come up before.
      case .setupNocalls, .addInstanceNocalls: (0, -1)
      case .remove: (0, 0)
      case .removeNocalls: (1, -1)
      }
    }
  }

  /// A task that calls this form, within its own read section or not, while CPU 1 comes up.
  private func system(
    _ form: Form, holds: Bool, cpusLocked: Bool, requests: [HotplugSystem.Request] = [.up(1)]
  )
    -> HotplugSystem
  {
    var system = HotplugSystem(
      names: ["o1"], instances: form.isAboutInstances ? ["o1": 2] : [:], later: ["o1"])
    let ret = Expression.local("ret", .errno)
    let procedure = form.procedure(cpusLocked: cpusLocked)
    system.computer.remember("registered")
    system.computer.addThread("registrar", on: 0) {
      if form.isAboutInstances || form.isRemoval { ret <- Call(CPUHotplug.setupState("o1")) }
      if holds { Kernel.percpuDownRead("cpu_hotplug_lock") }
      if form.isRemoval {
        Do(procedure)
      } else if form.isAboutInstances {
        ret <- Call(procedure, 1)
      } else {
        ret <- Call(procedure)
      }
      if holds { Kernel.percpuUpRead("cpu_hotplug_lock") }
      Global("registered") <- 1
      Global("called") <- 0
    }
    system.addRequests(requests)
    let all = system.done && Global("registered")
    system.observe("all", all)
    system.observe("at work", !all)
    for cpu in 0..<2 {
      let expected = [form.counts.0, form.counts.1][cpu]
      if expected >= 0 {
        system.observe("cpu\(cpu)", !all || system.count("o1", cpu) == .constant(expected))
      } else {
        for count in 0...1 {
          system.observe("cpu\(cpu) \(count)", all && system.count("o1", cpu) == .constant(count))
        }
      }
    }
    return system
  }

  /// Held and said so: nobody is missed, everything ends.
  @Test(arguments: Form.allCases)
  func theCallerHoldsTheLock(form: Form) throws {
    let explored = try system(form, holds: true, cpusLocked: true).explored(finishing: [("at work", "all")])
    #expect(explored.canFinish(from: "at work", reach: "all"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    let expected = [form.counts.0, form.counts.1]
    for cpu in 0..<2 {
      if expected[cpu] >= 0 {
        #expect(explored.always("cpu\(cpu)"))
      } else {
        for count in 0...1 { #expect(explored.sometimes("cpu\(cpu) \(count)"), "\(count)") }
      }
    }
    let states: [Form: Int] = [
      .setup: 297, .setupNocalls: 229, .remove: 487, .removeNocalls: 405, .addInstance: 395,
      .addInstanceNocalls: 327,
    ]
    #expect(explored.states == states[form])
  }

  /// The near misses: held and not said so, the second read lock waits for a writer that waits for the first;
  /// said so and not held, lockdep would tell.
  @Test(arguments: Form.allCases)
  func whoDoesNotSayWhatIsTrue(form: Form) throws {
    let nested = try system(form, holds: true, cpusLocked: false).explored(finishing: [("at work", "all")])
    #expect(!nested.canFinish(from: "at work", reach: "all"))
    #expect(nested.sometimes("all"))
    let missing = try system(form, holds: false, cpusLocked: true, requests: []).explored(finishing: [])
    #expect(missing.findings == ["cpus-not-held"])
  }
}
