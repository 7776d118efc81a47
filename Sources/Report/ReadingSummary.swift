import Catalogue
import KernelC

/// What reading C took for granted: calls and pieces that have no meaning in the model, and assumptions.
/// Every report on programs that were read says it, whatever its format.
struct ReadingSummary {
  private let reading: CReport
  private let results: [CheckResult]

  /// - Parameter results: of one variant; nil if its programs were not read.
  init?(_ results: [CheckResult]) {
    guard let reading = results.first?.reading else { return nil }
    self.reading = reading
    self.results = results
  }

  /// Empty if everything was understood and nothing assumed.
  var sentences: [String] {
    var sentences: [String] = []
    if !reading.opaqueCalls.isEmpty {
      let callees = Set(reading.opaqueCalls.map(\.callee)).sorted()
      sentences.append(
        Wording.counted(reading.opaqueCalls.count, "opaque call") + between
          + ", taken to touch nothing, and to succeed or fail under the fault budget: "
          + callees.joined(separator: ", "))
    }
    sentences += reading.opaquePieces.map { "not understood in \($0.function) (\($0.place)): \($0.text)" }
    sentences += reading.assumptions.map { "assumed: \($0)" }
    return sentences.map(Wording.harmless)
  }

  /// How many of the calls the counterexamples go by.
  private var between: String {
    let paths = results.filter { $0.verdict == .violated && !$0.trace.steps.isEmpty }
    guard !paths.isEmpty else { return "" }
    let met = Set(paths.flatMap { $0.trace.steps.flatMap(\.opaqueCalls) }).count
    return ", of which \(met == 0 ? "none" : "\(met)") between the steps of a counterexample"
  }

  /// Sentences with a blank before each, and more before what goes on from a line above.
  func lines(width: Int) -> [String] {
    sentences.flatMap { sentence in
      Wording.wrapped(sentence, width: width - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
    }
  }

  var json: JSON {
    .object([
      "opaqueCalls": .array(
        reading.opaqueCalls.map {
          .object([
            "callee": .string($0.callee), "caller": .string($0.caller), "file": .string($0.place.file),
            "line": .number($0.place.line),
          ])
        }),
      "opaquePieces": .array(
        reading.opaquePieces.map {
          .object([
            "function": .string($0.function), "text": .string($0.text), "kind": .string($0.kind),
            "file": .string($0.place.file), "line": .number($0.place.line),
          ])
        }),
      "assumptions": .array(reading.assumptions.map(JSON.string)),
      "functions": .array(
        reading.functions.map {
          .object([
            "name": .string($0.name), "file": .string($0.place.file), "line": .number($0.place.line),
            "digest": .string($0.digest.description),
          ])
        }),
    ])
  }
}

extension CheckResult {
  /// The opaque calls that the path of a counterexample goes by, in one sentence; nil if there are none in
  /// all that was read.
  var opaqueCallsOnPath: String? {
    guard let calls = reading?.opaqueCalls, !calls.isEmpty, !trace.steps.isEmpty else { return nil }
    let met = trace.steps.flatMap { step in step.opaqueCalls.map { (step.index, calls[$0]) } }
    guard !met.isEmpty else {
      return calls.count == 1
        ? "the one opaque call does not lie on this path"
        : "none of the \(calls.count) opaque calls lies on this path"
    }
    return "of these calls on the path nothing is known: "
      + met.map { "\($1.callee)() in step \($0) (\($1.place.file):\($1.place.line))" }.joined(separator: ", ")
  }
}
