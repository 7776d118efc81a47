import StateSpace

/// Statements: control flow, calls, choices and atomic blocks.
extension Lowering {
  mutating func lower(_ statements: [Statement]) throws(ModelError) {
    for statement in statements {
      place = statement.place ?? place
      // Labels count too: calls of empty procedures make nothing else, and there may be a great many of them.
      guard graph.instructions.count + labels.count < Lowering.maximumInstructions else {
        throw ModelError(
          .tooLarge, "the expanded program has over \(Lowering.maximumInstructions) instructions and labels")
      }
      try lower(statement)
    }
  }

  private mutating func lower(_ statement: Statement) throws(ModelError) {
    switch statement.kind {
    case .assign(let target, let value):
      let mark = frames[frames.count - 1].owned.count
      try lowerAssignment(target, value)
      // Locals that the statement declared stay; what it split off is free again.
      releaseTemporaries(from: mark)
    case .call(let result, let name, let arguments):
      try lowerCall(result, name, arguments)
    case .dispatch(let result, let selector, let table, let arguments):
      try lowerDispatch(result, selector, table, arguments)
    case .conditional(let condition, let then, let otherwise):
      let (yes, no, end) = (makeLabel(), makeLabel(), makeLabel())
      let mark = frames[frames.count - 1].owned.count
      unfusedStep("if \(condition)")
      try lowerCondition(condition, yes, otherwise.isEmpty ? end : no)
      placeLabel(yes)
      try lower(then)
      if !otherwise.isEmpty {
        emit(.jump(end))
        placeLabel(no)
        try lower(otherwise)
      }
      placeLabel(end)
      releaseTemporaries(from: mark)
    case .whileLoop(let condition, let body): try lowerLoop(condition, body)
    case .loop(let body): try lowerLoop(nil, body)
    case .choose(let options): try lowerChoice(options)
    case .atomic(let atomic): try lowerAtomic(atomic)
    case .returnValue(let value): try lowerReturn(value)
    case .breakLoop:
      guard let loop = frames[frames.count - 1].loops.last else {
        throw ModelError(.strayBreak, "break stands outside a loop", at: place)
      }
      emit(.jump(loop.breakLabel))
    case .continueLoop:
      guard let loop = frames[frames.count - 1].loops.last else {
        throw ModelError(.strayBreak, "continue stands outside a loop", at: place)
      }
      emit(.jump(loop.continueLabel))
    case .label(let name):
      let label = namedLabel(name)
      guard frames[frames.count - 1].placedLabels.insert(name).inserted else {
        throw ModelError(.doubledName, "label \(name) stands twice in one procedure", at: place)
      }
      placeLabel(label)
    case .goto(let name):
      emit(.jump(namedLabel(name)))
      if frames[frames.count - 1].firstGoto[name] == nil { frames[frames.count - 1].firstGoto[name] = place }
    case .require(let finding, let condition): try lowerRequire(finding, condition)
    case .crash(let kind):
      guard let index = crashIndex[kind] else {
        throw ModelError(.unknownName, "\(kind) is no declared kind of crash", at: place)
      }
      // It ends the paths of all contexts, so it is no local work: others may step before it.
      beginVisible("crash \(kind)")
      emit(.crash(index))
    case .event(let name, let arguments):
      var resolved: [GraphExpression] = []
      for argument in arguments { resolved.append(try resolve(substitute(argument))) }
      if eventIndex[name] == nil {
        eventIndex[name] = graph.events.count
        graph.events.append(name)
      }
      emit(.event(eventIndex[name]!, resolved))
    }
  }

  /// In the unfused twin a local statement is a step too.
  private mutating func unfusedStep(_ text: @autoclosure () -> String) {
    if !fused { beginVisible(text()) }
  }

  private mutating func namedLabel(_ name: String) -> Int {
    if let known = frames[frames.count - 1].namedLabels[name] { return known }
    let label = makeLabel()
    frames[frames.count - 1].namedLabels[name] = label
    return label
  }

  /// Frees what was allocated since `mark`, but for the cells that a local of the procedure is bound to.
  mutating func releaseTemporaries(from mark: Int) {
    var index = frames[frames.count - 1].owned.count
    while index > mark {
      index -= 1
      let owned = frames[frames.count - 1].owned[index]
      guard !owned.isNamed else { continue }
      frames[frames.count - 1].owned.remove(at: index)
      freeLocals[FreeCells(domain: owned.domain, isNamed: false), default: []].append(owned.cell)
    }
  }

  /// `step` says what a step does whose target or value is a temporary.
  mutating func lowerAssignment(
    _ target: Expression, _ value: Expression, step: String? = nil
  ) throws(ModelError) {
    let value = substitute(value)
    let target = substitute(target: target)
    let storage: Variable.Storage
    switch target {
    case .local: storage = .sequenced
    case .shared(let name):
      storage = self.storage(of: try scope.entry(name, indexed: false, at: place))
    case .element(let name, _):
      storage = self.storage(of: try scope.entry(name, indexed: true, at: place))
    default:
      throw ModelError(
        .notAssignable, "\(target) is assigned to, but is neither a local nor a variable", at: place)
    }
    if storage == .ghost { return try emitStore(target, resolve(value)) }
    let text = step ?? "\(target) = \(value)"
    var destination = target
    if case .element(let name, let index) = target { destination = .element(name, try hoist(index, keep: 0)) }
    let hoisted = try hoist(value, keep: storage == .shared ? 0 : 1)
    if storage == .shared || visibleAccesses(hoisted) > 0 { beginVisible(text) } else { unfusedStep(text) }
    try emitStore(destination, resolve(hoisted))
  }

