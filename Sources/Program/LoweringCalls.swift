/// Calls, bound or through a table: expanded where they stand.
extension Lowering {
  /// The call graph is static and without recursion; deeper nesting than this is taken for a mistake.
  static let maximumCallDepth = 64

  mutating func lowerCall(_ result: Expression?, _ name: String, _ arguments: [Expression]) throws(ModelError)
  {
    guard let index = procedures[name] else {
      throw ModelError(.unknownName, "procedure \(name) is called but not declared", at: place)
    }
    guard !frames.contains(where: { $0.procedure == index }) else {
      throw ModelError(
        .recursion, "\(name) calls itself, directly or not; the call graph must be static", at: place)
    }
    guard frames.count < Lowering.maximumCallDepth else {
      throw ModelError(
        .recursion, "calls nest deeper than \(Lowering.maximumCallDepth) at \(name)", at: place)
    }
    let procedure = model.procedures[index]
    guard procedure.parameters.count == arguments.count else {
      throw ModelError(
        .wrongArguments,
        "\(name) takes \(procedure.parameters.count) arguments and is given \(arguments.count)",
        at: place)
    }
    let standing = place
    let function =
      procedure.isPrimitive
      ? frames[frames.count - 1].function
      : functionNumber(Function(name: name, source: procedure.source))
    var callee = Frame(procedure: index, function: function, exit: makeLabel())
    if procedure.isPrimitive { callee.callSite = frames[frames.count - 1].callSite ?? place }
    let mark = frames[frames.count - 1].owned.count
    for (parameter, argument) in zip(procedure.parameters, arguments) {
      let value = substitute(argument)
      let bounds = try scope.bounds(
        of: parameter.domain, for: parameter.name, includingZero: true, at: place)
      // A constant outside of the domain is stored, which the interpreter refuses like any other value.
      if case .constant(let constant) = value, bounds.content(of: constant) != nil,
        !assignedParameters[index].contains(parameter.name)
      {
        callee.bindings[parameter.name] = .constant(constant)
      } else {
        let cell = try allocateLocal(parameter.name, parameter.domain)
        let temporary = bindTemporary(cell, parameter.domain)
        try lowerAssignment(.local(temporary), value, step: "\(parameter.name) = \(value)")
        callee.bindings[parameter.name] = .cell(cell)
      }
    }
    var resultLocal: Local?
    if let result {
      let domain = try resultDomain(result)
      let cell = try allocateLocal("result", domain)
      callee.result = cell
      resultLocal = bindTemporary(cell, domain)
    }
    frames.append(callee)
    try lower(procedure.body)
    try closeNamedLabels()
    // A path that ends without a return would otherwise leave the result of some earlier call.
    if callee.result != nil, procedure.body.last?.isReturn != true {
      emit(.crash(graph.crashes.count - 1))
    }
    placeLabel(frames[frames.count - 1].exit)
    releaseFrame()
    frames.removeLast()
    place = standing
    if let result, let resultLocal {
      let step = Statement(.call(result: result, procedure: name, arguments: arguments)).description
      try lowerAssignment(result, .local(resultLocal), step: step)
    }
    releaseTemporaries(from: mark)
  }

  private mutating func resultDomain(_ target: Expression) throws(ModelError) -> Domain {
    switch substitute(target: target) {
    case .local(let local): return local.domain
    case .shared(let name):
      return model.variables[try scope.entry(name, indexed: false, at: place).variable].domain
    case .element(let name, _):
      return model.variables[try scope.entry(name, indexed: true, at: place).variable].domain
    default: throw ModelError(.notAssignable, "a result can't be stored into \(target)", at: place)
    }
  }

  mutating func lowerDispatch(
    _ result: Expression?, _ selector: Expression, _ table: [Statement.DispatchEntry],
    _ arguments: [Expression]
  ) throws(ModelError) {
    let selector = substitute(selector)
    if case .constant(let value) = selector {
      if let entry = table.first(where: { $0.value == value }) {
        return try lowerCall(result, entry.procedure, arguments)
      }
      if let result { try lowerAssignment(result, 0) }
      return
    }
    // A declared result local must be bound before the branches part.
    if case .local(let local)? = result.map({ substitute(target: $0) }) { _ = try localCell(local) }
    let hoisted = try hoist(selector, keep: 0)
    let value = try resolve(hoisted)
    let end = makeLabel()
    for entry in table {
      let (here, next) = (makeLabel(), makeLabel())
      let isMeant = GraphExpression.binary(.equal, value, .constant(entry.value)).tabulated(graph.cells)
      emit(.branch(isMeant, then: here, otherwise: next))
      placeLabel(here)
      try lowerCall(result, entry.procedure, arguments)
      emit(.jump(end))
      placeLabel(next)
    }
    if let result { try lowerAssignment(result, 0) }
    placeLabel(end)
  }

  mutating func lowerReturn(_ value: Expression?) throws(ModelError) {
    let frame = frames[frames.count - 1]
    if let cell = frame.result {
      guard let value else {
        throw ModelError(.missingResult, "a result is expected here, but return has no value", at: place)
      }
      let domain =
        graph.cells[cell].values.map { Domain.values($0) }
        ?? .range(graph.cells[cell].lowest...graph.cells[cell].highest)
      let local = bindTemporary(cell, domain)
      try lowerAssignment(.local(local), value, step: "return \(substitute(value))")
    }
    emit(.jump(frame.exit))
  }
}

extension Statement {
  fileprivate var isReturn: Bool {
    if case .returnValue = kind { true } else { false }
  }
}
