import Catalogue

/// A violated cell with its path, for a terminal: a lane a CPU, a line an event, only what changed.
struct Counterexample {
  var result: CheckResult
  var layout: TextLayout

  private static let gutter = 12

  /// Where the lane of a CPU begins; what belongs to no CPU has the last one.
  private var laneWidth: Int { max(12, min(26, (layout.width - Counterexample.gutter) / (result.cpus + 2))) }

  private func column(_ cpu: Int?) -> Int { Counterexample.gutter + (cpu ?? result.cpus) * laneWidth }

  func lines() -> [String] {
    let style = layout.style
    let name = "\(result.caseName)/\(result.variant) \(result.cell)"
    let count = Wording.counted(result.trace.steps.count, "step")
    var lines = [style.paint(name, .bold) + ": " + style.paint("violated", .red) + " after \(count)"]
    lines += Wording.labelled("  claim", Wording.harmless(result.claim), indentation: 10, width: layout.width)
    lines += Wording.labelled(
      "  because", Wording.harmless(result.reason), indentation: 10, width: layout.width)
    guard !result.trace.steps.isEmpty else { return lines }
    lines += ["", header]
    for group in StepGroup.groups(of: result.trace, isFolded: !layout.showsEveryStep) {
      if result.trace.cycleStart == group.first - 1 { lines.append("      -- from here on it repeats --") }
      lines += told(group)
      if result.trace.pointOfNoReturn == group.last { lines.append("      -- from here on it can't end --") }
    }
    lines += Wording.labelled(
      "",
      "=> decides, * the environment's choice, ! an injected failure, ~ hardware"
        + (layout.showsEveryStep ? "" : "; --steps shows every step"),
      indentation: 2, width: layout.width)
    return lines
  }

  private var header: String {
    var line = Wording.padded("  step", Counterexample.gutter)
    for cpu in 0..<result.cpus { line += Wording.padded("CPU \(cpu)", laneWidth) }
    return layout.style.paint(line + "devices", .faint)
  }

  private func told(_ group: StepGroup) -> [String] {
    let style = layout.style
    let start = column(group.cpu)
    let pointer = group.isDeciding ? "=>" : "  "
    let index = Wording.paddedLeft(group.range, 7)
    let head = "\(pointer)\(index) \(group.mark)"
    let indent = String(repeating: " ", count: max(0, start - head.count))
    var words = Wording.harmless(group.title)
    if !group.effects.isEmpty {
      words += "  {" + Wording.harmless(group.effects.joined(separator: "; ")) + "}"
    }
    if !group.findings.isEmpty { words += "  <-- \(group.findings.joined(separator: ", "))" }
    // A title that is one long word still begins in its lane.
    let wrapped = Wording.wrapped(words, width: max(24, layout.width - start))
    let rest = String(repeating: " ", count: start + 2)
    return wrapped.enumerated().map { number, text in
      let ink: Style.Ink? = group.isDeciding ? .boldRed : group.agency == .environment ? .cyan : nil
      return (number == 0 ? head + indent : rest) + style.paint(text, ink)
    }
  }
}
