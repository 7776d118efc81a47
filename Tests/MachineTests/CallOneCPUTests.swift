import Machine
import ModelTestSupport
import Program
import Testing

/// `smp_call_function_single` and the calls of a mask (kernel/smp.c, 6.12).
@Suite struct CallOneCPUTests {
  private let online = PerCPU("cpu_online")

  /// `visit` leaves the CPU on which it ran, and whether it ran as an interrupt with interrupts off.
  private func computer(_ cpus: Int, online: Set<Int>) -> Computer {
    var computer = Computer(name: "call", cpus: cpus, faults: 0, online: online)
    computer.add(
      Variable("visited", .range(0...3), count: cpus), Variable("off", .bool), Variable("handled", .bool))
    computer.add(
      Procedure("visit") {
        Atomic("visit") {
          PerCPU("visited").here <- PerCPU("visited").here + 1
          Global("off") <- (PerCPU("irqs_off").here || PerCPU("in_handler").here != 0)
          Global("handled") <- (PerCPU("in_handler").here != 0)
        }
      })
    computer.addOnEachCPU(functions: ["visit"])
    computer.addCallOneCPU()
    computer.remember("done", "done 0", "done 1")
    computer.remember("result", as: .errno)
    return computer
  }

  private func single(
    _ computer: Computer, _ cpu: Program.Expression, wait: Bool, into result: Program.Expression?
  ) throws -> [Statement] {
    try computer.call(
      "smp_call_function_single", .value(cpu), .name("visit"), .value(0), .value(wait ? 1 : 0), into: result)
  }

  /// It runs on the CPU that is asked for and nowhere else: as an interrupt, or here with interrupts off; a
  /// CPU that is offline, or is none, is refused with -ENXIO.
  @Test(arguments: 0..<4, [true, false])
  func itRunsWhereItIsToldTo(target: Int, wait: Bool) throws {
    var computer = computer(3, online: [0, 1])
    let result = Expression.local("result", .errno)
    let call = try single(computer, .constant(target), wait: wait, into: result)
    computer.addThread("caller", on: 0) {
      call
      Global("result") <- result
      Global("done") <- 1
    }
    let (done, visited) = (Global("done"), PerCPU("visited"))
    let ran = target < 2
    computer.observe("started", 1)
    computer.observe("done", done)
    computer.observe("result", !done || Global("result") == .constant(ran ? 0 : -6))
    computer.observe(
      "elsewhere",
      (0..<3).filter { $0 != target }.map { visited[.constant($0)] != 0 }.reduce(0) { $0 || $1 })
    let visits = visited[.constant(min(target, 1))]
    computer.observe("returned before it ran", done && .constant(ran ? 1 : 0) && visits == 0)
    computer.observe("ran", done && .constant(ran ? 1 : 0) && visits == 1)
    computer.observe(
      "as it should",
      visited[0] + visited[1] == 0 || (Global("off") && Global("handled") == (target == 1 ? 1 : 0)))
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.always("result"))
    #expect(!explored.sometimes("elsewhere"))
    #expect(explored.sometimes("ran") == ran)
    #expect(explored.sometimes("returned before it ran") == (target == 1 && !wait))
    #expect(explored.always("as it should"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// Two CPUs that call each other answer while they wait; with interrupts off they wait for ever, which is
  /// what the assertion warns of.
  @Test(arguments: [false, true], [false, true])
  func callersAnswerWhileTheyWait(irqsOff: Bool, wait: Bool) throws {
    var computer = computer(2, online: [0, 1])
    for cpu in 0..<2 {
      let call = try single(computer, .constant(1 - cpu), wait: wait, into: nil)
      computer.addThread("caller \(cpu)", on: cpu) {
        if irqsOff { Kernel.localIRQDisable() }
        call
        if irqsOff { Kernel.localIRQEnable() }
        Global("done \(cpu)") <- 1
      }
    }
    computer.observe("started", 1)
    computer.observe("both", Global("done 0") && Global("done 1"))
    computer.observe("both ran", PerCPU("visited")[0] == 1 && PerCPU("visited")[1] == 1)
    let explored = try Exploration(computer, finishing: [("started", "both"), ("started", "both ran")])
    #expect(explored.canFinish(from: "started", reach: "both") == !(irqsOff && wait))
    #expect(explored.canFinish(from: "started", reach: "both ran") == !(irqsOff && wait))
    #expect(explored.findings == (irqsOff ? ["lockdep"] : []))
  }

