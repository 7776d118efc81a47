/// Expressions over cells of value sets become tables over what the cells hold, as far as they depend on one
/// cell or element: `(msr & ~1) == 4096` is one lookup, `msr == 0 || msr == 4097` too, and a copy between
/// cells of one set is none at all. Search and export are spared the wide values there; what depends on
/// several cells is computed from them in 64 bits.
extension GraphExpression {
  /// What a cell of the set has to hold for the value of this expression.
  func content(in set: ValueSet, _ cells: [Cell]) -> GraphExpression {
    if case .conditional(let condition, let first, let second) = self {
      return .conditional(condition, first.content(in: set, cells), second.content(in: set, cells))
    }
    return GraphExpression.find(set, self).tabulated(cells)
  }

  /// The same expression as one lookup, where that is possible and a value set is involved: models without
  /// any are left as they are.
  func tabulated(_ cells: [Cell]) -> GraphExpression {
    guard isTabulable else { return self }
    var read: GraphExpression?
    guard readsOnly(&read) else { return self }
    guard let read else { return evaluate { _ in 0 }.map { .constant($0) } ?? self }
    guard let contents = read.contents(cells), contents.count <= ValueSet.maximumCount + 1 else {
      return self
    }
    // The index of an element may be wrong, and then it matters whether it is looked at.
    if case .indexed = read, !surelyReads { return self }
    var entries: [Int] = []
    for content in contents {
      guard let entry = value(ifReadIs: content) else { return self }
      entries.append(entry)
    }
    if entries.elementsEqual(contents) { return read }
    return .lookup(LookupTable(lowest: contents.lowerBound, entries: entries), read)
  }

  private var isTabulable: Bool {
    switch self {
    case .lookup, .find, .unary(_, .lookup), .binary(_, .lookup, _), .binary(_, _, .lookup): true
    case .conditional(.lookup, _, _), .conditional(_, .lookup, _), .conditional(_, _, .lookup): true
    default: false
    }
  }

  /// What the outermost operator works on.
  private var operands: [GraphExpression] {
    switch self {
    case .constant, .cell, .indexed, .unreferenced: []
    case .unary(_, let operand), .lookup(_, let operand), .find(_, let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    case .conditional(let condition, let first, let second): [condition, first, second]
    }
  }

  private func replacing(operands: [GraphExpression]) -> GraphExpression {
    switch self {
    case .constant, .cell, .indexed, .unreferenced: self
    case .unary(let op, _): .unary(op, operands[0])
    case .lookup(let table, _): .lookup(table, operands[0])
    case .find(let set, _): .find(set, operands[0])
    case .binary(let op, _, _): .binary(op, operands[0], operands[1])
    case .conditional: .conditional(operands[0], operands[1], operands[2])
    }
  }

  /// Whether no cell or element but `read` is read, which is set by the first that is.
  private func readsOnly(_ read: inout GraphExpression?) -> Bool {
    switch self {
    case .cell, .indexed:
      if read == nil { read = self }
      return read == self
    case .unreferenced: return false
    default:
      for operand in operands where !operand.readsOnly(&read) { return false }
      return true
    }
  }

  /// Whether the cell or element is read whatever the operands of `&&`, `||` and `?` are.
  private var surelyReads: Bool {
    switch self {
    case .constant, .unreferenced: false
    case .cell, .indexed: true
    case .unary(_, let operand), .lookup(_, let operand), .find(_, let operand): operand.surelyReads
    case .binary(.and, let left, _), .binary(.or, let left, _): left.surelyReads
    case .binary(_, let left, let right): left.surelyReads || right.surelyReads
    case .conditional(let condition, let first, let second):
      condition.surelyReads || first.surelyReads && second.surelyReads
    }
  }

  /// The value if the only cell or element that is read holds `content`.
  private func value(ifReadIs content: Int) -> Int? {
    switch self {
    case .constant(let value): return value
    case .cell, .indexed: return content
    default:
      let values = operands.compactMap { $0.value(ifReadIs: content) }
      guard values.count == operands.count else { return nil }
      return replacing(operands: values.map { .constant($0) }).evaluate { _ in 0 }
    }
  }

  /// What the cell or element may hold.
  private func contents(_ cells: [Cell]) -> ClosedRange<Int>? {
    switch self {
    case .cell(let cell), .indexed(let cell, _, _): cells[cell].lowest...cells[cell].highest
    default: nil
    }
  }
}
