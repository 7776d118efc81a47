/// How expressions and statements are written for people: close to C, so that a kernel developer reads them
/// without a key.
extension Expression: CustomStringConvertible {
  public var description: String { text(inside: 0) }

  private func text(inside level: Int) -> String {
    switch self {
    case .constant(let value): return String(value)
    case .local(let local): return local.name
    case .shared(let name): return name
    case .element(let name, let index): return "\(name)[\(index)]"
    case .currentCPU: return "cpu()"
    case .currentContext: return "current"
    case .inInterrupt: return "in_interrupt()"
    case .unary(let op, let operand): return op.text(operand.text(inside: 11))
    case .binary(let op, let left, let right):
      let own = op.precedence
      let text = "\(left.text(inside: own)) \(op.rawValue) \(right.text(inside: own + 1))"
      return own < level ? "(\(text))" : text
    case .conditional(let condition, let first, let second):
      let text = "\(condition.text(inside: 1)) ? \(first.text(inside: 0)) : \(second.text(inside: 0))"
      return level > 0 ? "(\(text))" : text
    case .unreferenced(let pool, let slot): return "unreferenced(\(pool), \(slot))"
    }
  }
}

extension UnaryOperator {
  fileprivate func text(_ operand: String) -> String {
    switch self {
    case .not: return "!\(operand)"
    case .negate: return "-\(operand)"
    case .complement: return "~\(operand)"
    case .bitCount: return "weight(\(operand))"
    case .lowestBit: return "first(\(operand))"
    case .truncate(let bits, let signed): return "\(signed ? "s" : "u")\(bits)(\(operand))"
    }
  }
}

extension BinaryOperator {
  /// C's precedence, 1 (`||`) to 10 (`*`).
  public var precedence: Int {
    switch self {
    case .or: return 1
    case .and: return 2
    case .bitOr: return 3
    case .bitXor: return 4
    case .bitAnd: return 5
    case .equal, .notEqual: return 6
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return 7
    case .shiftLeft, .shiftRight: return 8
    case .add, .subtract: return 9
    case .multiply, .divide, .remainder: return 10
    }
  }
}

extension Statement: CustomStringConvertible {
  /// The statement's first line, as a step of a trace names it.
  public var description: String {
    switch kind {
    case .assign(let target, let value): return "\(target) = \(value)"
    case .call(let result, let procedure, let arguments):
      return Statement.assigning(result) + "\(procedure)(\(Statement.list(arguments)))"
    case .dispatch(let result, let selector, _, let arguments):
      return Statement.assigning(result) + "callback[\(selector)](\(Statement.list(arguments)))"
    case .conditional(let condition, _, _): return "if (\(condition))"
    case .whileLoop(let condition, _): return "while (\(condition))"
    case .loop: return "for (;;)"
    case .choose: return "choose"
    case .atomic(let atomic):
      return atomic.text.isEmpty ? "atomic" : atomic.text
    case .returnValue(let value): return value.map { "return \($0)" } ?? "return"
    case .breakLoop: return "break"
    case .continueLoop: return "continue"
    case .label(let name): return "\(name):"
    case .goto(let name): return "goto \(name)"
    case .require(let finding, let condition): return "require \(finding): \(condition)"
    case .crash(let kind): return "crash \(kind)"
    case .event(let name, let arguments): return "event \(name)(\(Statement.list(arguments)))"
    }
  }

  private static func list(_ arguments: [Expression]) -> String {
    arguments.map(\.description).joined(separator: ", ")
  }

  private static func assigning(_ result: Expression?) -> String { result.map { "\($0) = " } ?? "" }
}
