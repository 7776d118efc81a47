import KernelC

/// The lines of a function that conditional compilation has left out, and why.
struct UncompiledLines {
  /// The sentence, by the first line of each such part.
  private(set) var reasons: [Int: String] = [:]

  /// - Parameters:
  ///   - source: the lines of the file.
  ///   - lines: those of the function.
  ///   - statements: lines on which statements of the function stand.
  init(
    _ source: [Substring], lines: ClosedRange<Int>, statements: Set<Int>, offsets: [Int],
    decisions: [CDecision]
  ) {
    // Parts between lines of conditional compilation, the first line and the one behind the last of each.
    var first: Int?
    for number in lines {
      guard let word = UncompiledLines.condition(source[number - 1]) else { continue }
      if let start = first, start < number {
        note(start..<number, source, statements, offsets, decisions)
      }
      first = word == "endif" ? nil : number + 1
    }
  }

  private mutating func note(
    _ part: Range<Int>, _ source: [Substring], _ statements: Set<Int>, _ offsets: [Int],
    _ decisions: [CDecision]
  ) {
    guard let start = part.first(where: { !source[$0 - 1].allSatisfy(\.isWhitespace) }),
      !part.contains(where: statements.contains)
    else { return }
    let position = offsets[start - 1]
    // The innermost one decides.
    let decision = decisions.filter { $0.range.contains(position) }.min { $0.range.count < $1.range.count }
    let claims = decision?.assumptions.map(\.claim) ?? []
    reasons[start] =
      "not compiled: " + (claims.isEmpty ? "the configuration leaves it out" : Wording.list(claims))
  }

  /// Which directive of conditional compilation the line is.
  private static func condition(_ line: Substring) -> Substring? {
    let text = line.drop(while: \.isWhitespace)
    guard text.first == "#" else { return nil }
    let word = text.dropFirst().drop(while: \.isWhitespace).prefix(while: \.isLetter)
    return ["if", "ifdef", "ifndef", "elif", "else", "endif"].contains(word) ? word : nil
  }
}
