import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// States with instances: what is undone when one of them fails in the middle (`st->last`,
/// `cpuhp_invoke_callback`, kernel/cpu.c, 6.12).
@Suite struct MultiInstanceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var rung: String
    var failure: RecordedRung.Failure
    var online: Set<Int>
    var returns: Int
    var level: Int
    var count: Int
    var findings: Set<String> = []

    var testDescription: String { "\(rung) \(failure)" }
  }

  /// Every failure of one of three instances, first, middle or last.
  static let rows = [
    Row(rung: "p2", failure: .startup, online: [0], returns: -12, level: 0, count: 0),
    Row(rung: "o2", failure: .startup, online: [0], returns: -12, level: 0, count: 0),
    Row(rung: "o1", failure: .startup, online: [0], returns: -12, level: 0, count: 0),
    Row(rung: "o2", failure: .teardown, online: [0, 1], returns: -12, level: 6, count: 3),
    Row(rung: "o1", failure: .teardown, online: [0, 1], returns: -12, level: 6, count: 3),
    // A DEAD callback's failure starts the instances again that were torn down, and brings the CPU half up.
    Row(
      rung: "p2", failure: .teardown, online: [0, 1], returns: -12, level: 4, count: 3, findings: ["warn"]),
  ]

  @Test(arguments: OrderTests.kernels, rows)
  func aPartIsUndone(kernel: BuiltInKernel, row: Row) throws {
    var system = HotplugSystem(
      kernel, faults: 1, online: row.online, failures: [row.rung: row.failure], instances: [row.rung: 3])
    system.addRequests([row.online == [0] ? .up(1) : .down(1)])
    let failed = system.done && Global("faults_left") == 0
    let count = system.count(row.rung, 1)
    system.observe("failed", failed)
    system.observe(
      "as it was",
      !failed
        || (system.returned(0) == .constant(row.returns) && system.level() == .constant(row.level)
          && count == .constant(row.count))
    )
    system.observe(
      "went through",
      !(system.done && !failed)
        || (system.returned(0) == 0 && count == .constant(row.online == [0] ? 3 : 0)))
    // The undoing starts behind each number of instances that had run.
    for part in 1...2 {
      system.observe("part \(part)", count == .constant(part) && Global("faults_left") == 0)
    }
    let explored = try system.explored()
    #expect(explored.sometimes("failed"))
    #expect(explored.always("as it was"))
    #expect(explored.always("went through"))
    for part in 1...2 { #expect(explored.sometimes("part \(part)")) }
    #expect(explored.findings == row.findings)
    #expect(explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }

  /// Instances that can't be undone after another failed: the kernel warns and the walk goes on.
  @Test(arguments: [RecordedRung.Failure.both, .startup])
  func aFailureInTheUndoingIsWarnedAbout(failure: RecordedRung.Failure) throws {
    var system = HotplugSystem(
      faults: 2, names: ["p1", "p2"], failures: ["p2": failure], instances: ["p2": 2])
    system.addRequests([.up(1)])
    let explored = try system.explored()
    #expect(explored.findings == (failure == .both ? ["warn"] : []))
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
  }
}
