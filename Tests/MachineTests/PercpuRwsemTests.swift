import Machine
import ModelTestSupport
import Program
import Testing

/// The percpu rwsem (kernel/locking/percpu-rwsem.c, 6.12), and the deadlock that no test without a writer
/// meets.
@Suite struct PercpuRwsemTests {
  private let data = Global("data")

  private func computer(waiters: Int) -> Computer {
    var computer = Computer(name: "rwsem", cpus: 4, faults: 0, online: [0, 1, 2, 3])
    computer.add(Variable("data", .range(0...9)))
    computer.addPercpuRwsem("sem", waiters: waiters)
    return computer
  }

  /// A thread that takes the lock once, with a step inside, after `begin` holds.
  private func addUser(
    _ name: String, writes: Bool, on cpu: Int, when begin: Program.Expression = 1, to computer: inout Computer
  ) {
    computer.remember(name, "\(name) done")
    computer.addThread(name, on: cpu) {
      Wait(begin)
      if writes { Kernel.percpuDownWrite("sem") } else { Kernel.percpuDownRead("sem") }
      Global(name) <- 1
      data <- .constant(cpu)
      Global(name) <- 0
      if writes { Kernel.percpuUpWrite("sem") } else { Kernel.percpuUpRead("sem") }
      Global("\(name) done") <- 1
    }
  }

  @Test func readersShareAndWritersExclude() throws {
    var computer = computer(waiters: 3)
    let users = [("r1", false), ("r2", false), ("w1", true), ("w2", true)]
    for (cpu, user) in users.enumerated() {
      addUser(user.0, writes: user.1, on: cpu, to: &computer)
    }
    for (first, second) in [("r1", "r2"), ("r1", "w1"), ("r2", "w2"), ("w1", "w2")] {
      computer.observe("\(first) with \(second)", Global(first) && Global(second))
    }
    computer.observe("started", 1)
    computer.observe("all done", users.map { Global("\($0.0) done") }.reduce(1) { $0 && $1 })
    computer.observe(
      "free again", Global("sem.block") == 0 && Global("sem.readers") == 0 && Global("sem.granted") == 0)
    let explored = try Exploration(
      computer, finishing: [("started", "all done"), ("all done", "free again")])
    #expect(explored.sometimes("r1 with r2"))
    for pair in ["r1 with w1", "r2 with w2", "w1 with w2"] { #expect(!explored.sometimes(pair)) }
    #expect(explored.canFinish(from: "started", reach: "all done"))
    #expect(explored.canFinish(from: "all done", reach: "free again"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// Who queues first is served first; readers next to each other go in together, and none passes a writer.
  @Test(arguments: [[true, false], [false, true], [false, false], [true, true]])
  func waitersAreServedInOrder(kinds: [Bool]) throws {
    var computer = computer(waiters: 2)
    addUser("holder", writes: true, on: 0, to: &computer)
    let (block, waiting) = (Global("sem.block"), Global("sem.waiting"))
    // The second goes when the first stands in the queue or has gone through it.
    computer.remember("gone")
    addUser("first", writes: kinds[0], on: 1, when: block == 1, to: &computer)
    addUser("second", writes: kinds[1], on: 2, when: waiting == 1 && block == 1, to: &computer)
    computer.observe("second before first", Global("second done") && !Global("first done"))
    computer.observe("second inside before first", Global("second") && !Global("first done"))
    computer.observe("both inside", Global("first") && Global("second"))
    computer.observe("first done", Global("first done"))
    computer.observe("both done", Global("first done") && Global("second done"))
    let explored = try Exploration(computer)
    #expect(explored.sometimes("both done"))
    let bothRead = kinds == [false, false]
    #expect(explored.sometimes("both inside") == bothRead)
    #expect(explored.sometimes("second inside before first") == bothRead)
    #expect(explored.sometimes("second before first") == bothRead)
  }

  /// A reader that comes after `block` queues even if its task holds the lock already: with a writer between
  /// the two the system hangs, without one it never does.
  @Test(arguments: [true, false])
  func aNestedReadHangsOnlyWithAWriter(withWriter: Bool) throws {
    var computer = computer(waiters: 2)
    computer.remember("reader done", "inner")
    computer.addThread("reader", on: 0) {
      Kernel.percpuDownRead("sem")
      data <- 1
      Kernel.percpuDownRead("sem")
      Global("inner") <- 1
      data <- 2
      Global("inner") <- 0
      Kernel.percpuUpRead("sem")
      Kernel.percpuUpRead("sem")
      Global("reader done") <- 1
    }
    addUser(
      "writer", writes: true, on: 1, when: withWriter ? 1 : (Global("reader done") && data == 0),
      to: &computer)
    computer.observe("begun", !Global("reader done"))
    computer.observe("done", Global("reader done"))
    computer.observe("blocked between", Global("sem.readers") == 1 && Global("sem.waiting") == 1)
    computer.observe("nested while a writer waits", Global("inner") && Global("sem.block"))
    let explored = try Exploration(computer, finishing: [("begun", "done")], steadily: ["begun"])
    #expect(explored.canFinish(from: "begun", reach: "done") == !withWriter)
    #expect(explored.neverStuck(while: "begun") == !withWriter)
    #expect(explored.sometimes("blocked between") == withWriter)
    // Before `block` the inner acquisition succeeds, and the writer waits for both.
    #expect(explored.sometimes("nested while a writer waits") == withWriter)
    #expect(explored.sometimes("done"))
  }

  /// More waiters than the queue has places is an error of the model, not a lost waiter.
  @Test func aFullQueueIsAnErrorOfTheModel() throws {
    func explored(waiters: Int) throws -> Exploration {
      var computer = computer(waiters: waiters)
      for cpu in 0..<3 { addUser("w\(cpu)", writes: true, on: cpu, to: &computer) }
      return try Exploration(computer)
    }
    #expect(try explored(waiters: 1).crashes == ["model-error"])
    #expect(try explored(waiters: 2).crashes.isEmpty)
  }
}
