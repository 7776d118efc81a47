import Machine
import ModelTestSupport
import Program
import Testing

/// SRCU (kernel/rcu/srcutree.c, 6.12): whom a grace period waits for, and whom not.
@Suite struct SRCUTests {
  private let srcu = Kernel.Argument.variable("srcu")
  private let index = Expression.local("idx", .bool)

  /// How the one who frees waits for the readers.
  enum Wait: CaseIterable {
    case kernel
    /// Not at all.
    case nothing
    /// Flips and waits for the old index, without the look at the other one before (SRCU_STATE_SCAN1).
    case oneScan
  }

  private func synchronize(_ wait: Wait) -> [Statement] {
    switch wait {
    case .kernel: return Kernel.synchronizeSRCU("srcu")
    case .nothing: return []
    case .oneScan:
      let index = Global("srcu.idx")
      let flip = Atomic("flip") { index <- 1 - index }
      let scan = Atomic("wait", when: PerCPU("srcu.readers")[1 - index] == 0) {}
      return [Statement(flip), Statement(scan)]
    }
  }

  /// A reader uses what a pointer points to; a writer replaces it, waits, and frees the old one, several
  /// times.
  private func replacing(_ wait: Wait, times: Int, readers: Int = 1) throws -> Exploration {
    var computer = Computer(name: "srcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addPool("object", slots: times + 1)
    computer.addSRCU("srcu")
    // The first object is there from the start.
    let allocated = computer.model.variables.firstIndex { $0.name == "object.allocated" }!
    computer.model.variables[allocated].initial = (0...times).map { $0 == 0 ? 1 : 0 }
    computer.add(Variable("shared", .pointer(to: "object"), initial: [1]))
    computer.remember("used", "done")
    let (old, new) = (
      Expression.local("old", .pointer(to: "object")), Expression.local("new", .pointer(to: "object"))
    )
    let seen = Expression.local("seen", .pointer(to: "object"))
    let (lock, unlock) = try (
      computer.call("srcu_read_lock", srcu, into: index),
      computer.call("srcu_read_unlock", srcu, .value(index))
    )
    for reader in 0..<readers {
      computer.addThread("reader \(reader)", on: 1) {
        lock
        seen <- Global("shared")
        If(seen != 0) {
          Kernel.touch(seen, "object", "use it")
          Global("used") <- 1
        }
        unlock
      }
    }
    computer.addThread("writer", on: 0) {
      for _ in 0..<times {
        new <- Call("kmalloc(object)")
        old <- Global("shared")
        Global("shared") <- new
        synchronize(wait)
        Do("kfree(object)", old)
        old <- 0
        new <- 0
      }
      Global("done") <- 1
    }
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("used", Global("used"))
    return try Exploration(computer, finishing: [("started", "done")])
  }

  /// Nobody uses what is freed behind a grace period. Without the look at the other index a reader that was
  /// slow to count itself is missed by the second grace period.
  @Test(arguments: Wait.allCases)
  func nobodyUsesWhatIsFreedBehindAGracePeriod(wait: Wait) throws {
    let once = try replacing(wait, times: 1)
    #expect(once.crashes == (wait == .nothing ? ["use-after-free"] : []))
    let twice = try replacing(wait, times: 2)
    #expect(twice.crashes == (wait == .kernel ? [] : ["use-after-free"]))
    #expect(twice.sometimes("used"))
    #expect(twice.findings.isEmpty)
    if wait == .kernel {
      #expect(twice.canFinish(from: "started", reach: "done"))
      #expect(once.states == 56)
      #expect(twice.states == 119)
    }
  }

  /// A reader of three steps, and `synchronize_srcu` of three with the look whether it may sleep. Before the
  /// flip 2 x 4 states; behind it the reader may have read the old index or the new one, and may have counted
  /// itself or not: before, two not counted, two counted, behind; and the same once the wait is over, as one
  /// that was slow may count itself then.
  @Test func countsOfOneGracePeriod() throws {
    var computer = Computer(name: "srcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addSRCU("srcu")
    let (lock, unlock) = try (
      computer.call("srcu_read_lock", srcu, into: index),
      computer.call("srcu_read_unlock", srcu, .value(index))
    )
    let synchronize = try computer.call("synchronize_srcu", srcu)
    computer.addThread("reader", on: 1) {
      lock
      unlock
    }
    computer.addThread("writer", on: 0) { synchronize }
    #expect(try Exploration(computer).states == 2 * 4 + 6 + 6)
  }

  @Test func twoReadersAreWaitedFor() throws {
    let explored = try replacing(.kernel, times: 2, readers: 2)
    #expect(explored.crashes.isEmpty && explored.findings.isEmpty)
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.states == 1_143)
  }

  enum Reader: CaseIterable {
    case began, comesLater, ofAnotherDomain
  }

  /// A reader that never ends holds up who began to wait behind it, and nobody else.
  @Test(arguments: Reader.allCases)
  func readersThatComeLaterHoldNobodyUp(reader: Reader) throws {
    var computer = Computer(name: "srcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addSRCU("srcu")
    computer.addSRCU("other")
    computer.remember("inside", "done")
    let lock = try computer.call(
      "srcu_read_lock", .variable(reader == .ofAnotherDomain ? "other" : "srcu"), into: index)
    let synchronize = try computer.call("synchronize_srcu", srcu)
    computer.addThread("reader", on: 1) {
      if reader == .comesLater { Program.Wait(Global("srcu.gp") != 0) }
      lock
      Atomic("for ever") { Global("inside") <- 1 }
    }
    computer.addThread("writer", on: 0) {
      if reader != .comesLater { Program.Wait(Global("inside")) }
      synchronize
      Global("done") <- 1
    }
    computer.observe("inside", Global("inside"))
    computer.observe("both", Global("inside") && Global("done"))
    let explored = try Exploration(computer, finishing: [("inside", "both")])
    #expect(explored.sometimes("inside"))
    #expect(explored.canFinish(from: "inside", reach: "both") == (reader != .began))
    #expect(explored.sometimes("both") == (reader != .began))
    #expect(explored.findings.isEmpty)
  }

  /// A reader that waits for the readers waits for itself.
  @Test(arguments: [true, false])
  func aReaderThatSynchronizesHangs(sameDomain: Bool) throws {
    var computer = Computer(name: "srcu", cpus: 1, faults: 0, online: [0])
    computer.addSRCU("srcu")
    computer.addSRCU("other")
    computer.remember("done")
    let (lock, unlock) = try (
      computer.call("srcu_read_lock", srcu, into: index),
      computer.call("srcu_read_unlock", srcu, .value(index))
    )
    let synchronize = try computer.call("synchronize_srcu", .variable(sameDomain ? "srcu" : "other"))
    computer.addThread("reader", on: 0) {
      lock
      synchronize
      unlock
      Atomic { Global("done") <- 1 }
    }
    computer.observe("begun", !Global("done"))
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer, finishing: [("begun", "done")], steadily: ["begun"])
    #expect(explored.canFinish(from: "begun", reach: "done") == !sameDomain)
    #expect(explored.neverStuck(while: "begun") == !sameDomain)
  }

  /// The cycle over a mutex: who waits for readers under a lock that a reader takes. With the lock taken
  /// first there is none.
  @Test(arguments: [true, false])
  func aLockTakenInAReaderMustNotBeHeldWhileWaiting(insideReader: Bool) throws {
    var computer = Computer(name: "srcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addSRCU("srcu")
    computer.addMutex("slots_lock")
    computer.remember("done 0", "done 1")
    let (lock, unlock) = try (
      computer.call("srcu_read_lock", srcu, into: index),
      computer.call("srcu_read_unlock", srcu, .value(index))
    )
    let synchronize = try computer.call("synchronize_srcu", srcu)
    computer.addThread("writer", on: 0) {
      Kernel.mutexLock("slots_lock")
      synchronize
      Kernel.mutexUnlock("slots_lock")
      Global("done 0") <- 1
    }
    computer.addThread("reader", on: 1) {
      if insideReader { lock }
      Kernel.mutexLock("slots_lock")
      if !insideReader { lock }
      unlock
      Kernel.mutexUnlock("slots_lock")
      Global("done 1") <- 1
    }
    computer.observe("started", 1)
    computer.observe("both", Global("done 0") && Global("done 1"))
    let explored = try Exploration(computer, finishing: [("started", "both")])
    #expect(explored.sometimes("both"))
    #expect(explored.canFinish(from: "started", reach: "both") == !insideReader)
  }

  /// Two who wait take turns, and one whose CPU went away does not hold up the other.
  @Test func whoDoesNotNoticeItsEndHoldsNobodyUp() throws {
    var computer = Computer(name: "srcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addSRCU("srcu")
    computer.remember("done 0", "done 1")
    for cpu in 0..<2 {
      let synchronize = try computer.call("synchronize_srcu", srcu)
      computer.addThread("writer \(cpu)", on: cpu) {
        synchronize
        Global("done \(cpu)") <- 1
      }
    }
    computer.addAgent("hotplug") {
      Option("CPU 1 goes", when: PerCPU("cpu_online")[1]) { Atomic { PerCPU("cpu_online")[1] <- 0 } }
    }
    computer.observe("started", 1)
    computer.observe("left behind", !PerCPU("cpu_online")[1] && Global("srcu.gp") == 2 && !Global("done 1"))
    computer.observe("first", Global("done 0"))
    computer.observe("both", Global("done 0") && Global("done 1"))
    let explored = try Exploration(computer, finishing: [("started", "first"), ("left behind", "first")])
    #expect(explored.sometimes("left behind") && explored.sometimes("both"))
    #expect(explored.canFinish(from: "started", reach: "first"))
    #expect(explored.canFinish(from: "left behind", reach: "first"))
  }

  /// A grace period that has ended is over for the one who asked for it, although the next one waits for a
  /// reader that came in between.
  @Test func theNextGracePeriodDoesNotHoldUpTheLast() throws {
    var computer = Computer(name: "srcu", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.addSRCU("srcu")
    computer.remember("done 0", "done 1", "inside")
    let lock = try computer.call("srcu_read_lock", srcu, into: index)
    let synchronize = try computer.call("synchronize_srcu", srcu)
    for cpu in 0..<2 {
      computer.addThread("writer \(cpu)", on: cpu) {
        if cpu == 1 { Program.Wait(Global("srcu.gp") == 1) }
        synchronize
        Global("done \(cpu)") <- 1
      }
    }
    computer.addThread("reader", on: 2) {
      Program.Wait(Global("srcu.gp") == 1)
      lock
      Atomic("for ever") { Global("inside") <- 1 }
    }
    computer.observe("overtaken", Global("srcu.gp") == 2 && Global("inside") && !Global("done 0"))
    computer.observe("first", Global("done 0"))
    computer.observe("held up", Global("srcu.gp") == 2 && PerCPU("srcu.readers")[1] == 1)
    computer.observe("both", Global("done 1"))
    let explored = try Exploration(computer, finishing: [("overtaken", "first"), ("held up", "both")])
    #expect(explored.sometimes("overtaken") && explored.sometimes("held up"))
    #expect(explored.canFinish(from: "overtaken", reach: "first"))
    #expect(!explored.canFinish(from: "held up", reach: "both"))
  }

  @Test func misuseAndCleanup() throws {
    for reading in [false, true] {
      var computer = Computer(name: "srcu", cpus: 1, faults: 0, online: [0])
      computer.addSRCU("srcu")
      let unlock = try computer.call("srcu_read_unlock", srcu, .value(index))
      let (lock, cleanup) = try (
        computer.call("srcu_read_lock", srcu, into: index), computer.call("cleanup_srcu_struct", srcu)
      )
      computer.addThread("task", on: 0) {
        if reading { lock } else { unlock }
        cleanup
      }
      #expect(try Exploration(computer).findings == [reading ? "warn" : "lock-misuse"])
    }
  }

  /// A domain that is a field of an object on the heap: each object has its own.
  @Test func domainsOfObjects() throws {
    var computer = Computer(name: "srcu", cpus: 2, faults: 0, online: [0, 1])
    computer.addPool("kvm", slots: 2)
    computer.addSRCU("kvm.srcu", count: 2)
    computer.add(Variable("vm", .pointer(to: "kvm")))
    computer.remember("inside", "done")
    let kvm = Expression.local("kvm", .pointer(to: "kvm"))
    let domain = Kernel.Argument.place(Place("kvm.srcu", of: kvm, in: "kvm"))
    let lock = try computer.call("srcu_read_lock", domain, into: index)
    let synchronize = try computer.call("synchronize_srcu", domain)
    computer.addThread("reader", on: 0) {
      kvm <- Call("kmalloc(kvm)")
      lock
      Global("inside") <- 1
      Global("vm") <- kvm
    }
    computer.addThread("other", on: 1) {
      Program.Wait(Global("vm") != 0)
      kvm <- Call("kmalloc(kvm)")
      synchronize
      Global("done") <- 1
      kvm <- Global("vm")
      synchronize
    }
    computer.observe("inside", Global("inside"))
    computer.observe("done", Global("done"))
    computer.observe(
      "of its own object", PerCPU("kvm.srcu.readers")[0] + PerCPU("kvm.srcu.readers")[1] == Global("inside"))
    let explored = try Exploration(computer, finishing: [("inside", "done")])
    #expect(explored.canFinish(from: "inside", reach: "done"))
    #expect(explored.sometimes("inside") && explored.crashes.isEmpty)
    #expect(explored.always("of its own object"))
  }
}
