import Machine
import Program

/// The life of locals. Only one whose address is kept somewhere that outlives its block is watched: in a
/// variable, in memory of the heap, in the local of another function, in a work item's worker.
extension CLowering {
  /// A pointer is stored into an object.
  mutating func noteEscape(_ node: Pointees.Node, into target: Pointees.Object) {
    guard let object = facts.pointees.object(node), locals.contains(object.name) else { return }
    // What is kept in the same function ends with it.
    let own = "\(scope.instance)::"
    if target.name == object.name || target.name.hasPrefix(own) && object.name.hasPrefix(own) { return }
    facts.noteEscaped(object.name)
  }

  /// A pointer is kept by somebody who uses it later.
  mutating func noteEscape(_ node: Pointees.Node?) {
    guard let node, let object = facts.pointees.object(node), locals.contains(object.name) else { return }
    facts.noteEscaped(object.name)
  }

  /// Whether uses of a local are checked.
  func isWatched(_ object: Pointees.Object) -> Bool {
    !environment.isSurvey && facts.escaped.contains(object.name)
  }

  /// Whether an access and its check are one step.
  func isChecked(_ object: Pointees.Object) -> Bool { object.isPool || isWatched(object) }

  /// The check of a use of a local; nil if nobody else has its address, or the use is by its name.
  func lifeCheck(_ object: Pointees.Object, _ pointer: CValue) -> [Statement]? {
    guard isWatched(object), pointer.expression != .currentContext else { return nil }
    return errorCheck(pointer) + Kernel.checkLocal(pointer.expression, object.name)
  }

  /// The local begins to live here, and ends when its block is left.
  mutating func beginLife(_ object: Pointees.Object) {
    guard isWatched(object) else { return }
    let life = Kernel.life(of: object.name)
    touch(life, .boolean, count: object.count)
    facts.include(.truth, in: life)
    facts.noteRead(life)
    let own = Expression.element(life, object.isIndexed ? Expression.currentContext.lessOne : 0)
    statements[statements.count - 1].append(Statement(.assign(own, 1)))
    // The first to be undone comes last: what else is done with the local at the end is still a use.
    scope.blocks[scope.blocks.count - 1].cleanups.append([Statement(.assign(own, 0))])
  }
}
