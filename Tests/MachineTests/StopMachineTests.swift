import Machine
import ModelTestSupport
import Program
import Testing

/// `stop_machine` gathers one CPU after the other (`multi_cpu_stop`, kernel/stop_machine.c, 6.12).
@Suite struct StopMachineTests {
  private let data = Global("data")
  private let owner = PerCPU("cpu_owner")
  private let irqsOff = PerCPU("irqs_off")
  private let handler = PerCPU("in_handler")

  /// CPU 0 asks for the function to run on CPU 1. CPU 1 has a plain task and an interrupt; CPU 2 has a plain
  /// task and one with a preempt-disabled section.
  private func explored(online: Set<Int>) throws -> Exploration {
    var computer = Computer(name: "stop", cpus: 3, faults: 0, online: online)
    computer.add(Variable("data", .range(0...9)), Variable("raised", .bool, initial: [1]))
    computer.remember("running", "inside", "early", "late", "below", "joined task", "done")
    computer.add(Variable("ran on", .range(0...3), storage: .ghost))
    computer.add(Variable("result", .errno, storage: .ghost))
    let (running, inside) = (Global("running"), Global("inside"))
    let ret = Expression.local("ret", .errno)
    computer.addThread("requester", on: 0) {
      ret <- Call("stop_machine_cpuslocked", 1, 1)
      Global("result") <- ret
      Global("done") <- 1
    }
    computer.add(
      Procedure("another") { Return(-5) },
      Procedure("function") {
        running <- 1
        Global("ran on") <- (.currentCPU + 1)
        data <- 1
        running <- 0
        Return(-12)
      })
    computer.addStopMachine(functions: ["another", "function"])
    let stopper1 = Expression.constant(3)
    let joined = Global("stop.state") == 1 && owner[1] == stopper1
    computer.addThread("plain on 2", on: 2) {
      data <- 2
      Global("early") <- (Global("early") || joined)
      Global("late") <- (Global("late") || running)
    }
    computer.addThread("section on 2", on: 2) {
      Kernel.preemptDisable()
      inside <- 1
      data <- 3
      inside <- 0
      Kernel.preemptEnable()
    }
    computer.addThread("plain on 1", on: 1) {
      data <- 4
      Global("joined task") <- (owner[1] == stopper1)
    }
    computer.addInterrupt(
      "timer", on: 1, pending: Global("raised"), acknowledge: { Global("raised") <- 0 },
      handler: {
        data <- 5
        Global("below") <- (owner[1] == stopper1)
      })
    let here = online.sorted()
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("function inside a section", running && inside)
    computer.observe("task steps while others gather", Global("early"))
    computer.observe("task of CPU 2 steps while the function runs", Global("late"))
    computer.observe("task steps below its stopper", Global("joined task"))
    computer.observe("handler above a joined stopper", Global("below"))
    computer.observe(
      "interrupts off everywhere",
      !running || here.map { irqsOff[.constant($0)] && !handler[.constant($0)] }.reduce(1) { $0 && $1 })
    computer.observe(
      "interrupts off on an offline CPU", running && irqsOff[2])
    computer.observe("returned", Global("result") == -12 && Global("ran on") == 2)
    computer.observe(
      "released",
      (0..<3).map { !irqsOff[.constant($0)] && owner[.constant($0)] == 0 }.reduce(1) { $0 && $1 }
        && Global("stop.state") == 0 && Global("stop.acks") == 0)
    return try Exploration(
      computer, finishing: [("started", "done"), ("done", "returned"), ("done", "released")])
  }

  @Test func itGathersCPUByCPUAndThenStopsAll() throws {
    let explored = try explored(online: [0, 1, 2])
    #expect(!explored.sometimes("function inside a section"))
    #expect(explored.sometimes("task steps while others gather"))
    #expect(!explored.sometimes("task of CPU 2 steps while the function runs"))
    #expect(!explored.sometimes("task steps below its stopper"))
    #expect(explored.sometimes("handler above a joined stopper"))
    #expect(explored.always("interrupts off everywhere"))
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.canFinish(from: "done", reach: "returned"))
    #expect(explored.canFinish(from: "done", reach: "released"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A CPU that is not online is not gathered, or the gathering would never end.
  @Test func anOfflineCPUIsNotGathered() throws {
    let explored = try explored(online: [0, 1])
    #expect(!explored.sometimes("interrupts off on an offline CPU"))
    #expect(explored.always("interrupts off everywhere"))
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.canFinish(from: "done", reach: "released"))
  }

  /// The gathering waits for a section that does not end, and so does everybody who has joined.
  @Test(arguments: [true, false])
  func aSectionThatNeverEndsKeepsItFromRunning(preemptDisabled: Bool) throws {
    var computer = Computer(name: "stop", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .bool))
    computer.remember("done")
    let ret = Expression.local("ret", .errno)
    computer.add(Procedure("function") { Return(0) })
    computer.addStopMachine(functions: ["function"])
    computer.addThread("requester", on: 0) {
      ret <- Call("stop_machine_cpuslocked", 0, 0)
      Global("done") <- 1
    }
    computer.addThread("spins", on: 1) {
      if preemptDisabled { Kernel.preemptDisable() }
      Forever { data <- !data }
    }
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    // What a property looks at takes steps.
    computer.observe("data", Global("data"))
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.sometimes("done"))
    #expect(explored.canFinish(from: "started", reach: "done") == !preemptDisabled)
  }
}
