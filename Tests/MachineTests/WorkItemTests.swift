import Machine
import ModelTestSupport
import Program
import Testing

/// Work items (kernel/workqueue.c, 6.12): where and when they run, and what becomes of those whose CPU is
/// offline.
@Suite struct WorkItemTests {
  private let online = PerCPU("cpu_online")
  private let runs = PerCPU("runs")
  private let value = Kernel.Argument.name("work")

  private func computer(
    online: Set<Int> = [0, 1], orphans: Computer.OrphanedWork = .waits, steps: Int = 1
  ) -> Computer {
    var computer = Computer(name: "work", cpus: 2, faults: 0, online: online)
    computer.add(Variable("runs", .range(0...3), count: 2), Variable("inside", .range(0...3)))
    computer.add(
      Procedure("work_fn") {
        Kernel.mightSleep()
        Global("inside") <- Global("inside") + 1
        for _ in 1..<steps { Global("inside") <- Global("inside") }
        Atomic { runs.here <- runs.here + 1 }
        Global("inside") <- Global("inside") - 1
      })
    computer.addWork("work", function: "work_fn", orphans: orphans)
    computer.remember("done", "queued", "queued again", "flushed")
    return computer
  }

  private let result = Expression.local("queued", .bool)

  /// It runs on the CPU that was asked for, once, and its flush waits for that.
  @Test(arguments: 0..<2)
  func workRunsWhereItWasQueued(cpu: Int) throws {
    var computer = computer()
    let queue = try computer.call("schedule_work_on", .value(.constant(cpu)), value, into: result)
    let flush = try computer.call("flush_work", value)
    computer.addThread("task", on: 0) {
      queue
      Global("queued") <- result
      flush
      Global("done") <- 1
    }
    let done = Global("done")
    computer.observe("started", 1)
    computer.observe("done", done)
    computer.observe(
      "once where it should",
      !done || (runs[.constant(cpu)] == 1 && runs[.constant(1 - cpu)] == 0 && Global("queued")))
    computer.observe("runs meanwhile", Global("inside") == 1)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.always("once where it should"))
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.sometimes("runs meanwhile"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// While it waits to run it is not queued again; while it runs it is, and it never runs twice at once.
  @Test func itIsQueuedOnceAndNeverRunsTwiceAtOnce() throws {
    var computer = computer(steps: 2)
    let first = try computer.call("schedule_work_on", .value(0), value, into: result)
    let second = try computer.call("queue_work_on", .value(1), .text("system_wq"), value, into: result)
    computer.addThread("task", on: 0) {
      first
      second
      Global("queued again") <- result
      Global("done") <- 1
    }
    let done = Global("done")
    let settled = done && !Global("work.pending") && !Global("work.running")
    computer.observe("twice at once", Global("inside") > 1)
    computer.observe("refused, ran once", settled && !Global("queued again") && runs[0] + runs[1] == 1)
    computer.observe("refused, ran twice", settled && !Global("queued again") && runs[0] + runs[1] == 2)
    computer.observe("queued again, ran twice", settled && Global("queued again") && runs[0] + runs[1] == 2)
    computer.observe("queued again, ran once", settled && Global("queued again") && runs[0] + runs[1] == 1)
    computer.observe("ran on 1", runs[1] == 1)
    computer.observe(
      "queued while it ran", Global("work.running") && Global("work.pending") && Global("work.cpu") == 1)
    let explored = try Exploration(computer)
    #expect(!explored.sometimes("twice at once"))
    #expect(explored.sometimes("refused, ran once"))
    #expect(explored.sometimes("queued again, ran twice"))
    #expect(!explored.sometimes("refused, ran twice") && !explored.sometimes("queued again, ran once"))
    // Queued behind its end it goes to the other CPU; queued while it runs it stays where it runs.
    #expect(explored.sometimes("ran on 1"))
    #expect(!explored.sometimes("queued while it ran"))
  }

  /// The teaching case: work for a CPU that is offline stays, and who flushes it waits until somebody brings
  /// the CPU online, which no kernel step does. Once its CPU has been online, other CPUs run what it left,
  /// and a function that counts on its CPU is on another.
  @Test(arguments: [Computer.OrphanedWork.waits, .runsElsewhere])
  func workForADeadCPU(orphans: Computer.OrphanedWork) throws {
    var computer = computer(online: [0], orphans: orphans)
    let queue = try computer.call("schedule_work_on", .value(1), value)
    let flush = try computer.call("flush_work", value)
    computer.addThread("task", on: 0) {
      queue
      flush
      Global("done") <- 1
    }
    computer.addAgent("hotplug") {
      Option("CPU 1 comes", when: !online[1]) { Atomic { online[1] <- 1 } }
    }
    let done = Global("done")
    computer.observe("queued for a dead CPU", Global("work.pending") && !online[1])
    computer.observe("done", done)
    computer.observe("on the wrong CPU", done && runs[0] == 1)
    computer.observe("on its CPU", done && runs[1] == 1)
    let explored = try Exploration(computer, finishing: [("queued for a dead CPU", "done")])
    let waits = orphans == .waits
    #expect(explored.canFinish(from: "queued for a dead CPU", reach: "done") == !waits)
    #expect(explored.sometimes("on the wrong CPU") == !waits)
    #expect(explored.sometimes("on its CPU"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A CPU that goes away in the middle of its work: the work stands still, or goes on elsewhere.
  @Test(arguments: [Computer.OrphanedWork.waits, .runsElsewhere])
  func workWhoseCPUGoesAway(orphans: Computer.OrphanedWork) throws {
    var computer = computer(orphans: orphans, steps: 2)
    let queue = try computer.call("schedule_work_on", .value(1), value)
    computer.addThread("task", on: 0) {
      queue
      Global("done") <- 1
    }
    computer.addAgent("hotplug") {
      Option("CPU 1 goes", when: online[1] && Global("inside") == 1) { Atomic { online[1] <- 0 } }
    }
    computer.observe("in the middle", Global("inside") == 1 && !online[1])
    computer.observe("finished", runs[0] + runs[1] == 1 && Global("inside") == 0)
    computer.observe("finished on 0", runs[0] == 1)
    let explored = try Exploration(computer, finishing: [("in the middle", "finished")])
    let waits = orphans == .waits
    #expect(explored.sometimes("in the middle"))
    #expect(explored.canFinish(from: "in the middle", reach: "finished") == !waits)
    #expect(explored.sometimes("finished on 0") == !waits)
  }

  /// A flush waits for what was queued before it, and not for what is queued behind it: work that queues
  /// itself for ever holds up nobody.
  @Test func aFlushWaitsForWhatWasQueuedBefore() throws {
    var computer = Computer(name: "work", cpus: 1, faults: 0, online: [0])
    computer.add(Variable("runs", .range(0...1)))
    computer.addWork("work", function: "work_fn")
    let again = try computer.call("schedule_work", value)
    computer.add(
      Procedure("work_fn") {
        Global("runs") <- 1
        again
      })
    let queue = try computer.call("queue_work", .text("system_wq"), value)
    let flush = try computer.call("flush_work", value, into: result)
    computer.remember("done", "waited", "ran")
    computer.addThread("task", on: 0) {
      flush
      Global("waited") <- result
      queue
      flush
      Global("done") <- 1
      Global("ran") <- Global("runs")
    }
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("waited for nothing", Global("waited"))
    computer.observe("too early", Global("done") && Global("runs") == 0)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(!explored.sometimes("too early"))
    #expect(!explored.sometimes("waited for nothing"))
  }

  /// What is cancelled does not run behind that, and has ended.
  @Test func whatIsCancelledDoesNotRun() throws {
    var computer = computer(steps: 2)
    let queue = try computer.call("schedule_work_on", .value(1), value)
    let cancel = try computer.call("cancel_work_sync", value, into: result)
    computer.addThread("task", on: 0) {
      queue
      cancel
      Global("queued") <- result
      Global("done") <- 1
    }
    let done = Global("done")
    computer.observe("started", 1)
    computer.observe("done", done)
    computer.observe("runs behind it", done && (Global("inside") != 0 || Global("work.pending")))
    computer.observe("cancelled in time", done && Global("queued") && runs[1] == 0)
    computer.observe("cancelled and ran", done && Global("queued") && runs[1] != 0)
    computer.observe("too late", done && !Global("queued") && runs[1] == 1)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(!explored.sometimes("runs behind it") && !explored.sometimes("cancelled and ran"))
    #expect(explored.sometimes("cancelled in time") && explored.sometimes("too late"))
  }

  /// A worker of a CPU may ask for its number at any time.
  @Test func aWorkerMayAskForItsCPU() throws {
    var computer = Computer(name: "work", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...1)))
    let cpu = Expression.local("cpu", .range(0...1))
    computer.addWork("work", function: "work_fn")
    computer.add(
      Procedure("work_fn") {
        Kernel.smpProcessorID(cpu)
        Global("data") <- cpu
      })
    let queue = try computer.call("schedule_work_on", .value(1), value)
    computer.addThread("task", on: 0) { queue }
    computer.observe("ran", Global("data") == 1)
    let explored = try Exploration(computer)
    #expect(explored.sometimes("ran"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }
}
