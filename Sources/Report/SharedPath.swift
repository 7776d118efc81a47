import Catalogue

extension CheckReport.Section {
  /// The violated cells whose paths are to be shown, each with the earlier one whose path it only goes on
  /// with: showing both would tell one story twice.
  var counterexamples: [(result: CheckResult, continues: CheckResult?)] {
    var shown: [CheckResult] = []
    let results = rows.filter(\.showsCounterexamples).flatMap(\.results)
    return results.filter { $0.verdict == .violated }.map { result in
      let earlier = shown.first { $0.variant == result.variant && result.trace.isContinuation(of: $0.trace) }
      if earlier == nil { shown.append(result) }
      return (result, earlier)
    }
  }
}

extension Trace {
  /// Whether this path begins with all the steps of the other, which ends nowhere in particular.
  fileprivate func isContinuation(of other: Trace) -> Bool {
    guard !other.steps.isEmpty, other.steps.count <= steps.count, cycleStart == nil, pointOfNoReturn == nil,
      other.cycleStart == nil, other.pointOfNoReturn == nil
    else { return false }
    return zip(steps, other.steps).allSatisfy {
      $0.context == $1.context && $0.text == $1.text && $0.changes == $1.changes
    }
  }
}

extension CheckResult {
  /// `one step after the end of ...`
  func continuation(of earlier: CheckResult) -> String {
    let more = trace.steps.count - earlier.trace.steps.count
    let last = trace.steps.last?.changes.first { $0.name == "the system" }?.after
    let what = last.map { ": \($0)" } ?? ""
    return more == 0
      ? "by the same path as \(earlier.cell)\(what)"
      : "\(Wording.counted(more, "step")) after the path of \(earlier.cell)\(what)"
  }
}
