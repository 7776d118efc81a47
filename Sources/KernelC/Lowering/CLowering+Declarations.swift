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

  /// Makes the names of a declaration known that is not come by; nothing is stored.
  mutating func declare(_ declaration: CDeclaration) throws(CReadError) {
    for variable in declaration.variables where !declaration.storage.contains(.typedef) {
      if variable.type.function != nil { continue }
      if variable.storage.contains(.static) {
        try lower(variable, at: declaration.place)
      } else if case .automatic = variable.type.kind {
        let type = variable.initializer.flatMap { self.type(of: $0)?.decayed } ?? .unknown
        _ = try declareLocal(variable.name, type, at: declaration.place)
      } else {
        _ = try declareLocal(variable.name, type(of: variable), at: declaration.place)
      }
    }
  }

  mutating func lower(_ variable: CVariable, at place: CPlace) throws(CReadError) {
    var type = self.type(of: variable)
    if case .automatic = variable.type.kind, let initializer = variable.initializer {
      type = self.type(of: initializer)?.decayed ?? .unknown
    }
    if variable.storage.contains(.static) {
      // Those of two blocks may have one name.
      let object = object(
        named: "\(scope.name).\(scope.uniqueStatic(variable.name))", type: type, perCPU: variable.isPerCPU)
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
    } else if isHeldByMembers(target) {
      _ = try assignRecord(into: target, initializer, at: place)
    } else if isObserved(target) || mayKeepPointer(target) {
      let value = try lower(initializer)
      store(value.converted(to: type), into: target, at: place)
    } else {
      try discard(initializer)
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

  /// Whether it is an array, or a record with one in it that is held member by member.
  private func hasArray(_ type: LoweredType) -> Bool {
    if case .array(let element, _) = type { return element != .mask }
    guard isHeldByMembers(type), case .record(let name) = type else { return false }
    return declarations.holdsArray(name)
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
    if hasArray(type) { isInMemory = true }
    if isInMemory {
      // Each element would be a variable of its own for each context.
      if hasArray(type) {
        var count: Int?
        if case .array(let element, let written) = type {
          count = max(1, written ?? 1)
          elementTypes["\(scope.instance)::\(scope.nextUniqueName(name))"] = element
        }
        let object = Pointees.Object(
          name: "\(scope.instance)::\(scope.uniqueName(name))", count: count ?? 1, isPool: false,
          isIndexed: count != nil)
        let kind = count == nil ? "record with an array" : "array"
        assume("the local \(kind) \(name) of \(scope.name) is one for all contexts (\(place))")
        let entry = FunctionScope.Name(key: object.name, programName: object.name, type: type, object: object)
        scope.declare(name, entry)
        // A dead local holds 0, so that states do not differ in it.
        let (cleanup, _) = capture { $0.zero($0.place(of: entry), at: place) }
        if !cleanup.isEmpty { scope.blocks[scope.blocks.count - 1].cleanups.append(cleanup) }
        return entry
      }
      _ = declareInMemory(name, type)
      return scope.lookup(name)!
    }
    let unique = scope.uniqueName(name)
    scope.declare(
      name, .init(key: "\(scope.instance)::\(unique)", programName: unique, type: type, object: nil))
    return scope.lookup(name)!
  }
}
