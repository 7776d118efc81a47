import Program

/// The slow twin of everything from the tree on: all interleavings of `TreeRun`s, by their logs.
struct TreeTwin {
  /// What the contexts have read so far tells where they stand.
  struct State: Hashable {
    var shared: [String: [Int]]
    var logs: [[Int]]
  }

  private let model: Model
  private(set) var states: Set<State> = []
  private(set) var findings: Set<String> = []
  private(set) var crashes: Set<String> = []
  /// Predicates that hold in some state without a crash.
  private(set) var reachable: Set<String> = []
  private(set) var isComplete = true

  init(_ model: Model, limit: Int) {
    self.model = model
    var shared: [String: [Int]] = [:]
    for variable in model.variables {
      let count = variable.count ?? 1
      shared[variable.name] =
        variable.initial.count == count
        ? variable.initial : Array(repeating: variable.initial[0], count: count)
    }
    var first = State(shared: shared, logs: [])
    for context in model.contexts.indices {
      var run = TreeRun(model, context: context, shared: first.shared, log: [], choice: nil)
      _ = try? run.run()
      first.shared = run.shared
      first.logs.append(run.log)
    }
    var queue = [first]
    states.insert(first)
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      observe(state)
      for successor in successors(of: state) where states.insert(successor).inserted {
        queue.append(successor)
      }
      if states.count > limit {
        isComplete = false
        return
      }
    }
  }

  private mutating func successors(of state: State) -> [State] {
    let mostOptions = 2
    var result: [State] = []
    for context in model.contexts.indices {
      for choice in 0..<mostOptions {
        var run = TreeRun(
          model, context: context, shared: state.shared, log: state.logs[context], choice: choice)
        var isTaken = true
        do {
          try run.run()
        } catch {
          switch error {
          case .pause: break
          case .blocked: isTaken = false
          case .crash(let kind):
            crashes.insert(kind)
            findings.formUnion(run.findings)
            isTaken = false
          }
        }
        guard isTaken else { continue }
        findings.formUnion(run.findings)
        var successor = state
        successor.shared = run.shared
        successor.logs[context] = run.log
        result.append(successor)
      }
    }
    return result
  }

  private mutating func observe(_ state: State) {
    for predicate in model.predicates where holds(predicate.condition, state) != 0 {
      reachable.insert(predicate.name)
    }
  }

  private func holds(_ condition: Expression, _ state: State) -> Int {
    switch condition {
    case .constant(let value): return value
    case .shared(let name): return state.shared[name]![0]
    case .element(let name, .constant(let index)): return state.shared[name]![index]
    case .binary(let op, let left, let right): return op.apply(holds(left, state), holds(right, state)) ?? 0
    default: return 0
    }
  }
}
