import Catalogue

/// One path in two or more columns: a function where it runs, below it what it does.
struct MailCounterexample {
  static let width = 72

  var result: CheckResult
  /// What repeats the check.
  var command: String

  /// Only one column is in use on each line, so the last one may be wider than the others.
  private var laneWidth: Int { result.cpus <= 2 ? 32 : (MailCounterexample.width - 32) / (result.cpus - 1) }

  var lines: [String] {
    let width = MailCounterexample.width
    let title = "\(result.caseName)/\(result.variant): \(result.cell) is violated"
    var lines = [title, String(repeating: "=", count: min(width, title.count))]
    let period = result.claim.hasSuffix(".") ? "" : "."
    lines += Wording.wrapped("Claim: \(Wording.harmless(result.claim))\(period)", width: width)
    lines += ["To repeat:"]
    lines += Wording.wrapped(command, width: width - 4).map { "    " + $0 }
    guard !result.trace.steps.isEmpty else { return lines + [""] + because }
    let heads = (0..<result.cpus).map { "CPU \($0)" }
    lines += ["", lanes(heads), lanes(heads.map { String(repeating: "-", count: $0.count) })]
    if result.trace.pointOfNoReturn == 0 { lines.append("--- from here on it can't end ---") }
    var telling = Telling(lane: { self.laneWidth * $0 })
    for group in StepGroup.groups(of: result.trace, isFolded: true) {
      if result.trace.cycleStart == group.first - 1 { lines.append("--- what follows repeats for ever ---") }
      lines += telling.lines(of: group)
      if result.trace.pointOfNoReturn == group.last { lines.append("--- from here on it can't end ---") }
    }
    if result.trace.cycleStart != nil { lines.append("--- and again ---") }
    return lines + [""] + because + files
  }

  private var because: [String] {
    let opaque = result.opaqueCallsOnPath.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    return ["Because \(result.reason).", opaque].compactMap { $0 }.flatMap {
      Wording.wrapped(Wording.harmless($0), width: MailCounterexample.width)
    }
  }

  private var files: [String] {
    SourceFiles.of(result.trace).flatMap { file, functions in
      let text = Wording.harmless("\(file): \(functions.joined(separator: ", "))")
      return Wording.wrapped(text, width: MailCounterexample.width - 6).enumerated().map {
        ($0 == 0 ? "  " : "      ") + $1
      }
    }
  }

  private func lanes(_ texts: [String]) -> String {
    texts.map { Wording.padded($0, laneWidth) }.joined().trimmedRight
  }

  /// Tells group after group; remembers who ran last on each CPU, because a change of context deserves a
  /// line.
  private struct Telling {
    var lane: (Int) -> Int
    private var contexts: [Int: String] = [:]
    private var function = ""
    private var lastCPU: Int?

    init(lane: @escaping (Int) -> Int) { self.lane = lane }

    mutating func lines(of group: StepGroup) -> [String] {
      var lines: [String] = []
      let start = group.cpu.map(lane) ?? 0
      func say(_ text: String, deeper: Int) {
        let room = max(20, MailCounterexample.width - start - deeper - 2)
        lines += Wording.wrapped(Wording.harmless(text), width: room).enumerated().map {
          String(repeating: " ", count: start + deeper + ($0 == 0 ? 0 : 2)) + $1
        }
      }
      guard let cpu = group.cpu else {
        say("<\(group.context): \(group.told.pieces.joined(separator: "; "))>", deeper: 0)
        return lines
      }
      if contexts[cpu] != group.context {
        contexts[cpu] = group.context
        function = ""
        say("<\(group.context)>", deeper: 0)
      }
      if !group.title.isEmpty, group.title != function || lastCPU != cpu { say(group.title, deeper: 0) }
      function = group.title
      lastCPU = cpu
      let deeper = group.title.isEmpty ? 0 : 2
      for (index, piece) in group.told.pieces.enumerated() {
        say(group.isChoice && index == 0 ? "<\(piece)>" : piece, deeper: deeper)
      }
      if group.isDeciding || !group.findings.isEmpty {
        say((["^^^"] + group.findings).joined(separator: " "), deeper: deeper)
      }
      return lines
    }
  }
}
