import Program
import StateSpace

/// Every state of a compiled model, for tests that count them.
func explore(_ model: Model, fused: Bool = true, _ properties: [Property] = []) throws -> SearchResult {
  try search(CompiledModel(model, fused: fused), for: properties)
}

/// States and transitions, which is all that many a test asks for.
struct Counts: Equatable, CustomStringConvertible {
  var states: Int
  var transitions: Int

  init(_ states: Int, _ transitions: Int) {
    self.states = states
    self.transitions = transitions
  }

  init(of model: Model, fused: Bool = true) throws {
    let result = try explore(model, fused: fused)
    self.init(result.states, result.transitions)
  }

  var description: String { "\(states) states, \(transitions) transitions" }
}

/// The names of the predicates that hold in some reachable state.
func reachable(_ model: Model, fused: Bool = true) throws -> Set<String> {
  let compiled = try CompiledModel(model, fused: fused)
  let result = try search(compiled, for: compiled.predicateNames.indices.map { .sometimes(predicate: $0) })
  var names: Set<String> = []
  for (name, answer) in zip(compiled.predicateNames, result.answers) where answer.verdict == Verdict.holds {
    names.insert(name)
  }
  return names
}

/// The kinds of crash that some run ends in.
func crashes(_ model: Model, fused: Bool = true) throws -> Set<String> {
  let compiled = try CompiledModel(model, fused: fused)
  let names = compiled.predicateNames
  let result = try search(compiled, for: names.indices.map { .always(predicate: $0) })
  let first = names.count - compiled.graph.crashes.count
  var kinds: Set<String> = []
  for (offset, crash) in compiled.graph.crashes.enumerated()
  where result.answers[first + offset].verdict == Verdict.violated {
    kinds.insert(crash.id)
  }
  return kinds
}

/// The findings that some run reports.
func findings(_ model: Model, fused: Bool = true) throws -> Set<String> {
  let compiled = try CompiledModel(model, fused: fused)
  return Set(try search(compiled, for: []).findings.map { compiled.findingNames[$0.finding] })
}

/// The error that lowering or compiling ends in.
func modelError(_ model: Model) -> ModelError? {
  do {
    _ = try CompiledModel(model)
    return nil
  } catch {
    return error
  }
}

/// A model of these variables and tasks, in which a predicate observes every variable, so that none counts as
/// the private data of one task.
func system(
  _ variables: [Variable], _ procedures: [Procedure] = [], observed: Bool = true, tasks: [[Statement]]
) -> Model {
  var model = Model(name: "tiny")
  model.variables = variables
  model.procedures = procedures
  model.findings = [Finding("found", "what the test looks for")]
  model.crashes = [Finding("bug", "what the test runs into")]
  model.contexts = tasks.enumerated().map { index, body in
    Context("task \(index)", kind: .task, placement: .bound(cpu: index), body: body)
  }
  if observed {
    let reads = variables.filter { $0.storage == .shared }.map { variable in
      variable.count == nil ? Expression.shared(variable.name) : .element(variable.name, 0)
    }
    model.predicates = [Predicate("observer", reads.reduce(0) { $0 || $1 })]
  }
  return model
}

/// A body, written with the builder.
func body(@ProgramBuilder _ statements: () -> [Statement]) -> [Statement] { statements() }
