/// Domains of cells: between what a cell of a value set holds and the value, and which domain a temporary
/// needs.
extension Lowering {
  /// The value in a cell or element.
  func value(in place: GraphExpression) -> GraphExpression {
    switch place {
    case .cell(let cell), .indexed(let cell, _, _):
      guard let set = graph.cells[cell].values else { return place }
      return GraphExpression.lookup(set.table, place).tabulated(graph.cells)
    default: return place
    }
  }

  /// What a cell has to hold for the value.
  func content(_ value: GraphExpression, for cell: Int) -> GraphExpression {
    graph.cells[cell].values.map { value.content(in: $0, graph.cells) } ?? value
  }

  /// The domain of a temporary for an expression that has one of these values: a range, as wherever no value
  /// sets are, or a set, where a range would have too many values or needs more bits.
  func domain(
    holding values: [GraphExpression], of expression: Expression
  ) throws(ModelError) -> Domain {
    if let pool = pool(of: values) { return .pointer(to: model.pools[pool].name) }
    let intervals = values.map { $0.interval(graph.cells) }
    let lowest = min(0, intervals.map(\.lowest).min() ?? 0)
    let highest = max(0, intervals.map(\.highest).max() ?? 0)
    let (span, overflow) = highest.subtractingReportingOverflow(lowest)
    let isRange = !overflow && span < 1 << 32
    guard !isRange || values.contains(where: { $0.usesTables }) else { return .range(lowest...highest) }
    if let set = possibleValues(values) {
      let isSmaller = set.union([0]).span.leadingZeroBitCount > span.leadingZeroBitCount
      if isSmaller || !isRange { return .values(set) }
    }
    guard isRange else {
      throw ModelError(
        .badDomain,
        "\(expression) needs a temporary, and its values, the 0 of an unassigned local included, are "
          + "neither a range of 2^32 nor a set of \(ValueSet.maximumCount); compute it in an atomic block",
        at: place)
    }
    return .range(lowest...highest)
  }

  private func possibleValues(_ expressions: [GraphExpression]) -> ValueSet? {
    var values: Set<Int> = []
    for expression in expressions {
      guard let possible = expression.possibleValues(graph.cells) else { return nil }
      values.formUnion(possible.values)
    }
    return values.count <= ValueSet.maximumCount ? ValueSet(values) : nil
  }

  /// The pool that the values point into, if they are pointers or constants. The temporary has to keep its
  /// slot from being taken again, as any pointer does.
  private func pool(of values: [GraphExpression]) -> Int? {
    var pools: Set<Int?> = []
    var slots: [Int] = []
    for value in values.flatMap(\.arms) {
      switch value {
      case .cell(let cell), .indexed(let cell, _, _): pools.insert(graph.cells[cell].pool)
      case .constant(let slot): slots.append(slot)
      default: return nil
      }
    }
    guard pools.count == 1, let pool = pools.first ?? nil else { return nil }
    return slots.allSatisfy { (0...graph.pools[pool].slots).contains($0) } ? pool : nil
  }
}

extension GraphExpression {
  fileprivate var arms: [GraphExpression] {
    if case .conditional(_, let first, let second) = self { first.arms + second.arms } else { [self] }
  }

  fileprivate var usesTables: Bool {
    switch self {
    case .lookup, .find: true
    case .constant, .cell: false
    case .indexed(_, _, let operand), .unary(_, let operand), .unreferenced(_, let operand):
      operand.usesTables
    case .binary(_, let left, let right): left.usesTables || right.usesTables
    case .conditional(let condition, let first, let second):
      condition.usesTables || first.usesTables || second.usesTables
    }
  }
}
