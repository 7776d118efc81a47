import Machine
import Program

/// Calls of the kernel's primitives.
extension CLowering {
  mutating func call(
    _ primitive: Kernel.Primitive, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue {
    let declared = primitive.parameters.dropFirst(primitive.takesPool ? 1 : 0)
    var pointed: Pointees.Node?
    var given: [Kernel.Argument] = []
    var written: [PlaceReference] = []
    var passed: [PossibleValues] = []
    var callback: CFunction?
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
        // What a function that is called elsewhere is told comes right behind it.
        if let function = callback {
          callback = nil
          try tell(function, value, by: primitive.name, at: place)
          if declarations.constant(arguments[arguments.count - 1]) == 0 { noteEscape(value.node) }
        }
      // Waiting is lowered by itself.
      case .condition: given.append(.value(try lower(argument).truth.expression))
      case .place, .mask:
        if parameter == .mask, let mask = cpuMaskArgument(argument) {
          given.append(.value(mask))
          continue
        }
        let isAddress = index < types.count && types[index].contains("*")
        let target: PlaceReference
        if isAddress {
          target = dereference(try lower(argument).pointing(as: types[index]), at: place)
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
        if types[index].contains("percpu_rw_semaphore") { try checkNamed(argument, primitive, at: place) }
        // A lock that is known by its name alone.
        if let name = argument.strippedName, scope.lookup(name) == nil, declarations.variables[name] != nil,
          let target = globalPlace(name), case .memory(let node, _) = target.base,
          let object = facts.pointees.object(node)
        {
          touch(name, target.type, object, nil)
          facts.noteRead(name)
        }
        given.append(.name(argument.strippedName ?? ""))
      case .function:
        given.append(.name(argument.strippedName ?? ""))
        callback = argument.strippedName.flatMap { followed[$0] ?? stubs[$0] }
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
    // What `try_cmpxchg` finds goes where the old value stood.
    if primitive.name.hasSuffix("try_cmpxchg"), let first = written.first {
      passed.append(possibleValues(of: first))
    }
    for target in written { noteWritten(target, primitive.name, passed) }
    return expand(primitive, given, at: place, isUsed: isUsed)
  }

  mutating func expand(
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
      if environment.isSurvey, error.code == .unknownName {
        return surveyedPrimitive(primitive, error, at: place, isUsed: isUsed)
      }
      noteOpaque(primitive.name, "\(error)", place, kind: "\(primitive.name) does not fit the computer")
      return CValue(0)
    }
  }

  mutating func resultDomain(_ primitive: Kernel.Primitive, _ arguments: [Kernel.Argument])
    throws(PrimitiveError) -> Domain?
  {
    if case .value(let position) = primitive.returns, case .place(let place) = arguments[position] {
      switch place.value {
      case .shared(let name), .element(let name, _):
        if foreign[name] == nil { return .holding(environment.isSurvey ? .anything : facts.values(of: name)) }
      default: break
      }
    }
    return try primitive.resultDomain(arguments, in: computer)
  }

  /// The place of a C object as the machine's primitives take it.
  mutating func machinePlace(
    _ target: PlaceReference, _ primitive: Kernel.Primitive, at place: CPlace
  ) -> Place? {
    switch target.base {
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      return Place(.local(Local(name, domain(of: key, target.type))))
    case .memory(let node, let pointer):
      guard let object = object(of: node) else {
        if !pointer.values.isEmpty {
          noteOpaque(primitive.name, "nothing is known of the object that it is called for", place)
        }
        return nil
      }
      let name = contentName(object, target.type)
      touch(name, target.type, object, target.element)
      facts.noteRead(name)
      if object.isPool {
        guard target.element == nil else {
          noteOpaque(primitive.name, "it is called for an element of an array on the heap", place)
          return nil
        }
        return Place(name, of: pointer.expression, in: object.name)
      }
      let isIndexed = foreign[name].map { $0.count != nil } ?? (object.isIndexed || target.element != nil)
      var place = Place(isIndexed ? .element(name, number(pointer, target.element)) : .shared(name))
      if lifeCheck(object, pointer) != nil {
        place.object = .init(pointer.expression, in: object.name, isLocal: true)
      }
      return place
    case .nowhere(let reason):
      noteOpaque(primitive.name, reason, place)
      return nil
    }
  }

  /// What a primitive may store through an argument, from what its name says that it does.
  mutating func noteWritten(
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
        let name = contentName(object, target.type)
        facts.noteStored(name)
        facts.include(values, in: name, limits: target.type.limits)
      }
    case .nowhere: break
    }
  }

  func possibleValues(of target: PlaceReference) -> PossibleValues {
    switch target.base {
    case .local(let name): return facts.values(of: "\(scope.instance)::\(name)")
    case .memory(let node, _):
      return facts.pointees.object(node).map { facts.values(of: contentName($0, target.type)) } ?? .empty
    case .nowhere: return .empty
    }
  }
}

extension Kernel.Primitive {
  /// The types of the prototype's parameters with their names, as written.
  var parameterTypes: [String] {
    let list = signature.drop { $0 != "(" }.dropFirst().dropLast()
    return list == "void" ? [] : list.split(separator: ",").map(String.init)
  }
}
