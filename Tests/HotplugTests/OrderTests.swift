import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Where, when and in which order callbacks run while nothing fails.
@Suite struct OrderTests {
  static let kernels: [BuiltInKernel] = [.linux6dot1, .linux6dot12]

  /// Up, down and up again: the recorded rungs say themselves what is out of order.
  @Test(arguments: kernels)
  func upAndDownInOrder(kernel: BuiltInKernel) throws {
    var system = HotplugSystem(kernel)
    system.addRequests([.up(1), .down(1), .up(1)])
    let online = Expression.constant(system.ladder.structure.online)
    let after = Global("returned")
    system.observe(
      "as asked",
      !system.done || (system.returned(0) == 0 && system.returned(1) == 0 && system.returned(2) == 0))
    system.observe(
      "up after the first",
      after != 1 || system.state() != online || (system.level() == 6 && system.online()))
    system.observe("down after the second", Global("state.1") == 0)
    system.observe("up at the end", !system.done || (system.state() == online && system.level() == 6))
    system.observe("dead", after == 2 && system.state() == 0 && system.level() == 0 && !system.online())
    let explored = try system.explored()
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    for name in ["as asked", "up after the first", "down after the second", "up at the end"] {
      #expect(explored.always(name), "\(name)")
    }
    #expect(explored.sometimes("dead"))
    #expect(explored.sometimes("all returned"))
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// W1: STARTING has run and the CPU is not online. W2: it is online and no ONLINE callback has run; in its
  /// later part interrupts are on (docs/semantics.md).
  @Test(arguments: kernels)
  func theWindowsExist(kernel: BuiltInKernel) throws {
    var system = HotplugSystem(kernel)
    system.addRequests([.up(1)])
    let irqsOff = PerCPU("irqs_off")[1]
    let level = system.level()
    system.observe("W1", level == 4 && !system.online() && irqsOff)
    system.observe("W2 with interrupts off", level == 4 && system.online() && irqsOff)
    system.observe("W2 with interrupts on", level == 4 && system.online() && !irqsOff)
    // Never: online before STARTING is through, or offline once an ONLINE callback has run.
    system.observe("online too early", system.online() && level < 4)
    system.observe("ONLINE too early", level > 4 && !system.online())
    // Tasks of CPU 1 can run in W2, when its idle loop has begun, and not before.
    system.observe("scheduled in W2", level == 4 && system.online() && PerCPU("cpu_owner")[1] == 0)
    system.observe(
      "scheduled before online", level > 2 && !system.online() && PerCPU("cpu_owner")[1] == 0)
    let explored = try system.explored()
    for name in ["W1", "W2 with interrupts off", "W2 with interrupts on", "scheduled in W2"] {
      #expect(explored.sometimes(name), "\(name)")
    }
    for name in ["online too early", "ONLINE too early", "scheduled before online"] {
      #expect(!explored.sometimes(name), "\(explored.way(to: name))")
    }
  }

  /// Nothing else runs while stop_machine takes the CPU out of the mask, and the CPU is dead for good then.
  @Test(arguments: kernels)
  func theWayDownStopsTheMachine(kernel: BuiltInKernel) throws {
    var system = HotplugSystem(kernel, online: [0, 1])
    system.computer.add(Variable("data", .range(0...3)))
    system.computer.remember("inside", "dead step")
    system.computer.addThread("section", on: 0) {
      Kernel.preemptDisable()
      Global("inside") <- 1
      Global("data") <- 1
      Global("inside") <- 0
      Kernel.preemptEnable()
    }
    system.addRequests([.down(1)])
    let dying = system.level() > 2 && system.level() < 5 && !system.online()
    system.observe("section while it dies", Global("inside") && dying && Global("stop.state") == 3)
    system.observe(
      "others on while it dies",
      Global("stop.state") == 3 && Global("stop.active") == 1 && !PerCPU("irqs_off")[0])
    system.observe("dead before DYING is through", PerCPU("cpuhp_state.ap_sync_state")[1] == 0 && dying)
    system.observe("dead", system.done && system.level() == 0 && !system.online())
    let explored = try system.explored()
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(!explored.sometimes("section while it dies"))
    #expect(!explored.sometimes("others on while it dies"))
    #expect(!explored.sometimes("dead before DYING is through"))
    #expect(explored.sometimes("dead"))
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// Requests of two tasks take turns, and each ends with the CPU where it was asked to be or was before.
  @Test func requestsOfTwoTasksTakeTurns() throws {
    var system = HotplugSystem(names: ["p1", "s1", "o1"])
    system.addRequests([.up(1), .down(1)])
    system.computer.remember("second done")
    let ret = Expression.local("ret", .errno)
    system.computer.addThread("second", on: 0) {
      ret <- Call("cpu_up", 1, .constant(system.ladder.structure.online))
      Global("second done") <- 1
    }
    let online = Expression.constant(system.ladder.structure.online)
    system.observe("ends", system.done && Global("second done"))
    system.observe(
      "whole",
      !(system.done && Global("second done"))
        || (system.state() == online && system.level() == 3)
        || (system.state() == 0 && system.level() == 0))
    let explored = try system.explored(finishing: [("begun", "ends")])
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "ends"))
    #expect(explored.always("whole"))
  }

  /// The last online CPU stays (`num_online_cpus() == 1`, `_cpu_down`, kernel/cpu.c, 6.12).
  @Test func whatIsNoWorkReturnsAtOnce() throws {
    var system = HotplugSystem(online: [0])
    system.addRequests([.down(1)])
    system.observe("busy", system.done && system.returned(0) == -16)
    let explored = try system.explored()
    #expect(explored.sometimes("busy"))
    #expect(explored.findings.isEmpty)
    var second = HotplugSystem(online: [0, 1])
    second.addRequests([.up(1)])
    second.observe("nothing", !second.done || (second.returned(0) == 0 && second.level() == 6))
    #expect(try second.explored().always("nothing"))
  }
}
