import Catalogue
import KernelC
import StateSpace

/// What bringup says of a random program, held against what gcc's program has seen.
enum TwinVerdict {
  case agrees
  /// A limit that the documents state was met, so there is no verdict.
  case undecided(String)
  case differs(String)

  /// What a report may contain, since docs/kernel-c.md says that it is not understood or taken as given.
  static let statedLimits: [String] = []

  static func of(_ program: TwinProgram, _ values: [Int: String]) -> TwinVerdict {
    let denied = program.observations > 0 ? 1 + abs(program.seed) % program.observations : nil
    return of(program.caseText(values, denied: denied))
  }

  /// The verdict on a case in which `Denied` has to be violated and all else has to hold.
  static func of(_ text: String) -> TwinVerdict {
    do {
      let file = try CFile(parsing: text, path: "twin.c")
      guard file.opaque.isEmpty else { return .differs("not parsed: \(file.opaque)") }
      let subject = try Case(file: file, text: text)
      let settings = Settings(cpus: 2, faults: 0, parameters: [:])
      let results = try check(subject, subject.variants[0], settings, options: SearchOptions())
      guard let first = results.first else { return .differs("there are no cells") }
      if let limit = first.limit { return .differs("the search ended early: \(limit)") }
      if let reading = first.reading {
        if let limit = stated(reading) { return .undecided(limit) }
        guard reading.isComplete else {
          let calls = reading.opaqueCalls.map { "\($0.callee) \($0.place)" }
          let pieces = reading.opaquePieces.map { "\($0.text) \($0.place)" }
          return .differs("opaque: \(calls + pieces)")
        }
        let surprising = reading.assumptions.filter { !$0.contains("is one for all contexts") }
        guard surprising.isEmpty else { return .differs("assumed: \(surprising)") }
      }
      let wrong = results.filter { $0.verdict != ($0.cell == "Denied" ? .violated : .holds) }
      if let open = wrong.first(where: { $0.verdict == .inconclusive || $0.verdict == .skipped }) {
        return open.reason.contains("values") || open.reason.contains("range")
          ? .undecided(open.reason) : .differs("\(open.cell) is open: \(open.reason)")
      }
      guard wrong.isEmpty else {
        return .differs(wrong.map { "\($0.cell) is \($0.verdict)" }.joined(separator: ", "))
      }
      return .agrees
    } catch {
      return .differs("refused: \(error)")
    }
  }

  private static func stated(_ reading: CReport) -> String? {
    let said = reading.opaquePieces.map(\.text) + reading.assumptions
    return statedLimits.first { limit in said.contains { $0.contains(limit) } }
  }
}
