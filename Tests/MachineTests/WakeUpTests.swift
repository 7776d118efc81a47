import Machine
import ModelTestSupport
import Program
import Testing

/// Wake-ups that go by interrupt: an idle CPU sleeps on if the interrupt does not reach it.
@Suite struct WakeUpTests {
  /// What a context on CPU 1 waits for, and one on CPU 0 brings.
  enum Sleeper: String, CaseIterable {
    case completion, completeAll, mutex, waitQueue, readLock, writeLock, stopMachine, stopMachineCaller
    case onEachCPU, single, ownSleep
  }

  /// Which class of CPU 1 is blocked from the start by an interrupt that was never ended.
  enum Deafness: CaseIterable {
    case none, low, high
  }

  private func computer(_ wakeUps: WakeUps, _ deafness: Deafness = .none) -> Computer {
    var computer = Computer(name: "wake", cpus: 2, faults: 0, online: [0, 1], wakeUps: wakeUps)
    computer.addLocalAPIC(vectors: [InterruptVector("timer", 0xec), InterruptVector("callback", 0xf3)])
    let vectors = computer.apic!.vectors.map(\.number)
    let stuck = deafness == .none ? 0 : 1 << vectors.firstIndex(of: deafness == .low ? 0xec : 0xf3)!
    let inService = computer.model.variables.firstIndex { $0.name == "apic.isr" }!
    computer.model.variables[inService].initial = [0, stuck]
    computer.add(Variable("data", .range(0...9)))
    computer.remember("woke", "brought")
    return computer
  }

  private func explored(
    _ sleeper: Sleeper, _ wakeUps: WakeUps, _ deafness: Deafness, fused: Bool = true
  ) throws -> Exploration {
    var computer = computer(wakeUps, deafness)
    computer.addCompletion("done")
    computer.addMutex("lock")
    computer.addWaitQueue("queue")
    computer.addPercpuRwsem("sem", waiters: 1)
    computer.addSleepers("own")
    computer.add(
      Procedure("visit") { Atomic { Global("data") <- 5 } },
      Procedure("stopped") {
        Atomic { Global("data") <- 5 }
        Return(0)
      })
    switch sleeper {
    case .onEachCPU, .single:
      computer.addOnEachCPU(functions: ["visit"])
      computer.addCallOneCPU()
    case .stopMachine, .stopMachineCaller: computer.addStopMachine(functions: ["stopped"])
    default: break
    }
    let ret = Expression.local("ret", .errno)
    let single =
      sleeper == .single
      ? try computer.call("smp_call_function_single", .value(1), .name("visit"), .value(0), .value(1)) : []
    computer.addThread("sleeper", on: 1) {
      switch sleeper {
      case .completion, .completeAll: Kernel.waitForCompletion("done")
      case .mutex:
        Kernel.mutexLock("lock")
        Kernel.mutexUnlock("lock")
      case .waitQueue: Kernel.waitEvent("queue", Global("data") == 1)
      case .readLock:
        Kernel.percpuDownRead("sem")
        Kernel.percpuUpRead("sem")
      case .writeLock:
        Kernel.percpuDownWrite("sem")
        Kernel.percpuUpWrite("sem")
      // CPU 1 asks, and its own stopper ends first or last.
      case .stopMachineCaller: ret <- Call("stop_machine_cpuslocked", 0, 0)
      case .ownSleep: Kernel.sleep(on: "own", until: Global("data") == 1, "sleep")
      case .stopMachine, .onEachCPU, .single: []
      }
      Atomic("woke") { Global("woke") <- 1 }
    }
    computer.addThread("waker", on: 0) {
      switch sleeper {
      case .completion: Kernel.complete("done")
      case .completeAll: Kernel.completeAll("done")
      case .mutex:
        Kernel.mutexLock("lock")
        Global("data") <- 1
        Kernel.mutexUnlock("lock")
      case .waitQueue:
        Global("data") <- 1
        Kernel.wakeUpAll("queue")
      case .readLock:
        Kernel.percpuDownWrite("sem")
        Global("data") <- 1
        Kernel.percpuUpWrite("sem")
      case .writeLock:
        Kernel.percpuDownRead("sem")
        Global("data") <- 1
        Kernel.percpuUpRead("sem")
      case .stopMachine: ret <- Call("stop_machine_cpuslocked", 0, 1)
      case .onEachCPU: Do("on_each_cpu", 0)
      case .single: single
      case .ownSleep:
        Atomic {
          Global("data") <- 1
          Kernel.wake("own")
        }
      case .stopMachineCaller: []
      }
      Atomic("brought") { Global("brought") <- 1 }
    }
    computer.observe("started", 1)
    computer.observe("end", Global("woke") && Global("brought"))
    return try Exploration(computer, fused: fused, finishing: [("started", "end")])
  }