  private mutating func emitStore(_ target: Expression, _ value: GraphExpression) throws(ModelError) {
    switch try resolvePlace(target) {
    case .cell(let cell): emit(.assign(cell: cell, content(value, for: cell)))
    case .indexed(let base, let count, let index):
      emit(.assignIndexed(base: base, count: count, index: index, content(value, for: base)))
    default:
      throw ModelError(.notAssignable, "\(target) is a constant here and can't be assigned to", at: place)
    }
  }

  private mutating func lowerLoop(_ condition: Expression?, _ body: [Statement]) throws(ModelError) {
    let (head, inside, next, end) = (makeLabel(), makeLabel(), makeLabel(), makeLabel())
    placeLabel(head)
    let elided = elidedSteps
    if let condition { try lowerCondition(condition, inside, end) }
    placeLabel(inside)
    frames[frames.count - 1].loops.append((next, end))
    try lower(body)
    frames[frames.count - 1].loops.removeLast()
    placeLabel(next)
    // A turn whose steps all went because they touch the context's own data must not become a part of an
    // endless local run.
    if elidedSteps > elided && runsLocally(from: head) { beginVisible("the next turn of the loop") }
    emit(.jump(head))
    placeLabel(end)
  }

  private mutating func lowerRequire(_ finding: String, _ condition: Expression) throws(ModelError) {
    guard let index = findingIndex[finding] else {
      throw ModelError(.unknownName, "\(finding) is no declared finding", at: place)
    }
    let condition = substitute(condition)
    if case .constant(let value) = condition {
      if value == 0 { emit(.finding(index)) }
      return
    }
    let (holds, fails) = (makeLabel(), makeLabel())
    emit(.branch(try resolve(condition), then: holds, otherwise: fails))
    placeLabel(fails)
    emit(.finding(index))
    placeLabel(holds)
  }

  private mutating func lowerChoice(_ options: [Statement.Option]) throws(ModelError) {
    guard atomicDepth == 0 else {
      throw ModelError(.choiceInAtomic, "a choice can't stand in an atomic block: choose first", at: place)
    }
    let pc = emitStop()
    let end = makeLabel()
    let standing = place
    for option in options {
      let condition = GraphExpression.conjunction(runnable, try resolve(substitute(option.guardCondition)))
      let entry = makeLabel()
      placeLabel(entry)
      place = option.body.first?.place ?? standing
      if condition != .constant(0) {
        addAction(pc: pc, guard: condition, agency: option.agency, entry: entry, text: option.name)
      }
      var rest = option.body[...]
      if case .atomic(let atomic)? = rest.first?.kind, atomic.guardCondition == 1 {
        atomicDepth += 1
        try lower(atomic.body)
        atomicDepth -= 1
        rest = rest.dropFirst()
      }
      try lower(Array(rest))
      emit(.jump(end))
    }
    placeLabel(end)
  }

  /// Whether statements touch nothing that others see: only plain assignments and observations are looked
  /// into.
  private mutating func isPrivate(_ statements: [Statement]) -> Bool {
    for statement in statements {
      switch statement.kind {
      case .assign(let target, let value):
        guard visibleAccesses(target) == 0 && visibleAccesses(substitute(value)) == 0 else { return false }
      case .require(_, let condition):
        // In an atomic block it is the way to look at what others write, at a moment that others can step
        // before.
        guard visibleAccesses(substitute(condition)) == 0 else { return false }
      case .event: break
      default: return false
      }
    }
    return true
  }

  /// An atomic block on one context's own data is local work; it is a stop only if its guard does not hold,
  /// and then for good, since nobody else can make it hold.
  private mutating func lowerPrivateAtomic(
    _ guardCondition: Expression, _ atomic: Statement.Atomic
  ) throws(ModelError) {
    if guardCondition != 1 {
      let (go, blocked) = (makeLabel(), makeLabel())
      emit(.branch(try resolve(guardCondition), then: go, otherwise: blocked))
      placeLabel(blocked)
      emitStop()
      placeLabel(go)
    }
    atomicDepth += 1
    try lower(atomic.body)
    atomicDepth -= 1
  }

  private mutating func lowerAtomic(_ atomic: Statement.Atomic) throws(ModelError) {
    let guardCondition = substitute(atomic.guardCondition)
    if atomicDepth == 0 && fused && atomic.agency == nil && !atomic.bypassesOwner
      && isOwn(guardCondition) && isPrivate(atomic.body)
    {
      return try lowerPrivateAtomic(guardCondition, atomic)
    }
    if atomicDepth == 0 {
      let pc = emitStop()
      let entry = makeLabel()
      placeLabel(entry)
      let own = try resolve(guardCondition)
      let text =
        atomic.text.isEmpty
        ? atomic.body.first.map { "\($0)" } ?? "wait until \(guardCondition)" : atomic.text
      let condition = atomic.bypassesOwner ? own : .conjunction(runnable, own)
      if condition != .constant(0) {
        addAction(pc: pc, guard: condition, agency: atomic.agency ?? defaultAgency, entry: entry, text: text)
      }
    } else if guardCondition != 1 {
      throw ModelError(
        .choiceInAtomic, "an atomic block inside another can't wait for \(guardCondition)", at: place)
    }
    atomicDepth += 1
    try lower(atomic.body)
    atomicDepth -= 1
  }
}

extension GraphExpression {
  static func conjunction(_ a: GraphExpression, _ b: GraphExpression) -> GraphExpression {
    if case .constant(let value) = a { return value != 0 ? b : .constant(0) }
    if case .constant(let value) = b { return value != 0 ? a : .constant(0) }
    return .binary(.and, a, b)
  }
}
