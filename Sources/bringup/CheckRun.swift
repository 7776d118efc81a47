import Catalogue
import Report
import StateSpace

/// Searches one variant after the other, all workers on one, until done, interrupted or out of time.
struct CheckRun {
  var limits: LimitOptions
  var progress: ProgressLine?
  var measuresTime: Bool

  func sections(
    _ selection: Selection, _ settings: [Settings]
  ) throws(CommandFailure) -> [CheckReport.Section] {
    let clock = ContinuousClock()
    let deadline = limits.timeout.map { clock.now + .seconds($0) }
    let total = selection.parts.reduce(0) { $0 + $1.variants.count }
    var done = 0
    var sections: [CheckReport.Section] = []
    for (part, settings) in zip(selection.parts, settings) {
      var rows: [CheckReport.Row] = []
      for variant in part.variants {
        done += 1
        let name = "\(part.subject.name)/\(variant.name) (\(done) of \(total))"
        let start = clock.now
        let results = try results(part.subject, variant, settings, options(name, deadline))
        let seconds = measuresTime ? (clock.now - start) / .seconds(1) : nil
        rows.append(
          CheckReport.Row(
            variant: variant, results: results, seconds: seconds,
            showsCounterexamples: part.namedVariants.contains(variant.name)))
      }
      sections.append(CheckReport.Section(subject: part.subject, rows: rows))
    }
    progress?.finish()
    return sections
  }

  private func results(
    _ subject: Case, _ variant: Case.Variant, _ settings: Settings, _ options: SearchOptions
  ) throws(CommandFailure) -> [CheckResult] {
    do {
      return try check(subject, variant, settings, options: options)
    } catch {
      progress?.finish()
      throw .environment("\(subject.name)/\(variant.name) can't be searched: \(error)")
    }
  }

  private func options(_ name: String, _ deadline: ContinuousClock.Instant?) -> SearchOptions {
    var options = SearchOptions()
    options.jobs = limits.workers
    options.maximumStates = limits.maxStates ?? .max
    options.maximumBytes = limits.bytes
    options.stop = {
      if Interruption.hasHappened { return .interrupt }
      if let deadline, ContinuousClock.now >= deadline { return .timeLimit }
      return nil
    }
    if let progress {
      options.progress = { progress.show(name, $0) }
    }
    return options
  }
}
