import Catalogue
import Hotplug
import ModelTestSupport
import Program
import Testing

/// IrqLeak: an interrupt that the device sends to a CPU which is offline, with no request in progress
/// (docs/semantics.md). With two CPUs it does not occur; `LongTests` has the third.
@Suite struct IrqLeakTests {
  @Test func withTwoCPUsNothingIsLeftBehind() throws {
    let explored = try IrqLeakTests.explored("v2", cpus: 2)
    #expect(!explored.sometimes("leak"), "\(explored.way(to: "leak"))")
    #expect(explored.sometimes("directed to CPU 1"))
  }

  static func explored(_ name: String, cpus: Int) throws -> Exploration {
    let subject = VerdictTests.subject
    let variant = try #require(subject.variant(name))
    var model = try subject.build(variant, VerdictTests.settings("prev-cpu", cpus: cpus)).model
    let (online, delivered) = (PerCPU("cpu_online"), InterruptMigration.deliveredTo[0])
    let busy = (0..<cpus).map { PerCPU("situation")[.constant($0)] != 0 }.reduce(0) { $0 || $1 }
    let offline = (0..<cpus).map { delivered == .constant($0) && !online[.constant($0)] }
      .reduce(0) { $0 || $1 }
    model.predicates.append(Predicate("leak", !busy && offline))
    model.predicates.append(Predicate("directed to CPU 1", delivered == 1))
    return try Exploration(model, maximumStates: 40_000_000)
  }
}
