import Catalogue

/// How a report is laid out on a terminal.
public struct TextLayout: Sendable, Hashable {
  public var width: Int
  public var style: Style
  /// Every step of a trace on a line of its own, with all that it changed.
  public var showsEveryStep: Bool

  public init(width: Int, style: Style = .plain, showsEveryStep: Bool = false) {
    self.width = max(80, width)
    self.style = style
    self.showsEveryStep = showsEveryStep
  }
}

extension CheckReport {
  /// The report for a terminal.
  public func text(_ layout: TextLayout) -> String {
    var lines: [String] = []
    for section in sections {
      lines += heading(of: section, layout) + [""]
      let timings = section.rows.contains { $0.seconds != nil }
      lines += section.verdictTable(timings: timings).lines(width: layout.width, style: layout.style)
      lines += [""]
      let reading = section.rows.flatMap {
        ReadingSummary($0.results)?.lines(width: layout.width) ?? []
      }
      if !reading.isEmpty { lines += reading + [""] }
      let remarks = section.remarks(width: layout.width)
      if !remarks.isEmpty { lines += remarks + [""] }
      for (result, earlier) in section.counterexamples {
        if let earlier {
          let name = "\(result.caseName)/\(result.variant) \(result.cell)"
          let sentence = "\(name): violated, \(result.continuation(of: earlier))"
          lines += Wording.wrapped(sentence, width: layout.width) + [""]
        } else {
          lines += Counterexample(result: result, layout: layout).lines() + [""]
        }
      }
    }
    lines += summary(width: layout.width)
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(of section: Section, _ layout: TextLayout) -> [String] {
    let subject = section.subject
    var lines = [layout.style.paint(subject.name, .bold)]
    func say(_ label: String, _ text: String) {
      lines += Wording.labelled("  \(label)", Wording.harmless(text), indentation: 15, width: layout.width)
    }
    say("question", subject.question)
    if let bounds = section.bounds {
      say("bounds", bounds.short)
      say("environment", bounds.environment)
    }
    for (label, variants) in section.ladders {
      say("ladder", section.ladders.count == 1 ? label : "\(Wording.list(variants)): \(label)")
    }
    return lines
  }

  /// The last words: how many cells, and whether that is what was expected.
  func summary(width: Int) -> [String] {
    let results = results
    let counts = [RecordedVerdict.holds, .violated, .inconclusive, .skipped].compactMap { verdict in
      let count = results.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    var sentences = [
      "\(Wording.counted(results.count, "cell")): \(counts.joined(separator: ", ")), within the bounds above."
    ]
    sentences += comparison(results)
    if let hint { sentences.append("For a counterexample: \(hint)") }
    return sentences.flatMap { Wording.wrapped($0, width: width) }
  }

  /// The command that shows a path which this report keeps to itself.
  private var hint: String? {
    for section in sections {
      for row in section.rows where !row.showsCounterexamples {
        guard let result = row.results.first(where: { $0.verdict == .violated }) else { continue }
        return command(for: result, of: section.subject)
      }
    }
    return nil
  }

  private func comparison(_ results: [CheckResult]) -> [String] {
    let different = results.count(where: \.differsFromRecord)
    let undecided = results.count(where: \.isUndecided)
    let compared = results.count { $0.recorded != nil }
    if compared == 0 {
      return comparesWithRecord ? ["Nothing is recorded for these bounds, so nothing was compared."] : []
    }
    var sentences: [String] = []
    if different > 0 {
      let verb = different == 1 ? "differs" : "differ"
      sentences.append("\(Wording.counted(different, "cell")) \(verb) from the record (marked !).")
    } else if comparesWithRecord, undecided == 0 {
      sentences.append("Everything that is recorded is as recorded.")
    }
    if comparesWithRecord, undecided > 0 {
      let verb = undecided == 1 ? "is" : "are"
      sentences.append(
        "\(Wording.counted(undecided, "cell")) \(verb) undecided and could not be compared with the record.")
    }
    if comparesWithRecord, compared < results.count {
      sentences.append("\(Wording.counted(results.count - compared, "cell")) without a record.")
    }
    return sentences
  }
}

extension CheckReport.Section {
  /// Why cells are skipped or inconclusive, and which of them differ from the record.
  func remarks(width: Int) -> [String] {
    var lines: [String] = []
    for row in rows {
      var told: Set<String> = []
      for result in row.results where result.verdict == .inconclusive || result.verdict == .skipped {
        guard !result.reason.isEmpty, told.insert(result.reason).inserted else { continue }
        let label = "\(row.variant.name) is \(result.verdict.rawValue): "
        lines += Wording.wrapped(label + Wording.harmless(result.reason), width: width).enumerated().map {
          $0 == 0 ? "  " + $1 : "    " + $1
        }
      }
      if let limit = row.results.first?.limit, !told.contains(limit) {
        let sentence = "\(row.variant.name): \(limit); its counts are what was seen by then"
        lines += Wording.wrapped(sentence, width: width - 4).map { "  " + $0 }
      }
      for result in row.results where result.differsFromRecord {
        let recorded = result.recorded?.rawValue ?? ""
        lines.append(
          "! \(row.variant.name) \(result.cell): recorded \(recorded), is \(result.verdict.rawValue)")
      }
    }
    return lines
  }
}
