import Machine
import ModelTestSupport
import Program
import Testing

/// Loops over CPU masks: whom they visit, in which order, and that the mask is sampled once.
@Suite struct CPUMaskTests {
  /// Appends each visited CPU to a list of digits to the base 4: CPU c as c + 1.
  private func explored(_ order: Kernel.CPUOrder, online: Set<Int>) throws -> Exploration {
    var computer = Computer(name: "mask", cpus: 3, faults: 0, online: online)
    computer.add(Variable("visits", .range(0...63)))
    computer.remember("done")
    let (visits, online) = (Global("visits"), PerCPU("cpu_online"))
    let mask = Expression.local("sampled", .range(0...7))
    computer.addThread("loop", on: 0) {
      Atomic("sample") { mask <- Kernel.mask(of: "cpu_online", cpus: 3) }
      Kernel.forEachCPU(mask, of: 3, order: order) { cpu in
        Atomic("visit") { visits <- (visits << 2) + cpu + 1 }
      }
      Global("done") <- 1
    }
    computer.addAgent("hotplug") {
      Option("CPU 2 comes", when: !online[2]) { Atomic { online[2] <- 1 } }
    }
    for list in 0..<64 {
      computer.observe("visited \(list)", Global("done") && visits == .constant(list))
    }
    // At most 64 predicates: the crashes take nine of them.
    computer.model.predicates = computer.model.predicates.filter { predicate in
      CPUMaskTests.lists.contains { predicate.name == "visited \($0)" }
    }
    return try Exploration(computer)
  }

  private static func list(_ cpus: [Int]) -> Int { cpus.reduce(0) { $0 * 4 + $1 + 1 } }

  private static let lists = [
    [], [0], [1], [0, 1], [1, 0], [0, 2], [2, 0], [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1],
    [2, 1, 0],
  ].map(list)

  private func visits(_ explored: Exploration) -> Set<Int> {
    Set(CPUMaskTests.lists.filter { explored.sometimes("visited \($0)") })
  }

  @Test func theMaskIsSampledOnceAndVisitedInOrder() throws {
    func lists(_ cpus: [[Int]]) -> Set<Int> { Set(cpus.map(CPUMaskTests.list)) }
    #expect(visits(try explored(.ascending, online: [0, 1])) == lists([[0, 1], [0, 1, 2]]))
    #expect(visits(try explored(.descending, online: [0, 1])) == lists([[1, 0], [2, 1, 0]]))
    #expect(
      visits(try explored(.any, online: [0, 1]))
        == lists([
          [0, 1], [1, 0], [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
        ]))
    #expect(visits(try explored(.ascending, online: [0, 2])) == lists([[0, 2]]))
  }
}