  /// Everything that waits for another CPU is woken, in both ways. A CPU on which a class 0xf interrupt was
  /// never ended hears no IPI, and who is woken there by IPI sleeps on; a lower class does no harm, and
  /// nothing does with direct wake-ups.
  @Test(arguments: Sleeper.allCases, Deafness.allCases)
  func aDeafCPUSleepsOn(sleeper: Sleeper, deafness: Deafness) throws {
    let direct = try explored(sleeper, .direct, deafness)
    #expect(direct.canFinish(from: "started", reach: "end"))
    let byIPI = try explored(sleeper, .byIPI, deafness)
    #expect(byIPI.canFinish(from: "started", reach: "end") == (deafness != .high))
    // Who gets what it waits for before it sleeps needs no wake-up, and a stopper gets its turn when the
    // other task ends; but a function that shall run on another CPU always needs the interrupt.
    let needsInterrupt = sleeper == .onEachCPU || sleeper == .single
    #expect(byIPI.sometimes("end") == !(deafness == .high && needsInterrupt))
    #expect(byIPI.findings.isEmpty && byIPI.crashes.isEmpty)
    #expect(direct.findings.isEmpty && direct.crashes.isEmpty)
  }

  /// The slow twin agrees.
  @Test(arguments: Sleeper.allCases)
  func theUnfusedSearchAgrees(sleeper: Sleeper) throws {
    for deafness in [Deafness.none, .high] {
      let unfused = try explored(sleeper, .byIPI, deafness, fused: false)
      #expect(unfused.canFinish(from: "started", reach: "end") == (deafness != .high))
    }
  }

  /// What ends a sleep that the IPI did not end: any interrupt that is delivered, or another task of the CPU
  /// that goes to sleep, since then the scheduler looks.
  @Test(arguments: [
    "nothing", "a device interrupt", "a task that sleeps", "a task that ends", "a task that spins",
  ])
  func whatElseMakesTheSchedulerLook(event: String) throws {
    var computer = Computer(name: "wake", cpus: 2, faults: 0, online: [0, 1], wakeUps: .byIPI)
    // The reschedule interrupt is lost: class 0xf is blocked. A device of a higher class than any other is
    // made up to get through.
    computer.addLocalAPIC(vectors: [InterruptVector("callback", 0xf3)])
    let inService = computer.model.variables.firstIndex { $0.name == "apic.isr" }!
    computer.model.variables[inService].initial = [0, 1]
    computer.addCompletion("done")
    computer.addCompletion("other")
    computer.add(Variable("raised", .bool))
    computer.add(Variable("data", .range(0...3)))
    computer.remember("asleep", "woke")
    computer.addThread("sleeper", on: 1) {
      Kernel.waitForCompletion("done")
      Atomic { Global("woke") <- 1 }
    }
    computer.addThread("waker", on: 0) {
      Wait(Global("done.waiters") != 0)
      Kernel.complete("done")
      Atomic { Global("asleep") <- 1 }
    }
    switch event {
    case "a device interrupt":
      computer.addInterrupt(
        "nmi-like", on: 1, pending: Global("asleep") && !Global("raised"),
        acknowledge: { Global("raised") <- 1 },
        handler: {})
    case "a task that sleeps":
      computer.addThread("neighbour", on: 1) {
        Wait(Global("asleep"))
        Kernel.waitForCompletion("other")
      }
    case "a task that ends":
      computer.addThread("neighbour", on: 1) { Wait(Global("asleep")) }
    case "a task that spins":
      computer.addThread("neighbour", on: 1) {
        Wait(Global("asleep"))
        Forever { Global("data") <- 1 - Global("data") }
      }
    default: break
    }
    computer.observe("asleep", Global("asleep"))
    computer.observe("woke", Global("woke"))
    computer.observe("data", Global("data") == 1)
    let explored = try Exploration(computer, finishing: [("asleep", "woke")])
    let helps = event != "nothing" && event != "a task that spins"
    #expect(explored.sometimes("asleep"))
    #expect(explored.canFinish(from: "asleep", reach: "woke") == helps)
    #expect(explored.sometimes("woke") == helps)
  }

