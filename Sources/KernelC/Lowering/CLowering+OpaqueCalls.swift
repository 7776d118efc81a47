import Machine
import Program

/// Calls of functions of which nothing is known.
extension CLowering {
  /// A function of which nothing is known: it succeeds or, under the fault budget, fails; it touches nothing.
  mutating func callOpaque(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    for argument in arguments where argument.hasEffect { try lowerEffect(argument) }
    return opaqueResult(name, at: place, isUsed: isUsed)
  }

  mutating func noteOpaqueCall(_ name: String, at place: CPlace) {
    guard isFinal else { return }
    report.opaqueCalls.append(.init(callee: name, caller: scope.name, place: place))
  }

  mutating func opaqueResult(_ name: String, at place: CPlace, isUsed: Bool) -> CValue {
    noteOpaqueCall(name, at: place)
    let prototype = declarations.prototypes[name] ?? declarations.functions[name]?.type
    let type = prototype.map { declarations.type($0.result) } ?? (environment.isSurvey ? .unknown : .int)
    guard isUsed, type != .void else { return CValue(0, type) }
    if environment.isSurvey { return surveyedResult(name, type, at: place) }
    if type.isPointer {
      let node = facts.node(of: "\(name)()")
      if facts.pointees.object(node) == nil, facts.stage != .onlyWhatIsSaid {
        facts.pointees.setObject(
          node, .init(name: "\(name)()", count: 1, isPool: false, isIndexed: false))
      }
      return mayFail(name, success: 1, failure: 0, type, node, at: place)
    }
    if type == .boolean { return CValue(0, type) }
    return mayFail(name, success: 0, failure: -5, type, nil, at: place)
  }

  mutating func mayFail(
    _ name: String, success: Int, failure: Int, _ type: LoweredType, _ node: Pointees.Node?, at place: CPlace
  ) -> CValue {
    guard computer.hasFaults, type != .unsigned else {
      return CValue(success, type).with(optional: node)
    }
    let values = PossibleValues([success, failure])
    let local = temporary(values, node: nil, at: place)
    let budget = Expression.shared("faults_left")
    emit(
      .choose([
        .init(
          name: "\(name)() succeeds", agency: .kernel, when: 1,
          body: [Statement(.atomic(.init(body: [Statement(.assign(.local(local), .constant(success)))])))]),
        .init(
          name: "\(name)() fails", agency: .fault, when: .binary(.greater, budget, 0),
          body: [
            Statement(
              .atomic(
                .init(body: [
                  Statement(.assign(budget, .binary(.subtract, budget, 1))),
                  Statement(.assign(.local(local), .constant(failure))),
                ])))
          ]),
      ]), at: place)
    return CValue(.local(local), type, values, node: node)
  }
}
