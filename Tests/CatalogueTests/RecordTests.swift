import Catalogue
import Ladder
import Program
import StateSpace
import Testing

/// The catalogue against its own record, and the ways in which a ladder can change an answer.
@Suite struct RecordTests {
  static let subject = Case.hypervInputPage

  private func settings(
    _ parameters: [String: String] = ["kthreads": "prev-cpu"], ladder: Ladder? = nil, faults: Int = 0
  ) -> Settings {
    Settings(cpus: 2, faults: faults, parameters: parameters, ladder: ladder)
  }

  @Test(arguments: ["prev-cpu", "any"], RecordTests.subject.variants)
  func everyCellIsAsRecorded(kthreads: String, variant: Case.Variant) throws {
    let results = try check(
      RecordTests.subject, variant, settings(["kthreads": kthreads]), options: SearchOptions())
    #expect(results.count == RecordTests.subject.cells.count)
    for result in results {
      let recorded = try #require(result.recorded, "\(result.cell) has no record")
      #expect(result.verdict == recorded, "\(variant.name) \(result.cell): \(result.reason)")
      if result.verdict == .violated { #expect(!result.trace.steps.isEmpty) }
    }
  }

  @Test func nothingIsRecordedUnderOtherBounds() throws {
    let variant = try #require(RecordTests.subject.variant("v2"))
    for result in try check(RecordTests.subject, variant, settings(faults: 1), options: SearchOptions()) {
      #expect(result.recorded == nil)
    }
  }

  /// Moving the rung of v2 above irq/affinity:online reopens the window, and the answer says which rung was
  /// needed first.
  @Test func aLadderWithTheRungTooHighIsViolatedAndExplained() throws {
    let variant = try #require(RecordTests.subject.variant("v2"))
    let ladder = try Ladder.builtIn(.linux6dot12)
      .moving("CPUHP_AP_HYPERV_ONLINE", .after("CPUHP_AP_IRQ_AFFINITY_ONLINE"))
    let results = try check(RecordTests.subject, variant, settings(ladder: ladder), options: SearchOptions())
    let cell = try #require(results.first { $0.cell == "InputPageLive.first-online" })
    #expect(cell.verdict == .violated)
    #expect(
      cell.reason
        == "`hyperv_pcpu_input_arg` of CPU 1 is NULL: it is set by x86/hyperv_init:online, one rung above "
        + "irq/affinity:online")
  }

  @Test func aLadderWithoutTheRungSkipsTheVariant() throws {
    let variant = try #require(RecordTests.subject.variant("v2"))
    let ladder = Ladder.builtIn(.linux6dot1)
    let results = try check(RecordTests.subject, variant, settings(ladder: ladder), options: SearchOptions())
    for result in results {
      #expect(result.verdict == .skipped)
      #expect(result.reason.contains("CPUHP_AP_HYPERV_ONLINE"))
    }
  }

  /// The page is 41 rungs too late in the thread's "before".
  @Test func theThreadsOwnNumberComesOut() throws {
    let variant = try #require(RecordTests.subject.variant("before"))
    let results = try check(RecordTests.subject, variant, settings(), options: SearchOptions())
    let cell = try #require(results.first { $0.cell == "InputPageLive.first-online" })
    #expect(cell.reason.contains("41 rungs above irq/affinity:online"))
  }
}
