import Machine
import ModelTestSupport
import Program
import Testing

/// The local APIC: which request is delivered when, and what an interrupt that is never ended does to others.
@Suite struct LocalAPICTests {
  /// Five vectors of four classes, in no order.
  private static let numbers = [0x3f, 0xfd, 0x31, 0xec, 0xf3]
  private static let vectors = numbers.map { InterruptVector("vector \($0)", $0) }

  private func computer(_ vectors: [InterruptVector] = LocalAPICTests.vectors, lost: Int? = nil) -> Computer {
    var computer = Computer(name: "apic", cpus: 2, faults: 0, online: [0, 1])
    if let lost {
      // The end of one vector's first interrupt is lost, as whoever calls the procedure believes that it is
      // not needed.
      computer.add(Variable("stale", .bool, initial: [0]))
      computer.addLocalAPIC(vectors: vectors, endOfInterrupt: "apic_eoi") { cpu, vector in
        vector.number == lost ? [Statement(Global("stale") <- 1)] : []
      }
      computer.add(
        Procedure("apic_eoi") {
          If(Global("stale")) { Global("stale") <- 0 }.Else { Do(LocalAPIC.writeEndOfInterrupt) }
        })
    } else {
      computer.addLocalAPIC(vectors: vectors)
    }
    return computer
  }

