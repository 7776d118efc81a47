import KernelC

/// How far the statements of a function reach, by the line on which they begin.
struct SourceExtents {
  /// The last line of what stands before a statement's body; of a statement without one, its own last line.
  private(set) var heads: [Int: Int] = [:]
  /// The last line of each loop.
  private(set) var loops: [Int: Int] = [:]
  /// Branches and loops around each line.
  private(set) var depths: [Int: Int] = [:]
  /// The lines of all statements that have no body.
  private(set) var lines: Set<Int> = []

  private let bytes: [UInt8]

  init(_ body: CStatement, in bytes: [UInt8]) {
    self.bytes = bytes
    walk(body, 0)
  }

  private mutating func walk(_ statement: CStatement, _ depth: Int) {
    switch statement.kind {
    case .compound(let inner): for statement in inner { walk(statement, depth) }
    case .if(let condition, let then, let otherwise):
      head(statement, through: condition.place, depth)
      walk(then, depth + 1)
      if let otherwise { walk(otherwise, depth + 1) }
    case .while(let condition, let body):
      head(statement, through: condition.place, depth)
      loop(statement, body, depth)
    case .doWhile(let body, let condition):
      head(statement, through: nil, depth)
      let last = condition.place.lastLine(in: bytes)
      heads[condition.place.line] = max(heads[condition.place.line] ?? 0, last)
      loop(statement, body, depth)
    case .for(_, let condition, let step, let body):
      head(statement, through: step?.place ?? condition?.place, depth)
      loop(statement, body, depth)
    case .switch(let selector, let body):
      head(statement, through: selector.place, depth)
      walk(body, depth)
    case .callWithBody(let call, let body):
      head(statement, through: call.place, depth)
      if call.namedCall?.name.contains("guard") == true {
        walk(body, depth)
      } else {
        loop(statement, body, depth)
      }
    default: head(statement, through: statement.place, depth)
    }
  }

  private mutating func head(_ statement: CStatement, through end: CPlace?, _ depth: Int) {
    let first = statement.place.line
    let last = max(first, end?.lastLine(in: bytes) ?? first)
    heads[first] = max(heads[first] ?? 0, last)
    for line in first...last {
      lines.insert(line)
      if depths[line] == nil { depths[line] = depth }
    }
  }

  private mutating func loop(_ statement: CStatement, _ body: CStatement, _ depth: Int) {
    let line = statement.place.line
    loops[line] = max(loops[line] ?? 0, statement.place.lastLine(in: bytes))
    walk(body, depth + 1)
  }
}

extension CPlace {
  /// The line on which the piece ends.
  func lastLine(in bytes: [UInt8]) -> Int {
    line + bytes[range.clamped(to: 0..<bytes.count)].count { $0 == UInt8(ascii: "\n") }
  }
}
