import Machine
import Program

/// Statements: blocks with what has to be undone at their end, and jumps.
extension CLowering {
  mutating func lowerBlock(_ statement: CStatement) throws(CReadError) {
    guard case .compound(let inner) = statement.kind else { return try lower(statement) }
    scope.blocks.append(.init())
    for statement in inner { try lower(statement) }
    let block = scope.blocks.removeLast()
    if isReachable {
      for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
    }
  }

  mutating func lower(_ statement: CStatement) throws(CReadError) {
    guard isReachable || statement.hasLabel else {
      // Who jumps over a declaration may use what it declares.
      if case .declaration(let declaration) = statement.kind { try declare(declaration) }
      return
    }
    let place = statement.place
    noteEntered(statement)
    switch statement.kind {
    case .compound: try lowerBlock(statement)
    case .empty, .fallthrough, .localLabels: break
    case .expression(let expression):
      if try lowerGuard(expression) { break }
      if try lowerReturnedPointer(expression) { break }
      try lowerEffect(expression)
    case .declaration(let declaration): try lower(declaration)
    case .if(let condition, let then, let otherwise):
      let truth = try lower(condition).truth
      try branch(
        truth, condition, at: place, keepsThen: then.hasLabel, keepsOtherwise: otherwise?.hasLabel ?? false,
        then: { (reader) throws(CReadError) in try reader.lower(then) },
        otherwise: { (reader) throws(CReadError) in if let otherwise { try reader.lower(otherwise) } })
    case .while(let condition, let body):
      try lowerLoop(condition: condition, step: nil, body: body, at: place)
    case .doWhile(let body, let condition): try lowerDoWhile(body, condition, at: place)
    case .for(let start, let condition, let step, let body):
      scope.blocks.append(.init())
      if let start { try lower(start) }
      try lowerLoop(condition: condition, step: step, body: body, at: place)
      scope.blocks.removeLast()
    case .switch(let selector, let body): try lowerSwitch(selector, body, at: place)
    case .case, .default:
      if let label = switchLabels[place.range.lowerBound] { placeLabel(label, at: place) }
    case .label(let name, _): placeLabel("C \(name)", at: place)
    case .goto(let name):
      // A jump leaves blocks inwards only in code that nobody writes.
      leave(to: labelDepths[name] ?? scope.blocks.count, at: place)
      emit(.goto("C \(name)"), at: place)
      isReachable = false
    case .computedGoto: noteOpaque("", "a computed goto is not followed", place)
    case .return(let value): try lowerReturn(value, at: place)
    case .break: leaveLoop(place, continues: false)
    case .continue: leaveLoop(place, continues: true)
    case .assembly(let assembly):
      noteOpaque("asm(\(assembly.text.prefix(60)))", "assembly is not read", place)
    case .callWithBody(let call, let body): try lowerCallWithBody(call, body, at: place)
    case .opaque(let opaque):
      noteOpaque(opaque.text, "\(opaque.reason)", place, kind: opaque.reason.kind)
    }
  }

  mutating func placeLabel(_ name: String, at place: CPlace) {
    emit(.label(name), at: place)
    known = [:]
    isReachable = true
  }

  // MARK: Return

  mutating func lowerReturn(_ value: CExpression?, at place: CPlace) throws(CReadError) {
    let cleanups = scope.blocks.contains { !$0.cleanups.isEmpty }
    if let value, scope.result != .void {
      var result = try lower(value).converted(to: scope.result)
      if cleanups { result = stabilised(result, at: place) }
      let key = "\(scope.instance)::return"
      facts.include(result.values, in: key, limits: scope.result.limits)
      if let node = result.node { facts.pointees.unify(facts.node(of: key), node) }
      leave(to: 0, at: place)
      emit(.returnValue(result.expression), at: place)
    } else {
      if let value { try lowerEffect(value) }
      leave(to: 0, at: place)
      if let end = scope.bodyEnd {
        emit(.goto(end), at: place)
        scope.isBodyLeft = true
      } else {
        emit(.returnValue(nil), at: place)
      }
    }
    isReachable = false
  }
}
