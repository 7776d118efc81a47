import Catalogue

/// What there is to check, for `bringup cases`.
public struct CaseList: Sendable {
  public var cases: [Case]

  public init(cases: [Case]) { self.cases = cases }

  public func text(_ layout: TextLayout) -> String {
    cases.map { text(of: $0, layout) }.joined(separator: "\n")
  }

  private func text(of subject: Case, _ layout: TextLayout) -> String {
    var lines = [layout.style.paint(subject.name, .bold)]
    func say(_ label: String, _ text: String, indentation: Int = 15) {
      lines += Wording.labelled("  " + label, text, indentation: indentation, width: layout.width)
    }
    func list(_ heading: String, _ entries: [(name: String, text: String)]) {
      guard !entries.isEmpty else { return }
      lines.append("  \(heading)")
      let widest = entries.map(\.name.count).max() ?? 0
      for entry in entries { say("  " + entry.name, entry.text, indentation: widest + 6) }
    }
    say("question", subject.question)
    say("source", subject.source)
    let range = subject.cpuRange
    say(
      "bounds",
      "\(Wording.counted(subject.defaultCPUs, "CPU")) (\(range.lowerBound) to \(range.upperBound) possible), "
        + "\(Wording.counted(subject.defaultFaults, "fault"))")
    list("variants", subject.variants.map { ($0.name, $0.text) })
    list(
      "parameters (--set NAME=VALUE, the default comes first)",
      subject.parameters.map { ("\($0.name)=\($0.values.joined(separator: "|"))", $0.text) })
    list("cells", subject.cells.map { ($0.id, $0.text) })
    return lines.joined(separator: "\n") + "\n"
  }
}
