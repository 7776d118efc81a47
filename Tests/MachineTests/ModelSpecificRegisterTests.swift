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

  @Test(arguments: [true, false])
  func aFaultRaisesGeneralProtectionOnlyWhereItMay(mayFault: Bool) throws {
    let explored = try explored(mayFault: mayFault, faults: 1)
    #expect(explored.crashes == (mayFault ? ["general-protection"] : []))
    #expect(explored.sometimes("done"))
  }
}
