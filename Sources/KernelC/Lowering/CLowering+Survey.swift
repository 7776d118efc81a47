import Machine
import Program

/// To look at what a function is understood as, apart from any model: nothing that nobody defines may close a
/// branch, so it may hold anything. What comes out is looked at and never explored.
extension CLowering {
  /// The value of a name that no file declares.
  mutating func surveyedName(_ name: String, at place: CPlace) -> CValue {
    assume("\(name) is defined in no file that was read: it may be anything (\(place))")
    return CValue(.shared(name), .unknown, .anything, node: facts.node(of: name))
  }

  /// What a call returns of which nothing is known.
  mutating func surveyedResult(_ name: String, _ type: LoweredType, at place: CPlace) -> CValue {
    var node: Pointees.Node?
    switch type {
    case .pointer, .unknown, .record: node = facts.node(of: "\(name)()")
    default: break
    }
    let local = temporary(type.limits, node: nil, at: place)
    emit(.call(result: .local(local), procedure: name, arguments: []), at: place)
    return CValue(.local(local), type, type.limits, node: node)
  }

  /// A primitive that works on something a case declares: a function for `on_each_cpu`, a work item.
  mutating func surveyedPrimitive(
    _ primitive: Kernel.Primitive, _ error: PrimitiveError, at place: CPlace, isUsed: Bool
  ) -> CValue {
    assume("a case declares what this needs: \(error) (\(place))")
    guard isUsed, primitive.returnsValue else {
      emit(.call(result: nil, procedure: primitive.name, arguments: []), at: place)
      return CValue(0, .void)
    }
    return surveyedResult(primitive.name, .int, at: place)
  }

  /// What a pointer points to. Where nothing says so, and all that is said has been found, it is an object of
  /// its own.
  mutating func object(of node: Pointees.Node) -> Pointees.Object? {
    if facts.stage == .objectsForPointers, facts.pointees.object(node) == nil {
      let type = facts.typeName(of: node)?.split(separator: " ").last.map(String.init) ?? "object"
      let name = "\(type) \(facts.pointees.representative(node).number)"
      facts.pointees.setObject(node, .init(name: name, count: 1, isPool: false, isIndexed: false))
    }
    return facts.pointees.object(node)
  }

  /// The object comes before its members, so that these have its name.
  mutating func noteDereferenced(_ node: Pointees.Node, _ type: LoweredType) {
    guard facts.stage == .objectsForPointers else { return }
    if case .record(let name) = type { facts.note(type: name, of: node) }
    _ = object(of: node)
  }

  /// Notes that a statement is read, so that those that are not can be told.
  mutating func noteEntered(_ statement: CStatement) {
    guard isFinal else { return }
    entered.insert(statement.place.range.lowerBound)
  }

  /// The statements of a function that no value reaches.
  mutating func noteUnreached(in function: CFunction) {
    guard isFinal, environment.isSurvey else { return }
    function.body.visitStatements { statement in
      switch statement.kind {
      case .compound, .empty, .label, .case, .default, .fallthrough, .localLabels: return
      default: break
      }
      if !entered.contains(statement.place.range.lowerBound) {
        report.unreached.append(.init(function: function.name, place: statement.place))
      }
    }
  }
}
