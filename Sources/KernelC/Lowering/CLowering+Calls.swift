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
    if let value = try lowerBuiltin(name, arguments, at: place, isUsed: isUsed) { return value }
    if let value = try lowerWork(name, arguments, at: place, isUsed: isUsed) { return value }
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
      return try callThrough(pointer, arguments, at: place, isUsed: isUsed)
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
  private mutating func lowerIndirectCall(
    _ callee: CExpression, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    var callee = callee
    if case .unary(.dereference, let inner) = callee.kind { callee = inner }
    let pointer = stabilised(try lower(callee), at: place)
    return try callThrough(pointer, arguments, at: place, isUsed: isUsed)
  }

  private mutating func callThrough(
    _ pointer: CValue, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    let values = try lower(arguments, at: place)
    let named = Dictionary(functionNumbers.map { ($0.value, $0.key) }) { first, _ in first }
    guard let numbers = pointer.values.elements else {
      noteOpaque("", "nothing is known of which function is called here", place)
      return CValue(0)
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
    for number in numbers where number != 0 {
      guard let name = named[number], let function = followed[name] ?? stubs[name] else {
        noteOpaque(named[number] ?? "", "a function that is not followed is called through a pointer", place)
        continue
      }
      guard function.parameters.count == values.count, let procedure = try procedure(for: function, values)
      else {
        noteOpaque(name, "it is called through a pointer in a way that does not fit it", place)
        continue
      }
      table.append(.init(value: number, procedure: procedure))
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
    guard !table.isEmpty else { return CValue(0, type) }
    var target: Expression?
    if isUsed && type != .void {
      target = .local(temporary(resultValues.union(PossibleValues(0)), node: node, at: place))
    }
    emit(
      .dispatch(
        result: target, selector: pointer.expression, table: table, arguments: values.map(\.expression)),
      at: place)
    return CValue(target ?? 0, type, target == nil ? PossibleValues(0) : resultValues, node: node)
  }

  // MARK: The case's own

  private mutating func call(
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

  private mutating func callProcedure(
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

  private mutating func expand(
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

  private mutating func describe(_ argument: CExpression) throws(CReadError) -> CCall.Argument {
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

  // MARK: Primitives

  private mutating func call(
    _ primitive: Kernel.Primitive, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    let declared = primitive.parameters.dropFirst(primitive.takesPool ? 1 : 0)
    var pointed: Pointees.Node?
    var given: [Kernel.Argument] = []
    var written: [PlaceReference] = []
    var passed: [PossibleValues] = []
    let types = primitive.parameterTypes
    for (index, argument) in arguments.enumerated() {
      let parameter = index < declared.count ? declared[declared.startIndex + index] : .any
      switch parameter {
      case .any: given.append(.value(0))
      case .value:
        let value = split(try lower(argument), at: place)
        pointed = pointed ?? value.node
        passed.append(value.values)
        given.append(.value(value.expression))
      case .condition:
        let (prefix, value) = try capture { (reader) throws(CReadError) in try reader.lower(argument).truth }
        if !prefix.isEmpty {
          noteOpaque(primitive.name, "its condition has effects, which are left out", place)
        }
        given.append(.value(value.expression))
      case .place, .mask:
        if parameter == .mask, let mask = cpuMaskArgument(argument) {
          given.append(.value(mask))
          continue
        }
        let isAddress = index < types.count && types[index].contains("*")
        let target: PlaceReference
        if isAddress {
          target = dereference(try lower(argument), at: place)
        } else {
          target = try lowerPlace(argument)
        }
        guard let machine = machinePlace(target, primitive, at: place) else { return CValue(0) }
        let type = types.indices.contains(index) ? types[index] : ""
        if !type.contains("const ") { written.append(target) }
        if parameter == .mask || type.contains("cpumask") {
          passed.append(PossibleValues(lowest: 0, highest: 1 << computer.cpus - 1))
        }
        given.append(.place(machine))
      case .perCPU, .name:
        given.append(.name(argument.strippedName ?? ""))
      case .function: given.append(.name(argument.strippedName ?? ""))
      case .pool: given.append(.value(0))
      }
    }
    if primitive.takesPool {
      guard let node = pointed, let object = facts.pointees.object(node), object.isPool else {
        noteOpaque(primitive.name, "nothing is known of the memory that it is called for", place)
        return CValue(0, .pointer(.void))
      }
      given.insert(.name(object.name), at: 0)
    }
    for target in written { noteWritten(target, primitive.name, passed) }
    return expand(primitive, given, at: place, isUsed: isUsed)
  }

  private mutating func expand(
    _ primitive: Kernel.Primitive, _ arguments: [Kernel.Argument], at place: CPlace, isUsed: Bool
  ) -> CValue {
    do {
      guard isUsed, primitive.returnsValue else {
        emit(try primitive.expand(arguments, into: nil, in: computer), at: place)
        return CValue(0, .void)
      }
      let domain = try resultDomain(primitive, arguments) ?? .bool
      let values = values(of: domain)
      var node: Pointees.Node?
      if case .pointer(let pool) = domain { node = poolNode(pool) }
      let local = temporary(values, node: node, at: place)
      emit(try primitive.expand(arguments, into: .local(local), in: computer), at: place)
      return CValue(.local(local), node == nil ? .int : .pointer(.void), values, node: node)
    } catch {
      noteOpaque(primitive.name, "\(error)", place)
      return CValue(0)
    }
  }

  private mutating func resultDomain(_ primitive: Kernel.Primitive, _ arguments: [Kernel.Argument])
    throws(PrimitiveError) -> Domain?
  {
    if case .value(let position) = primitive.returns, case .place(let place) = arguments[position] {
      switch place.value {
      case .shared(let name), .element(let name, _):
        if foreign[name] == nil { return .holding(facts.values(of: name)) }
      default: break
      }
    }
    return try primitive.resultDomain(arguments, in: computer)
  }

  /// The place of a C object as the machine's primitives take it.
  private mutating func machinePlace(
    _ target: PlaceReference, _ primitive: Kernel.Primitive, at place: CPlace
  ) -> Place? {
    switch target.base {
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      return Place(.local(Local(name, domain(of: key, target.type))))
    case .memory(let node, let pointer):
      guard let object = facts.pointees.object(node) else {
        if !pointer.values.isEmpty {
          noteOpaque(primitive.name, "nothing is known of the object that it is called for", place)
        }
        return nil
      }
      let name = variableName(object)
      touch(name, target.type, count: object.isIndexed ? object.count : nil)
      facts.noteRead(name)
      if object.isPool { return Place(name, of: pointer.expression, in: object.name) }
      let isIndexed = foreign[name].map { $0.count != nil } ?? object.isIndexed
      return Place(
        isIndexed ? .element(name, pointer.expression.lessOne) : .shared(name))
    case .nowhere(let reason):
      noteOpaque(primitive.name, reason, place)
      return nil
    }
  }

  /// What a primitive may store through an argument, from what its name says that it does.
  private mutating func noteWritten(
    _ target: PlaceReference, _ primitive: String, _ passed: [PossibleValues]
  ) {
    let words = Set(primitive.split(separator: "_").map(String.init))
    let given = passed.reduce(PossibleValues.empty) { $0.union($1) }
    let old = possibleValues(of: target)
    var values: PossibleValues
    if words.contains("inc") {
      values = old.applying(.add, PossibleValues(1))
    } else if words.contains("dec") {
      values = old.applying(.subtract, PossibleValues(1))
    } else if words.contains("add") {
      values = old.applying(.add, given)
    } else if words.contains("sub") {
      values = old.applying(.subtract, given)
    } else if words.contains("bit") {
      let bit = PossibleValues(1).applying(.shiftLeft, given)
      values = old.applying(.bitOr, bit).union(old.applying(.bitAnd, bit.applying(.complement)))
    } else if primitive.hasPrefix("rdmsr") {
      values = target.type.limits
    } else if words.contains("irq") || words.contains("irqsave") {
      values = .truth
    } else {
      values = given
    }
    if case .integer(let bits, let signed) = target.type {
      values = values.applying(.truncate(bits: bits, signed: signed))
    }
    switch target.base {
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      facts.include(values, in: key, limits: target.type.limits)
      known[key] = nil
    case .memory(let node, _):
      if let object = facts.pointees.object(node) {
        facts.noteStored(variableName(object))
        facts.include(values, in: variableName(object), limits: target.type.limits)
      }
    case .nowhere: break
    }
  }

  private func possibleValues(of target: PlaceReference) -> PossibleValues {
    switch target.base {
    case .local(let name): return facts.values(of: "\(scope.instance)::\(name)")
    case .memory(let node, _):
      return facts.pointees.object(node).map { facts.values(of: variableName($0)) } ?? .empty
    case .nowhere: return .empty
    }
  }

  // MARK: Opaque calls

  /// A function of which nothing is known: it succeeds or, under the fault budget, fails; it touches nothing.
  private mutating func callOpaque(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    for argument in arguments where argument.hasEffect { try lowerEffect(argument) }
    if isFinal { report.opaqueCalls.append(.init(callee: name, caller: scope.name, place: place)) }
    let prototype = declarations.prototypes[name] ?? declarations.functions[name]?.type
    let type = prototype.map { declarations.type($0.result) } ?? .int
    guard isUsed, type != .void else { return CValue(0, type) }
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

  private mutating func mayFail(
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

extension Kernel.Primitive {
  /// The types of the prototype's parameters with their names, as written.
  fileprivate var parameterTypes: [String] {
    let list = signature.drop { $0 != "(" }.dropFirst().dropLast()
    return list == "void" ? [] : list.split(separator: ",").map(String.init)
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

  /// Whether evaluating it does more than to yield a value.
  var hasEffect: Bool {
    var found = false
    visit {
      switch $0.kind {
      case .assignment, .postfix, .unary(.increment, _), .unary(.decrement, _), .call, .statements:
        found = true
      default: break
      }
    }
    return found
  }
}
