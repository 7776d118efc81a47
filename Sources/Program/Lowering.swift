import StateSpace

extension Model {
  /// Verifies the tree and lowers it to the graph that is explored and exported.
  ///
  /// `fused: false` makes a step of every statement: the slow twin, with the same verdicts and other counts.
  /// - Complexity: linear in the size of the expanded program.
  public func graph(fused: Bool = true) throws(ModelError) -> Graph {
    var lowering = try lowered(fused: fused)
    if fused {
      // What turned out to be one context's own is not visible: the second pass makes no steps of it.
      lowering = try lowered(fused: true, privateVariables: lowering.singleAccessVariables)
    }
    let early = lowering.contextsObservedEarly
    if !early.isEmpty {
      lowering = try lowered(
        fused: fused, privateVariables: lowering.privateVariables, steppingContexts: early)
    }
    return lowering.finish()
  }

  private func lowered(
    fused: Bool, privateVariables: Set<Int> = [], steppingContexts: Set<Int> = []
  ) throws(ModelError) -> Lowering {
    var lowering = try Lowering(self, fused: fused)
    lowering.privateVariables = privateVariables
    lowering.steppingContexts = steppingContexts
    try lowering.lowerContexts()
    try lowering.lowerPredicates()
    return lowering
  }
}

/// Walks the tree of each context and emits its instructions. Calls are expanded where they stand, so that
/// the program counter alone tells where a context is, in which caller included.
struct Lowering {
  /// Instructions of one model, limited so that a hostile or runaway expansion ends in an error.
  static let maximumInstructions = 1_000_000

  let model: Model
  let fused: Bool
  var graph = Graph(name: "")
  var scope: Scope
  var procedures: [String: Int] = [:]
  var assignedParameters: [Set<String>] = []
  var functionIndex: [Function: Int] = [:]
  var eventIndex: [String: Int] = [:]
  var findingIndex: [String: Int] = [:]
  var crashIndex: [String: Int] = [:]
  /// Where each label points; instructions hold label numbers until `finish`.
  var labels: [Int] = []

  // The context being lowered.
  var context = 0
  var runnable: GraphExpression = .constant(1)
  var defaultAgency = Agency.kernel
  var frames: [Frame] = []
  var atomicDepth = 0
  /// Which context accesses each variable; -1 for several, or for a property that observes it.
  var accessors: [Int: Int] = [:]
  /// Shared variables that one context alone touches: found by a first pass.
  var privateVariables: Set<Int> = []
  /// Contexts that begin with a step, because what they do before their first access is observed.
  var steppingContexts: Set<Int> = []
  /// How many accesses were found to be no steps because of that.
  var elidedSteps = 0
  var place: SourcePlace?
  var pendingActions: [Action] = []
  var pcCount = 0
  var freeLocals: [FreeCells: [Int]] = [:]

  /// What an expanded call knows: parameters and locals, where to return to, and the loops around the
  /// statement.
  struct Frame {
    var procedure: Int?
    var function: Int
    var bindings: [String: GraphExpression] = [:]
    var owned: [Owned] = []
    var exit: Int
    /// Where a primitive was called, which its own statements stand for.
    var callSite: SourcePlace?
    var result: Int?
    var loops: [(continueLabel: Int, breakLabel: Int)] = []
    var namedLabels: [String: Int] = [:]
    var firstGoto: [String: SourcePlace] = [:]
    var placedLabels: Set<String> = []
  }

  /// Cells that wait for their next use. Those of locals hold 0; those of values in between hold anything,
  /// since they are never read before they are written.
  struct FreeCells: Hashable {
    var domain: Domain
    var isNamed: Bool
  }

  /// A cell that a frame has taken: for a local of the procedure, or for a value in between.
  struct Owned {
    var domain: Domain
    var cell: Int
    var isNamed: Bool
  }

  init(_ model: Model, fused: Bool) throws(ModelError) {
    self.model = model
    self.fused = fused
    self.scope = try Scope(model)
    graph.name = model.name
    graph.cells = scope.cells
    graph.variables = model.variables
    graph.pools = model.pools
    graph.findings = model.findings
    graph.crashes =
      model.crashes + [Finding("model-error", "a value left the range that its variable declares")]
    graph.crashCell = graph.cells.count
    graph.cells.append(
      Cell(name: "crashed", lowest: 0, highest: graph.crashes.count, initial: 0, role: .crash))
    for (index, procedure) in model.procedures.enumerated() {
      guard procedures.updateValue(index, forKey: procedure.name) == nil else {
        throw ModelError(.doubledName, "procedure \(procedure.name) is declared twice")
      }
      var assigned: Set<String> = []
      procedure.body.forEachAssignedLocal { assigned.insert($0) }
      guard Set(procedure.parameters.map(\.name)).count == procedure.parameters.count else {
        throw ModelError(.doubledName, "two parameters of \(procedure.name) have one name")
      }
      assignedParameters.append(assigned)
    }
    for (index, finding) in model.findings.enumerated() {
      guard findingIndex.updateValue(index, forKey: finding.id) == nil else {
        throw ModelError(.doubledName, "finding \(finding.id) is declared twice")
      }
    }
    for (index, crash) in graph.crashes.enumerated() {
      guard crashIndex.updateValue(index, forKey: crash.id) == nil else {
        throw ModelError(.doubledName, "crash \(crash.id) is declared twice, or stands for a model error")
      }
    }
  }

