import Catalogue

extension CheckReport {
  /// The report for a mail: plain ASCII, at most 72 columns, in the columns that kernel people draw by hand.
  public var mail: String {
    var lines: [String] = []
    for section in sections {
      lines += section.mailHeading
      for (result, earlier) in section.counterexamples {
        lines.append("")
        if let earlier {
          let sentence = "\(result.variant) violates \(result.cell), \(result.continuation(of: earlier))."
          lines += Wording.wrapped(Wording.harmless(sentence), width: MailCounterexample.width)
        } else {
          let command = command(for: result, of: section.subject)
          lines += MailCounterexample(result: result, command: command).lines
        }
      }
      lines.append("")
    }
    lines += summary(width: MailCounterexample.width)
    return lines.map(CheckReport.ascii).joined(separator: "\n") + "\n"
  }

  private static func ascii(_ line: String) -> String {
    String(String.UnicodeScalarView(line.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
  }
}

extension CheckReport.Section {
  fileprivate var mailHeading: [String] {
    let width = MailCounterexample.width
    var lines = Wording.wrapped("\(subject.name): \(subject.question)", width: width)
    if let bounds {
      lines += [""] + Wording.wrapped("Checked within: \(bounds.short).", width: width)
      lines += Wording.wrapped("Environment: \(Wording.harmless(bounds.environment)).", width: width)
    }
    for (label, variants) in ladders {
      let whose = ladders.count == 1 ? "" : " for \(Wording.list(variants))"
      lines += Wording.wrapped("Ladder\(whose): \(Wording.harmless(label)).", width: width)
    }
    lines.append("")
    for row in rows {
      let violated = row.results.filter { $0.verdict == .violated }.map(\.cell)
      var sentences: [String] = []
      if let open = row.results.first(where: { $0.verdict != .violated && $0.verdict != .holds }) {
        sentences.append("\(open.verdict.rawValue), \(Wording.harmless(open.reason))")
      }
      if !violated.isEmpty { sentences.append("violates " + Wording.list(violated)) }
      if sentences.isEmpty { sentences.append("every cell holds") }
      if let first = row.results.first, first.states > 0 {
        let states = "\(Wording.grouped(first.states)) states"
        let transitions = "\(Wording.grouped(first.transitions)) transitions"
        sentences.append("\(states), \(transitions), depth \(first.depth)")
      }
      let text = "\(row.variant.name): \(sentences.joined(separator: "; "))"
      lines += Wording.wrapped(text, width: width - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
    }
    let reading = rows.flatMap { ReadingSummary($0.results)?.lines(width: width) ?? [] }
    if !reading.isEmpty { lines += ["", "Taken for granted:"] + reading }
    return lines
  }
}
