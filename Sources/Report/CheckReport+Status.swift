import Catalogue

extension CheckReport {
  /// The exit status of the run.
  public var status: ExitStatus {
    guard comparesWithRecord else { return ExitStatus.of(results.map { ExitStatus($0.verdict) }) }
    let compared = results.filter { $0.recorded != nil }
    // A comparison that compared nothing must not look like one that agreed.
    guard !compared.isEmpty else {
      return results.allSatisfy { $0.verdict == .skipped } ? .skipped : .inconclusive
    }
    return ExitStatus.of(compared.map(\.comparedStatus))
  }
}

extension ExitStatus {
  init(_ verdict: RecordedVerdict) {
    switch verdict {
    case .holds: self = .holds
    case .violated: self = .violated
    case .inconclusive: self = .inconclusive
    case .skipped: self = .skipped
    }
  }
}

extension CheckResult {
  /// What this cell says about the record. A search that a limit ended does not contradict it.
  fileprivate var comparedStatus: ExitStatus {
    isUndecided ? .inconclusive : differsFromRecord ? .violated : .holds
  }
}
