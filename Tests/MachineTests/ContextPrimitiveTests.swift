import Machine
import ModelTestSupport
import Program
import Testing

/// What a context can ask about itself, and what `lockdep_assert_*`, WARN and BUG make of it.
@Suite struct ContextPrimitiveTests {
  enum Place: CaseIterable {
    case plain, irqsOff, preemptionOff, bothOff, handler
  }

  private let flags = Expression.local("flags", .bool)

  /// Runs the statements in one place of CPU 0 or in a handler of it.
  private func run(
    _ place: Place, _ computer: Computer, observing names: [String] = [], _ body: [Statement]
  ) throws -> Exploration {
    var computer = computer
    computer.add(Variable("raised", .bool, initial: [place == .handler ? 1 : 0]))
    computer.remember("done")
    if place == .handler {
      computer.addInterrupt(
        "timer", on: 0, pending: Global("raised"), acknowledge: { Global("raised") <- 0 },
        handler: {
          body
          Atomic { Global("done") <- 1 }
        })
    } else {
      computer.addThread("task", on: 0) {
        if place == .irqsOff || place == .bothOff { Kernel.localIRQSave(flags) }
        if place == .preemptionOff || place == .bothOff { Kernel.preemptDisable() }
        body
        // Another step, so that what stands before it is looked at while the context holds what it holds.
        Atomic("end") { Global("done") <- 1 }
      }
    }
    for name in names { computer.observe(name, Global("done") && Global(name)) }
    computer.observe("done", Global("done"))
    return try Exploration(computer)
  }

