import Machine
import Program

/// Declarations in blocks, with what their initialisers store.
extension CLowering {
  mutating func lower(_ declaration: CDeclaration) throws(CReadError) {
    for variable in declaration.variables where !declaration.storage.contains(.typedef) {
      if variable.type.function != nil { continue }
      try lower(variable, at: declaration.place)
    }
  }

  mutating func lower(_ variable: CVariable, at place: CPlace) throws(CReadError) {
    var type = self.type(of: variable)
    if case .automatic = variable.type.kind, let initializer = variable.initializer {
      type = try capture { (reader) throws(CReadError) in try reader.lower(initializer) }.1.type
    }
    if variable.storage.contains(.static) {
      let object = object(
        named: "\(scope.name).\(variable.name)", type: type, perCPU: variable.isPerCPU)
      if variable.definedBy == nil { initialise(object, type, variable.initializer) }
      scope.declare(
        variable.name, .init(key: object.name, programName: object.name, type: type, object: object))
      noteDeclaredWork(variable, scope.lookup(variable.name)!)
      return
    }
    let entry = try declareLocal(variable.name, type, at: place)
    noteDeclaredWork(variable, entry)
    let target = self.place(of: entry)
    guard let initializer = variable.initializer else {
      if let cleanup = variable.attribute("__free"), let release = cleanup.arguments?.first?.identifier {
        try addRelease(release, of: variable, at: place)
      }
      return
    }
    if case .initializerList(let items) = initializer.kind {
      try initialise(target, with: items, at: place)
    } else if case .compoundLiteral(_, let items) = initializer.kind {
      try initialise(target, with: items, at: place)
    } else if case .record(let name) = type, let record = declarations.record(name),
      RecordLayout(record, declarations)?.isOneNumber != true
    {
      noteOpaque("", "a record is initialised by the value of an expression", place)
    } else if !isPure(initializer) || isObserved(target) {
      let value = try lower(initializer)
      store(value.converted(to: type), into: target, at: place)
    }
    if let cleanup = variable.attribute("__free"), let release = cleanup.arguments?.first?.identifier {
      try addRelease(release, of: variable, at: place)
    }
  }

  /// `__free(kfree)`: the function is called with the variable when its block is left.
  mutating func addRelease(_ release: String, of variable: CVariable, at place: CPlace)
    throws(CReadError)
  {
    let argument = CExpression(.identifier(variable.name), at: variable.place)
    let callee = CExpression(.identifier(release), at: variable.place)
    let before = known
    known = [:]
    let (cleanup, _) = try capture { (reader) throws(CReadError) in
      _ = try reader.lowerCall(callee, [argument], at: place, isUsed: false)
    }
    known = before
    scope.blocks[scope.blocks.count - 1].cleanups.append(cleanup)
  }

  /// Makes a name known that stands for an object of the function.
  mutating func declareLocal(_ name: String, _ type: LoweredType, at place: CPlace) throws(CReadError)
    -> FunctionScope.Name
  {
    var isInMemory = scope.addressTaken.contains(name)
    switch type {
    // A mask is used by its address.
    case .array, .mask: isInMemory = true
    default: break
    }
    if isInMemory {
      // Each element would be a variable of its own for each context.
      if case .array(let element, let count) = type, element != .mask {
        let array = Pointees.Object(
          name: "\(scope.instance)::\(scope.uniqueName(name))", count: max(1, count ?? 1), isPool: false,
          isIndexed: true)
        assume("the local array \(name) of \(scope.name) is one for all contexts (\(place))")
        scope.declare(name, .init(key: array.name, programName: array.name, type: type, object: array))
        if facts.read.contains(array.name) {
          scope.blocks[scope.blocks.count - 1].cleanups.append(
            (0..<array.count).map { Statement(.assign(.element(array.name, .constant($0)), 0)) })
        }
        return scope.lookup(name)!
      }
      _ = declareInMemory(name, type)
      return scope.lookup(name)!
    }
    let unique = scope.uniqueName(name)
    scope.declare(
      name, .init(key: "\(scope.instance)::\(unique)", programName: unique, type: type, object: nil))
    return scope.lookup(name)!
  }

