import Catalogue
import Testing

@testable import Report

/// Swift Testing has an `ExitStatus` of its own.
private typealias Status = Report.ExitStatus

@Suite("Exit status")
struct ExitStatusTests {
  @Test(
    "Of several, the first of 3, 1, 2, 0; 4 only if it is alone",
    arguments: [
      ([], .holds), ([.holds], .holds), ([.skipped], .skipped), ([.skipped, .skipped], .skipped),
      ([.skipped, .holds], .holds), ([.holds, .inconclusive], .inconclusive),
      ([.inconclusive, .violated, .holds], .violated), ([.violated, .failed], .failed),
      ([.failed, .usage], .usage), ([.skipped, .inconclusive], .inconclusive),
    ] as [([Status], Status)])
  fileprivate func several(_ statuses: [Status], _ expected: Status) {
    #expect(Status.of(statuses) == expected)
    #expect(Status.of(statuses.reversed()) == expected)
  }

  @Test("The numbers are those that scripts know")
  func numbers() {
    #expect(Status.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 64])
  }

  /// Verdict and record of one cell, and the status when the truth is told and when it is compared.
  @Test(
    "A cell, told as it is and held against its record",
    arguments: [
      (.holds, nil, .holds, .inconclusive), (.violated, nil, .violated, .inconclusive),
      (.skipped, nil, .skipped, .skipped), (.holds, .holds, .holds, .holds),
      (.violated, .violated, .violated, .holds), (.holds, .violated, .holds, .violated),
      (.violated, .holds, .violated, .violated), (.inconclusive, .holds, .inconclusive, .inconclusive),
      (.inconclusive, .inconclusive, .inconclusive, .holds), (.skipped, .holds, .skipped, .violated),
      (.skipped, .skipped, .skipped, .holds),
    ] as [(RecordedVerdict, RecordedVerdict?, Status, Status)])
  fileprivate func cell(
    _ verdict: RecordedVerdict, _ recorded: RecordedVerdict?, _ truth: Status, _ compared: Status
  ) {
    let rows = [("before", [HandMade.result("before", verdict, recorded: recorded)])]
    #expect(HandMade.report(rows).status == truth)
    #expect(HandMade.report(rows, compares: true).status == compared)
  }

  @Test("A cell without a record does not disturb a comparison that has others")
  func withoutRecord() {
    let results = [
      HandMade.result("before", .holds, recorded: .holds), HandMade.result("before", cell: 1, .violated),
    ]
    #expect(HandMade.report([("before", results)], compares: true).status == .holds)
  }
}