  /// The second call that nobody waits for waits until the first was taken, and none is lost.
  @Test func callsThatNobodyWaitsForAreNotLost() throws {
    var computer = computer(2, online: [0, 1])
    let call = try single(computer, 1, wait: false, into: nil)
    computer.addThread("caller", on: 0) {
      call
      call
      Global("done") <- 1
    }
    computer.observe("started", 1)
    computer.observe("second queued ahead of the first's turn", Global("done") && PerCPU("visited")[1] == 0)
    computer.observe("both ran", Global("done") && PerCPU("visited")[1] == 2)
    let explored = try Exploration(computer, finishing: [("started", "both ran")])
    #expect(explored.canFinish(from: "started", reach: "both ran"))
    // The first was taken, but has not run yet.
    #expect(explored.sometimes("second queued ahead of the first's turn"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A handler must not make cross calls.
  @Test func aHandlerThatCallsIsReported() throws {
    var computer = computer(2, online: [0, 1])
    computer.add(Variable("raised", .bool, initial: [1]))
    let call = try single(computer, 1, wait: true, into: nil)
    computer.addInterrupt(
      "timer", on: 0, pending: Global("raised"), acknowledge: { Global("raised") <- 0 }, handler: { call })
    #expect(try Exploration(computer).findings == ["warn"])
  }

  /// Of calls that a CPU finds together those that somebody waits for run first
  /// (`__flush_smp_call_function_queue`).
  @Test func callsThatSomebodyWaitsForRunFirst() throws {
    var computer = Computer(name: "call", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.add(Variable("order", .range(0...15)))
    for (number, name) in ["alone", "waited"].enumerated() {
      computer.add(
        Procedure(name) { Atomic { Global("order") <- (Global("order") << 2) + .constant(number + 1) } })
    }
    computer.addOnEachCPU(functions: ["alone", "waited"])
    computer.addCallOneCPU()
    let calls = try ["alone", "waited"].enumerated().map { number, name in
      try computer.call(
        "smp_call_function_single", .value(1), .name(name), .value(0), .value(.constant(number)))
    }
    computer.addThread("target", on: 1) {
      Kernel.localIRQDisable()
      Wait(PerCPU("csd_data.func")[0] != 0 && PerCPU("csd.func")[2] != 0)
      Global("done") <- 1
      Kernel.localIRQEnable()
    }
    computer.remember("done")
    computer.addThread("caller 0", on: 0) { calls[0] }
    computer.addThread("caller 2", on: 2) { calls[1] }
    let (waitedFirst, aloneFirst) = (
      Global("order") == .constant(2 * 4 + 1), Global("order") == .constant(1 * 4 + 2)
    )
    computer.observe("together", Global("done"))
    computer.observe("together, waited first", Global("done") && waitedFirst)
    computer.observe("together, alone first", Global("done") && aloneFirst)
    computer.observe("one behind the other, alone first", !Global("done") && aloneFirst)
    let explored = try Exploration(computer, finishing: [("together", "together, waited first")])
    #expect(explored.canFinish(from: "together", reach: "together, waited first"))
    #expect(!explored.sometimes("together, alone first"))
    #expect(explored.sometimes("one behind the other, alone first"))
  }

  /// What is queued for a CPU that goes offline runs when it flushes its queue; without that it is lost.
  @Test(arguments: [true, false])
  func aDyingCPUFlushesItsQueue(flushes: Bool) throws {
    var computer = computer(2, online: [0, 1])
    let call = try single(computer, 1, wait: false, into: nil)
    computer.addThread("caller", on: 0) {
      call
      Global("done") <- 1
    }
    computer.addThread("dying", kind: .stopper, on: 1) {
      Kernel.localIRQDisable()
      Wait(Global("done"))
      online[1] <- 0
      if flushes { Do("__flush_smp_call_function_queue", 1) }
      Global("done 1") <- 1
    }
    let visited = PerCPU("visited")[1]
    computer.observe(
      "dead with work left", Global("done 1") && visited == 0 && PerCPU("csd_data.func")[0] != 0)
    computer.observe("dead without", Global("done 1") && PerCPU("csd_data.func")[0] == 0)
    let explored = try Exploration(computer)
    #expect(explored.sometimes("dead with work left") == !flushes)
    #expect(explored.sometimes("dead without"))
  }

  /// The calls of a mask reach the CPUs of it that are online, this one if it is among them and is not left
  /// out, and nobody else.
  @Test(arguments: ["on_each_cpu_mask", "smp_call_function_many", "smp_call_function", "on_each_cpu"], 0..<8)
  func callsOfAMaskReachItsOnlineCPUs(name: String, mask: Int) throws {
    var computer = computer(3, online: [0, 1])
    let function = Kernel.Argument.name("visit")
    let info = [Kernel.Argument.value(0), .value(1)]
    let primitive = try #require(Kernel.primitive(name))
    let takesMask = primitive.parameters.contains(.mask)
    let call = try primitive.expand(
      (takesMask ? [.value(.constant(mask))] : []) + [function] + info, in: computer)
    computer.addThread("caller", on: 0) {
      if name == "smp_call_function_many" { Kernel.preemptDisable() }
      call
      if name == "smp_call_function_many" { Kernel.preemptEnable() }
      Global("done") <- 1
    }
    let called = (takesMask ? mask : 7) & 3 & (name.hasPrefix("smp") ? ~1 : ~0)
    let reached = (0..<3).map { PerCPU("visited")[.constant($0)] == .constant(called >> $0 & 1) }
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("those of the mask", !Global("done") || reached.reduce(1) { $0 && $1 })
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.always("those of the mask"))
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// Functions may be told something, each call for itself.
  @Test func functionsAreToldWhatTheCallerGives() throws {
    var computer = Computer(name: "call", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("told", .range(0...7)))
    let info = Local("info", .range(0...3))
    computer.add(
      Procedure("tell", parameters: [info]) {
        Atomic { Global("told") <- Global("told") + .local(info) }
      })
    computer.addOnEachCPU(functions: ["tell"], info: .range(0...3))
    computer.addCallOneCPU()
    computer.remember("done")
    let calls =
      try computer.call("on_each_cpu", .name("tell"), .value(1), .value(1))
      + computer.call("smp_call_function_single", .value(1), .name("tell"), .value(3), .value(1))
      + computer.call("smp_call_function_single", .value(0), .name("tell"), .value(2), .value(0))
    computer.addThread("caller", on: 0) {
      calls
      Global("done") <- 1
    }
    computer.observe("sum", !Global("done") || Global("told") == 1 + 1 + 3 + 2)
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer)
    #expect(explored.always("sum") && explored.sometimes("done"))
  }

  /// What is not modelled is refused with a sentence: a call of many that does not wait, a function that was
  /// not declared.
  @Test func whatIsNotModelledIsRefused() {
    let computer = computer(2, online: [0, 1])
    #expect(throws: PrimitiveError.self) {
      try computer.call("on_each_cpu", .name("visit"), .value(0), .value(0))
    }
    #expect(throws: PrimitiveError.self) {
      try computer.call("on_each_cpu", .name("nobody"), .value(0), .value(1))
    }
  }
}
