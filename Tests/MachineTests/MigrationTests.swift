import Machine
import ModelTestSupport
import Program
import Testing

/// Tasks that the scheduler moves, and the number of a CPU in their hands.
@Suite struct MigrationTests {
  private let data = Global("data")
  private let flags = Expression.local("flags", .bool)
  private let id = Expression.local("id", .range(0...2))

  enum Shield: CaseIterable {
    case nothing, preemptDisable, localIRQSave, spinlock
  }

  /// Takes the number of its CPU and looks two steps later whether it is still there.
  private func explored(_ shield: Shield, migratable: Bool) throws -> Exploration {
    var computer = Computer(name: "migration", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.add(Variable("data", .range(0...9)))
    computer.addRawSpinlock("lock")
    computer.remember("moved")
    @ProgramBuilder func body() -> [Statement] {
      data <- 7
      switch shield {
      case .nothing: []
      case .preemptDisable: Kernel.preemptDisable()
      case .localIRQSave: Kernel.localIRQSave(flags)
      case .spinlock: Kernel.rawSpinLock("lock")
      }
      Kernel.smpProcessorID(id)
      data <- 1
      data <- 2
      Global("moved") <- (id != .currentCPU)
      switch shield {
      case .nothing: []
      case .preemptDisable: Kernel.preemptEnable()
      case .localIRQSave: Kernel.localIRQRestore(flags)
      case .spinlock: Kernel.rawSpinUnlock("lock")
      }
      data <- 3
    }
    if migratable {
      computer.addMigratableThread("task", initially: 0, allowed: { $0 != 2 }, body)
      for cpu in 0..<3 { computer.observe("on \(cpu)", Global("cpu_of.task") == .constant(cpu)) }
    } else {
      computer.addThread("task", on: 0, body)
    }
    computer.addThread("other", on: 1) { data <- 5 }
    computer.observe("moved", Global("moved"))
    let owns = (0..<3).map { PerCPU("cpu_owner")[.constant($0)] == 1 }.reduce(0) { $0 + $1 }
    computer.observe("owns two", owns > 1)
    return try Exploration(computer)
  }

  @Test(arguments: Shield.allCases)
  func aNumberHoldsOnlyWhileTheTaskOwnsItsCPU(shield: Shield) throws {
    let explored = try explored(shield, migratable: true)
    #expect(explored.sometimes("moved") == (shield == .nothing))
    #expect(explored.findings == (shield == .nothing ? ["migratable-processor-id"] : []))
    #expect(explored.sometimes("on 0") && explored.sometimes("on 1"))
    #expect(!explored.sometimes("on 2"), "CPU 2 is not allowed")
    #expect(!explored.sometimes("owns two"))
    #expect(explored.crashes.isEmpty)
  }

  /// A thread that is bound to its CPU can't move, so its number can't go stale (`is_percpu_thread`,
  /// `check_preemption_disabled`, lib/smp_processor_id.c, 6.12).
  @Test(arguments: Shield.allCases)
  func aBoundThreadMayAskAtAnyTime(shield: Shield) throws {
    let explored = try explored(shield, migratable: false)
    #expect(!explored.sometimes("moved"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A per-CPU variable that a task reads in two steps may be of two CPUs.
  @Test(arguments: [true, false])
  func perCPUDataOfAMigratableTask(shielded: Bool) throws {
    var computer = Computer(name: "percpu", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("value", .range(0...1), count: 2, initial: [0, 1]), Variable("data", .bool))
    computer.remember("torn")
    let (first, second) = (Expression.local("first", .bool), Expression.local("second", .bool))
    computer.addMigratableThread("task", initially: 0, allowed: { _ in 1 }) {
      if shielded { Kernel.preemptDisable() }
      first <- PerCPU("value").here
      second <- PerCPU("value").here
      Global("torn") <- (first != second)
      if shielded { Kernel.preemptEnable() }
    }
    computer.addThread("other", on: 0) { PerCPU("value")[0] <- 0 }
    computer.observe("torn", Global("torn"))
    #expect(try Exploration(computer).sometimes("torn") == !shielded)
  }
}