  private func computer() -> Computer {
    var computer = Computer(name: "context", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...9)))
    return computer
  }

  private static let questions = [
    "irqs_disabled", "preemptible", "in_atomic", "in_interrupt", "in_hardirq", "in_irq", "in_task",
  ]

  @Test(arguments: Place.allCases)
  func answersInEveryPlace(place: Place) throws {
    var computer = computer()
    let answer = Expression.local("answer", .bool)
    var statements: [Statement] = []
    for name in ContextPrimitiveTests.questions {
      computer.remember(name)
      statements += try computer.call(name, into: answer) + [Statement(Global(name) <- answer)]
    }
    let explored = try run(place, computer, observing: ContextPrimitiveTests.questions, statements)
    let expected: Set<String> =
      switch place {
      case .plain: ["preemptible", "in_task"]
      case .irqsOff: ["irqs_disabled", "in_task"]
      case .preemptionOff: ["in_atomic", "in_task"]
      case .bothOff: ["irqs_disabled", "in_atomic", "in_task"]
      case .handler: ["irqs_disabled", "in_atomic", "in_interrupt", "in_hardirq", "in_irq"]
      }
    #expect(explored.sometimes("done"))
    #expect(Set(ContextPrimitiveTests.questions.filter { explored.sometimes($0) }) == expected)
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// lockdep's own conditions (include/linux/lockdep.h, 6.12): interrupts off count as preemption off.
  @Test(arguments: Place.allCases)
  func assertionsAboutTheContext(place: Place) throws {
    let holding: [String: Set<Place>] = [
      "lockdep_assert_irqs_disabled": [.irqsOff, .bothOff, .handler],
      "lockdep_assert_irqs_enabled": [.plain, .preemptionOff],
      "lockdep_assert_preemption_disabled": [.irqsOff, .preemptionOff, .bothOff, .handler],
      "lockdep_assert_preemption_enabled": [.plain],
    ]
    for (name, places) in holding {
      let computer = computer()
      let explored = try run(place, computer, try computer.call(name))
      #expect(explored.sometimes("done"))
      #expect(explored.findings == (places.contains(place) ? [] : ["lockdep"]), "\(name)")
    }
  }

  enum Holder: CaseIterable {
    case me, another, nobody
  }

  @Test(arguments: Holder.allCases, ["mutex_lock", "raw_spin_lock"])
  func assertionsAboutALock(holder: Holder, kind: String) throws {
    for name in ["lockdep_assert_held", "lockdep_assert_not_held"] {
      var computer = computer()
      computer.addMutex("lock")
      let lock = try computer.call(kind, .variable("lock"))
      let assertion = try computer.call(name, .variable("lock"))
      computer.remember("done")
      computer.addThread("another", on: 1) {
        if holder == .another { lock }
        Global("data") <- 1
      }
      computer.addThread("me", on: 0) {
        Wait(Global("data") == 1)
        if holder == .me { lock }
        assertion
        Global("done") <- 1
      }
      computer.observe("done", Global("done"))
      let explored = try Exploration(computer)
      #expect(explored.sometimes("done"))
      let holds = (holder == .me) == (name == "lockdep_assert_held")
      #expect(explored.findings == (holds ? [] : ["lockdep"]), "\(name)")
    }
  }

  /// Nobody knows who reads a percpu rwsem: the assertion finds that nobody does, and takes another's lock
  /// for one's own.
  @Test(arguments: Holder.allCases, [true, false])
  func assertionsAboutTheHotplugLock(holder: Holder, asWriter: Bool) throws {
    var computer = computer()
    computer.addPercpuRwsem("cpu_hotplug_lock", waiters: 1)
    let lock = try computer.call(asWriter ? "cpus_write_lock" : "cpus_read_lock")
    let assertions =
      try computer.call("lockdep_assert_cpus_held")
      + computer.call("lockdep_assert_held", .variable("cpu_hotplug_lock"))
      + computer.call("lockdep_assert_not_held", .variable("cpu_hotplug_lock"))
    computer.addThread("another", on: 1) {
      if holder == .another { lock }
      Global("data") <- 1
    }
    computer.addThread("me", on: 0) {
      Wait(Global("data") == 1)
      if holder == .me { lock }
      assertions
      Global("data") <- 2
    }
    computer.observe("reached", Global("data") == 2)
    let explored = try Exploration(computer)
    #expect(explored.sometimes("reached"))
    #expect(explored.findings == (holder == .nobody ? ["lockdep"] : []))
  }

  /// The condition of a WARN is evaluated once: what two others change in between is seen by one read.
  @Test func aWarningEvaluatesItsConditionOnce() throws {
    var computer = computer()
    computer.remember("told")
    let told = Expression.local("told", .bool)
    let warn = try computer.call("WARN_ON", .value(Global("data") == 1), into: told)
    computer.addThread("task", on: 0) {
      warn
      Global("told") <- told
      Global("data") <- 9
    }
    computer.addThread("other", on: 1) { Global("data") <- 1 }
    computer.observe("told", Global("told"))
    computer.observe("not told", Global("data") == 9 && !Global("told"))
    let explored = try Exploration(computer)
    #expect(explored.findings == ["warn"])
    #expect(explored.sometimes("told") && explored.sometimes("not told"))
    // The task before its read 2, the other's store being done or not; behind it 3, as it was told 1 only
    // behind the store; at its end 1 before the other's store, and behind it 3: told 1, or told 0 with either
    // store last.
    #expect(explored.states == 2 + 3 + 4)
  }

  @Test(arguments: ["WARN_ON", "WARN_ON_ONCE", "WARN", "WARN_ONCE", "BUG_ON", "VM_BUG_ON"], [true, false])
  func warningsGoOnAndBugsDoNot(name: String, holds: Bool) throws {
    var computer = computer()
    computer.remember("behind")
    let primitive = try #require(Kernel.primitive(name))
    let statements = try primitive.expand(
      [.value(Global("data") == .constant(holds ? 0 : 1))]
        + (primitive.isVariadic ? [.text("why"), .value(1)] : []),
      in: computer)
    computer.addThread("task", on: 0) {
      statements
      Global("behind") <- 1
      Global("data") <- 2
    }
    computer.addThread("reader", on: 1) { Global("data") <- Global("data") }
    computer.observe("behind", Global("behind"))
    let explored = try Exploration(computer)
    let isBug = name.contains("BUG")
    #expect(explored.findings == (holds && !isBug ? ["warn"] : []))
    #expect(explored.crashes == (holds && isBug ? ["bug"] : []))
    #expect(explored.sometimes("behind") == !(holds && isBug) || isBug)
  }

  /// `migrate_disable` keeps the task on its CPU and lets others preempt it there; it nests.
  @Test(arguments: ["nothing", "migrate_disable", "nested", "preempt_disable"])
  func aTaskThatMayNotMigrateIsStillPreempted(shield: String) throws {
    var computer = computer()
    let id = Expression.local("id", .range(0...2))
    let (off, on) = (try computer.call("migrate_disable"), try computer.call("migrate_enable"))
    let number = try computer.call("smp_processor_id", into: id)
    computer.remember("inside", "moved", "preempted")
    computer.addMigratableThread("task", initially: 0, allowed: { _ in 1 }) {
      switch shield {
      case "migrate_disable": off
      case "nested":
        off
        off
        on
      case "preempt_disable": Kernel.preemptDisable()
      default: []
      }
      number
      Global("inside") <- 1
      Global("data") <- 1
      Global("data") <- 2
      Global("inside") <- 0
      Global("moved") <- (id != .currentCPU)
      switch shield {
      case "migrate_disable", "nested": on
      case "preempt_disable": Kernel.preemptEnable()
      default: []
      }
      Global("data") <- 3
    }
    for cpu in 0..<2 {
      computer.addThread("other \(cpu)", on: cpu) {
        Global("data") <- 4
        Global("preempted")
          <- (Global("preempted") || (Global("inside") && Global("cpu_of.task") == .constant(cpu)))
      }
    }
    for cpu in 0..<2 { computer.observe("on \(cpu)", Global("cpu_of.task") == .constant(cpu)) }
    computer.observe("moved", Global("moved"))
    computer.observe("preempted", Global("preempted"))
    let explored = try Exploration(computer)
    #expect(explored.sometimes("on 0") && explored.sometimes("on 1"))
    #expect(explored.sometimes("moved") == (shield == "nothing"))
    #expect(explored.sometimes("preempted") == (shield != "preempt_disable"))
    #expect(explored.findings == (shield == "nothing" ? ["migratable-processor-id"] : []))
    #expect(explored.crashes.isEmpty)
  }

  /// What only prints and what only waits has no effect; what may sleep says so where it may not.
  @Test func whatDoesNothingDoesNothing() throws {
    let computer = computer()
    for name in [
      "barrier", "smp_mb", "cpu_relax", "udelay", "pr_info", "printk", "dump_stack", "free_cpumask_var",
    ] {
      let primitive = try #require(Kernel.primitive(name))
      #expect(
        try primitive.expand(primitive.parameters.map { _ in .text("") }, in: computer).isEmpty, "\(name)")
    }
    for name in ["msleep", "usleep_range", "cond_resched", "might_sleep", "ssleep"] {
      let primitive = try #require(Kernel.primitive(name))
      let statements = try primitive.expand(primitive.parameters.map { _ in .value(1) }, in: computer)
      #expect(try run(.plain, computer, statements).findings.isEmpty)
      for place in [Place.irqsOff, .preemptionOff, .handler] {
        #expect(try run(place, computer, statements).findings == ["sleep-in-atomic"], "\(name)")
      }
    }
  }

  /// An allocation sleeps if its flags allow it; nothing else about the flags is looked at here.
  @Test(arguments: [
    ("kmalloc", "GFP_KERNEL", true), ("kmalloc", "GFP_ATOMIC", false), ("kzalloc", "GFP_NOWAIT", false),
    ("kcalloc", "GFP_NOIO", true), ("__get_free_page", "GFP_KERNEL", true),
    ("__get_free_pages", "GFP_ATOMIC", false), ("__vmalloc", "GFP_KERNEL", true), ("vmalloc", "", true),
    ("vfree", "", true), ("kfree", "", false), ("free_page", "", false),
  ])
  func allocationsSleepIfTheirFlagsAllowIt(name: String, flags: String, sleeps: Bool) throws {
    var computer = computer()
    computer.addPool("page", slots: 1)
    let primitive = try #require(Kernel.primitive(name))
    let value = try Kernel.symbol(flags, in: computer)
    let arguments = primitive.parameters.map { parameter -> Kernel.Argument in
      switch parameter {
      case .pool: .name("page")
      case .value: .value(value ?? 0)
      default: .value(64)
      }
    }
    let statements = try primitive.expand(arguments, in: computer)
    #expect(try run(.plain, computer, statements).findings.isEmpty)
    for place in [Place.irqsOff, .preemptionOff, .handler] {
      #expect(
        try run(place, computer, statements).findings == (sleeps ? ["sleep-in-atomic"] : []), "\(place)")
    }
  }
}
