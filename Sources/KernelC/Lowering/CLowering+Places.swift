import Machine
import Program

/// Objects in memory: where an expression refers to, loading from it and storing into it.
extension CLowering {
  // MARK: Naming

  /// The object of a variable with this name.
  mutating func object(named name: String, type: LoweredType, perCPU: Bool, initial: [Int] = [0])
    -> Pointees.Object
  {
    if let variable = foreign[name] {
      return .init(name: name, count: variable.count ?? 1, isPool: false, isIndexed: variable.count != nil)
    }
    // A record that the environment declares member by member has their names.
    if perCPU || foreign.keys.contains(where: { $0.hasPrefix(name + ".") && foreign[$0]?.count != nil }) {
      return .init(name: name, count: computer.cpus, isPool: false, isIndexed: true)
    }
    if case .array(let element, let count?) = type, element != .mask {
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
    let object = Pointees.Object(
      name: "\(scope.instance)::\(unique)", count: CLowering.contexts, isPool: false, isIndexed: true)
    let entry = FunctionScope.Name(key: object.name, programName: object.name, type: type, object: object)
    scope.declare(name, entry)
    // A dead local holds 0, so that states do not differ in it.
    if facts.read.contains(object.name) {
      scope.blocks[scope.blocks.count - 1].cleanups.append([
        Statement(.assign(.element(object.name, Expression.currentContext.lessOne), 0))
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
    let here = CValue(
      .currentContext, .pointer(entry.type), PossibleValues(lowest: 1, highest: object.count), node: node)
    return PlaceReference(base: .memory(node, pointer: here), type: entry.type)
  }

  /// The place of a variable that is no local of a function.
  mutating func globalPlace(_ name: String) -> PlaceReference? {
    if let variable = declarations.variables[name] {
      let written = declarations.type(variable.type)
      let object = object(named: name, type: written, perCPU: variable.isPerCPU)
      let node = facts.node(of: "&\(name)")
      facts.pointees.setObject(node, object)
      if foreign[name] == nil { initialise(object, written, variable.initializer) }
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

  private func first(_ node: Pointees.Node, _ type: LoweredType) -> CValue {
    CValue(1, .pointer(type)).with(node: node)
  }

  // MARK: Parts

  mutating func member(_ name: String, of place: PlaceReference) -> PlaceReference {
    var result = place
    result.type = .unknown
    if case .record(let record) = place.type, let declared = declarations.record(record) {
      if let layout = RecordLayout(declared, declarations), layout.isOneNumber || place.bits != nil,
        let field = layout.fields[name]
      {
        result.type = field.type
        result.bits = .init(
          offset: (place.bits?.offset ?? 0) + field.offset, width: field.width, type: field.type)
        return result
      }
      result.type = declarations.member(name, of: declared).map { declarations.type($0) } ?? .unknown
    }
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
    return PlaceReference(base: .memory(node, pointer: split(value, at: place)), type: value.type.pointee)
  }

  /// The address of a place, if it has one.
  mutating func address(of place: PlaceReference) -> CValue? {
    guard case .memory(let node, var pointer) = place.base, place.bits == nil else { return nil }
    pointer.type = .pointer(place.type)
    pointer.node = node
    return pointer
  }

  // MARK: Access

  /// What a memory place comes to, once it is known what its pointer points to.
  private mutating func target(_ node: Pointees.Node, _ pointer: CValue, _ type: LoweredType)
    -> (object: Pointees.Object, name: String, expression: Expression)?
  {
    if facts.stage == .objectsForPointers, facts.pointees.object(node) == nil {
      // Nothing says what it points to: an object of its own.
      facts.pointees.setObject(
        node,
        .init(
          name: "object \(facts.pointees.representative(node).number)", count: 1, isPool: false,
          isIndexed: false))
    }
    guard let object = facts.pointees.object(node) else { return nil }
    let name = variableName(object)
    if foreign[name] == nil && !object.isPool || object.isPool && !object.path.isEmpty {
      touch(name, type, count: object.isIndexed ? object.count : nil)
    }
    let isIndexed = foreign[name].map { $0.count != nil } ?? object.isIndexed
    let index = pointer.expression.lessOne
    let expression: Expression = isIndexed ? .element(name, index) : .shared(name)
    return (object, name, expression)
  }

  mutating func touch(_ name: String, _ type: LoweredType, count: Int?, initial: [Int] = [0]) {
    guard foreign[name] == nil else { return }
    if memory[name] == nil {
      memory[name] = MemoryVariable(type: type, count: count, initial: initial)
      facts.include(PossibleValues(initial), in: name)
    } else if memory[name]!.type == .unknown {
      memory[name]!.type = type
    }
  }

  /// The check of an access to a pool's object, with what the case asks for.
  func poolCheck(_ pool: String, _ pointer: Expression) -> [Statement] {
    (environment.accessChecks[pool]?(pointer) ?? []) + Kernel.dereference(pointer, pool)
  }

  /// The check that goes before an access through a pointer: nil if none is needed.
  private func check(_ object: Pointees.Object, _ pointer: CValue) -> [Statement]? {
    if object.isPool { return poolCheck(object.name, pointer.expression) }
    guard pointer.values.contains(0) else { return nil }
    return [
      Statement(
        .conditional(
          .binary(.equal, pointer.expression, 0),
          then: [Statement(.crash(kind: "null-dereference"))], otherwise: []))
    ]
  }

  mutating func load(_ place: PlaceReference, at source: CPlace) -> CValue {
    // Arrays and functions are used by their address.
    if case .array(let element, _) = place.type, place.bits == nil, var value = address(of: place) {
      value.type = .pointer(element)
      return value
    }
    let whole = loadWhole(place, at: source)
    guard let bits = place.bits, bits.width < 64 else { return whole }
    var value = whole
    if bits.offset > 0 {
      // A logical shift: what comes from above is cut off behind it.
      value = CValue(
        .binary(.shiftRight, value.expression, .constant(bits.offset)), .long,
        value.values.applying(.shiftRight, PossibleValues(bits.offset)))
    }
    var isSigned = false
    if case .integer(_, true) = bits.type { isSigned = true }
    let op = UnaryOperator.truncate(bits: bits.width, signed: isSigned)
    let values = value.values.applying(op)
    return CValue(
      value.values.isSubset(of: .all(bits: bits.width, signed: isSigned))
        ? value.expression : .unary(op, value.expression), bits.type, values)
  }

  private func numberType(_ place: PlaceReference) -> LoweredType {
    if place.bits != nil { return .unsignedLong }
    if case .record = place.type { return .unsignedLong }
    return place.type
  }

  /// - Parameter isUse: whether the value is for anything but the next value of the same object.
  private mutating func loadWhole(_ place: PlaceReference, isUse: Bool = true, at source: CPlace) -> CValue {
    let type = numberType(place)
    switch place.base {
    case .nowhere(let reason):
      noteOpaque("", reason, source)
      return CValue(0, type)
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      if isUse { facts.noteRead(key) }
      let node = type.isPointer || type == .unknown ? facts.node(of: key) : nil
      if let values = known[key] {
        return CValue(.local(Local(name, domain(of: key, type))), type, values, node: node)
      }
      let values = facts.values(of: key)
      if values.isEmpty { unassigned.insert(key) }
      return CValue(.local(Local(name, domain(of: key, type))), type, values, node: node)
    case .memory(let node, let pointer):
      guard let (object, name, expression) = target(node, pointer, type) else {
        if !pointer.values.isEmpty {
          noteOpaque("", "nothing is known of what this pointer points to", source)
        }
        let key = "*\(facts.pointees.representative(node).number)"
        return CValue(.constant(0), type, facts.values(of: key), node: facts.node(of: key))
      }
      if isUse { facts.noteRead(name) }
      return load(object, name, expression, pointer, type, at: source)
    }
  }

  private mutating func load(
    _ object: Pointees.Object, _ name: String, _ expression: Expression, _ pointer: CValue,
    _ type: LoweredType, at source: CPlace
  ) -> CValue {
    let isPointer = type.isPointer || type == .unknown
    // The content of a pool's slot that nobody declares: its address is all there is.
    guard !(object.isPool && object.path.isEmpty) else {
      if let check = check(object, pointer) { emitCheck("read *\(pointer.expression)", check, at: source) }
      return CValue(0, type)
    }
    let values: PossibleValues
    var node: Pointees.Node?
    if let variable = foreign[name] {
      values = self.values(of: variable.domain)
      if case .pointer(let pool) = variable.domain { node = poolNode(pool) }
    } else {
      values = facts.values(of: name).union(environment.isSurvey ? type.samples : .empty)
      node = isPointer ? facts.node(of: name) : nil
    }
    if let check = check(object, pointer) {
      if object.isPool {
        let local = temporary(values, node: node, at: source)
        emit(
          .atomic(
            .init(
              text: "\(Expression.local(local)) = \(expression)",
              body: check + [Statement(.assign(.local(local), expression))])), at: source)
        return CValue(.local(local), type, values, node: node)
      }
      emit(check, at: source)
    }
    return CValue(expression, type, values, node: node)
  }

  /// The node of what lies in a pool.
  mutating func poolNode(_ pool: String) -> Pointees.Node {
    let node = facts.node(of: "pool \(pool)")
    facts.pointees.setObject(
      node, .init(name: pool, count: slots(pool), isPool: true, isIndexed: true))
    return node
  }

  mutating func store(_ value: CValue, into place: PlaceReference, at source: CPlace) {
    guard let bits = place.bits, bits.width < 64 else {
      return storeWhole(value, into: place, at: source)
    }
    // A store into a part of a number reads the number first, as the compiler's code does.
    var whole = place
    whole.bits = nil
    whole.type = .unsignedLong
    guard isObserved(whole) else { return storeWhole(CValue(0, .unsignedLong), into: whole, at: source) }
    let old = loadWhole(whole, isUse: false, at: source)
    let mask = bits.width == 64 ? -1 : (1 << bits.width) - 1
    let cleared = old.values.applying(.bitAnd, PossibleValues(~(mask << bits.offset)))
    let low = value.values.applying(.bitAnd, PossibleValues(mask))
    let shifted = low.applying(.shiftLeft, PossibleValues(bits.offset))
    let part = Expression.binary(
      .shiftLeft, .binary(.bitAnd, value.expression, .constant(mask)), .constant(bits.offset)
    ).folded
    let rest = Expression.binary(.bitAnd, old.expression, .constant(~(mask << bits.offset))).folded
    storeWhole(
      CValue(.binary(.bitOr, rest, part).folded, .unsignedLong, cleared.applying(.bitOr, shifted)),
      into: whole, at: source)
  }

  private mutating func storeWhole(_ value: CValue, into place: PlaceReference, at source: CPlace) {
    let type = numberType(place)
    if let node = value.node, case .pointer(.record(let name)) = type { facts.note(type: name, of: node) }
    let value = value.converted(to: type)
    switch place.base {
    case .nowhere(let reason): noteOpaque("", reason, source)
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      facts.include(value.values, in: key, limits: type.limits)
      if let node = value.node { facts.pointees.unify(facts.node(of: key), node) }
      known[key] = value.values
      // What can be but one value is read as a constant.
      guard facts.read.contains(key), facts.values(of: key).constant == nil else { return }
      emit(.assign(.local(Local(name, domain(of: key, type))), value.expression), at: source)
    case .memory(let node, let pointer):
      guard let (object, name, expression) = target(node, pointer, type) else {
        let key = "*\(facts.pointees.representative(node).number)"
        facts.include(value.values, in: key)
        if let inner = value.node { facts.pointees.unify(facts.node(of: key), inner) }
        if !pointer.values.isEmpty {
          noteOpaque("", "nothing is known of what this pointer points to", source)
        }
        return
      }
      var stores = !(object.isPool && object.path.isEmpty)
      if let variable = foreign[name] {
        if case .pointer(let pool) = variable.domain, let inner = value.node {
          facts.pointees.unify(poolNode(pool), inner)
        }
      } else if stores {
        facts.noteStored(name)
        facts.include(value.values, in: name, limits: type.limits)
        if let inner = value.node { facts.pointees.unify(facts.node(of: name), inner) }
        // What nobody reads need not be held.
        stores = facts.read.contains(name)
      }
      let store = stores ? [Statement(.assign(expression, value.expression))] : []
      if let check = check(object, pointer) {
        if object.isPool {
          let text = "\(expression) = \(value.expression)"
          if store.isEmpty { return emitCheck(text, check, at: source) }
          emit(.atomic(.init(text: text, body: check + store)), at: source)
          return
        }
        emit(check, at: source)
      }
      emit(store, at: source)
    }
  }

  /// An access that only needs its memory to be there: `memset`, a hypercall's page.
  mutating func use(_ pointer: CValue, text: String, at source: CPlace) {
    guard let node = pointer.node, let object = facts.pointees.object(node) else {
      if !pointer.values.isEmpty { noteOpaque(text, "nothing is known of what it points to", source) }
      return
    }
    let pointer = split(pointer, at: source)
    guard let check = check(object, pointer) else { return }
    if object.isPool { emitCheck(text, check, at: source) } else { emit(check, at: source) }
  }

  /// An access of which only the check matters. Of several through one pointer, straight behind each other,
  /// the first and the last are enough: memory that is freed in between is still free at the last, since its
  /// slot is not used again while the pointer is there.
  private mutating func emitCheck(_ text: String, _ check: [Statement], at source: CPlace) {
    let block = statements.count - 1
    let count = statements[block].count
    if count >= 2, statements[block][count - 1].isCheck(check), statements[block][count - 2].isCheck(check) {
      statements[block].removeLast()
    }
    emit(.atomic(.init(text: text, body: check)), at: source)
  }

  /// Whether anyone looks at what lies there: else a store has no effect but the access.
  func isObserved(_ place: PlaceReference) -> Bool {
    switch place.base {
    case .local(let name): return facts.read.contains("\(scope.instance)::\(name)")
    case .nowhere: return true
    case .memory(let node, _):
      guard let object = facts.pointees.object(node) else { return true }
      if object.isPool && object.path.isEmpty { return false }
      let name = variableName(object)
      return foreign[name] != nil || facts.read.contains(name)
    }
  }

  // MARK: Initial values

  /// Notes what a variable of a file holds at the start.
  mutating func initialise(_ object: Pointees.Object, _ type: LoweredType, _ value: CExpression?) {
    let name = variableName(object)
    guard let value else { return }
    if case .initializerList(let items) = value.kind {
      initialise(object, type, items)
      return
    }
    guard memory[name] == nil else { return }
    let initial = initialValue(value, type)
    touch(name, type, count: object.isIndexed ? object.count : nil, initial: [initial?.0 ?? 0])
    if let node = initial?.1 { facts.pointees.unify(facts.node(of: name), node) }
  }

  private mutating func initialise(
    _ object: Pointees.Object, _ type: LoweredType, _ items: [CInitializerItem]
  ) {
    var element = type
    if case .array(let inner, _) = type { element = inner }
    // By variable: the values of the elements in order.
    var values: [String: (type: LoweredType, values: [Int])] = [:]
    func note(_ name: String, _ type: LoweredType, _ index: Int, _ value: Int) {
      values[name, default: (type, Array(repeating: 0, count: object.count))].values[index] = value
    }
    func walk(_ items: [CInitializerItem], _ type: LoweredType, _ object: Pointees.Object, _ index: Int) {
      for (item, member, inner) in parts(of: items, type) {
        var part = object
        part.path.append(member)
        if case .initializerList(let nested) = item.value.kind {
          walk(nested, inner, part, index)
        } else if let (initial, node) = initialValue(item.value, inner) {
          note(variableName(part), inner, index, initial)
          if let node { facts.pointees.unify(facts.node(of: variableName(part)), node) }
        }
      }
    }
    if case .array = type {
      var next = 0
      for item in items {
        if case .index(let index)? = item.designators.first, let place = declarations.constant(index) {
          next = place
        }
        guard (0..<object.count).contains(next) else { break }
        if case .initializerList(let nested) = item.value.kind {
          walk(nested, element, object, next)
        } else if let (initial, node) = initialValue(item.value, element) {
          note(variableName(object), element, next, initial)
          if let node { facts.pointees.unify(facts.node(of: variableName(object)), node) }
        }
        next += 1
      }
    } else {
      walk(items, type, object, 0)
    }
    for (name, entry) in values.sorted(by: { $0.key < $1.key }) {
      touch(name, entry.type, count: object.isIndexed ? object.count : nil, initial: entry.values)
    }
  }

  /// The members that a list names, or reaches by their order.
  private func parts(of items: [CInitializerItem], _ type: LoweredType)
    -> [(CInitializerItem, String, LoweredType)]
  {
    var record: CRecord?
    if case .record(let name) = type { record = declarations.record(name) }
    var names = (record?.members.compactMap(\.name) ?? [])[...]
    return items.compactMap { item in
      var member = names.first
      if case .member(let designated)? = item.designators.first {
        member = designated
        names = names.drop { $0 != designated }
      }
      names = names.dropFirst()
      guard let member else { return nil }
      let written = record.flatMap { declarations.member(member, of: $0) }.map { declarations.type($0) }
      return (item, member, written ?? .unknown)
    }
  }

  private mutating func initialValue(_ value: CExpression, _ type: LoweredType) -> (Int, Pointees.Node?)? {
    if let constant = declarations.constant(value) { return (constant, nil) }
    var inner = value
    if case .cast(_, let operand) = inner.kind { inner = operand }
    if case .unary(.addressOf, let operand) = inner.kind {
      inner = operand
      if inner.identifier == nil,
        let (prefix, place) = try? capture({ (reader) throws(CReadError) in try reader.lowerPlace(operand) }),
        prefix.isEmpty, let address = address(of: place), let constant = address.values.constant
      {
        return (constant, address.node)
      }
    }
    if let name = inner.identifier {
      if followed[name] != nil || stubs[name] != nil || declarations.functions[name] != nil {
        return (number(ofFunction: name), nil)
      }
      if let place = globalPlace(name), case .memory(let node, _) = place.base { return (1, node) }
    }
    if case .string = inner.kind { return (0, nil) }
    noteOpaque("", "the initial value is no constant that is understood: it is taken as 0", value.place)
    return nil
  }
}

extension CValue {
  func with(node: Pointees.Node) -> CValue {
    var value = self
    value.node = node
    return value
  }
}

extension Declarations {
  /// The type of a record's member, those of anonymous records inside included.
  func member(_ name: String, of record: CRecord) -> CType? {
    for member in record.members {
      if member.name == name { return member.type }
      guard member.name == nil, case .record(let inner)? = member.type?.kind else { continue }
      if let found = self.member(name, of: inner) { return found }
    }
    return nil
  }
}

extension Statement {
  /// Whether it is an access that does nothing but this check.
  fileprivate func isCheck(_ check: [Statement]) -> Bool {
    if case .atomic(let atomic) = kind { atomic.body == check } else { false }
  }
}
