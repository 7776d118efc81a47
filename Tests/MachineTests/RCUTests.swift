import Machine
import ModelTestSupport
import Program
import Testing

/// Preemptible RCU (kernel/rcu/tree.c, 6.12): whom `synchronize_rcu` waits for.
@Suite struct RCUTests {
  /// How the reader protects what it reads.
  enum Reader: String, CaseIterable {
    case rcu, nested, preemptionOff, irqsOff, handler, spinlock, nothing
  }

  private let flags = Expression.local("flags", .bool)

  /// A reader uses what a pointer points to, in two steps; a writer takes it away, waits, and frees it. A
  /// neighbour runs on the reader's CPU.
  private func freeing(_ reader: Reader, synchronizes: Bool = true) throws -> Exploration {
    var computer = Computer(name: "rcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addPool("object", slots: 1)
    computer.addRCU()
    computer.addRawSpinlock("lock")
    let allocated = computer.model.variables.firstIndex { $0.name == "object.allocated" }!
    computer.model.variables[allocated].initial = [1]
    computer.add(
      Variable("shared", .pointer(to: "object"), initial: [1]), Variable("data", .bool),
      Variable("raised", .bool, initial: [1]))
    computer.remember("inside", "preempted", "used", "done")
    let (seen, old) = (
      Expression.local("seen", .pointer(to: "object")), Expression.local("old", .pointer(to: "object"))
    )
    let (lock, unlock) = try (computer.call("rcu_read_lock"), computer.call("rcu_read_unlock"))
    @ProgramBuilder func use() -> [Statement] {
      Global("inside") <- 1
      seen <- Global("shared")
      If(seen != 0) {
        Kernel.touch(seen, "object", "use it")
        Global("used") <- 1
      }
      Global("inside") <- 0
    }
    if reader == .handler {
      computer.addInterrupt(
        "timer", on: 1, pending: Global("raised"), acknowledge: { Global("raised") <- 0 }, handler: { use() })
    } else {
      computer.addThread("reader", on: 1) {
        switch reader {
        case .rcu: lock
        case .nested:
          lock
          lock
          unlock
        case .preemptionOff: Kernel.preemptDisable()
        case .irqsOff: Kernel.localIRQSave(flags)
        case .spinlock: Kernel.rawSpinLock("lock")
        case .handler, .nothing: []
        }
        use()
        switch reader {
        case .rcu, .nested: unlock
        case .preemptionOff: Kernel.preemptEnable()
        case .irqsOff: Kernel.localIRQRestore(flags)
        case .spinlock: Kernel.rawSpinUnlock("lock")
        case .handler, .nothing: []
        }
      }
    }
    computer.addThread("neighbour", on: 1) {
      Global("data") <- 1
      Global("preempted") <- Global("inside")
    }
    let synchronize = try computer.call("synchronize_rcu")
    computer.addThread("writer", on: 0) {
      old <- Global("shared")
      Global("shared") <- 0
      if synchronizes { synchronize }
      Do("kfree(object)", old)
      Global("done") <- 1
    }
    computer.observe("started", 1)
    for name in ["preempted", "used", "done", "data"] { computer.observe(name, Global(name)) }
    return try Exploration(computer, finishing: [("started", "done")])
  }

  /// Readers of RCU are waited for, and since 5.0 everything with preemption or interrupts off; who is
  /// neither uses freed memory. Only a reader of RCU is preempted.
  @Test(arguments: Reader.allCases)
  func readersAreWaitedFor(reader: Reader) throws {
    let explored = try freeing(reader)
    #expect(explored.crashes == (reader == .nothing ? ["use-after-free"] : []))
    #expect(explored.sometimes("used"))
    #expect(explored.findings.isEmpty)
    #expect(explored.sometimes("preempted") == [.rcu, .nested, .nothing].contains(reader))
    #expect(explored.canFinish(from: "started", reach: "done"))
    // Without the wait no protection of the reader helps.
    #expect(try freeing(reader, synchronizes: false).crashes == ["use-after-free"])
  }

  /// A reader of two steps, and `synchronize_rcu` of five with the look whether it may sleep. Before the
  /// grace period begins 2 x 3 states, the reader before, inside or behind; while it lasts 4, since a reader
  /// inside is waited for or has come later; behind it 3 x 3.
  @Test func countsOfOneGracePeriod() throws {
    var computer = Computer(name: "rcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addRCU()
    let (lock, unlock) = try (computer.call("rcu_read_lock"), computer.call("rcu_read_unlock"))
    let synchronize = try computer.call("synchronize_rcu")
    computer.addThread("reader", on: 1) {
      lock
      unlock
    }
    computer.addThread("writer", on: 0) { synchronize }
    #expect(try Exploration(computer).states == 2 * 3 + 4 + 3 * 3)
    #expect(try freeing(.rcu).states == 130)
    #expect(try freeing(.preemptionOff).states == 82)
  }

  /// A reader that begins behind the beginning of the grace period holds it up as little as a CPU that is
  /// offline.
  @Test(arguments: ["began", "comes later", "preemption off", "offline"])
  func whoIsWaitedFor(reader: String) throws {
    var computer = Computer(name: "rcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addRCU()
    computer.remember("inside", "done")
    let (lock, synchronize) = try (computer.call("rcu_read_lock"), computer.call("synchronize_rcu"))
    computer.addThread("reader", kind: .idle, on: 1) {
      if reader == "comes later" { Wait(Global("rcu.gp") != 0) }
      switch reader {
      case "preemption off", "offline": Kernel.preemptDisable()
      default: lock
      }
      if reader == "offline" { PerCPU("cpu_online")[1] <- 0 }
      Atomic("for ever") { Global("inside") <- 1 }
    }
    computer.addThread("writer", on: 0) {
      if reader != "comes later" { Wait(Global("inside")) }
      synchronize
      Global("done") <- 1
    }
    computer.observe("inside", Global("inside"))
    computer.observe("both", Global("inside") && Global("done"))
    let explored = try Exploration(computer, finishing: [("inside", "both")])
    #expect(explored.sometimes("inside"))
    let isFree = reader == "comes later" || reader == "offline"
    #expect(explored.canFinish(from: "inside", reach: "both") == isFree)
    #expect(explored.sometimes("both") == isFree)
  }

  /// A reader must not sleep, and one that waits for the readers hangs on itself.
  @Test(arguments: ["mutex", "might_sleep", "synchronize_rcu", "spinlock"])
  func aReaderMustNotSleep(name: String) throws {
    var computer = Computer(name: "rcu", cpus: 1, faults: 0, online: [0])
    computer.addRCU()
    computer.addMutex("lock")
    computer.remember("done")
    let (lock, unlock) = try (computer.call("rcu_read_lock"), computer.call("rcu_read_unlock"))
    let body: [Statement] =
      switch name {
      case "mutex": Kernel.mutexLock("lock")
      case "spinlock": Kernel.rawSpinLock("lock") + Kernel.rawSpinUnlock("lock")
      default: try computer.call(name)
      }
    computer.addThread("reader", on: 0) {
      // Outside of a reader it may.
      if name == "might_sleep" { body }
      lock
      body
      unlock
      Atomic { Global("done") <- 1 }
    }
    computer.observe("begun", !Global("done"))
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer, finishing: [("begun", "done")], steadily: ["begun"])
    #expect(explored.findings == (name == "spinlock" ? [] : ["sleep-in-atomic"]))
    #expect(explored.canFinish(from: "begun", reach: "done") == (name != "synchronize_rcu"))
    #expect(explored.neverStuck(while: "begun") == (name != "synchronize_rcu"))
  }

  /// Sleeping outside of a reader is no finding, and `rcu_dereference` outside of one is.
  @Test(arguments: [true, false])
  func dereferencingNeedsAReader(reads: Bool) throws {
    var computer = Computer(name: "rcu", cpus: 1, faults: 0, online: [0])
    computer.addRCU()
    computer.add(Variable("shared", .range(0...1)))
    let (lock, unlock) = try (computer.call("rcu_read_lock"), computer.call("rcu_read_unlock"))
    let seen = Expression.local("seen", .range(0...1))
    let read = try computer.call("rcu_dereference", .variable("shared"), into: seen)
    computer.remember("done")
    computer.addThread("task", on: 0) {
      Kernel.mightSleep()
      if reads { lock }
      read
      if reads { unlock }
      Kernel.mightSleep()
      Global("done") <- seen
    }
    #expect(try Exploration(computer).findings == (reads ? [] : ["lockdep"]))
  }

  /// Two who wait take turns; both see the end of the readers that began before.
  @Test func twoWhoWaitBothEnd() throws {
    var computer = Computer(name: "rcu", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.addRCU()
    let (lock, unlock) = try (computer.call("rcu_read_lock"), computer.call("rcu_read_unlock"))
    let synchronize = try computer.call("synchronize_rcu")
    computer.remember("inside", "began 0", "began 1", "done 0", "done 1", "early")
    computer.addThread("reader", on: 2) {
      lock
      Global("inside") <- 1
      unlock
      Global("inside") <- 0
    }
    for cpu in 0..<2 {
      computer.addThread("writer \(cpu)", on: cpu) {
        Atomic("begin") { Global("began \(cpu)") <- Global("inside") }
        synchronize
        Global("early") <- (Global("early") || (Global("began \(cpu)") && Global("inside")))
        Global("done \(cpu)") <- 1
      }
    }
    computer.observe("started", 1)
    computer.observe("early", Global("early"))
    computer.observe("both", Global("done 0") && Global("done 1"))
    computer.observe("both waited", Global("began 0") && Global("began 1"))
    let explored = try Exploration(computer, finishing: [("started", "both")])
    #expect(!explored.sometimes("early"))
    #expect(explored.sometimes("both waited"))
    #expect(explored.canFinish(from: "started", reach: "both"))
  }

  /// A grace period that has ended is over for the one who asked for it, although the next one waits for a
  /// reader that came in between.
  @Test func theNextGracePeriodDoesNotHoldUpTheLast() throws {
    var computer = Computer(name: "rcu", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.addRCU()
    let (lock, synchronize) = try (computer.call("rcu_read_lock"), computer.call("synchronize_rcu"))
    computer.remember("done 0", "done 1", "inside")
    for cpu in 0..<2 {
      computer.addThread("writer \(cpu)", on: cpu) {
        if cpu == 1 { Wait(Global("rcu.gp") == 1) }
        synchronize
        Global("done \(cpu)") <- 1
      }
    }
    computer.addThread("reader", on: 2) {
      Wait(Global("rcu.gp") == 1)
      lock
      Atomic("for ever") { Global("inside") <- 1 }
    }
    computer.observe("overtaken", Global("rcu.gp") == 2 && Global("rcu.holdouts") != 0 && !Global("done 0"))
    computer.observe("first", Global("done 0"))
    computer.observe("held up", Global("rcu.gp") == 2 && Global("rcu.holdouts") != 0)
    computer.observe("both", Global("done 1"))
    let explored = try Exploration(computer, finishing: [("overtaken", "first"), ("held up", "both")])
    #expect(explored.sometimes("overtaken"))
    #expect(explored.canFinish(from: "overtaken", reach: "first"))
    #expect(!explored.canFinish(from: "held up", reach: "both"))
  }

  /// A computer without RCU has no trace of it, and a reader there is refused.
  @Test func withoutRCUThereIsNothingOfIt() throws {
    var computer = Computer(name: "plain", cpus: 1, faults: 0, online: [0])
    #expect(throws: PrimitiveError.self) { try computer.call("rcu_read_lock") }
    computer.addThread("task", on: 0) { Kernel.mightSleep() }
    let model = computer.finished()
    #expect(!model.variables.contains { $0.name.hasPrefix("rcu") })
    #expect(model.contexts[0].body.count == 1)
    _ = try CompiledModel(model)
  }
}
