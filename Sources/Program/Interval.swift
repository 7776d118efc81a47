extension GraphExpression {
  /// The least and the greatest value that the expression can have, from what its cells may hold: interval
  /// arithmetic, which may be too wide and is never too narrow.
  func interval(_ cells: [Cell]) -> (lowest: Int, highest: Int) {
    switch self {
    case .constant(let value): return (value, value)
    case .cell(let cell): return (cells[cell].lowest, cells[cell].highest)
    case .indexed(let base, _, _): return (cells[base].lowest, cells[base].highest)
    case .unary(let op, let operand):
      let inner = operand.interval(cells)
      switch op {
      case .not: return (0, 1)
      case .negate where inner.lowest > Int.min: return (-inner.highest, -inner.lowest)
      case .complement: return (~inner.highest, ~inner.lowest)
      case .bitCount: return (0, 64)
      case .lowestBit: return (-1, 63)
      case .truncate(let bits, let signed) where bits < 63:
        return signed ? (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) : (0, (1 << bits) - 1)
      default: return (Int.min, Int.max)
      }
    case .binary(let op, let left, let right):
      return op.interval(left.interval(cells), right.interval(cells))
    case .lookup(let table, let operand):
      let inner = operand.interval(cells)
      let reached = table.entries(for: inner.lowest, inner.highest)
      return (reached.min() ?? 0, reached.max() ?? 0)
    case .find(let set, _): return (set.lowest, set.highest + 1)
    case .unreferenced: return (0, 1)
    case .conditional(_, let first, let second):
      let a = first.interval(cells)
      let b = second.interval(cells)
      return (min(a.lowest, b.lowest), max(a.highest, b.highest))
    }
  }
}

extension BinaryOperator {
  fileprivate func interval(_ a: (lowest: Int, highest: Int), _ b: (lowest: Int, highest: Int)) -> (Int, Int)
  {
    let everything = (Int.min, Int.max)
    func corners(_ combine: (Int, Int) -> (partialValue: Int, overflow: Bool)) -> (Int, Int) {
      var values: [Int] = []
      for x in [a.lowest, a.highest] {
        for y in [b.lowest, b.highest] {
          let result = combine(x, y)
          if result.overflow { return everything }
          values.append(result.partialValue)
        }
      }
      return (values.min()!, values.max()!)
    }
    switch self {
    case .add: return corners { $0.addingReportingOverflow($1) }
    case .subtract: return corners { $0.subtractingReportingOverflow($1) }
    case .multiply: return corners { $0.multipliedReportingOverflow(by: $1) }
    case .divide: return a.lowest >= 0 && b.lowest > 0 ? (0, a.highest) : everything
    case .remainder: return a.lowest >= 0 && b.lowest > 0 ? (0, min(a.highest, b.highest - 1)) : everything
    case .bitAnd:
      if a.lowest >= 0 && b.lowest >= 0 { return (0, min(a.highest, b.highest)) }
      return a.lowest >= 0 ? (0, a.highest) : b.lowest >= 0 ? (0, b.highest) : everything
    case .bitOr, .bitXor:
      guard a.lowest >= 0 && b.lowest >= 0 else { return everything }
      let bits = Int.bitWidth - max(a.highest, b.highest).leadingZeroBitCount
      return (0, bits >= 63 ? Int.max : (1 << bits) - 1)
    case .shiftLeft:
      guard a.lowest >= 0, b.lowest >= 0, b.highest < 32, a.highest < 1 << 30 else { return everything }
      return (0, a.highest << b.highest)
    case .shiftRight: return a.lowest >= 0 && b.lowest >= 0 ? (0, a.highest) : everything
    default: return (0, 1)
    }
  }
}
