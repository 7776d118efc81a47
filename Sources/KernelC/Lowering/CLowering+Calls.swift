import Machine
import Program

/// Calls. A callee is looked for among what the language has (macros that name objects), the functions that
/// were asked for, what the case provides, the kernel's primitives, and the stubs; else it is opaque.
extension CLowering {
  mutating func lowerCall(
    _ callee: CExpression, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    guard let name = callee.identifier, scope.lookup(name) == nil else {
      return try lowerIndirectCall(callee, arguments, at: place, isUsed: isUsed)
    }
    // A function that is read goes before a macro of the kernel that has its name.
    let isOwn = followed[name] != nil && environment.expansions[name] == nil
    if !isOwn, let value = try lowerBuiltin(name, arguments, at: place, isUsed: isUsed) { return value }
    if let value = try lowerWork(name, arguments, at: place, isUsed: isUsed) { return value }
    if let value = try lowerWait(name, arguments, at: place, isUsed: isUsed) { return value }
    if let target = try lowerPlaceCall(callee, arguments, at: place) { return load(target, at: place) }
    if let expansion = environment.expansions[name] {
      return try expand(expansion, name, arguments, at: place, isUsed: isUsed)
    }
    if let function = followed[name] {
      return try call(function, try lower(arguments, at: place), at: place, isUsed: isUsed)
    }
    if let function = environment.functions[name] {
      return try call(function, name, arguments, at: place, isUsed: isUsed)
    }
    if let primitive = Kernel.primitive(name) {
      return try call(primitive, arguments, at: place, isUsed: isUsed)
    }
    if let function = stubs[name] {
      return try call(function, try lower(arguments, at: place), at: place, isUsed: isUsed)
    }
    if let variable = globalPlace(name) {
      let pointer = load(variable, at: place)
      return try callThrough(pointer, named: name, arguments, at: place, isUsed: isUsed)
    }
    return try callOpaque(name, arguments, at: place, isUsed: isUsed)
  }

  /// Arguments from left to right, each kept from what the next ones do.
  mutating func lower(_ arguments: [CExpression], at place: CPlace) throws(CReadError) -> [CValue] {
    var values: [CValue] = []
    for argument in arguments {
      let (prefix, value) = try capture { (reader) throws(CReadError) in try reader.lower(argument) }
      if !prefix.isEmpty {
        for index in values.indices { values[index] = stabilised(values[index], at: place) }
      }
      statements[statements.count - 1] += prefix
      values.append(value)
    }
    return values
  }

  // MARK: Functions with a body

  mutating func call(
    _ function: CFunction, _ arguments: [CValue], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    guard arguments.count >= function.parameters.count else {
      noteOpaque(function.name, "it is called with too few arguments", place)
      return CValue(0)
    }
    let arguments = Array(arguments.prefix(function.parameters.count))
    if function.parameters.contains(where: { isHeldByMembers(declarations.type($0.type)) })
      || isHeldByMembers(declarations.type(function.result))
    {
      noteOpaque(function.name, "it takes or returns a record by value", place)
    }
    guard let procedure = try procedure(for: function, arguments) else {
      noteOpaque(function.name, "it calls itself: the inner call is left out", place)
      return CValue(0, declarations.type(function.result))
    }
    let instance = instanceName(function, arguments)
    let type = declarations.type(function.result)
    let isEmpty = emptyProcedures.contains(procedure)
    let passed = zip(function.parameters, arguments).map {
      $1.converted(to: declarations.type($0.type).decayed).expression
    }
    guard type != .void else {
      if !isEmpty { emit(.call(result: nil, procedure: procedure, arguments: passed), at: place) }
      return CValue(0, .void)
    }
    let key = "\(instance)::return"
    let values = facts.values(of: key)
    let node = type.isPointer ? facts.node(of: key) : nil
    // A constant result needs no place; the call may still have effects.
    guard isUsed, values.constant == nil else {
      if !isEmpty { emit(.call(result: nil, procedure: procedure, arguments: passed), at: place) }
      return CValue(.constant(values.constant ?? 0), type, values, node: node)
    }
    let result = temporary(values, node: node, at: place)
    emit(.call(result: .local(result), procedure: procedure, arguments: passed), at: place)
    return CValue(.local(result), type, values, node: node)
  }

  /// A call through a pointer: one of the functions whose address it can hold.
  mutating func lowerIndirectCall(
    _ callee: CExpression, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    var callee = callee
    if case .unary(.dereference, let inner) = callee.kind { callee = inner }
    let pointer = stabilised(try lower(callee), at: place)
    return try callThrough(pointer, named: CPrinter.text(of: callee), arguments, at: place, isUsed: isUsed)
  }

  /// - Parameter text: how the pointer is written.
  mutating func callThrough(
    _ pointer: CValue, named text: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    let values = try lower(arguments, at: place)
    let named = Dictionary(functionNumbers.map { ($0.value, $0.key) }) { first, _ in first }
    // Nothing is known of which function is called.
    guard let numbers = pointer.values.elements else {
      return opaqueResult(text, at: place, isUsed: isUsed)
    }
    if numbers.contains(0) {
      emit(
        .conditional(
          .binary(.equal, pointer.expression, 0),
          then: [Statement(.crash(kind: "null-dereference"), at: SourcePlace(place))], otherwise: []),
        at: place)
    }
    var table: [Statement.DispatchEntry] = []
    var (resultValues, node): (PossibleValues, Pointees.Node?) = (.empty, nil)
    var type = LoweredType.void
    var unfollowed: [String] = []
    var passed = values.map(\.expression)
    for number in numbers where number != 0 {
      guard let name = named[number], let function = followed[name] ?? stubs[name] else {
        unfollowed.append(named[number] ?? text)
        continue
      }
      guard function.parameters.count == values.count, let procedure = try procedure(for: function, values)
      else {
        noteOpaque(name, "it is called through a pointer in a way that does not fit it", place)
        continue
      }
      table.append(.init(value: number, procedure: procedure))
      passed = zip(function.parameters, values).map {
        $1.converted(to: declarations.type($0.type).decayed).expression
      }
      let result = declarations.type(function.result)
      guard result != .void else { continue }
      type = result
      let key = "\(instanceName(function, values))::return"
      resultValues = resultValues.union(facts.values(of: key))
      if result.isPointer {
        if let known = node { facts.pointees.unify(known, facts.node(of: key)) }
        node = facts.node(of: key)
      }
    }
    guard !table.isEmpty else {
      guard let first = unfollowed.first else { return CValue(0, type) }
      for name in unfollowed.dropFirst() { noteOpaqueCall(name, at: place) }
      return opaqueResult(first, at: place, isUsed: isUsed)
    }
    for name in unfollowed { noteOpaqueCall(name, at: place) }
    var target: Expression?
    if isUsed && type != .void {
      target = .local(temporary(resultValues.union(PossibleValues(0)), node: node, at: place))
    }
    emit(
      .dispatch(
        result: target, selector: pointer.expression, table: table, arguments: passed),
      at: place)
    return CValue(target ?? 0, type, target == nil ? PossibleValues(0) : resultValues, node: node)
  }
}

extension CExpression {
  /// The name in `x`, `&x` and `(type)x`.
  var strippedName: String? {
    switch kind {
    case .identifier(let name): name
    case .unary(.addressOf, let inner), .cast(_, let inner): inner.strippedName
    default: nil
    }
  }
}
