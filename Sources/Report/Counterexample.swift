import Catalogue
import StateSpace

/// A violated cell with its path, for a terminal: a lane a CPU, a line an event, only what changed.
///
/// Only one lane is in use on each line, so what happens in it may run on to the right: the lane is where the
/// text begins. In front of the lanes stands what `grep` wants: the step, a mark and the context.
struct Counterexample {
  var result: CheckResult
  var layout: TextLayout
  private let groups: [StepGroup]
  private let rangeWidth: Int
  private let contextWidth: Int
  private let hasDevices: Bool

  init(result: CheckResult, layout: TextLayout) {
    self.result = result
    self.layout = layout
    groups = StepGroup.groups(of: result.trace, isFolded: !layout.showsEveryStep)
    rangeWidth = max(4, groups.map(\.range.count).max() ?? 0)
    contextWidth = min(16, max(7, groups.map(\.context.count).max() ?? 0))
    hasDevices = groups.contains { $0.cpu == nil }
  }

  /// Pointer, range, mark, context and the blanks between them.
  private var gutter: Int { 3 + rangeWidth + 3 + contextWidth + 2 }

  /// The rightmost lane needs room for its text: it has the width of four.
  private var laneWidth: Int {
    let lanes = result.cpus + (hasDevices ? 1 : 0)
    return max(8, min(24, (layout.width - gutter) / (lanes + 3)))
  }

  private func indentation(_ cpu: Int?) -> Int { (cpu ?? result.cpus) * laneWidth }

  func lines() -> [String] {
    let style = layout.style
    let name = "\(result.caseName)/\(result.variant) \(result.cell)"
    let count = Wording.counted(result.trace.steps.count, "step")
    var lines = [style.paint(name, .bold) + ": " + style.paint("violated", .red) + " after \(count)"]
    lines += Wording.labelled(
      "  claim", Wording.harmless(result.claim), indentation: 11, width: layout.width)
    guard !result.trace.steps.isEmpty else { return lines + because }
    lines += ["", header]
    if result.trace.pointOfNoReturn == 0 { lines.append(rule("from here on it can't end")) }
    for group in groups {
      if result.trace.cycleStart == group.first - 1 { lines.append(rule("what follows repeats for ever")) }
      lines.append(line(group))
      if result.trace.pointOfNoReturn == group.last { lines.append(rule("from here on it can't end")) }
    }
    if result.trace.cycleStart != nil { lines.append(rule("and again")) }
    return lines + [""] + because + legend
  }

  private var because: [String] {
    let opaque = result.opaqueCallsOnPath.map {
      Wording.labelled("  opaque", Wording.harmless($0), indentation: 11, width: layout.width)
    }
    return Wording.labelled(
      "  because", Wording.harmless(result.reason), indentation: 11, width: layout.width) + (opaque ?? [])
  }

  private var header: String {
    var line = Wording.padded("   " + Wording.paddedLeft("step", rangeWidth) + "   context", gutter)
    for cpu in 0..<result.cpus { line += Wording.padded("CPU \(cpu)", laneWidth) }
    if hasDevices { line += "devices" }
    return layout.style.paint(line.trimmedRight, .faint)
  }

  private func rule(_ text: String) -> String {
    layout.style.paint(String(repeating: "-", count: rangeWidth + 3) + " \(text) ---", .yellow)
  }

  private func line(_ group: StepGroup) -> String {
    let pointer = group.isDeciding ? "=> " : "   "
    let context = Wording.padded(Wording.clipped(Wording.harmless(group.context), contextWidth), contextWidth)
    let head = pointer + Wording.paddedLeft(group.range, rangeWidth) + " \(group.mark) \(context)  "
    let indent = String(repeating: " ", count: indentation(group.cpu))
    // The heading has named the cell; what else was found in this step has not been named yet.
    let findings = group.findings.filter { $0 != result.cell }
    let finding = findings.isEmpty ? "" : "  <-- " + findings.joined(separator: ", ")
    let room = layout.width - gutter - indent.count - finding.count
    let isWhole = layout.showsEveryStep || group.isDeciding
    let text = words(group, room: isWhole ? .max : max(16, room))
    return layout.style.paint((head + indent + text + finding).trimmedRight, ink(group))
  }

  /// The function and as many pieces as there is room for.
  private func words(_ group: StepGroup, room: Int) -> String {
    let told = layout.showsEveryStep ? StepGroup.Told(pieces: group.allPieces) : group.told
    let pieces = told.pieces.map(Wording.harmless)
    var text = Wording.harmless(group.title)
    for (index, piece) in pieces.enumerated() {
      let joined = text.isEmpty ? piece : text + (index == 0 ? ": " : "; ") + piece
      let left = pieces.count - index - 1
      if joined.count <= room - (left == 0 ? 0 : 5) {
        text = joined
      } else {
        return index == 0 ? Wording.clipped(joined, room) : text + " ..."
      }
    }
    let whole = text + (told.comment.map { "  <\(Wording.harmless($0))>" } ?? "")
    return whole.count <= room ? whole : Wording.clipped(text, room)
  }

  private func ink(_ group: StepGroup) -> Style.Ink? {
    if group.isDeciding { return .boldRed }
    switch group.agency {
    case .environment: return .cyan
    case .fault: return .yellow
    case .kernel, .hardware: return nil
    }
  }

  /// Each file once with its functions, and what the marks mean that occur.
  private var legend: [String] {
    var lines: [String] = []
    for (file, functions) in SourceFiles.of(result.trace) {
      let text = Wording.harmless("\(file): \(functions.joined(separator: ", "))")
      lines += Wording.labelled(lines.isEmpty ? "  files" : "", text, indentation: 11, width: layout.width)
    }
    let meanings: [(Agency, String)] = [
      (.environment, "* the environment's choice"), (.fault, "! an injected failure"),
      (.hardware, "~ hardware"),
    ]
    var marks = ["=> the deciding step"]
    marks += meanings.filter { agency, _ in groups.contains { $0.agency == agency } }.map(\.1)
    if !layout.showsEveryStep { marks.append("--steps shows every step with all that it changed") }
    lines += Wording.labelled(
      "  marks", marks.joined(separator: ", "), indentation: 11, width: layout.width)
    return lines
  }
}
