import Catalogue
import Foundation
import Hotplug
import Machine
import ModelTestSupport
import Program
import StateSpace
import Testing

enum LongRun {
  static let isWanted = ProcessInfo.processInfo.environment["BRINGUP_LONG_TESTS"] != nil
}

/// What takes minutes: three CPUs, and the unfused twin. BRINGUP_LONG_TESTS=1 runs it.
@Suite(.serialized, .enabled(if: LongRun.isWanted, "BRINGUP_LONG_TESTS=1 runs what takes minutes"))
struct LongTests {
  @Test(arguments: VerdictTests.table.map(\.variant))
  func threeCPUsHaveTheSameVerdicts(variant: String) throws {
    let chosen = try #require(VerdictTests.subject.variant(variant))
    let results = try check(
      VerdictTests.subject, chosen, VerdictTests.settings("prev-cpu", cpus: 3), options: SearchOptions())
    let expected = VerdictTests.expected(variant, kthreads: "prev-cpu")
    for (cell, violated) in zip(VerdictTests.cells, expected) {
      let result = try #require(results.first { $0.cell == cell })
      #expect(result.verdict == (violated ? .violated : .holds), "\(cell)")
    }
    for cell in ["NoLeak", "RequestEnds", "CPUComesUp"] {
      #expect(results.first { $0.cell == cell }?.verdict == .holds, "\(cell)")
    }
  }

  /// Every statement a step: other counts, the same verdicts.
  @Test(arguments: VerdictTests.table.map(\.variant))
  func theUnfusedTwinAgrees(variant: String) throws {
    try Twin.agree(variant, kthreads: "prev-cpu")
    try Twin.agree(variant, kthreads: "any")
  }

  /// A retarget to a CPU whose VP index is not known yet fails and is only logged, so the kernel believes
  /// that the interrupt has moved while the message still goes to the old CPU. If that CPU goes down next,
  /// nothing moves the interrupt: `migrate_one_irq` asks the effective affinity. It takes three CPUs, since
  /// CPU 0, the old target with two, does not go.
  @Test func withThreeCPUsAnInterruptCanBeLeftBehind() throws {
    #expect(try IrqLeakTests.explored("v2", cpus: 3).sometimes("leak"))
  }
}
