import Program

/// The slow twin of bytecode, packing and search: walks the instructions of a graph with a plain array of
/// values, one for each cell, and collects states in a set.
struct GraphTwin {
  private let graph: Graph
  private(set) var states: Set<[Int]> = []
  private(set) var transitions = 0
  private(set) var findings: Set<String> = []
  private(set) var crashes: Set<String> = []
  private(set) var reachable: Set<String> = []
  /// False if there were more states than the caller wanted to wait for.
  private(set) var isComplete = true

  /// How a run of instructions ends.
  private enum Ending { case stopped, crashed(Int) }

  init(_ graph: Graph, limit: Int) {
    self.graph = graph
    var first = graph.cells.map(\.initial)
    for context in graph.contexts { _ = run(from: context.entry, on: &first) }
    findings = []
    var queue = [first]
    states.insert(first)
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      observe(state)
      for successor in successors(of: state) {
        transitions += 1
        if states.insert(successor).inserted { queue.append(successor) }
      }
      if states.count > limit {
        isComplete = false
        return
      }
    }
  }

  private mutating func observe(_ state: [Int]) {
    let crash = state[graph.crashCell]
    if crash > 0 { crashes.insert(graph.crashes[crash - 1].id) }
    for predicate in graph.predicates where crash == 0 || predicate.holdsAfterCrash {
      if let value = value(predicate.condition, in: state), value != 0 { reachable.insert(predicate.name) }
    }
  }

  private mutating func successors(of state: [Int]) -> [[Int]] {
    guard state[graph.crashCell] == 0 else { return [] }
    var result: [[Int]] = []
    for context in graph.contexts {
      for action in context.actionRange[state[context.pcCell]].map({ graph.actions[$0] }) {
        guard let enabled = value(action.guardCondition, in: state) else {
          result.append(crashed(graph.crashes.count - 1))
          continue
        }
        guard enabled != 0 else { continue }
        var successor = state
        if case .crashed(let kind) = run(from: action.entry, on: &successor) { successor = crashed(kind) }
        result.append(successor)
      }
    }
    return result
  }

  /// In the absorbing state every cell has the least value that it can have, but for the kind of the crash.
  private func crashed(_ kind: Int) -> [Int] {
    var state = graph.cells.map(\.lowest)
    state[graph.crashCell] = kind + 1
    return state
  }

  private mutating func run(from entry: Int, on state: inout [Int]) -> Ending {
    let modelError = Ending.crashed(graph.crashes.count - 1)
    var position = entry
    var steps = 0
    while true {
      steps += 1
      if steps > 30_000 { return modelError }
      let instruction = graph.instructions[position]
      position += 1
      switch instruction {
      case .assign(let cell, let expression):
        guard let value = value(expression, in: state), store(value, cell, in: &state) else {
          return modelError
        }
      case .assignIndexed(let base, let count, let index, let expression):
        guard let index = value(index, in: state), let value = value(expression, in: state),
          (0..<count).contains(index), store(value, base + index, in: &state)
        else { return modelError }
      case .branch(let condition, let then, let otherwise):
        guard let value = value(condition, in: state) else { return modelError }
        position = value != 0 ? then : otherwise
      case .jump(let target): position = target
      case .finding(let finding): findings.insert(graph.findings[finding].id)
      case .crash(let kind): return .crashed(kind)
      case .event(_, let arguments):
        for argument in arguments where value(argument, in: state) == nil { return modelError }
      case .stop(let context, let pc, let zeroed):
        for cell in zeroed { state[cell] = 0 }
        state[graph.contexts[context].pcCell] = pc
        return .stopped
      }
    }
  }

  private func store(_ value: Int, _ cell: Int, in state: inout [Int]) -> Bool {
    guard (graph.cells[cell].lowest...graph.cells[cell].highest).contains(value) else { return false }
    state[cell] = value
    return true
  }

  /// The value, nil for a division by zero or an index outside of its array.
  private func value(_ expression: GraphExpression, in state: [Int]) -> Int? {
    switch expression {
    case .constant(let value): return value
    case .cell(let cell): return state[cell]
    case .indexed(let base, let count, let index):
      guard let index = value(index, in: state), (0..<count).contains(index) else { return nil }
      return state[base + index]
    case .unary(let op, let operand):
      guard let operand = value(operand, in: state) else { return nil }
      return op.apply(operand)
    case .binary(let op, let left, let right):
      guard let left = value(left, in: state) else { return nil }
      if op == .and, left == 0 { return 0 }
      if op == .or, left != 0 { return 1 }
      guard let right = value(right, in: state) else { return nil }
      return op.apply(left, right)
    case .conditional(let condition, let first, let second):
      guard let condition = value(condition, in: state) else { return nil }
      return value(condition != 0 ? first : second, in: state)
    case .lookup(let table, let operand):
      guard let operand = value(operand, in: state) else { return nil }
      return table.entries.enumerated().first { table.lowest + $0.offset == operand }?.element
    case .find(let set, let operand):
      guard let operand = value(operand, in: state) else { return nil }
      return set.lowest + (set.values.firstIndex(of: operand) ?? set.values.count)
    case .unreferenced: return nil
    }
  }
}
