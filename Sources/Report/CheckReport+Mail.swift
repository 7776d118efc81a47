import Catalogue

extension CheckReport {
  /// The report for a mail: plain ASCII, at most 72 columns, in the columns that kernel people draw by hand.
  public var mail: String {
    var lines: [String] = []
    for section in sections {
      lines += section.mailHeading + [""]
      for (result, earlier) in section.counterexamples {
        if let earlier {
          let sentence = "\(result.variant) violates \(result.cell), \(result.continuation(of: earlier))."
          lines += Wording.wrapped(sentence, width: CheckReport.mailWidth) + [""]
        } else {
          let command = command(for: result, of: section.subject)
          lines += MailCounterexample(result: result, command: command).lines + [""]
        }
      }
    }
    return lines.map(CheckReport.ascii).joined(separator: "\n") + "\n"
  }

  static let mailWidth = 72

  private static func ascii(_ line: String) -> String {
    String(String.UnicodeScalarView(line.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
  }
}

extension CheckReport.Section {
  fileprivate var mailHeading: [String] {
    let width = CheckReport.mailWidth
    var lines = Wording.wrapped("\(subject.name): \(subject.question)", width: width)
    if let bounds {
      lines += Wording.wrapped("Checked within: \(bounds.short).", width: width)
      lines += Wording.wrapped("Environment: \(bounds.environment).", width: width)
    }
    lines.append("")
    for row in rows {
      let violated = row.results.filter { $0.verdict == .violated }.map(\.cell)
      let open = row.results.filter { $0.verdict != .violated && $0.verdict != .holds }
      var sentence = "  \(row.variant.name) (\(Wording.grouped(row.results.first?.states ?? 0)) states): "
      if let first = open.first {
        sentence += "\(first.verdict.rawValue), \(first.reason)"
      } else {
        sentence += violated.isEmpty ? "every cell holds" : "violates " + Wording.list(violated)
      }
      lines += Wording.wrapped(sentence, width: width - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
    }
    return lines
  }
}

/// One path in two or more columns: a function where it runs, below it what it changes.
private struct MailCounterexample {
  var result: CheckResult
  /// What repeats the check.
  var command: String

  private var laneWidth: Int { result.cpus == 2 ? 34 : 23 }

  var lines: [String] {
    let width = CheckReport.mailWidth
    var lines = Wording.wrapped("\(result.variant) violates \(result.cell): \(result.reason).", width: width)
    lines += Wording.wrapped(command, width: width - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
    lines += ["", lane { "CPU \($0)" }, lane { _ in "-----" }]
    for group in StepGroup.groups(of: result.trace, isFolded: true) { lines += told(group) }
    return lines
  }

  private func lane(_ text: (Int) -> String) -> String {
    (0..<result.cpus).map { Wording.padded(text($0), laneWidth) }.joined().trimmedRight
  }

  private func told(_ group: StepGroup) -> [String] {
    let isChoice = group.agency == .environment || group.agency == .fault
    let start = isChoice && group.cpu == nil ? 0 : (group.cpu ?? 0) * laneWidth
    let indent = String(repeating: " ", count: start)
    let room = max(20, CheckReport.mailWidth - start - 2)
    var told = isChoice ? "<\(group.title)>" : group.title
    if !group.findings.isEmpty || group.isDeciding { told += "   <---" }
    var lines = Wording.wrapped(Wording.harmless(told), width: room).enumerated().map {
      indent + ($0 == 0 ? "" : "    ") + $1
    }
    for effect in group.effects {
      lines += Wording.wrapped(Wording.harmless(effect), width: room - 2).map { indent + "  " + $0 }
    }
    return lines
  }
}

extension String {
  fileprivate var trimmedRight: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
