/// Expressions, with no more parentheses than C's precedence asks for.
extension TextPrinter {
  func expression(_ expression: Expression) -> String {
    var result = ""
    write(expression, inside: 0, to: &result)
    return result
  }

  func expressions(_ expressions: [Expression]) -> String {
    expressions.map { expression($0) }.joined(separator: ", ")
  }

  /// `level` is the least precedence that needs no parentheses here.
  private func write(_ expression: Expression, inside level: Int, to result: inout String) {
    switch expression {
    case .constant(let value): result += String(value)
    case .local(let local): result += self.reference(to: local)
    case .shared(let name):
      let isHidden: Bool = style == .complete && scope.domains[name] != nil
      result += isHidden ? "global(\(self.name(name)))" : self.name(name)
    case .element(let name, let index):
      result += "\(self.name(name))["
      write(index, inside: 0, to: &result)
      result += "]"
    case .currentCPU: result += "cpu()"
    case .currentContext: result += "current()"
    case .inInterrupt: result += "in_interrupt()"
    case .unary(let op, let operand): write(op, operand, to: &result)
    case .binary(let op, let left, let right):
      let needsParentheses: Bool = op.precedence < level
      if needsParentheses { result += "(" }
      write(left, inside: op.precedence, to: &result)
      result += " \(op.rawValue) "
      write(right, inside: op.precedence + 1, to: &result)
      if needsParentheses { result += ")" }
    case .conditional(let condition, let first, let second):
      if level > 0 { result += "(" }
      write(condition, inside: 1, to: &result)
      result += " ? "
      write(first, inside: 0, to: &result)
      result += " : "
      write(second, inside: 0, to: &result)
      if level > 0 { result += ")" }
    case .unreferenced(let pool, let slot):
      result += "unreferenced(\(name(pool)), "
      write(slot, inside: 0, to: &result)
      result += ")"
    }
  }

  private func write(_ op: UnaryOperator, _ operand: Expression, to result: inout String) {
    /// Tighter than every binary operator.
    let tightest = 11
    switch op {
    case .not:
      result += "!"
      return write(operand, inside: tightest, to: &result)
    case .complement:
      result += "~"
      return write(operand, inside: tightest, to: &result)
    case .negate:
      // A sign that stands before digits belongs to the number.
      if case .constant = operand { break }
      result += "-"
      return write(operand, inside: tightest, to: &result)
    case .bitCount: result += "weight"
    case .lowestBit: result += "first"
    case .truncate(let bits, let signed): result += "\(signed ? "s" : "u")\(bits)"
    }
    if op == .negate { result += "-" }
    result += "("
    write(operand, inside: 0, to: &result)
    result += ")"
  }

  private func reference(to local: Local) -> String {
    let isDeclared: Bool = scope.domains[local.name] == local.domain
    if isDeclared || style == .pretty { return name(local.name) }
    return "local(\(name(local.name)), \(domain(local.domain)))"
  }
}