  mutating func lowerContexts() throws(ModelError) {
    var names: Set<String> = []
    for (index, declared) in model.contexts.enumerated() {
      context = index
      place = nil
      guard names.insert(declared.name).inserted else {
        throw ModelError(.doubledName, "context \(declared.name) is declared twice")
      }
      pcCount = 0
      pendingActions = []
      freeLocals = [:]
      let pcCell = graph.cells.count
      graph.cells.append(
        Cell(
          name: "pc[\(declared.name)]", lowest: 0, highest: 0, initial: 0,
          role: .programCounter(context: index)))
      let firstLocal = graph.cells.count
      let entry = graph.instructions.count
      graph.contexts.append(
        GraphContext(
          name: declared.name, kind: declared.kind, placement: declared.placement, pcCell: pcCell,
          actionRange: [],
          entry: entry, locals: firstLocal..<firstLocal))
      defaultAgency = declared.kind == .agent ? .environment : .kernel
      let function = functionNumber(Function(name: declared.name, source: ""))
      frames = [Frame(procedure: nil, function: function, exit: makeLabel())]
      runnable = .constant(1)
      runnable = try resolve(declared.runnable)
      if steppingContexts.contains(index) { beginVisible("start") }
      try lower(declared.body)
      try closeNamedLabels()
      placeLabel(frames[0].exit)
      emitStop()
      frames = []
      finishContext(index, firstLocal: firstLocal)
    }
  }

  private mutating func finishContext(_ index: Int, firstLocal: Int) {
    let base = graph.actions.count
    let sorted = pendingActions.enumerated().sorted {
      ($0.element.pc, $0.offset) < ($1.element.pc, $1.offset)
    }
    graph.actions += sorted.map(\.element)
    var ranges: [Range<Int>] = []
    var next = base
    for pc in 0..<pcCount {
      let start = next
      while next < graph.actions.count && graph.actions[next].pc == pc { next += 1 }
      ranges.append(start..<next)
    }
    graph.contexts[index].actionRange = ranges
    graph.contexts[index].locals = firstLocal..<graph.cells.count
    graph.cells[graph.contexts[index].pcCell].highest = max(0, pcCount - 1)
  }

  mutating func lowerPredicates() throws(ModelError) {
    context = -1
    defer { context = 0 }
    graph.declaredPredicates = model.predicates.count
    place = nil
    var names: Set<String> = []
    for predicate in model.predicates {
      guard names.insert(predicate.name).inserted else {
        throw ModelError(.doubledName, "predicate \(predicate.name) is declared twice")
      }
      guard !predicate.condition.belongsToContext else {
        throw ModelError(
          .unknownName, "predicate \(predicate.name) names a local or asks for a CPU: it sees variables only")
      }
      frames = [Frame(procedure: nil, function: 0, exit: makeLabel())]
      var condition = try resolve(predicate.condition.folded)
      // In the absorbing state all variables are at their lowest values, which say nothing.
      if predicate.holdsAfterCrash {
        condition = .binary(.or, .binary(.notEqual, .cell(graph.crashCell), .constant(0)), condition)
      }
      graph.predicates.append(
        GraphPredicate(
          name: predicate.name, condition: condition, holdsAfterCrash: predicate.holdsAfterCrash))
    }
  }

  /// Resolves labels and the questions about pointers, and finds the locals that are dead at each stop.
  mutating func finish() -> Graph {
    for index in graph.instructions.indices {
      switch graph.instructions[index] {
      case .jump(let label): graph.instructions[index] = .jump(labels[label])
      case .branch(let condition, let then, let otherwise):
        graph.instructions[index] = .branch(condition, then: labels[then], otherwise: labels[otherwise])
      default: break
      }
    }
    for index in graph.actions.indices { graph.actions[index].entry = labels[graph.actions[index].entry] }
    // First what is dead, then the questions, which are not what keeps a pointer alive.
    let dead = Liveness.markDeadLocals(&graph)
    graph.resolvePointerQuestions(dead: dead)
    return graph
  }

  // MARK: Emission

