/// What a finished exploration says about the properties: verdicts, and the runs that show them.
struct SearchConclusion<System: TransitionSystem> {
  private var builder: PathBuilder<System.Expander>
  private var expander: System.Expander
  private let properties: [Property]

  init(of system: System, properties: [Property]) {
    let ownGroups = system.groups.map { $0.agency == .kernel || $0.agency == .hardware }
    builder = PathBuilder(expander: system.makeExpander(), ownGroups: ownGroups)
    expander = system.makeExpander()
    self.properties = properties
  }

  /// `levels` holds the first state of each level and, at its end, the count.
  mutating func result(of exploration: inout Exploration, levels: [Int]) -> SearchResult {
    exploration.table.checkInvariants()
    observeUnexpanded(of: &exploration)
    let answers = properties.indices.map { answer($0, of: &exploration) }
    var findings: [SearchResult.Finding] = []
    for (finding, occurrence) in exploration.watch.occurrences.enumerated() {
      guard let occurrence else { continue }
      let path = builder.path(over: occurrence.successor, of: occurrence.source, in: exploration.table)
      findings.append(SearchResult.Finding(finding: finding, path: path))
    }
    return SearchResult(
      end: exploration.isExhausted ? .exhausted : exploration.limit.map { .limit($0) } ?? .decided,
      states: exploration.table.count, expandedStates: exploration.expanded,
      transitions: exploration.transitions,
      statesPerLevel: zip(levels, levels.dropFirst()).map { $1 - $0 },
      peakBytes: exploration.peakBytes, answers: answers, findings: findings)
  }

  /// States at which a limit left no time for successors still satisfy predicates or violate them.
  private mutating func observeUnexpanded(of exploration: inout Exploration) {
    for state in exploration.expanded..<exploration.table.count {
      let predicates = expander.predicates(of: exploration.table.vectors.reader.vector(at: state))
      exploration.observeUnexpanded(state: state, predicates: predicates)
    }
  }

  private mutating func answer(_ index: Int, of exploration: inout Exploration) -> SearchResult.Answer {
    let property = properties[index]
    let decision = exploration.watch.decisions[index]
    var path: Path?
    switch property {
    case .always, .sometimes, .neverStuck:
      path = decision.map { builder.path(to: $0, in: exploration.table) }
    case .never(let finding):
      if let occurrence = exploration.watch.occurrences[finding] {
        path = builder.path(over: occurrence.successor, of: occurrence.source, in: exploration.table)
      }
    case .canFinish(let from, let reach, let absorbing):
      let goals = 1 << UInt64(reach) | (absorbing.map { 1 << UInt64($0) } ?? 0 as UInt64)
      if let state = pointOfNoReturn(from: 1 << UInt64(from), goals: goals, in: &exploration) {
        path = pathIntoHang(over: state, in: exploration.table)
      }
    }
    let isFound = path != nil
    let verdict: Verdict
    if case .sometimes = property {
      verdict = isFound ? .holds : exploration.isExhausted ? .violated : .inconclusive(exploration.limit!)
    } else {
      verdict = isFound ? .violated : exploration.isExhausted ? .holds : .inconclusive(exploration.limit!)
    }
    return SearchResult.Answer(property: property, verdict: verdict, path: path)
  }

  /// The least state that satisfies `from` and from which no state that satisfies one of `goals` can be
  /// reached by the system's own steps. A search that was stopped does not begin such an analysis.
  private mutating func pointOfNoReturn(
    from: UInt64, goals: UInt64, in exploration: inout Exploration
  ) -> Int? {
    if case .stopped = exploration.limit, !exploration.isExhausted { return nil }
    let expanded = exploration.expanded
    let states = exploration.table.vectors.reader
    var analysis = FinishAnalysis(count: exploration.table.count, expanded: expanded)
    for state in 0..<expanded where expander.predicates(of: states.vector(at: state)) & goals != 0 {
      analysis.insertGoal(state)
    }
    analysis.run(over: exploration.edges)
    exploration.note(bytes: exploration.bytes + analysis.peakBytes)
    for state in 0..<expanded where !analysis.canFinish.contains(state) {
      if expander.predicates(of: states.vector(at: state)) & from != 0 { return state }
    }
    return nil
  }

  private mutating func pathIntoHang(over state: Int, in table: borrowing StateTable) -> Path {
    var path = builder.path(to: state, in: table)
    let continuation = StuckContinuation(from: state, in: table, builder: &builder)
    path.pointOfNoReturn = path.steps.count
    path.cycleStart = continuation.cycleStart.map { $0 + path.steps.count }
    var source = state
    for target in continuation.states {
      path.steps.append(builder.step(from: source, to: target, onlyOwn: true, in: table))
      source = target
    }
    return path
  }
}
