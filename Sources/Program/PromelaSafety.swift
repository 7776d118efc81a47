/// When the evaluation of an expression succeeds: what the interpreter finds out by stumbling, the export has
/// to ask first.
extension PromelaCells {
  /// A condition, itself safe to evaluate, under which the expression has a value; the constant 1 if it
  /// always has one.
  func safety(_ expression: GraphExpression) -> GraphExpression {
    switch expression {
    case .constant, .cell, .unreferenced: return .constant(1)
    case .indexed(_, let count, let index): return safety(index).and(lies(index, in: 0...(count - 1)))
    case .unary(_, let operand), .find(_, let operand): return safety(operand)
    case .lookup(let table, let operand):
      return safety(operand).and(lies(operand, in: table.lowest...(table.lowest + table.entries.count - 1)))
    case .binary(.and, let left, let right): return safety(left).and(safety(right).unless(.unary(.not, left)))
    case .binary(.or, let left, let right): return safety(left).and(safety(right).unless(left))
    case .binary(let op, let left, let right):
      let both = safety(left).and(safety(right))
      guard op == .divide || op == .remainder else { return both }
      let divisor = right.interval(cells)
      let isNeverZero = divisor.lowest > 0 || divisor.highest < 0
      return isNeverZero ? both : both.and(.binary(.notEqual, right, .constant(0)))
    case .conditional(let condition, let first, let second):
      let arms = safety(first).unless(.unary(.not, condition)).and(safety(second).unless(condition))
      return safety(condition).and(arms)
    }
  }

  /// Whether a value, once it is known to exist, lies in a range; the constant 1 if it can't lie elsewhere.
  func lies(_ value: GraphExpression, in range: ClosedRange<Int>) -> GraphExpression {
    let interval = value.interval(cells)
    var condition = GraphExpression.constant(1)
    if interval.lowest < range.lowerBound {
      condition = .binary(.greaterOrEqual, value, .constant(range.lowerBound))
    }
    if interval.highest > range.upperBound {
      condition = condition.and(.binary(.lessOrEqual, value, .constant(range.upperBound)))
    }
    return condition
  }

  /// Whether the value exists and the cell may hold it.
  func safety(ofStoring value: GraphExpression, into cell: Int) -> GraphExpression {
    safety(value).and(lies(value, in: cells[cell].lowest...cells[cell].highest))
  }
}

extension GraphExpression {
  fileprivate func and(_ other: GraphExpression) -> GraphExpression { .conjunction(self, other) }

  /// The condition where `exemption` does not hold, true elsewhere.
  fileprivate func unless(_ exemption: GraphExpression) -> GraphExpression {
    self == .constant(1) ? self : .binary(.or, exemption, self)
  }
}