  /// An initialiser list: what it does not name is 0.
  mutating func initialise(_ target: PlaceReference, with items: [CInitializerItem], at place: CPlace)
    throws(CReadError)
  {
    switch target.type {
    case .record(let name):
      guard let record = declarations.record(name) else {
        return noteOpaque(
          "", "\(name) is not declared in any file that was read", place,
          kind: "an undeclared record is initialised")
      }
      if RecordLayout(record, declarations)?.isOneNumber == true {
        store(CValue(0, .unsignedLong), into: target, at: place)
      } else {
        zero(target, record, at: place)
      }
      var names = record.members.compactMap(\.name)[...]
      for item in items {
        var member = names.first
        var part = target
        if case .member(let designated)? = item.designators.first {
          member = designated
          names = names.drop { $0 != designated }
        }
        guard let member else { return }
        names = names.dropFirst()
        part = self.member(member, of: part)
        for case .member(let inner) in item.designators.dropFirst() { part = self.member(inner, of: part) }
        if case .initializerList(let inner) = item.value.kind {
          try initialise(part, with: inner, at: item.place)
        } else {
          let value = try lower(item.value)
          // `{ 0 }` sets what is 0 already.
          if value.values.constant == 0, RecordLayout(record, declarations)?.isOneNumber == true { continue }
          store(value.converted(to: part.type), into: part, at: item.place)
        }
      }
    case .array:
      var next = 0
      let elements = elements(of: target, at: place)
      for element in elements { store(CValue(0, element.type), into: element, at: place) }
      for item in items {
        if case .index(let index)? = item.designators.first, let place = declarations.constant(index) {
          next = place
        }
        guard elements.indices.contains(next) else { break }
        if case .initializerList(let inner) = item.value.kind {
          try initialise(elements[next], with: inner, at: item.place)
        } else {
          let value = try lower(item.value)
          store(value.converted(to: elements[next].type), into: elements[next], at: item.place)
        }
        next += 1
      }
    default:
      if let first = items.first {
        let value = try lower(first.value)
        store(value.converted(to: target.type), into: target, at: place)
      } else {
        store(CValue(0, target.type), into: target, at: place)
      }
    }
  }

  /// The elements of an array, one by one.
  mutating func elements(of array: PlaceReference, at place: CPlace) -> [PlaceReference] {
    guard case .array(let type, let count?) = array.type, case .memory(let node, let pointer) = array.base
    else {
      noteOpaque("", "an array of unknown length is copied or filled", place)
      return []
    }
    return (0..<count).map { index in
      var element = array
      element.type = type
      if facts.pointees.object(node)?.path.isEmpty == true {
        element.base = .memory(node, pointer: CValue(index + 1, pointer.type).with(node: node))
      } else {
        element.element = .init(
          index: CValue((array.element?.index.values.constant ?? 0) * count + index),
          count: (array.element?.count ?? 1) * count)
      }
      return element
    }
  }

  mutating func zero(_ target: PlaceReference, _ record: CRecord, at place: CPlace) {
    for member in record.members {
      guard let name = member.name else { continue }
      let part = self.member(name, of: target)
      if case .record(let inner) = part.type, let record = declarations.record(inner), part.bits == nil {
        zero(part, record, at: place)
      } else if case .array = part.type {
        for element in elements(of: part, at: place) {
          if case .record(let inner) = element.type, let record = declarations.record(inner) {
            zero(element, record, at: place)
          } else {
            store(CValue(0, element.type), into: element, at: place)
          }
        }
      } else {
        store(CValue(0, part.type), into: part, at: place)
      }
    }
  }
}
