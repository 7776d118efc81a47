import Machine
import ModelTestSupport
import Program
import Testing

/// A CPU that is not online executes no task: what was left behind there stands still until it comes back, or
/// until the scheduler takes it elsewhere.
@Suite struct OfflineTests {
  private let online = PerCPU("cpu_online")

  private func explored(migratable: Bool, comesBack: Bool) throws -> Exploration {
    var computer = Computer(name: "offline", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...3)), Variable("gone", .range(0...2)))
    computer.remember("stepped offline", "done")
    let here = migratable ? Global("cpu_of.task") : 1
    @ProgramBuilder func body() -> [Statement] {
      for value in 1...3 {
        Global("data") <- .constant(value)
        Global("stepped offline") <- (Global("stepped offline") || !online[here])
      }
      Global("done") <- 1
    }
    if migratable {
      computer.addMigratableThread("task", initially: 1, allowed: { online[$0] }, body)
    } else {
      computer.addThread("task", on: 1, body)
    }
    let gone = Global("gone")
    computer.addAgent("hotplug") {
      Option("CPU 1 goes", .kernel, when: gone == 0) {
        Atomic {
          gone <- 1
          online[1] <- 0
        }
      }
      Option("CPU 1 comes back", .kernel, when: gone == 1 && (comesBack ? 1 : 0)) {
        Atomic {
          gone <- 2
          online[1] <- 1
        }
      }
    }
    computer.observe("stepped offline", Global("stepped offline"))
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("half done", gone == 1 && Global("data") > 0 && !Global("done"))
    return try Exploration(computer, finishing: [("started", "done")])
  }

  @Test(arguments: [true, false], [true, false])
  func aTaskStandsStillOnAnOfflineCPU(migratable: Bool, comesBack: Bool) throws {
    let explored = try explored(migratable: migratable, comesBack: comesBack)
    #expect(!explored.sometimes("stepped offline"))
    #expect(explored.sometimes("half done"))
    #expect(explored.sometimes("done"))
    #expect(explored.canFinish(from: "started", reach: "done") == (migratable || comesBack))
  }
}
