extension GraphExpression {
  /// The one cell that the value depends on, if there is exactly one and no index.
  var onlyCell: Int? {
    var found = -1
    return readsOnly(&found) && found >= 0 ? found : nil
  }

  /// Whether no cell but `found` is read, which is set by the first that is.
  private func readsOnly(_ found: inout Int) -> Bool {
    switch self {
    case .constant: return true
    case .cell(let cell):
      if found < 0 { found = cell }
      return found == cell
    case .indexed: return false
    case .unary(_, let operand), .lookup(_, let operand), .find(_, let operand),
      .unreferenced(_, let operand):
      return operand.readsOnly(&found)
    case .binary(_, let left, let right): return left.readsOnly(&found) && right.readsOnly(&found)
    case .conditional(let condition, let first, let second):
      return condition.readsOnly(&found) && first.readsOnly(&found) && second.readsOnly(&found)
    }
  }

  /// The value in a state that `cell` reads, nil for a division by zero.
  public func evaluate(_ cell: (Int) -> Int) -> Int? {
    switch self {
    case .constant(let value): return value
    case .cell(let index): return cell(index)
    case .indexed(let base, let count, let index):
      guard let position = index.evaluate(cell), (0..<count).contains(position) else { return nil }
      return cell(base + position)
    case .unary(let op, let operand): return operand.evaluate(cell).map(op.apply)
    case .binary(.and, let left, let right):
      guard let a = left.evaluate(cell) else { return nil }
      return a == 0 ? 0 : right.evaluate(cell).map { $0 != 0 ? 1 : 0 }
    case .binary(.or, let left, let right):
      guard let a = left.evaluate(cell) else { return nil }
      return a != 0 ? 1 : right.evaluate(cell).map { $0 != 0 ? 1 : 0 }
    case .binary(let op, let left, let right):
      guard let a = left.evaluate(cell), let b = right.evaluate(cell) else { return nil }
      return op.apply(a, b)
    case .conditional(let condition, let first, let second):
      guard let value = condition.evaluate(cell) else { return nil }
      return value != 0 ? first.evaluate(cell) : second.evaluate(cell)
    case .lookup(let table, let operand): return operand.evaluate(cell).flatMap { table[$0] }
    case .find(let set, let operand):
      return operand.evaluate(cell).map { set.content(of: $0) ?? set.highest + 1 }
    case .unreferenced: return nil
    }
  }
}
