import KernelC
import Program

/// How expressions of a program are written beside the C that they come from: objects that have no name of
/// their own by the pointer that leads to them there, and comparisons of unsigned numbers as such.
struct ListedNames {
  /// How C gets to each object.
  private var uses: [(name: String, use: CPointerUse)] = []
  /// Longer texts are no names.
  private static let maximumLength = 40

  /// - Parameter uses: the accesses through pointers in the function's source.
  init(_ statements: [Statement], line: Int, _ uses: [CPointerUse]) {
    var found: Set<String> = []
    let byLine = Dictionary(grouping: uses) { $0.line }
    ListedNames.visit(statements, line: line) { name, line in
      guard let (object, members) = ListedNames.parts(of: name), !found.contains(object),
        let use = byLine[line]?.first(where: { $0.members == members }),
        use.object.count <= ListedNames.maximumLength
      else { return }
      found.insert(object)
      self.uses.append((object, use))
    }
  }

  /// The text with the names of objects replaced.
  func named(_ text: String) -> String {
    var text = text
    for (object, use) in uses where text.contains(object) {
      var (result, rest) = ("", text[...])
      while let range = rest.firstRange(of: object) {
        result += rest[..<range.lowerBound]
        rest = rest[range.upperBound...]
        if rest.first?.isNumber == true {
          result += object
        } else if rest.first == "." {
          result += use.pointer.map { "\($0)->" } ?? "\(use.object)."
          rest.removeFirst()
        } else {
          result += use.object
        }
      }
      text = result + rest
    }
    return text
  }

  func text(_ expression: Expression) -> String { named("\(ListedNames.withUnsigned(expression))") }

  /// `x ^ 1 << 63` orders unsigned numbers as if they were signed: on either side of a comparison it is left
  /// out again.
  private static func withUnsigned(_ expression: Expression) -> Expression {
    switch expression {
    case .element(let name, let index): return .element(name, withUnsigned(index))
    case .unary(let op, let operand): return .unary(op, withUnsigned(operand))
    case .binary(let op, let left, let right):
      if [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(op), let first = shifted(left),
        let second = shifted(right)
      {
        return .binary(op, first, second)
      }
      return .binary(op, withUnsigned(left), withUnsigned(right))
    case .conditional(let condition, let first, let second):
      return .conditional(withUnsigned(condition), withUnsigned(first), withUnsigned(second))
    default: return expression
    }
  }

  private static func shifted(_ side: Expression) -> Expression? {
    switch side {
    case .binary(.bitXor, let value, .constant(Int.min)):
      return .unary(.truncate(bits: 64, signed: false), withUnsigned(value))
    case .constant(let value) where value < 0: return .constant(value ^ Int.min)
    default: return nil
    }
  }

  /// `blk_mq_hw_ctx 22.cpumask`: an object, and the member of it.
  private static func parts(of name: String) -> (object: String, members: [String])? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let words = parts[0].split(separator: " ")
    guard words.count == 2, words[1].allSatisfy(\.isNumber) else { return nil }
    return (parts[0], Array(parts.dropFirst()))
  }

  private static func visit(
    _ statements: [Statement], line outer: Int, _ visit: (_ name: String, _ line: Int) -> Void
  ) {
    for statement in statements {
      let line = statement.place?.line ?? outer
      func names(_ expressions: [Expression]) {
        for each in expressions { self.names(each) { visit($0, line) } }
      }
      switch statement.kind {
      case .assign(let target, let value): names([target, value])
      case .call(let result, _, let arguments): names(arguments + (result.map { [$0] } ?? []))
      case .dispatch(let result, let selector, _, let arguments):
        names([selector] + arguments + (result.map { [$0] } ?? []))
      case .conditional(let condition, let then, let otherwise):
        names([condition])
        self.visit(then + otherwise, line: line, visit)
      case .whileLoop(let condition, let body):
        names([condition])
        self.visit(body, line: line, visit)
      case .loop(let body): self.visit(body, line: line, visit)
      case .choose(let options): for option in options { self.visit(option.body, line: line, visit) }
      case .atomic(let atomic): self.visit(atomic.body, line: line, visit)
      case .returnValue(let value): names(value.map { [$0] } ?? [])
      case .require(_, let condition): names([condition])
      case .event(_, let arguments): names(arguments)
      case .breakLoop, .continueLoop, .label, .goto, .crash: break
      }
    }
  }

  private static func names(_ expression: Expression, _ visit: (String) -> Void) {
    switch expression {
    case .shared(let name): visit(name)
    case .element(let name, let index):
      visit(name)
      names(index, visit)
    case .unary(_, let operand): names(operand, visit)
    case .binary(_, let left, let right):
      names(left, visit)
      names(right, visit)
    case .conditional(let condition, let first, let second):
      for part in [condition, first, second] { names(part, visit) }
    case .unreferenced(_, let slot): names(slot, visit)
    case .constant, .local, .currentCPU, .currentContext, .inInterrupt: break
    }
  }
}
