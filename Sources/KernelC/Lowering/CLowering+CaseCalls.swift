import Machine
import Program

/// Calls of what the case provides.
extension CLowering {
  mutating func call(
    _ function: CEnvironment.Function, _ name: String, _ arguments: [CExpression], at place: CPlace,
    isUsed: Bool
  ) throws(CReadError) -> CValue {
    let values = try lower(arguments, at: place)
    guard values.count == function.parameters else {
      throw .wrongUse(
        name: name, place: place,
        problem: "takes \(function.parameters) arguments and is given \(values.count)")
    }
    let passed = values.map { value in
      guard let pool = function.pool, value.type.isPointer else { return value.expression }
      let object = value.node.flatMap { facts.pointees.object($0) }
      return object?.name == pool ? value.expression : -1
    }
    return callProcedure(
      function.procedure, passed, result: function.result, at: place, isUsed: isUsed)
  }

  mutating func callProcedure(
    _ procedure: String, _ arguments: [Expression], result: Domain?, at place: CPlace, isUsed: Bool
  ) -> CValue {
    guard let result, isUsed else {
      emit(.call(result: nil, procedure: procedure, arguments: arguments), at: place)
      return CValue(0, .void)
    }
    let values = values(of: result)
    var node: Pointees.Node?
    if case .pointer(let pool) = result { node = poolNode(pool) }
    let local = temporary(values, node: node, at: place)
    emit(.call(result: .local(local), procedure: procedure, arguments: arguments), at: place)
    return CValue(.local(local), node == nil ? .int : .pointer(.void), values, node: node)
  }

  mutating func expand(
    _ expansion: CEnvironment.Expansion, _ name: String, _ arguments: [CExpression], at place: CPlace,
    isUsed: Bool
  ) throws(CReadError) -> CValue {
    var described: [CCall.Argument] = []
    for argument in arguments { described.append(try describe(argument)) }
    let call = CCall(
      name: name, arguments: described, names: arguments.map { $0.identifier ?? "" }, place: place)
    let result = try expansion(call).get()
    for case .function(let name) in described {
      guard let function = followed[name] ?? stubs[name] else { throw .missingFunction(name) }
      _ = try procedure(for: function, rootArguments(function))
    }
    return callProcedure(
      result.procedure, result.arguments, result: result.result, at: place, isUsed: isUsed)
  }

  mutating func describe(_ argument: CExpression) throws(CReadError) -> CCall.Argument {
    if let constant = declarations.constant(argument) { return .constant(constant) }
    var inner = argument
    if case .unary(.addressOf, let operand) = inner.kind { inner = operand }
    switch inner.kind {
    case .string(let string): return .text(string.text)
    case .identifier(let name):
      if followed[name] != nil || stubs[name] != nil { return .function(name) }
      guard let entry = scope.lookup(name) else {
        // A state of the ladder, say: its name is what counts.
        guard globalPlace(name) != nil else { return .value(0) }
        if inner.kind != argument.kind { return .variable(name) }
        return .value(split(try lower(argument), at: argument.place).expression)
      }
      _ = entry
      return .value(split(try lower(argument), at: argument.place).expression)
    default: return .value(split(try lower(argument), at: argument.place).expression)
    }
  }

  /// The arguments of a callback: a CPU number, and pointers to what they may point to.
  mutating func rootArguments(_ function: CFunction) -> [CValue] {
    function.parameters.enumerated().map { index, parameter in
      let type = declarations.type(parameter.type).decayed
      let key = "\(function.name)::\(parameter.name ?? "_\(index)")"
      if type.isPointer {
        return CValue(.local(Local("root", .bool)), type, .empty, node: facts.node(of: key))
      }
      return CValue(
        .local(Local("root", .bool)), type, PossibleValues(lowest: 0, highest: computer.cpus - 1))
    }
  }
}
