import Machine
import Program

/// Loops, and the ways out of them.
extension CLowering {
  mutating func lowerLoop(
    condition: CExpression?, step: CExpression?, body: CStatement, at place: CPlace
  ) throws(CReadError) {
    known = [:]
    // Who jumps into the body comes back to its beginning.
    isReachable = true
    let continueLabel = step != nil && body.continuesOuterLoop ? scope.makeLabel("next turn") : nil
    let (turn, ends) = try capture { (reader) throws(CReadError) -> Bool in
      var ends = false
      if let condition {
        let truth = try reader.lower(condition).truth
        if truth.values.truthValue != true {
          ends = true
          reader.emit(
            .conditional(
              truth.negated.expression, then: [Statement(.breakLoop, at: SourcePlace(place))], otherwise: []),
            at: place)
        }
        reader.refine(condition, holds: true)
      }
      reader.scope.targets.append(
        .init(breakLabel: nil, continueLabel: continueLabel, isLoop: true, depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
      if let continueLabel { reader.placeLabel(continueLabel, at: place) }
      if let step {
        reader.isReachable = true
        try reader.lowerEffect(step)
      }
      return ends
    }
    emit(.loop(turn), at: place)
    known = [:]
    isReachable = ends || body.breaksLoop
    if let condition, ends { refine(condition, holds: false) }
    if body.breaksLoop { known = [:] }
  }

  mutating func lowerDoWhile(_ body: CStatement, _ condition: CExpression, at place: CPlace)
    throws(CReadError)
  {
    known = [:]
    // `do { ... } while (0)`, as macros have it, is no loop.
    let isOnce = declarations.constant(condition) == 0
    if !isOnce { isReachable = true }
    let label = scope.makeLabel(isOnce ? "end of block" : "condition")
    let (turn, _) = try capture { (reader) throws(CReadError) in
      reader.scope.targets.append(
        .init(
          breakLabel: isOnce ? label : nil, continueLabel: label, isLoop: true,
          depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
      if body.continuesOuterLoop || isOnce && body.breaksLoop { reader.placeLabel(label, at: place) }
      guard !isOnce else { return }
      reader.isReachable = true
      let truth = try reader.lower(condition).truth
      if truth.values.truthValue != true {
        reader.emit(
          .conditional(
            truth.negated.expression, then: [Statement(.breakLoop, at: SourcePlace(place))], otherwise: []),
          at: place)
      }
    }
    if isOnce {
      statements[statements.count - 1] += turn
    } else {
      emit(.loop(turn), at: place)
      isReachable = true
      known = [:]
    }
  }

  mutating func leaveLoop(_ place: CPlace, continues: Bool) {
    guard let target = continues ? scope.targets.last(where: { $0.isLoop }) : scope.targets.last else {
      noteOpaque("", continues ? "continue stands outside a loop" : "break stands outside a loop", place)
      return
    }
    leave(to: target.depth, at: place)
    if let label = continues ? target.continueLabel : target.breakLabel {
      emit(.goto(label), at: place)
    } else {
      emit(continues ? .continueLoop : .breakLoop, at: place)
    }
    isReachable = false
  }

  /// Runs the cleanups of all blocks inside of the given number.
  mutating func leave(to depth: Int, at place: CPlace) {
    for block in scope.blocks[min(depth, scope.blocks.count)...].reversed() {
      for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
    }
  }
}