  mutating func emit(_ instruction: Instruction) {
    graph.instructions.append(instruction)
    graph.functionOf.append(frames.last?.function ?? 0)
  }

  mutating func makeLabel() -> Int {
    labels.append(-1)
    return labels.count - 1
  }

  mutating func placeLabel(_ label: Int) { labels[label] = graph.instructions.count }

  @discardableResult
  mutating func emitStop() -> Int {
    let pc = pcCount
    pcCount += 1
    emit(.stop(context: context, pc: pc, zeroed: []))
    return pc
  }

  /// Begins a transition here unless an atomic block is open: the access that follows is visible.
  mutating func beginVisible(_ text: @autoclosure () -> String) {
    guard atomicDepth == 0 else { return }
    let pc = emitStop()
    let entry = makeLabel()
    placeLabel(entry)
    addAction(pc: pc, guard: runnable, agency: defaultAgency, entry: entry, text: text())
  }

  mutating func addAction(pc: Int, guard condition: GraphExpression, agency: Agency, entry: Int, text: String)
  {
    pendingActions.append(
      Action(
        context: context, pc: pc, agency: agency, guardCondition: condition, entry: entry,
        function: frames.last!.function, place: frames.last!.callSite ?? place, text: text))
  }

  mutating func functionNumber(_ function: Function) -> Int {
    if let known = functionIndex[function] { return known }
    graph.functions.append(function)
    functionIndex[function] = graph.functions.count - 1
    return graph.functions.count - 1
  }

  // MARK: Locals

  mutating func allocateLocal(
    _ name: String, _ domain: Domain, isNamed: Bool = false
  ) throws(ModelError) -> Int {
    if let cell = freeLocals[FreeCells(domain: domain, isNamed: isNamed)]?.popLast() {
      frames[frames.count - 1].owned.append(Owned(domain: domain, cell: cell, isNamed: isNamed))
      return cell
    }
    let bounds = try scope.bounds(of: domain, for: name, includingZero: true, at: place)
    let cell = graph.cells.count
    graph.cells.append(
      Cell(
        name: "\(model.contexts[context].name).\(name)", lowest: bounds.lowest, highest: bounds.highest,
        initial: 0, role: .local(context: context), pool: bounds.pool, values: bounds.values))
    frames[frames.count - 1].owned.append(Owned(domain: domain, cell: cell, isNamed: isNamed))
    return cell
  }

  /// Gives back the cells of the innermost frame, the locals as empty as the next call finds them.
  mutating func releaseFrame() {
    for owned in frames[frames.count - 1].owned.reversed() {
      if owned.isNamed { emit(.assign(cell: owned.cell, .constant(0))) }
      freeLocals[FreeCells(domain: owned.domain, isNamed: owned.isNamed), default: []].append(owned.cell)
    }
    frames[frames.count - 1].owned = []
  }

  mutating func localCell(_ local: Local) throws(ModelError) -> GraphExpression {
    if let bound = frames[frames.count - 1].bindings[local.name] { return bound }
    let cell = try allocateLocal(local.name, local.domain, isNamed: true)
    frames[frames.count - 1].bindings[local.name] = .cell(cell)
    return .cell(cell)
  }

  /// Makes a cell known as a local of the innermost frame. No local of a program can have its name.
  mutating func bindTemporary(_ cell: Int, _ domain: Domain) -> Local {
    let local = Local("%\(labels.count)", domain)
    labels.append(-1)  // a number that no other temporary has
    frames[frames.count - 1].bindings[local.name] = .cell(cell)
    return local
  }

  func closeNamedLabels() throws(ModelError) {
    let frame = frames[frames.count - 1]
    for name in frame.namedLabels.keys.sorted() where !frame.placedLabels.contains(name) {
      throw ModelError(
        .unknownLabel, "goto \(name): there is no such label in this procedure",
        at: frame.firstGoto[name] ?? place)
    }
  }
}

extension [Statement] {
  /// Calls `visit` with the name of every local that some statement below assigns.
  func forEachAssignedLocal(_ visit: (String) -> Void) {
    func target(_ expression: Expression?) {
      if case .local(let local) = expression { visit(local.name) }
    }
    for statement in self {
      switch statement.kind {
      case .assign(let place, _): target(place)
      case .call(let result, _, _), .dispatch(let result, _, _, _): target(result)
      case .conditional(_, let then, let otherwise):
        then.forEachAssignedLocal(visit)
        otherwise.forEachAssignedLocal(visit)
      case .whileLoop(_, let body), .loop(let body): body.forEachAssignedLocal(visit)
      case .choose(let options): for option in options { option.body.forEachAssignedLocal(visit) }
      case .atomic(let atomic): atomic.body.forEachAssignedLocal(visit)
      default: break
      }
    }
  }
}
