import Program

/// A program's statements, each with the line of the source under which it is shown.
struct ListedProgram {
  struct Entry: Equatable {
    var line: Int
    /// Branches and loops around it.
    var depth: Int
    var text: String
  }

  private(set) var entries: [Entry] = []
  private let extents: SourceExtents
  /// What a statement that has no parts is written as on this line.
  private let write: (Statement, _ line: Int) -> String

  /// - Parameter line: the function's, for statements that have no place.
  init(
    _ statements: [Statement], line: Int, extents: SourceExtents,
    write: @escaping (Statement, _ line: Int) -> String
  ) {
    self.extents = extents
    self.write = write
    list(statements, depth: 0, line: line, loop: nil)
  }

  /// The loop that statements stand in: its line, and the number of entries before its first one.
  private typealias Loop = (line: Int, start: Int)

  /// - Parameter line: of what the statements stand in; those without a place are shown there.
  private mutating func list(_ statements: [Statement], depth: Int, line outer: Int, loop: Loop?) {
    for statement in statements {
      let place = statement.place?.line ?? outer
      let line = shownLine(place, loop)
      switch statement.kind {
      case .conditional(_, let then, let otherwise) where ListedProgram.onlyAsks(then + otherwise):
        say("may sleep here, where that is allowed", line, depth)
      case .conditional(_, let then, let otherwise):
        say(write(statement, place), line, depth)
        listArms(then, otherwise, depth, place, line, loop)
      case .whileLoop(_, let body), .loop(let body):
        say(write(statement, place), line, depth)
        list(body, depth: depth + 1, line: place, loop: (place, entries.count))
      case .choose(let options):
        for option in options {
          say("either \(option.name)", line, depth)
          list(option.body, depth: depth + 1, line: place, loop: loop)
        }
      case .atomic(let atomic) where atomic.text.isEmpty:
        say("in one step", line, depth)
        list(atomic.body, depth: depth + 1, line: place, loop: loop)
      default: say(write(statement, place), line, depth)
      }
    }
  }

  /// Whether all that is done is to look whether it is allowed to sleep.
  private static func onlyAsks(_ statements: [Statement]) -> Bool {
    !statements.isEmpty
      && statements.allSatisfy { statement in
        switch statement.kind {
        case .require("sleep-in-atomic", _): true
        case .conditional(_, let then, let otherwise): onlyAsks(then + otherwise)
        default: false
        }
      }
  }

  private mutating func listArms(
    _ then: [Statement], _ otherwise: [Statement], _ depth: Int, _ place: Int, _ line: Int, _ loop: Loop?
  ) {
    list(then, depth: depth + 1, line: place, loop: loop)
    // `else if` in C: the next condition stands at the same depth.
    if otherwise.count == 1, case .conditional(_, let then, let others) = otherwise[0].kind {
      let own = otherwise[0].place?.line ?? place
      let shown = shownLine(own, loop)
      say("else \(write(otherwise[0], own))", shown, depth)
      listArms(then, others, depth, own, shown, loop)
      return
    }
    let start = entries.count
    list(otherwise, depth: depth + 1, line: place, loop: loop)
    guard start < entries.count else { return }
    entries.insert(Entry(line: max(line, entries[start].line), depth: depth, text: "else"), at: start)
  }

  private mutating func say(_ text: String, _ line: Int, _ depth: Int) {
    entries.append(Entry(line: line, depth: depth, text: text))
  }

  /// What belongs to the head of a statement is shown where the last part of the head stands that comes
  /// before it. What belongs to a loop's head and runs behind its body is shown at the loop's end.
  private func shownLine(_ line: Int, _ loop: Loop?) -> Int {
    let head = extents.heads[line] ?? line
    if let loop, loop.line == line, let end = extents.loops[line],
      entries[loop.start...].contains(where: { $0.line > head })
    {
      return end
    }
    if let last = entries.last?.line, last > line, last <= head { return last }
    return line
  }
}
