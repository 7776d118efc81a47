import Machine
import ModelTestSupport
import Program
import Testing

/// Model-specific registers: one of each CPU, with what a write sets off, and with #GP.
@Suite struct ModelSpecificRegisterTests {
  private func explored(mayFault: Bool, faults: Int) throws -> Exploration {
    var computer = Computer(name: "msr", cpus: 2, faults: faults, online: [0, 1])
    computer.add(Variable("hypervisor", .range(0...3), count: 2), Variable("data", .range(0...9)))
    let seen = PerCPU("hypervisor")
    computer.addMSR("assist", .range(0...3), initial: 1, mayFault: mayFault) { value in
      [Statement(seen.here <- value)]
    }
    computer.add(Variable("read", .range(0...3), storage: .ghost))
    computer.remember("done")
    let value = Expression.local("value", .range(0...3))
    computer.addThread("task", on: 1) {
      value <- Kernel.readMSR("assist")
      Do("wrmsrl(assist)", value + 1)
      value <- Kernel.readMSR("assist")
      Global("read") <- value
      Global("done") <- 1
    }
    computer.addThread("other", on: 0) {
      value <- Kernel.readMSR("assist")
      Global("data") <- value
    }
    let msr = PerCPU("msr.assist")
    computer.observe("done", Global("done"))
    computer.observe("as written", !Global("done") || (Global("read") == 2 && msr[1] == 2 && msr[0] == 1))
    computer.observe("hook in the same step", (msr[1] == 2) == (seen[1] == 2) && seen[0] == 0)
    return try Exploration(computer)
  }

  @Test func aWriteReachesItsCPUAndSetsOffTheHook() throws {
    let explored = try explored(mayFault: true, faults: 0)
    #expect(explored.always("as written"))
    #expect(explored.always("hook in the same step"))
    #expect(explored.sometimes("done"))
    #expect(explored.crashes.isEmpty)
  }

  /// `wrmsrl` goes on behind a fault, with the write undone and a line in the log (`ex_handler_msr`,
  /// arch/x86/mm/extable.c, 6.12).
  @Test(arguments: [true, false], [0, 1])
  func aFaultIsLoggedOnlyWhereItMayHappen(mayFault: Bool, faults: Int) throws {
    let explored = try explored(mayFault: mayFault, faults: faults)
    let faulted = mayFault && faults > 0
    #expect(explored.crashes.isEmpty)
    #expect(explored.findings == (faulted ? ["unchecked-msr-access"] : []))
    #expect(explored.always("as written") == !faulted)
    #expect(explored.sometimes("done"))
  }

  /// The safe forms tell the caller, and the log nothing; what is read is 0 then.
  @Test(arguments: [0, 1, 2])
  func theSafeFormsReturnTheError(faults: Int) throws {
    var computer = Computer(name: "msr", cpus: 1, faults: faults, online: [0])
    computer.addMSR("A", .range(0...3), initial: 1, mayFault: true)
    computer.remember("write error", "read error", as: .errno)
    computer.remember("read", as: .range(0...3))
    computer.remember("done")
    let (value, error) = (Expression.local("value", .range(0...3)), Expression.local("error", .errno))
    let read = try #require(Kernel.primitive("rdmsrl_safe"))
    let write = try #require(Kernel.primitive("wrmsrl_safe"))
    let writing = try write.expand([.name("A"), .value(2)], into: error, in: computer)
    let reading = try read.expand([.name("A"), .place(Place(value))], into: error, in: computer)
    computer.addThread("task", on: 0) {
      writing
      Global("write error") <- error
      reading
      Global("read error") <- error
      Global("read") <- value
      Global("done") <- 1
    }
    // One context alone: every outcome is a state of its own.
    var reached: Set<[Int]> = []
    for write in [0, -5] {
      for read in [0, -5] {
        for value in 0...3 {
          computer.observe(
            "\(write) \(read) \(value)",
            Global("done") && Global("write error") == .constant(write)
              && Global("read error") == .constant(read) && Global("read") == .constant(value))
        }
      }
    }
    let explored = try Exploration(computer)
    for write in [0, -5] {
      for read in [0, -5] {
        for value in 0...3 where explored.sometimes("\(write) \(read) \(value)") {
          reached.insert([write, read, value])
        }
      }
    }
    let outcomes: [[Int]] = [[0, 0, 2], [-5, 0, 1], [0, -5, 0], [-5, -5, 0]]
    #expect(reached == Set(outcomes.filter { $0.prefix(2).filter { $0 != 0 }.count <= faults }))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }
}
