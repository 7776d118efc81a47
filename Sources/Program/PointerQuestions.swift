extension Graph {
  /// Replaces each question whether a slot is unreferenced by comparisons with every cell that can point into
  /// its pool. It has to come last: the locals of all contexts must be known.
  ///
  /// `dead` names, for an instruction, locals of its own context that do not count there. Those of other
  /// contexts stand at a stop, where dead ones are zero; so do its own in guards and predicates.
  mutating func resolvePointerQuestions(dead: [Int: Set<Int>]) {
    var pointers: [[Int]] = pools.map { _ in [] }
    for (index, cell) in cells.enumerated() {
      if let pool = cell.pool { pointers[pool].append(index) }
    }
    var ignored: Set<Int> = []
    func resolved(_ expression: GraphExpression) -> GraphExpression {
      switch expression {
      case .constant, .cell: return expression
      case .indexed(let base, let count, let index):
        return .indexed(base: base, count: count, index: resolved(index))
      case .unary(let op, let operand): return .unary(op, resolved(operand))
      case .lookup(let table, let operand): return .lookup(table, resolved(operand))
      case .find(let set, let operand): return .find(set, resolved(operand))
      case .binary(let op, let left, let right): return .binary(op, resolved(left), resolved(right))
      case .conditional(let condition, let first, let second):
        return .conditional(resolved(condition), resolved(first), resolved(second))
      case .unreferenced(let pool, let slot):
        return pointers[pool].filter { !ignored.contains($0) }.reduce(.constant(1)) {
          .conjunction($0, .binary(.notEqual, .cell($1), slot))
        }
      }
    }
    for index in instructions.indices {
      ignored = dead[index] ?? []
      switch instructions[index] {
      case .assign(let cell, let value): instructions[index] = .assign(cell: cell, resolved(value))
      case .assignIndexed(let base, let count, let position, let value):
        instructions[index] = .assignIndexed(
          base: base, count: count, index: resolved(position), resolved(value))
      case .branch(let condition, let then, let otherwise):
        instructions[index] = .branch(resolved(condition), then: then, otherwise: otherwise)
      case .event(let event, let arguments): instructions[index] = .event(event, arguments.map(resolved))
      case .jump, .finding, .crash, .stop: break
      }
    }
    ignored = []
    for index in actions.indices { actions[index].guardCondition = resolved(actions[index].guardCondition) }
    for index in predicates.indices { predicates[index].condition = resolved(predicates[index].condition) }
  }
}
