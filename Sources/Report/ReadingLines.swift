import Catalogue
import KernelC

extension CheckReport.Section {
  /// What reading C took for granted: calls and pieces that have no meaning in the model, and assumptions.
  /// Empty if nothing was read, or everything was understood and nothing assumed.
  func readingLines(width: Int) -> [String] {
    var lines: [String] = []
    for row in rows {
      guard let reading = row.results.first?.reading else { continue }
      func say(_ text: String) {
        lines += Wording.wrapped(Wording.harmless(text), width: width - 4).enumerated().map {
          $0 == 0 ? "  " + $1 : "    " + $1
        }
      }
      if !reading.opaqueCalls.isEmpty {
        let callees = Set(reading.opaqueCalls.map(\.callee)).sorted()
        let onPaths = Set(row.results.flatMap { $0.trace.steps.map(\.function) })
        let near = reading.opaqueCalls.count { onPaths.contains($0.caller) }
        say(
          Wording.counted(reading.opaqueCalls.count, "opaque call")
            + (onPaths.isEmpty ? "" : " (\(near) in functions on the paths that were found)")
            + ", taken to succeed, to fail under the fault budget, and to touch nothing: "
            + callees.joined(separator: ", "))
      }
      for piece in reading.opaquePieces {
        say("not understood in \(piece.function) (\(piece.place)): \(piece.text)")
      }
      for assumption in reading.assumptions { say("assumed: \(assumption)") }
    }
    return lines
  }
}
