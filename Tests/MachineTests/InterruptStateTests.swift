import Machine
import ModelTestSupport
import Program
import Testing

/// Interrupt and preemption state of one CPU: who may step while a task holds it off.
@Suite struct InterruptStateTests {
  /// How a task shields a few steps of its own.
  enum Shield: CaseIterable {
    case nothing, preemptDisable, localIRQSave, localIRQDisable
  }

  private let owner = PerCPU("cpu_owner")
  private let handler = PerCPU("in_handler")
  private let data = Global("data")

  /// A task with two shielded steps on CPU 0, a neighbour on the same CPU, one on another, and a timer
  /// interrupt on each CPU that waits from the start. Ghosts say who stepped in the middle.
  private func shielded(by shield: Shield) throws -> Exploration {
    var computer = Computer(name: "shield", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...9)), Variable("timer", .bool, count: 2, initial: [1, 1]))
    computer.remember("inside", "neighbour", "stranger", "interrupt", "elsewhere")
    let flags = Expression.local("flags", .bool)
    let inside = Global("inside")
    computer.addThread("task", on: 0) {
      switch shield {
      case .nothing: []
      case .preemptDisable: Kernel.preemptDisable()
      case .localIRQSave: Kernel.localIRQSave(flags)
      case .localIRQDisable: Kernel.localIRQDisable()
      }
      data <- 1
      inside <- 1
      data <- 2
      inside <- 0
      switch shield {
      case .nothing: []
      case .preemptDisable: Kernel.preemptEnable()
      case .localIRQSave: Kernel.localIRQRestore(flags)
      case .localIRQDisable: Kernel.localIRQEnable()
      }
    }
    for (name, cpu) in [("neighbour", 0), ("stranger", 1)] {
      computer.addThread(name, on: cpu) {
        data <- 3
        Global(name) <- (Global(name) || inside)
      }
    }
    for (name, cpu) in [("interrupt", 0), ("elsewhere", 1)] {
      let timer = PerCPU("timer")[.constant(cpu)]
      computer.addInterrupt(
        name, on: cpu, pending: timer, acknowledge: { timer <- 0 },
        handler: {
          data <- 4
          Global(name) <- (Global(name) || inside)
        })
    }
    for name in ["neighbour", "stranger", "interrupt", "elsewhere"] { computer.observe(name, Global(name)) }
    computer.observe("owned by the task inside", !inside || owner[0] == 1)
    computer.observe(
      "clean at the end",
      PerCPU("irqs_off")[0] == 0 && PerCPU("preempt_count")[0] == 0 && owner[0] == 0)
    computer.observe("started", 1)
    return try Exploration(computer, finishing: [("started", "clean at the end")])
  }

  @Test(arguments: Shield.allCases)
  func whoMayStepInTheMiddle(shield: Shield) throws {
    let explored = try shielded(by: shield)
    #expect(explored.sometimes("neighbour") == (shield == .nothing))
    #expect(explored.sometimes("interrupt") == (shield == .nothing || shield == .preemptDisable))
    #expect(explored.sometimes("stranger"))
    #expect(explored.sometimes("elsewhere"))
    #expect(explored.always("owned by the task inside") == (shield != .nothing))
    #expect(explored.canFinish(from: "started", reach: "clean at the end"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// Two tasks of two steps each, nothing shared but the variable: with an owner the one that began goes on.
  /// Preemption off takes a step of its own, and so does on: 4 positions each without a shield make 3 x 3
  /// states; shielded, one is at rest (before or after) while the other stands within.
  @Test func countsOfTwoTasksOnOneCPU() throws {
    func explored(shielded: Bool) throws -> Exploration {
      var computer = Computer(name: "count", cpus: 1, faults: 0, online: [0])
      computer.add(Variable("data", .range(0...0)))
      for name in ["a", "b"] {
        computer.addThread(name, on: 0) {
          if shielded { Kernel.preemptDisable() }
          data <- 0
          data <- 0
          if shielded { Kernel.preemptEnable() }
        }
      }
      return try Exploration(computer)
    }
    let free = try explored(shielded: false)
    #expect(free.states == 9)
    #expect(free.transitions == 12)
    // Four steps each. One at rest (2 positions) times the other within (3), both ways, and 4 with both at
    // rest. From each position within one step leads on; at rest each that has not begun may begin.
    let owned = try explored(shielded: true)
    #expect(owned.states == 2 * 3 * 2 + 4)
    #expect(owned.transitions == 12 + 4)
  }

  /// An inner save sees interrupts off and its restore leaves them off.
  @Test func nestedSavesRestoreWhatTheyFound() throws {
    var computer = Computer(name: "nested", cpus: 1, faults: 0, online: [0])
    computer.add(Variable("data", .range(0...9)), Variable("timer", .bool, initial: [1]))
    computer.remember("inside", "interrupted")
    let (outer, inner) = (Expression.local("outer", .bool), Expression.local("inner", .bool))
    let inside = Global("inside")
    computer.addThread("task", on: 0) {
      Kernel.localIRQSave(outer)
      Kernel.localIRQSave(inner)
      Kernel.localIRQRestore(inner)
      inside <- 1
      data <- 1
      inside <- 0
      Kernel.localIRQRestore(outer)
    }
    computer.addInterrupt(
      "timer", on: 0, pending: Global("timer"), acknowledge: { Global("timer") <- 0 },
      handler: {
        data <- 2
        Global("interrupted") <- (Global("interrupted") || inside)
      })
    computer.observe("interrupted", Global("interrupted"))
    computer.observe("taken", !Global("timer"))
    computer.observe("owned inside", !inside || (owner[0] == 1 && PerCPU("irqs_off")[0]))
    let explored = try Exploration(computer)
    #expect(explored.always("owned inside"))
    #expect(!explored.sometimes("interrupted"))
    #expect(explored.sometimes("taken"))
  }

  /// Handlers do not nest, and no task of the CPU steps below one; another CPU handles its own meanwhile.
  @Test func handlersDoNotNest() throws {
    var computer = Computer(name: "handlers", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...9)), Variable("raised", .bool, count: 3, initial: [1]))
    computer.remember("first", "second", "third", "belowFirst", "belowThird")
    for (index, name) in ["first", "second", "third"].enumerated() {
      let raised = PerCPU("raised")[.constant(index)]
      computer.addInterrupt(
        name, on: index == 2 ? 1 : 0, pending: raised,
        acknowledge: {
          raised <- 0
          Global(name) <- 1
        },
        handler: {
          data <- .constant(index)
          data <- .constant(index + 3)
          Global(name) <- 0
        })
    }
    computer.addThread("task", on: 0) {
      data <- 8
      Global("belowFirst") <- (Global("first") || Global("second"))
      Global("belowThird") <- Global("third")
    }
    computer.observe("nested", Global("first") && Global("second"))
    computer.observe("side by side", Global("first") && Global("third"))
    computer.observe("task below a handler of its CPU", Global("belowFirst"))
    computer.observe("task beside a handler of another CPU", Global("belowThird"))
    let explored = try Exploration(computer)
    #expect(!explored.sometimes("nested"))
    #expect(explored.sometimes("side by side"))
    #expect(!explored.sometimes("task below a handler of its CPU"))
    #expect(explored.sometimes("task beside a handler of another CPU"))
  }

  /// What a handler does to interrupts and preemption leaves the task below it as it was.
  @Test(arguments: [false, true])
  func aHandlerLeavesTheOwnerAlone(owned: Bool) throws {
    var computer = Computer(name: "below", cpus: 1, faults: 0, online: [0])
    computer.add(Variable("data", .range(0...9)), Variable("raised", .bool, initial: [1]))
    computer.addRawSpinlock("lock")
    computer.remember("inside")
    let flags = Expression.local("flags", .bool)
    computer.addInterrupt(
      "timer", on: 0, pending: Global("raised"), acknowledge: { Global("raised") <- 0 },
      handler: {
        Kernel.localIRQSave(flags)
        Kernel.preemptDisable()
        data <- 1
        Kernel.preemptEnable()
        Kernel.localIRQRestore(flags)
        Kernel.rawSpinLockIRQSave("lock", flags)
        data <- 2
        Kernel.rawSpinUnlockIRQRestore("lock", flags)
        Kernel.rawSpinLock("lock")
        data <- 3
        Kernel.rawSpinUnlock("lock")
      })
    computer.addThread("task", on: 0) {
      if owned { Kernel.preemptDisable() }
      Global("inside") <- 1
      data <- 4
      data <- 5
      Global("inside") <- 0
      if owned { Kernel.preemptEnable() }
    }
    let task = Expression.constant(owned ? 2 : 0)
    computer.observe("owner as it was", !Global("inside") || owner[0] == task)
    computer.observe("handled inside", Global("inside") && !Global("raised") && handler[0] == 0)
    computer.observe(
      "state as it was",
      handler[0] != 0 || (!PerCPU("irqs_off")[0] && PerCPU("preempt_count")[0] == (owner[0] == 2)))
    let explored = try Exploration(computer)
    #expect(explored.always("owner as it was"))
    #expect(explored.always("state as it was"))
    #expect(explored.sometimes("handled inside"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// The return from a handler restores the flags, whatever the handler did to them.
  @Test func theReturnRestoresTheFlags() throws {
    var computer = Computer(name: "flags", cpus: 1, faults: 0, online: [0])
    computer.add(Variable("raised", .range(0...2), initial: [2]))
    computer.remember("handled")
    computer.addInterrupt(
      "timer", on: 0, pending: Global("raised") > 0,
      acknowledge: { Global("raised") <- Global("raised") - 1 },
      handler: {
        Kernel.localIRQDisable()
        Global("handled") <- 1
      })
    computer.observe("started", 1)
    computer.observe("both handled", Global("raised") == 0 && handler[0] == 0)
    let explored = try Exploration(computer, finishing: [("started", "both handled")])
    #expect(explored.canFinish(from: "started", reach: "both handled"))
  }
}
