import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Callbacks that wait, directly or not, for whoever waits for them (docs/semantics.md).
@Suite struct DeadlockTests {
  private let ret = Expression.local("ret", .errno)

  /// A callback that takes cpus_read_lock: in a hotplug request it always hangs, since the control task holds
  /// the lock for writing and waits for the CPU's thread; at registration only if a writer has come between
  /// (docs/semantics.md).
  @Test(arguments: [true, false], [true, false])
  func aCallbackThatTakesTheReadLock(registers: Bool, requests: Bool) throws {
    let number = Ladder.builtIn(.linux6dot12).rung(symbol: "CPUHP_AP_PERF_ONLINE")!.number
    var system = HotplugSystem(online: [0, 1], names: []) { _, computer in
      computer.add(Variable("data", .bool))
      computer.add(
        Procedure("nested_up", parameters: [Local("cpu", .range(0...7))]) {
          Kernel.percpuDownRead("cpu_hotplug_lock")
          Kernel.percpuUpRead("cpu_hotplug_lock")
          Return(0)
        })
      let nested = HotplugRung.Callback("nested_up", procedure: "nested_up")
      return [
        HotplugRung(
          number: number, name: "nested", startup: registers ? nested : nil,
          teardown: registers ? nil : nested, isRegisteredLater: registers)
      ]
    }
    if registers {
      system.computer.remember("registered")
      system.computer.addThread("registrar", on: 0) {
        ret <- Call(CPUHotplug.setupState("nested"))
        Global("registered") <- 1
      }
    }
    system.addRequests(requests ? [.down(1)] : [])
    let all = system.done && (registers ? Global("registered") : 1)
    system.observe("all", all)
    system.observe("at work", !all)
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.canFinish(from: "at work", reach: "all") == !requests)
    // A registration that is through before the writer comes is through; a request never is.
    #expect(explored.sometimes("all") == (registers || !requests))
  }

  /// A callback that takes a mutex, and a task that holds it and wants the hotplug lock for reading: the
  /// control task holds that lock and waits for the callback. With the two in the other order nobody waits
  /// for ever.
  @Test(arguments: [true, false])
  func aMutexBetweenCallbackAndReader(isHeld: Bool) throws {
    var system = HotplugSystem(online: [0, 1], names: []) { ladder, computer in
      computer.addMutex("driver_lock")
      computer.add(Variable("data", .bool))
      computer.add(
        Procedure("locking_down", parameters: [Local("cpu", .range(0...7))]) {
          Kernel.mutexLock("driver_lock")
          Kernel.mutexUnlock("driver_lock")
          Return(0)
        })
      return [
        HotplugRung(
          number: ladder.rung(symbol: "CPUHP_AP_PERF_ONLINE")!.number, name: "locking",
          teardown: .init("locking_down", procedure: "locking_down"))
      ]
    }
    system.computer.remember("worked")
    system.computer.addThread("driver", on: 0) {
      if isHeld { Kernel.mutexLock("driver_lock") }
      Kernel.percpuDownRead("cpu_hotplug_lock")
      if !isHeld { Kernel.mutexLock("driver_lock") }
      Global("data") <- 1
      if !isHeld { Kernel.mutexUnlock("driver_lock") }
      Kernel.percpuUpRead("cpu_hotplug_lock")
      if isHeld { Kernel.mutexUnlock("driver_lock") }
      Global("worked") <- 1
    }
    system.addRequests([.down(1)])
    let all = system.done && Global("worked")
    system.observe("all", all)
    system.observe("at work", !all)
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.sometimes("all"))
    #expect(explored.canFinish(from: "at work", reach: "all") == !isHeld)
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A callback that registers a state: in a request it waits for the lock that the control task holds.
  /// Called by a registration it waits for the mutex which that one holds.
  @Test(arguments: [true, false])
  func aCallbackThatRegisters(isCalledByARegistration: Bool) throws {
    var system = HotplugSystem(online: [0, 1], names: []) { ladder, computer in
      computer.add(
        Procedure("registering_up", parameters: [Local("cpu", .range(0...7))]) {
          Expression.local("inner", .errno) <- Call(CPUHotplug.setupStateNocalls("inner"))
          Return(0)
        })
      let callback = HotplugRung.Callback("registering_up", procedure: "registering_up")
      let symbol = { ladder.rung(symbol: $0)!.number }
      return [
        HotplugRung(
          number: symbol("CPUHP_AP_PERF_ONLINE"), name: "registering",
          startup: isCalledByARegistration ? callback : nil,
          teardown: isCalledByARegistration ? nil : callback, isRegisteredLater: isCalledByARegistration),
        HotplugRung(
          number: symbol("CPUHP_AP_WORKQUEUE_ONLINE"), name: "inner", startup: .init("inner_up"),
          isRegisteredLater: true),
      ]
    }
    system.computer.remember("registered")
    system.computer.addThread("registrar", on: 0) {
      if isCalledByARegistration { ret <- Call(CPUHotplug.setupState("registering")) }
      Global("registered") <- 1
    }
    system.addRequests(isCalledByARegistration ? [] : [.down(1)])
    let all = system.done && Global("registered")
    system.observe("all", all)
    system.observe("at work", !all)
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(!explored.sometimes("all"))
    #expect(!explored.canFinish(from: "at work", reach: "all"))
  }
}
