import Machine
import ModelTestSupport
import Program
import Testing

/// `on_each_cpu` (`on_each_cpu_cond_mask`, kernel/smp.c, 6.12).
@Suite struct OnEachCPUTests {
  private let data = Global("data")
  private let visited = PerCPU("visited")
  private let online = PerCPU("cpu_online")
  private let owner = PerCPU("cpu_owner")
  private let handler = PerCPU("in_handler")

  private func computer(_ cpus: Int, online: Set<Int>) -> Computer {
    var computer = Computer(name: "each", cpus: cpus, faults: 0, online: online)
    computer.add(Variable("data", .range(0...9)), Variable("visited", .range(0...3), count: cpus))
    computer.remember("done", "sampled")
    computer.add(
      Procedure("visit") {
        Atomic("visit") { visited.here <- visited.here + 1 }
      })
    computer.addOnEachCPU(functions: ["visit"])
    return computer
  }

  /// The mask is sampled once: a CPU that comes online behind that is missed.
  @Test func aCPUThatComesLaterIsMissed() throws {
    var computer = computer(3, online: [0, 1])
    computer.addThread("caller", on: 0) {
      Do("on_each_cpu", 0)
      Global("done") <- 1
    }
    computer.addAgent("hotplug") {
      Option("CPU 2 comes", when: !online[2]) { Atomic { online[2] <- 1 } }
    }
    let done = Global("done")
    computer.observe("started", 1)
    computer.observe("done", done)
    computer.observe("first two visited", !done || (visited[0] == 1 && visited[1] == 1))
    computer.observe("third missed", done && online[2] && visited[2] == 0)
    computer.observe("third visited", done && visited[2] == 1)
    computer.observe("twice", visited[0] > 1 || visited[1] > 1 || visited[2] > 1)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.always("first two visited"))
    #expect(explored.sometimes("third missed"))
    #expect(explored.sometimes("third visited"))
    #expect(!explored.sometimes("twice"))
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// The caller waits with preemption off; the others run it as an interrupt, also above an owner with
  /// interrupts on, and never where interrupts are off.
  @Test func callsRunAsInterruptsWhileTheCallerWaits() throws {
    var computer = Computer(name: "each", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...9)))
    computer.remember("done", "waits", "neighbour", "local handler", "remote task", "irqs on", "above", "off")
    let inHandler = handler.here != 0
    computer.add(
      Procedure("visit") {
        Atomic("visit") {
          data <- 1
          If(.currentCPU == 0) {
            Global("local handler") <- inHandler
            Global("irqs on") <- !PerCPU("irqs_off").here
          }.Else {
            Global("remote task") <- !inHandler
            Global("above") <- (owner[1] != 0)
            Global("off") <- PerCPU("irqs_off").here
          }
        }
      })
    computer.addOnEachCPU(functions: ["visit"])
    let flags = Expression.local("flags", .bool)
    computer.addThread("caller", on: 0) {
      Global("waits") <- 1
      Do("on_each_cpu", 0)
      Global("waits") <- 0
      Global("done") <- 1
    }
    computer.addThread("neighbour", on: 0) {
      data <- 2
      Global("neighbour") <- (Global("call_function.busy") == 1)
    }
    computer.addThread("sections", on: 1) {
      Kernel.preemptDisable()
      data <- 3
      Kernel.preemptEnable()
      Kernel.localIRQSave(flags)
      data <- 4
      Kernel.localIRQRestore(flags)
    }
    for name in ["neighbour", "local handler", "remote task", "irqs on", "above", "off", "done"] {
      computer.observe(name, Global(name))
    }
    computer.observe("started", 1)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    for name in ["neighbour", "local handler", "remote task", "irqs on", "off"] {
      #expect(!explored.sometimes(name), "\(name)")
    }
    #expect(explored.sometimes("above"))
    #expect(explored.canFinish(from: "started", reach: "done"))
  }

  /// Two callers take turns as long as they take each other's interrupts; with interrupts off they wait for
  /// each other for ever, which is why the kernel warns about it.
  @Test(arguments: [false, true])
  func twoCallersFinishUnlessInterruptsAreOff(irqsOff: Bool) throws {
    var computer = computer(2, online: [0, 1])
    computer.remember("done 0", "done 1")
    for cpu in 0..<2 {
      computer.addThread("caller \(cpu)", on: cpu) {
        if irqsOff { Kernel.localIRQDisable() }
        Do("on_each_cpu", 0)
        if irqsOff { Kernel.localIRQEnable() }
        Global("done \(cpu)") <- 1
      }
    }
    computer.observe("started", 1)
    computer.observe("both done", Global("done 0") && Global("done 1"))
    computer.observe("all visited", visited[0] == 2 && visited[1] == 2)
    let explored = try Exploration(
      computer, finishing: [("started", "both done"), ("started", "all visited")])
    #expect(explored.canFinish(from: "started", reach: "both done") == !irqsOff)
    #expect(explored.canFinish(from: "started", reach: "all visited") == !irqsOff)
  }

  /// The procedures are told apart by index.
  @Test func theChosenFunctionRuns() throws {
    var computer = Computer(name: "each", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("first", .range(0...3)), Variable("second", .range(0...3)))
    for name in ["first", "second"] {
      computer.add(Procedure("visit \(name)") { Atomic { Global(name) <- Global(name) + 1 } })
    }
    computer.addOnEachCPU(functions: ["visit first", "visit second"])
    computer.remember("done")
    computer.addThread("caller", on: 1) {
      Do("on_each_cpu", 1)
      Global("done") <- 1
    }
    computer.observe("as told", !Global("done") || (Global("first") == 0 && Global("second") == 2))
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer)
    #expect(explored.always("as told"))
    #expect(explored.sometimes("done"))
  }
}
