extension GraphExpression {
  /// The values that the expression can have, if they are few: maybe too many, never too few, and nil where
  /// more than `ValueSet.maximumCount` are possible.
  func possibleValues(_ cells: [Cell]) -> ValueSet? {
    let found: ValueSet? =
      switch self {
      case .constant(let value): ValueSet([value])
      case .cell, .indexed, .unreferenced: nil
      case .unary(let op, let operand):
        operand.possibleValues(cells).map { ValueSet($0.values.map(op.apply)) }
      case .binary(let op, let left, let right):
        if let a = left.possibleValues(cells), let b = right.possibleValues(cells) {
          GraphExpression.results(op, a, b)
        } else {
          nil
        }
      case .conditional(_, let first, let second):
        if let a = first.possibleValues(cells), let b = second.possibleValues(cells) {
          a.union(b.values)
        } else {
          nil
        }
      case .lookup(let table, let operand):
        operand.possibleValues(cells).map { ValueSet($0.values.compactMap { table[$0] }) }
          ?? ValueSet(table.entries)
      case .find(let set, let operand):
        operand.possibleValues(cells).map {
          ValueSet($0.values.map { set.content(of: $0) ?? set.highest + 1 })
        }
      }
    if let found { return found.values.count <= ValueSet.maximumCount ? found : nil }
    let (lowest, highest) = interval(cells)
    let (span, overflow) = highest.subtractingReportingOverflow(lowest)
    return overflow || span >= ValueSet.maximumCount ? nil : ValueSet(lowest...highest)
  }

  /// What the operator makes of all pairs; a division by zero makes nothing.
  private static func results(_ op: BinaryOperator, _ a: ValueSet, _ b: ValueSet) -> ValueSet? {
    var results: Set<Int> = []
    for left in a.values {
      for right in b.values {
        if let result = op.apply(left, right) { results.insert(result) }
      }
      if results.count > ValueSet.maximumCount { return nil }
    }
    return ValueSet(results)
  }
}
