/// Expressions as Promela, and as C over 64-bit helpers where Promela's `int` is too small or an operator is
/// missing.
extension PromelaCells {
  /// The expression as Promela. A part that Promela can't compute is a `c_expr`.
  func text(_ expression: GraphExpression) -> String {
    guard isPromela(expression) else { return "c_expr { (\(wideText(expression))) }" }
    switch expression {
    case .constant(let value): return PromelaCells.literal(value)
    case .cell(let cell): return reference(cell)
    case .indexed(let base, _, let index): return array(base, index: text(index))
    case .unary(let op, let operand): return text(op, operand)
    case .binary(let op, let left, let right): return "(\(text(left)) \(op.rawValue) \(text(right)))"
    case .conditional(let condition, let first, let second):
      return "(\(text(condition)) -> \(text(first)) : \(text(second)))"
    case .lookup, .find: preconditionFailure("Promela has no constant tables")
    case .unreferenced: preconditionFailure("questions about pointers are resolved before export")
    }
  }

  private func text(_ op: UnaryOperator, _ operand: GraphExpression) -> String {
    let inner = text(operand)
    switch op {
    case .not: return "!(\(inner))"
    case .negate: return "(0 - \(inner))"
    case .complement: return "~(\(inner))"
    case .truncate(let bits, let signed):
      if bits >= 32 || fits(operand, in: truncated(bits, signed)) { return inner }
      let masked = "(\(inner) & \((1 << bits) - 1))"
      // The sign bit is turned over and subtracted again, which extends it without naming the operand twice.
      let sign = 1 << (bits - 1)
      return signed ? "((\(masked) ^ \(sign)) - \(sign))" : masked
    case .bitCount, .lowestBit: preconditionFailure("Promela can't count bits")
    }
  }

  /// Whether the outermost operator can be Promela: every value that it sees or makes fits into an `int`.
  private func isPromela(_ expression: GraphExpression) -> Bool {
    let int = Int(Int32.min)...Int(Int32.max)
    guard fits(expression, in: int) else { return false }
    switch expression {
    case .constant: return true
    case .cell(let cell): return offset(cell) == 0
    case .indexed(let base, _, let index): return offset(base) == 0 && fits(index, in: int)
    case .unary(.bitCount, _), .unary(.lowestBit, _): return false
    case .unary(.truncate(let bits, let signed), let operand):
      guard fits(operand, in: int) else { return false }
      return bits < (signed ? 33 : 32) || fits(operand, in: truncated(bits, signed))
    case .unary(_, let operand): return fits(operand, in: int)
    case .binary(let op, let left, let right):
      guard fits(left, in: int) && fits(right, in: int) else { return false }
      // A shift by a negative number or by more than the width means nothing in C.
      return op != .shiftLeft && op != .shiftRight || fits(right, in: 0...31)
    case .conditional(let condition, let first, let second):
      return fits(condition, in: int) && fits(first, in: int) && fits(second, in: int)
    case .lookup, .find, .unreferenced: return false
    }
  }

  private func truncated(_ bits: Int, _ signed: Bool) -> ClosedRange<Int> {
    if signed { return bits >= 64 ? Int.min...Int.max : -(1 << (bits - 1))...((1 << (bits - 1)) - 1) }
    return 0...(bits >= 63 ? Int.max : (1 << bits) - 1)
  }

  func fits(_ expression: GraphExpression, in range: ClosedRange<Int>) -> Bool {
    let interval = expression.interval(cells)
    return range.contains(interval.lowest) && range.contains(interval.highest)
  }

  /// The expression in C, computed as the interpreter does it: 64 bits, wrapping round. Every operand is
  /// parenthesised, so that no `--` arises, which Spin takes for a side effect.
  func wideText(_ expression: GraphExpression) -> String {
    switch expression {
    case .constant(Int.min): return "(-\(Int.max)LL - 1)"
    case .constant(let value): return value < 0 ? "(\(value)LL)" : "\(value)LL"
    case .cell(let cell): return wideLoad("now.\(reference(cell))", offset(cell))
    case .indexed(let base, _, let index):
      return wideLoad("now.\(array(base, index: wideText(index)))", offset(base))
    case .unary(let op, let operand):
      let inner = wideText(operand)
      switch op {
      case .not: return "(!(\(inner)))"
      case .negate: return "i64_subtract(0LL, \(inner))"
      case .complement: return "(~(\(inner)))"
      case .bitCount: return "i64_bit_count(\(inner))"
      case .lowestBit: return "i64_lowest_bit(\(inner))"
      case .truncate(let bits, let signed): return "i64_truncate(\(inner), \(bits), \(signed ? 1 : 0))"
      }
    case .binary(let op, let left, let right):
      let (a, b) = (wideText(left), wideText(right))
      return op.wideName.map { "i64_\($0)(\(a), \(b))" } ?? "(\(a) \(op.rawValue) \(b))"
    case .conditional(let condition, let first, let second):
      return "(\(wideText(condition)) ? \(wideText(first)) : \(wideText(second)))"
    case .lookup(let table, let operand):
      let position = GraphExpression.binary(.subtract, operand, .constant(table.lowest))
      return "\(tables.name(of: table))[\(wideText(table.lowest == 0 ? operand : position))]"
    case .find(let set, let operand):
      let (name, inner) = (tables.name(of: set.table), wideText(operand))
      return "i64_find(\(name), \(set.values.count), \(wideText(.constant(set.lowest))), \(inner))"
    case .unreferenced: preconditionFailure("questions about pointers are resolved before export")
    }
  }

  private func wideLoad(_ place: String, _ offset: Int) -> String {
    offset == 0 ? "((long long) \(place))" : "((long long) \(place) + \(wideText(.constant(offset))))"
  }

  /// What is assigned to the place of `cell` to make it hold the value.
  func stored(_ value: GraphExpression, into cell: Int) -> String {
    let offset = offset(cell)
    guard offset != 0 else { return text(value) }
    if case .constant(let constant) = value { return PromelaCells.literal(constant - offset) }
    return "c_expr { (\(wideText(.binary(.subtract, value, .constant(offset))))) }"
  }
}

extension BinaryOperator {
  /// The helper's name where C's own operator overflows or means less.
  fileprivate var wideName: String? {
    switch self {
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .remainder: "remainder"
    case .shiftLeft: "shift_left"
    case .shiftRight: "shift_right"
    default: nil
    }
  }
}