  /// A hypervisor that sets a bit in a shared page when an interrupt needs no end of its own, and a guest
  /// that clears the bit instead. A stale bit in the page loses one end: of a vector of class 0xf it hangs a
  /// wake-up by IPI, of a lower class it does not, and with direct wake-ups nothing hangs.
  @Test(arguments: [0xf3, 0xec], [WakeUps.byIPI, .direct])
  func aStaleBitInTheAssistPage(device: Int, wakeUps: WakeUps) throws {
    for isStale in [false, true] {
      var computer = Computer(name: "assist", cpus: 2, faults: 0, online: [0, 1], wakeUps: wakeUps)
      computer.add(Variable("assist.bit0", .bool, count: 2, initial: [0, isStale ? 1 : 0]))
      computer.addLocalAPIC(
        vectors: [InterruptVector("device", device)], endOfInterrupt: "hv_apic_eoi_write")
      let bit = PerCPU("assist.bit0")
      let old = Expression.local("old", .bool)
      computer.add(
        Procedure("hv_apic_eoi_write", source: "arch/x86/hyperv/hv_apic.c") {
          Atomic("xchg(apic_assist, 0)") {
            old <- bit.here
            bit.here <- 0
          }
          If(!old) { Do(LocalAPIC.writeEndOfInterrupt) }
        })
      computer.addCompletion("done")
      computer.add(Variable("raised", .bool))
      computer.remember("handled", "woke")
      computer.addInterrupt(vector: device, on: 1) { Atomic { Global("handled") <- 1 } }
      let message = computer.apic!.request(vector: device, on: 1)
      computer.addAgent("device") {
        Option("the device raises its interrupt", when: !Global("raised")) {
          Atomic {
            Global("raised") <- 1
            message
          }
        }
      }
      computer.addThread("sleeper", on: 1) {
        Kernel.waitForCompletion("done")
        Atomic { Global("woke") <- 1 }
      }
      computer.addThread("waker", on: 0) { Kernel.complete("done") }
      computer.observe("started", 1)
      computer.observe("woke", Global("woke"))
      computer.observe("lost", LocalAPIC.inService[1] != 0 && PerCPU("in_handler")[1] == 0)
      let explored = try Exploration(computer, finishing: [("started", "woke")])
      let hangs = isStale && device == 0xf3 && wakeUps == .byIPI
      #expect(explored.sometimes("lost") == isStale)
      #expect(explored.canFinish(from: "started", reach: "woke") == !hangs)
    }
  }

  /// `smp_send_reschedule` to a CPU that is offline is a WARN; to one that is online it makes the scheduler
  /// look, with nothing else being changed.
  @Test(arguments: [true, false])
  func reschedulingByHand(online: Bool) throws {
    var computer = Computer(
      name: "reschedule", cpus: 2, faults: 0, online: online ? [0, 1] : [0], wakeUps: .byIPI)
    computer.addLocalAPIC()
    let send = try computer.call("smp_send_reschedule", .value(1))
    computer.remember("done")
    computer.addThread("task", on: 0) {
      send
      Global("done") <- 1
    }
    computer.observe("handled", PerCPU("in_handler")[1] != 0)
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer)
    #expect(explored.findings == (online ? [] : ["warn"]))
    #expect(explored.sometimes("handled") == online && explored.sometimes("done"))
  }

  /// With direct wake-ups no trace of the others is left.
  @Test func directWakeUpsHaveNoTraceOfTheOthers() throws {
    var computer = computer(.direct)
    computer.addCompletion("done")
    computer.addThread("task", on: 0) { Kernel.waitForCompletion("done") }
    let model = computer.finished()
    #expect(!model.variables.contains { $0.name.hasSuffix("waiters") || $0.name.hasPrefix("wakeups") })
    #expect(model.contexts.last?.body.count == 2)
    #expect(try #require(computer.apic).vectors.count == 2)
  }
}
