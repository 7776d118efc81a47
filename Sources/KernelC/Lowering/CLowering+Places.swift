import Machine
import Program

/// Objects in memory: their names, and their parts.
extension CLowering {
  /// The object of a variable with this name.
  mutating func object(named name: String, type: LoweredType, perCPU: Bool, initial: [Int] = [0])
    -> Pointees.Object
  {
    if let variable = foreign[name] {
      return .init(name: name, count: variable.count ?? 1, isPool: false, isIndexed: variable.count != nil)
    }
    // A record that the environment declares member by member has their names.
    if perCPU { perCPUObjects.insert(name) }
    if perCPU, case .array(let element, let count?) = type, element != .mask {
      elementTypes[name] = element
      perCPUElements[name] = max(1, count)
      return .init(name: name, count: computer.cpus * max(1, count), isPool: false, isIndexed: true)
    }
    if perCPU || foreign.keys.contains(where: { $0.hasPrefix(name + ".") && foreign[$0]?.count != nil }) {
      return .init(name: name, count: computer.cpus, isPool: false, isIndexed: true)
    }
    if case .array(let element, let count?) = type, element != .mask {
      elementTypes[name] = element
      return .init(name: name, count: max(1, count), isPool: false, isIndexed: true)
    }
    return .init(name: name, count: 1, isPool: false, isIndexed: false)
  }

  /// The name of the variable that holds what lies at the end of an object's path.
  func variableName(_ object: Pointees.Object) -> String {
    object.path.isEmpty ? object.name : "\(object.name).\(object.path.joined(separator: "."))"
  }

  /// Makes a local whose address is taken a variable, with a place for each context that may run here.
  mutating func declareInMemory(_ name: String, _ type: LoweredType) -> PlaceReference {
    let unique = scope.uniqueName(name)
    let object = localObject(unique, type)
    let entry = FunctionScope.Name(
      key: object.name, programName: object.name, type: type, object: object, isOwned: object.isIndexed)
    scope.declare(name, entry)
    beginLife(object)
    // A dead local holds 0, so that states do not differ in it.
    if facts.read.contains(object.name) {
      scope.blocks[scope.blocks.count - 1].cleanups.append([
        Statement(.assign(own(object), 0))
      ])
    }
    return place(of: entry)
  }

  /// Variables of which every context has its own have this many elements until the model is finished.
  static let contexts = 64

  mutating func place(of entry: FunctionScope.Name) -> PlaceReference {
    guard let object = entry.object else {
      return PlaceReference(base: .local(entry.programName), type: entry.type)
    }
    let node = facts.node(of: "&\(object.name)")
    facts.pointees.setObject(node, object)
    guard entry.isOwned else {
      return PlaceReference(base: .memory(node, pointer: first(node, entry.type)), type: entry.type)
    }
    let here = CValue(
      .currentContext, .pointer(entry.type), PossibleValues(lowest: 1, highest: object.count), node: node)
    return PlaceReference(base: .memory(node, pointer: here), type: entry.type)
  }

  /// The place of a variable that is no local of a function.
  mutating func globalPlace(_ name: String) -> PlaceReference? {
    if let variable = declarations.variables[name] {
      let written = type(of: variable)
      let object = object(named: name, type: written, perCPU: variable.isPerCPU)
      let node = facts.node(of: "&\(name)")
      facts.pointees.setObject(node, object)
      // What a variable starts with may be its own address.
      if foreign[name] == nil, underInitialisation.insert(name).inserted {
        defer { underInitialisation.remove(name) }
        if variable.definedBy?.name == "DEFINE_STATIC_KEY_TRUE" {
          touch(name, written, count: nil, initial: [1])
        }
        initialise(object, written, variable.initializer)
      }
      var type = written
      // The variable of the environment may hold for each CPU what the C variable only points to.
      if foreign[name]?.count != nil, !variable.isPerCPU, type.isPointer {
        type = .array(type.pointee, count: object.count)
      }
      return PlaceReference(base: .memory(node, pointer: first(node, type)), type: type)
    }
    if let variable = foreign[name] {
      let object = object(named: name, type: .unknown, perCPU: false)
      let node = facts.node(of: "&\(name)")
      facts.pointees.setObject(node, object)
      var type = LoweredType.long
      if case .pointer = variable.domain { type = .pointer(.void) }
      if let count = variable.count { type = .array(type, count: count) }
      return PlaceReference(base: .memory(node, pointer: first(node, type)), type: type)
    }
    guard foreign.keys.contains(where: { $0.hasPrefix(name + ".") }) else { return nil }
    let object = object(named: name, type: .unknown, perCPU: false)
    let node = facts.node(of: "&\(name)")
    facts.pointees.setObject(node, object)
    return PlaceReference(base: .memory(node, pointer: first(node, .unknown)), type: .unknown)
  }

  /// The type of a variable; `int numbers[] = { 1, 2 }` has as many elements as it is given.
  func type(of variable: CVariable) -> LoweredType {
    let written = type(variable.type)
    guard case .array(let element, nil) = written,
      case .initializerList(let items)? = variable.initializer?.kind
    else { return written }
    var (next, count) = (0, 0)
    for item in items {
      if case .index(let index)? = item.designators.first { next = declarations.constant(index) ?? next }
      next += 1
      count = max(count, next)
    }
    return .array(element, count: count)
  }

  func first(_ node: Pointees.Node, _ type: LoweredType) -> CValue {
    CValue(1, .pointer(type)).with(node: node)
  }

  // MARK: Parts

  mutating func member(_ name: String, of place: PlaceReference) -> PlaceReference {
    var result = place
    result.type = .unknown
    if case .record(let record) = place.type, let declared = declarations.record(record) {
      if let layout = declarations.layout(record), layout.isOneNumber || place.bits != nil,
        let field = layout.fields[name]
      {
        result.type = field.type
        result.bits = .init(
          offset: (place.bits?.offset ?? 0) + field.offset, width: field.width, type: field.type,
          total: place.bits?.total ?? field.total)
        return result
      }
      if let overlay = declarations.overlay(name, of: declared) {
        var inner = part(overlay.name, of: place)
        inner.type = overlay.type
        return overlay.name == name ? inner : member(name, of: inner)
      }
      result.type = declarations.memberType(name, of: declared) ?? .unknown
    }
    result.base = part(name, of: place).base
    return result
  }

  private mutating func part(_ name: String, of place: PlaceReference) -> PlaceReference {
    var result = place
    switch place.base {
    case .local(let local): result.base = .local("\(local).\(name)")
    case .memory(let node, let pointer):
      result.base = .memory(facts.pointees.member(name, of: node), pointer: pointer)
    case .nowhere: break
    }
    return result
  }

  /// `*pointer`.
  mutating func dereference(_ value: CValue, at place: CPlace) -> PlaceReference {
    guard let node = value.node else {
      return PlaceReference(base: .nowhere("a number is used as a pointer"), type: value.type.pointee)
    }
    noteDereferenced(node, value.type.pointee)
    return PlaceReference(base: .memory(node, pointer: split(value, at: place)), type: value.type.pointee)
  }

  /// The address of a place, if it has one.
  mutating func address(of place: PlaceReference) -> CValue? {
    guard case .memory(let node, var pointer) = place.base, place.bits == nil, place.element == nil else {
      return nil
    }
    pointer.type = .pointer(place.type)
    pointer.node = node
    return pointer
  }
}

extension CValue {
  func with(node: Pointees.Node) -> CValue {
    var value = self
    value.node = node
    return value
  }
}
