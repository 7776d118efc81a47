import Machine
import ModelTestSupport
import Program
import Testing

/// Raw spinlocks and mutexes: exclusion, who keeps the CPU while waiting, and misuse.
@Suite struct LockTests {
  private let data = Global("data")
  private let owner = PerCPU("cpu_owner")

  private func computer(_ cpus: Int = 2) -> Computer {
    var computer = Computer(name: "locks", cpus: cpus, faults: 0, online: Set(0..<cpus))
    computer.add(Variable("data", .range(0...9)))
    return computer
  }

  /// Two threads on two CPUs, each with a critical section of two steps.
  private func contended(_ lock: () -> [Statement], _ unlock: () -> [Statement]) throws -> Exploration {
    var computer = computer()
    computer.addRawSpinlock("spin")
    computer.addMutex("mutex")
    for (cpu, name) in ["a", "b"].enumerated() {
      computer.remember(name, "\(name) done")
      computer.addThread(name, on: cpu) {
        lock()
        Global(name) <- 1
        data <- 1
        data <- 2
        Global(name) <- 0
        unlock()
        Global("\(name) done") <- 1
      }
    }
    computer.observe("both inside", Global("a") && Global("b"))
    computer.observe("one inside", Global("a"))
    computer.observe("started", 1)
    computer.observe("both done", Global("a done") && Global("b done"))
    return try Exploration(computer, finishing: [("started", "both done")])
  }

