import Ladder

/// A ladder as a list, for `bringup ladder`.
public struct LadderList: Sendable {
  public var ladder: Ladder
  /// The built-in ladder that it is held against.
  public var comparedWith: Ladder?

  public init(ladder: Ladder, comparedWith: Ladder?) {
    self.ladder = ladder
    self.comparedWith = comparedWith
  }

  public func text(_ layout: TextLayout) -> String {
    var lines = [layout.style.paint("ladder of \(Wording.harmless(ladder.label))", .bold)]
    lines += rungs(layout)
    if let comparedWith { lines += differences(from: comparedWith) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func rungs(_ layout: TextLayout) -> [String] {
    let width = String(ladder.rungs.count).count
    let symbols = ladder.rungs.map { $0.symbol ?? $0.slotOf.map { "slot of \($0.symbol)" } ?? "" }
    let widest = symbols.map(\.count).max() ?? 0
    var lines: [String] = []
    var free = 0
    for (rung, symbol) in zip(ladder.rungs, symbols) {
      // Free slots are many and alike: the last of a run stands for all.
      if rung.slotOf != nil, rung.registeredName == nil {
        free += 1
        let next = ladder.rung(numbered: rung.number + 1)
        if let next, next.slotOf == rung.slotOf, next.registeredName == nil { continue }
        let first = rung.number - free + 1
        let numbers = free == 1 ? "\(first)" : "\(first)-\(rung.number)"
        lines.append(
          layout.style.paint("\(Wording.paddedLeft(numbers, width))  \(free) free of \(symbol)", .faint))
        free = 0
        continue
      }
      let name = Wording.harmless(rung.registeredName ?? rung.role?.displayName ?? "-")
      let columns = [
        Wording.paddedLeft(String(rung.number), width), Wording.padded(rung.section.rawValue, 8),
        Wording.padded(symbol, widest), layout.style.paint(name, rung.isListed ? .bold : nil),
      ]
      lines.append(columns.joined(separator: "  "))
    }
    return lines
  }

  private func differences(from other: Ladder) -> [String] {
    let differences = ladder.differences(from: other)
    guard !differences.isEmpty else {
      return ["", "The order is that of the built-in ladder \(other.label)."]
    }
    let count = Wording.counted(differences.count, "difference")
    return ["", "\(count) from the built-in ladder \(other.label):"]
      + differences.map { "  " + Wording.harmless($0.description) }
  }
}
