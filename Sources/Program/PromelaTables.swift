/// The lookup tables and value sets of the graph as arrays of C: constants, so no part of the state vector.
struct PromelaTables {
  private var names: [[Int]: String] = [:]
  /// In the order in which the graph uses them.
  private var tables: [[Int]] = []

  init(_ graph: Graph, _ names: inout PromelaNames) {
    var found: [[Int]] = []
    func visit(_ expression: GraphExpression) { expression.forEachTable { found.append($0) } }
    for instruction in graph.instructions { instruction.forEachExpression(visit) }
    for action in graph.actions { visit(action.guardCondition) }
    for predicate in graph.predicates { visit(predicate.condition) }
    for table in found where self.names[table] == nil {
      self.names[table] = names.name(for: "i64_table")
      tables.append(table)
    }
  }

  func name(of table: LookupTable) -> String {
    guard let name = names[table.entries] else {
      preconditionFailure("the export asks for a table that the graph does not use")
    }
    return name
  }

  /// The arrays, and how a value is found in one; empty without any.
  var declarations: [String] {
    guard !tables.isEmpty else { return [] }
    let arrays = tables.map { table in
      let entries = table.map { $0 == Int.min ? "-\(Int.max)LL - 1" : "\($0)LL" }
      return "  static const long long \(names[table]!)[] = { \(entries.joined(separator: ", ")) };"
    }
    return ["c_decl {"] + arrays + [PromelaTables.find, "}"]
  }

  /// As `CodeTables.find`.
  private static let find = """
      static inline long long i64_find(const long long *values, int count, long long lowest, long long value)
      {
        int i = 0;
        while (i < count && values[i] != value) i++;
        return lowest + i;
      }
    """
}

extension Instruction {
  fileprivate func forEachExpression(_ visit: (GraphExpression) -> Void) {
    switch self {
    case .assign(_, let value): visit(value)
    case .assignIndexed(_, _, let index, let value):
      visit(index)
      visit(value)
    case .branch(let condition, _, _): visit(condition)
    case .event(_, let arguments): arguments.forEach(visit)
    case .jump, .finding, .crash, .stop: break
    }
  }
}

extension GraphExpression {
  fileprivate func forEachTable(_ visit: ([Int]) -> Void) {
    switch self {
    case .constant, .cell: break
    case .indexed(_, _, let operand), .unary(_, let operand), .unreferenced(_, let operand):
      operand.forEachTable(visit)
    case .binary(_, let left, let right):
      left.forEachTable(visit)
      right.forEachTable(visit)
    case .conditional(let condition, let first, let second):
      condition.forEachTable(visit)
      first.forEachTable(visit)
      second.forEachTable(visit)
    case .lookup(let table, let operand):
      visit(table.entries)
      operand.forEachTable(visit)
    case .find(let set, let operand):
      visit(set.values)
      operand.forEachTable(visit)
    }
  }
}