  @Test func locksExclude() throws {
    let flags = Expression.local("flags", .bool)
    let locked = [
      try contended({ Kernel.rawSpinLock("spin") }, { Kernel.rawSpinUnlock("spin") }),
      try contended(
        { Kernel.rawSpinLockIRQSave("spin", flags) }, { Kernel.rawSpinUnlockIRQRestore("spin", flags) }),
      try contended({ Kernel.mutexLock("mutex") }, { Kernel.mutexUnlock("mutex") }),
    ]
    for explored in locked {
      #expect(!explored.sometimes("both inside"))
      #expect(explored.sometimes("one inside"))
      #expect(explored.canFinish(from: "started", reach: "both done"))
      #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    }
    let unlocked = try contended({ [] }, { [] })
    #expect(unlocked.sometimes("both inside"))
  }

  /// A spinning waiter has preemption off, so it keeps its CPU; a sleeping one leaves it to others.
  @Test(arguments: [true, false])
  func whoWaitsKeepsItsCPUOnlyIfItSpins(spins: Bool) throws {
    var computer = computer()
    computer.addRawSpinlock("lock")
    computer.remember("waiting", "stepped while waiting")
    func lock() -> [Statement] { spins ? Kernel.rawSpinLock("lock") : Kernel.mutexLock("lock") }
    func unlock() -> [Statement] { spins ? Kernel.rawSpinUnlock("lock") : Kernel.mutexUnlock("lock") }
    computer.addThread("holder", on: 0) {
      lock()
      data <- 1
      data <- 2
      unlock()
    }
    computer.addThread("waiter", on: 1) {
      data <- 3
      Global("waiting") <- 1
      lock()
      Global("waiting") <- 0
      unlock()
    }
    computer.addThread("neighbour", on: 1) {
      data <- 4
      Global("stepped while waiting") <- (Global("waiting") && Global("lock") == 1 && owner[1] == 2)
    }
    computer.observe("it spins", Global("lock") == 1 && owner[1] == 2)
    computer.observe("it waits", Global("lock") == 1 && Global("waiting"))
    computer.observe("stepped while it spins", Global("stepped while waiting"))
    let explored = try Exploration(computer)
    #expect(explored.sometimes("it waits"))
    #expect(explored.sometimes("it spins") == spins)
    #expect(!explored.sometimes("stepped while it spins"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A lock that is also taken in an interrupt handler: without irqsave the handler spins for ever on the CPU
  /// of its holder.
  @Test(arguments: [true, false])
  func aHandlerCanSpinForEverOnItsOwnHolder(irqsave: Bool) throws {
    var computer = computer(1)
    computer.addRawSpinlock("lock")
    computer.add(Variable("raised", .bool, initial: [1]))
    computer.remember("done")
    let flags = Expression.local("flags", .bool)
    computer.addThread("task", on: 0) {
      if irqsave { Kernel.rawSpinLockIRQSave("lock", flags) } else { Kernel.rawSpinLock("lock") }
      data <- 1
      if irqsave { Kernel.rawSpinUnlockIRQRestore("lock", flags) } else { Kernel.rawSpinUnlock("lock") }
      Global("done") <- 1
    }
    computer.addInterrupt(
      "timer", on: 0, pending: Global("raised"), acknowledge: { Global("raised") <- 0 },
      handler: {
        Kernel.rawSpinLock("lock")
        data <- 2
        Kernel.rawSpinUnlock("lock")
      })
    computer.observe("begun", !Global("done"))
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer, finishing: [("begun", "done")], steadily: ["begun"])
    #expect(explored.canFinish(from: "begun", reach: "done") == irqsave)
    #expect(explored.neverStuck(while: "begun") == irqsave)
    #expect(explored.sometimes("done"))
  }

  /// Preemption is off as well as interrupts: enabling those within, or releasing in two steps, is no error
  /// and gives the CPU to handlers only.
  @Test func irqsaveHoldsPreemptionToo() throws {
    var computer = computer(1)
    computer.addRawSpinlock("lock")
    computer.add(Variable("raised", .bool, initial: [1]))
    computer.remember("inside", "stepped", "handled", "done")
    let flags = Expression.local("flags", .bool)
    computer.addThread("task", on: 0) {
      Kernel.rawSpinLockIRQSave("lock", flags)
      Kernel.localIRQEnable()
      Global("inside") <- 1
      data <- 1
      Global("inside") <- 0
      Kernel.localIRQDisable()
      Kernel.rawSpinUnlock("lock")
      Kernel.localIRQRestore(flags)
      Global("done") <- 1
    }
    computer.addThread("neighbour", on: 0) {
      data <- 2
      Global("stepped") <- Global("inside")
    }
    computer.addInterrupt(
      "timer", on: 0, pending: Global("raised"), acknowledge: { Global("raised") <- 0 },
      handler: {
        data <- 3
        Global("handled") <- Global("inside")
      })
    for name in ["stepped", "handled", "done"] { computer.observe(name, Global(name)) }
    computer.observe("clean", PerCPU("preempt_count")[0] == 0 && !PerCPU("irqs_off")[0] && owner[0] == 0)
    let explored = try Exploration(computer, finishing: [("done", "clean")])
    #expect(!explored.sometimes("stepped"))
    #expect(explored.sometimes("handled"))
    #expect(explored.sometimes("done"))
    #expect(explored.canFinish(from: "done", reach: "clean"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  enum Misuse: CaseIterable {
    case takenTwice, releasedByAnother, releasedFree, none
  }

  /// Every kind of lock tells its misuse; the right use tells nothing.
  @Test(arguments: Misuse.allCases, ["mutex", "spin", "irqsave"])
  func misuseIsFound(misuse: Misuse, kind: String) throws {
    var computer = computer()
    computer.addRawSpinlock("lock")
    let flags = Expression.local("flags", .bool)
    func lock() -> [Statement] {
      switch kind {
      case "mutex": Kernel.mutexLock("lock")
      case "spin": Kernel.rawSpinLock("lock")
      default: Kernel.rawSpinLockIRQSave("lock", flags)
      }
    }
    func unlock() -> [Statement] {
      switch kind {
      case "mutex": Kernel.mutexUnlock("lock")
      case "spin": Kernel.rawSpinUnlock("lock")
      default: Kernel.rawSpinUnlockIRQRestore("lock", flags)
      }
    }
    computer.addThread("first", on: 0) {
      if misuse != .releasedFree { lock() }
      data <- 1
      if misuse == .takenTwice { lock() }
      if misuse != .releasedByAnother { unlock() }
    }
    computer.addThread("second", on: 1) {
      if misuse == .releasedByAnother {
        Wait(Global("lock") == 1)
        if kind != "mutex" { Kernel.preemptDisable() }
        unlock()
      } else {
        data <- 2
      }
    }
    let explored = try Exploration(computer)
    #expect(explored.findings.contains("lock-misuse") == (misuse != .none))
    if misuse == .none { #expect(explored.findings.isEmpty && explored.crashes.isEmpty) }
  }

  enum Place: CaseIterable {
    case plain, irqsOff, preemptionOff, spinlock, handler
  }

  enum Sleeper: CaseIterable {
    case mutex, completion, waitQueue, readLock, writeLock, stopMachine, mightSleep
  }

  /// Whatever may sleep is reported where the scheduler must not be entered, and nowhere else
  /// (`__might_sleep`, kernel/sched/core.c, 6.12).
  @Test(arguments: Place.allCases, Sleeper.allCases)
  func sleepInAtomicContextIsFound(place: Place, sleeper: Sleeper) throws {
    var computer = computer()
    computer.addMutex("mutex")
    computer.addRawSpinlock("lock")
    computer.addCompletion("done")
    computer.addWaitQueue("queue")
    computer.addPercpuRwsem("sem", waiters: 1)
    computer.add(Variable("raised", .bool, initial: [place == .handler ? 1 : 0]))
    computer.add(Procedure("nothing") { Return(0) })
    computer.addStopMachine(functions: ["nothing"])
    let flags = Expression.local("flags", .bool)
    let ret = Expression.local("ret", .errno)
    @ProgramBuilder func sleeps() -> [Statement] {
      switch sleeper {
      case .mutex: Kernel.mutexLock("mutex")
      case .completion: Kernel.waitForCompletion(Global("done"))
      case .waitQueue: Kernel.waitEvent("queue", data == 1)
      case .readLock: Kernel.percpuDownRead("sem")
      case .writeLock: Kernel.percpuDownWrite("sem")
      case .stopMachine: ret <- Call("stop_machine_cpuslocked", 0, 0)
      case .mightSleep: Kernel.mightSleep()
      }
    }
    if place == .handler {
      computer.addInterrupt(
        "timer", on: 0, pending: Global("raised"), acknowledge: { Global("raised") <- 0 },
        handler: { sleeps() })
    } else {
      computer.addThread("task", on: 0) {
        data <- 2
        switch place {
        case .irqsOff: Kernel.localIRQSave(flags)
        case .preemptionOff: Kernel.preemptDisable()
        case .spinlock: Kernel.rawSpinLock("lock")
        default: []
        }
        sleeps()
        // Nobody looks at what runs behind it.
        data <- 3
      }
    }
    computer.addThread("other", on: 1) {
      data <- 1
      Kernel.complete(Global("done"))
      Kernel.wakeUpAll("queue")
    }
    let explored = try Exploration(computer)
    #expect(explored.findings == (place == .plain ? [] : ["sleep-in-atomic"]))
  }
}