  /// Which of those that are requested together is handled first: the handlers append their place to a list.
  @Test func theHighestIsDeliveredFirst() throws {
    var computer = computer()
    computer.add(Variable("order", .range(0...(6 * 6 * 6 * 6 * 6 - 1))), Variable("handled", .range(0...5)))
    let ascending = LocalAPICTests.numbers.sorted()
    for (place, number) in ascending.enumerated() {
      computer.addInterrupt(vector: number, on: 0) {
        Atomic {
          Global("order") <- .binary(.multiply, Global("order"), 6) + .constant(place + 1)
          Global("handled") <- Global("handled") + 1
        }
      }
    }
    let apic = computer.apic!
    computer.addThread("task", on: 0) {
      Kernel.localIRQDisable()
      for number in LocalAPICTests.numbers { apic.sendIPI(number, to: 0) }
      Kernel.localIRQEnable()
    }
    let descending = (1...5).reversed().reduce(0) { $0 * 6 + $1 }
    computer.observe("all", Global("handled") == 5)
    computer.observe("descending", Global("order") == .constant(descending))
    computer.observe(
      "done", Global("handled") == 5 && LocalAPIC.inService[0] == 0 && LocalAPIC.requests[0] == 0)
    computer.observe("started", 1)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.sometimes("all") && explored.sometimes("descending"))
    #expect(explored.canFinish(from: "started", reach: "done"))
    // One path: the task's seven steps, and three of each handler (taken, ended, run) and its return.
    #expect(explored.states == 1 + 7 + 5 * 4, "\(explored)")
  }

  /// An interrupt that is never ended blocks its class and those below, for ever, and none above.
  @Test(arguments: LocalAPICTests.numbers, LocalAPICTests.numbers)
  func aLostEndBlocksItsClassAndThoseBelow(lost: Int, other: Int) throws {
    guard lost != other else { return }
    var computer = computer(lost: lost)
    computer.remember("first", "second")
    for (number, name) in [(lost, "first"), (other, "second")] {
      computer.addInterrupt(vector: number, on: 1) { Atomic { Global(name) <- 1 } }
    }
    let (one, two) = (computer.apic!.sendIPI(lost, to: 1), computer.apic!.sendIPI(other, to: 1))
    computer.addThread("sender", on: 0) {
      one
      Wait(Global("first") && PerCPU("in_handler")[1] == 0)
      two
    }
    computer.observe("first", Global("first"))
    computer.observe("second", Global("second"))
    computer.observe(
      "only the lost one is left",
      Global("second") && PerCPU("in_handler")[1] == 0
        && LocalAPIC.inService[1] == .constant(1 << LocalAPICTests.numbers.sorted().firstIndex(of: lost)!))
    let explored = try Exploration(computer, finishing: [("first", "second")])
    let passes = other >> 4 > lost >> 4
    #expect(explored.sometimes("first"))
    #expect(explored.sometimes("second") == passes)
    #expect(explored.canFinish(from: "first", reach: "second") == passes)
    // The end of the higher one ends that, and not the one below it.
    #expect(explored.sometimes("only the lost one is left") == passes)
  }

  /// A vector without an end is never in service, and blocks nobody.
  @Test(arguments: [InterruptVector.EndOfInterrupt.atEntry, .atEnd, .automatic])
  func whenAVectorIsInService(end: InterruptVector.EndOfInterrupt) throws {
    var computer = computer([InterruptVector("a", 0xf3, endOfInterrupt: end), InterruptVector("b", 0x31)])
    computer.remember("inside", "in service inside", "again")
    computer.add(Variable("runs", .range(0...2)))
    let again = computer.apic!.sendIPI(0xf3, to: .currentCPU)
    computer.addInterrupt(vector: 0xf3, on: 0) {
      // It requests itself once: what is requested while its handler runs is not lost.
      Atomic {
        Global("runs") <- Global("runs") + 1
        Global("inside") <- 1
        Global("in service inside") <- (LocalAPIC.inService[0] != 0)
      }
      If(Global("runs") == 1) { again }
      Global("inside") <- 0
    }
    computer.addInterrupt(vector: 0x31, on: 0) { Global("again") <- Global("inside") }
    let apic = computer.apic!
    computer.addThread("task", on: 0) {
      apic.sendIPI(0xf3, to: 0)
      apic.sendIPI(0x31, to: 0)
    }
    computer.observe("started", 1)
    computer.observe("in service inside", Global("in service inside"))
    computer.observe("nested", Global("again"))
    computer.observe(
      "end",
      Global("runs") == 2 && LocalAPIC.requests[0] == 0 && LocalAPIC.inService[0] == 0
        && PerCPU("in_handler")[0] == 0)
    let explored = try Exploration(computer, finishing: [("started", "end")])
    #expect(explored.canFinish(from: "started", reach: "end"))
    #expect(explored.sometimes("in service inside") == (end == .atEnd))
    #expect(!explored.sometimes("nested"))
  }

  /// Requests of one vector that come before it is delivered are one.
  @Test func requestsAreNotCounted() throws {
    var computer = computer()
    computer.add(Variable("runs", .range(0...3)))
    computer.addInterrupt(vector: 0xec, on: 1) { Atomic { Global("runs") <- Global("runs") + 1 } }
    let send = computer.apic!.sendIPI(0xec, to: 1)
    computer.addThread("sender", on: 0) {
      send
      send
    }
    let quiet = LocalAPIC.requests[1] == 0 && PerCPU("in_handler")[1] == 0
    for runs in 1...2 { computer.observe("\(runs)", quiet && Global("runs") == .constant(runs)) }
    let explored = try Exploration(computer)
    #expect(explored.sometimes("1") && explored.sometimes("2"))
  }

  /// With interrupts off a request waits; an APIC that is off takes none and delivers none, and INIT forgets
  /// what it had.
  @Test(arguments: ["irqs off", "disabled before", "disabled behind", "reset"])
  func requestsWaitOrAreLost(state: String) throws {
    var computer = computer()
    computer.remember("handled", "off", "sent", "early")
    computer.addInterrupt(vector: 0xec, on: 1) {
      Atomic {
        Global("handled") <- 1
        Global("early") <- Global("off")
      }
    }
    let send = computer.apic!.sendIPI(0xec, to: 1)
    computer.addThread("target", on: 1) {
      Kernel.localIRQDisable()
      Global("off") <- 1
      if state == "disabled before" { Atomic("disable") { Kernel.softDisableAPIC(of: 1) } }
      Atomic("ready") { Global("sent") <- 0 }
      Wait(Global("sent"))
      if state == "disabled behind" { Atomic("disable") { Kernel.softDisableAPIC(of: 1) } }
      if state == "reset" { Atomic("reset") { Kernel.resetAPIC(of: 1) } }
      Global("off") <- 0
      Kernel.localIRQEnable()
    }
    computer.addThread("sender", on: 0) {
      Wait(Global("off") && (state == "disabled before" ? !LocalAPIC.isEnabled[1] : 1))
      send
      Atomic { Global("sent") <- 1 }
    }
    computer.observe("started", 1)
    computer.observe("handled", Global("handled"))
    computer.observe("early", Global("early"))
    computer.observe("requested", LocalAPIC.requests[1] != 0)
    let explored = try Exploration(computer, finishing: [("started", "handled")])
    #expect(explored.sometimes("handled") == (state == "irqs off"))
    #expect(!explored.sometimes("early"))
    #expect(explored.sometimes("requested") == (state != "disabled before"))
  }

  /// What is requested on a CPU when its interrupts go off for good is lost, unless it is sent again at the
  /// interrupt's new target (`fixup_irqs`).
  @Test(arguments: [true, false], [0x31, 0x3f])
  func pendingDeviceVectorsGoToTheNewTarget(retriggers: Bool, other: Int) throws {
    var computer = computer()
    computer.remember("handled", "died")
    for cpu in 0..<2 {
      for number in Set([0x31, other]).sorted() {
        computer.addInterrupt(vector: number, on: cpu) { Atomic { Global("handled") <- 1 } }
      }
    }
    let message = computer.apic!.request(vector: 0x31, on: 1)
    computer.add(Variable("raised", .bool))
    computer.addAgent("device") {
      Option("the message goes to CPU 1", when: !Global("raised")) {
        Atomic {
          Global("raised") <- 1
          message
        }
      }
    }
    let retrigger = computer.apic!.retrigger(vector: 0x31, from: 1, to: 0, as: other)
    let disable = Kernel.softDisableAPIC(of: 1)
    computer.addThread("dying", kind: .stopper, on: 1) {
      Kernel.localIRQDisable()
      PerCPU("cpu_online")[1] <- 0
      Wait(Global("raised"))
      if retriggers { retrigger }
      Atomic("apic_soft_disable") {
        disable
        Global("died") <- 1
      }
    }
    computer.observe("raised", Global("raised"))
    computer.observe("handled", Global("handled"))
    computer.observe("lost", Global("died") && LocalAPIC.requests[1] != 0)
    computer.observe("handled before", Global("handled") && !Global("died"))
    let explored = try Exploration(computer, finishing: [("raised", "handled")])
    #expect(explored.canFinish(from: "raised", reach: "handled") == retriggers)
    #expect(explored.sometimes("lost") == !retriggers)
    #expect(explored.sometimes("handled before"))
  }

  /// A computer with direct wake-ups has the vectors that were declared, in ascending order.
  @Test func vectorsAreSorted() throws {
    #expect(try #require(computer().apic).vectors.map(\.number) == LocalAPICTests.numbers.sorted())
    #expect(InterruptVector("timer", 0xec).priorityClass == 0xe)
    #expect(Computer(name: "", cpus: 1, faults: 0, online: [0]).apic == nil)
  }
}
