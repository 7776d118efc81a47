import Machine
import Program

/// Calls of functions of which nothing is known: they touch nothing, and succeed or fail under the fault
/// budget.
extension CLowering {
  mutating func callOpaque(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    for argument in arguments { try discard(argument) }
    return opaqueResult(name, at: place, isUsed: isUsed)
  }

  /// Lists the call, and marks in the program where it stands, so that a path can tell that it went by.
  mutating func noteOpaqueCall(_ name: String, at place: CPlace) {
    guard isFinal else { return }
    let call = CReport.OpaqueCall(callee: name, caller: scope.name, place: place)
    let known = report.opaqueCalls.firstIndex(of: call)
    if known == nil { report.opaqueCalls.append(call) }
    guard !environment.isSurvey else { return }
    let number = known ?? report.opaqueCalls.count - 1
    emit(.event(name: CReport.OpaqueCall.event, arguments: [.constant(number)]), at: place)
  }

  mutating func opaqueResult(_ name: String, at place: CPlace, isUsed: Bool) -> CValue {
    noteOpaqueCall(name, at: place)
    let prototype = declarations.prototypes[name] ?? declarations.functions[name]?.type
    let type = prototype.map { declarations.type($0.result) } ?? (environment.isSurvey ? .unknown : .int)
    guard isUsed, type != .void else { return CValue(0, type) }
    if environment.isSurvey { return surveyedResult(name, type, at: place) }
    switch type {
    case .pointer:
      let node = facts.node(of: "\(name)()")
      if facts.pointees.object(node) == nil, facts.stage != .onlyWhatIsSaid {
        facts.pointees.setObject(
          node, .init(name: "\(name)()", count: 1, isPool: false, isIndexed: false))
      }
      return mayFail(name, success: 1, failures: failures(ofPointer: node), type, node, at: place)
    case .boolean:
      // Neither answer of a question is a failure, so both are tried.
      return chooseTruth(name, at: place).converted(to: .boolean)
    case .integer(_, signed: false): return mayFail(name, success: 0, failures: [1], type, nil, at: place)
    default: return mayFail(name, success: 0, failures: errors, type, nil, at: place)
    }
  }

  /// What a function may fail with: each error that something compares with, and -EIO for all others, since
  /// nothing tells these apart.
  private var errors: [Int] {
    let compared = facts.comparedErrors.elements ?? []
    return [CLowering.anyError] + compared.filter { $0 != CLowering.anyError }.reversed()
  }

  private static let anyError = -5

  /// A pointer that somebody asks `IS_ERR` of fails with errors, any other with NULL.
  private func failures(ofPointer node: Pointees.Node) -> [Int] {
    switch (facts.isAskedForErrors(node), facts.isAskedForNull(node)) {
    case (true, true): [0] + errors
    case (true, false): errors
    case (false, _): [0]
    }
  }

  private mutating func mayFail(
    _ name: String, success: Int, failures: [Int], _ type: LoweredType, _ node: Pointees.Node?,
    at place: CPlace
  ) -> CValue {
    guard computer.hasFaults else { return CValue(success, type).with(optional: node) }
    let values = PossibleValues([success] + failures)
    let local = temporary(values.union(PossibleValues(0)), node: nil, at: place)
    let budget = Expression.shared("faults_left")
    var outcomes = [
      outcome("\(name)() succeeds", isFault: false, [.assign(.local(local), .constant(success))])
    ]
    for failure in failures {
      let error = failures.count == 1 ? "" : ": \(CConstants.text(ofError: failure))"
      outcomes.append(
        outcome(
          "\(name)() fails\(error)", isFault: true,
          [.assign(budget, .binary(.subtract, budget, 1)), .assign(.local(local), .constant(failure))]))
    }
    emit(.choose(outcomes), at: place)
    return CValue(.local(local), type, values, node: node)
  }

  private func outcome(_ name: String, isFault: Bool, _ body: [Statement.Kind]) -> Statement.Option {
    .init(
      name: name, agency: isFault ? .fault : .kernel,
      when: isFault ? .binary(.greater, .shared("faults_left"), 0) : 1,
      body: [Statement(.atomic(.init(body: body.map { Statement($0) })))])
  }
}
