/// The `#if` lines inside the enum: which text is read, and what that assumes.
struct HeaderConditions {
  private struct Condition {
    var isReading: Bool
    /// Whether a side of it was read already, so that no later one is.
    var hasRead: Bool
  }

  private var stack: [Condition] = []
  private(set) var assumptions: [EnumHeader.Assumption] = []

  /// Whether the text that follows is left out.
  var areSkipping: Bool { stack.contains { !$0.isReading } }

  /// Takes in one preprocessor line; false if the nesting is deeper than the limit.
  mutating func read(_ directive: String, line: Int) -> Bool {
    let name = directive.prefix { $0.isLetter }
    switch name {
    case "if", "ifdef", "ifndef":
      guard stack.count < ReadingLimits.maximumNesting else { return false }
      let isReading = directive != "if 0"
      if !areSkipping { assume("#\(directive) taken as \(isReading)", line) }
      stack.append(Condition(isReading: isReading, hasRead: isReading))
    case "elif", "else", "elifdef", "elifndef":
      guard var last = stack.popLast() else {
        assume("#\(directive) without an #if ignored", line)
        return true
      }
      last.isReading = !last.hasRead
      last.hasRead = true
      if !areSkipping { assume("#\(directive) \(last.isReading ? "read" : "left out")", line) }
      stack.append(last)
    case "endif":
      if stack.popLast() == nil { assume("#endif without an #if ignored", line) }
    default:
      if !areSkipping { assume("#\(directive) ignored", line) }
    }
    return true
  }

  private mutating func assume(_ what: String, _ line: Int) {
    assumptions.append(EnumHeader.Assumption(line: line, what: what))
  }
}
