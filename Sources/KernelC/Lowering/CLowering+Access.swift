import Machine
import Program

/// Loading from objects and storing into them, with the checks that memory makes.
extension CLowering {
  /// What a memory place comes to, once it is known what its pointer points to.
  mutating func target(
    _ node: Pointees.Node, _ pointer: CValue, _ type: LoweredType, _ element: PlaceReference.Element?
  ) -> (object: Pointees.Object, name: String, expression: Expression)? {
    guard let object = object(of: node) else { return nil }
    let name = contentName(object, type)
    let hasContent = hasContent(object, type)
    if foreign[name] == nil && !object.isPool || object.isPool && hasContent {
      touch(name, type, object, element)
    }
    let isIndexed = foreign[name].map { $0.count != nil } ?? (object.isIndexed || element != nil)
    let expression: Expression = isIndexed ? .element(name, number(pointer, element)) : .shared(name)
    return (object, name, expression)
  }

  /// Whether what lies at the end of an object's path is held: of memory that nobody declares only numbers
  /// and pointers are.
  func hasContent(_ object: Pointees.Object, _ type: LoweredType) -> Bool {
    !object.isPool || !object.path.isEmpty || pools[object.name] == nil && type.isScalar
  }

  /// The name of the variable that holds it.
  func contentName(_ object: Pointees.Object, _ type: LoweredType) -> String {
    let name = variableName(object)
    return object.isPool && object.path.isEmpty && hasContent(object, type) ? "\(name).*" : name
  }

  /// Which element of its variable something is.
  func number(_ pointer: CValue, _ element: PlaceReference.Element?) -> Expression {
    guard let element else { return pointer.expression.lessOne }
    let first = Expression.binary(.multiply, pointer.expression.lessOne, .constant(element.count)).folded
    return Expression.binary(.add, first, element.index.expression).folded
  }

  mutating func touch(
    _ name: String, _ type: LoweredType, _ object: Pointees.Object, _ element: PlaceReference.Element?
  ) {
    let each = element?.count ?? 1
    let count = object.isIndexed || element != nil ? (object.isIndexed ? object.count : 1) * each : nil
    touch(name, type, count: count)
    memory[name]?.each = each
  }

  mutating func touch(_ name: String, _ type: LoweredType, count: Int?, initial: [Int] = [0]) {
    guard foreign[name] == nil else { return }
    // What the file says that it holds at the start, before anything is found through a pointer.
    let root = String(name.prefix { $0 != "." })
    if initialised.insert(root).inserted, declarations.variables[root] != nil { _ = globalPlace(root) }
    if memory[name] == nil {
      memory[name] = MemoryVariable(type: type, count: count, initial: initial)
      facts.include(PossibleValues(initial), in: name)
    } else if memory[name]!.type == .unknown || CReading.LockKind(type) != nil {
      // A lock is stored into as the number that it is for C.
      memory[name]!.type = type
    }
  }

  /// The check of an access to a pool's object, with what the case asks for.
  func poolCheck(_ pool: String, _ pointer: Expression) -> [Statement] {
    (environment.accessChecks[pool]?(pointer) ?? []) + Kernel.dereference(pointer, pool)
  }

  /// An error that is used as a pointer is no address either.
  func errorCheck(_ pointer: CValue) -> [Statement] {
    guard pointer.values.lowest < 0 else { return [] }
    return [
      Statement(
        .conditional(
          .binary(.less, pointer.expression, 0), then: [Statement(.crash(kind: "null-dereference"))],
          otherwise: []))
    ]
  }

  /// The check that goes before an access through a pointer: nil if none is needed.
  func check(_ object: Pointees.Object, _ pointer: CValue) -> [Statement]? {
    if object.isPool { return errorCheck(pointer) + poolCheck(object.name, pointer.expression) }
    if let check = lifeCheck(object, pointer) { return check }
    // In a survey every pointer may be NULL.
    guard pointer.values.contains(0), !environment.isSurvey else { return nil }
    return [
      Statement(
        .conditional(
          .binary(.equal, pointer.expression, 0),
          then: [Statement(.crash(kind: "null-dereference"))], otherwise: []))
    ]
  }

  mutating func load(_ place: PlaceReference, at source: CPlace) -> CValue {
    // Arrays and functions are used by their address.
    if case .array(let element, let count) = place.type, place.bits == nil, var value = address(of: place) {
      if count != 1, case .memory(let node, _) = place.base, let object = facts.pointees.object(node),
        !object.path.isEmpty || elementTypes[object.name] == place.type
      {
        noteOpaque("", "an array in a record is used by its address: its elements are taken as one", source)
      }
      value.type = .pointer(element)
      return value
    }
    if let declared = declaredInteger(at: place), declared != place.type {
      // The first bytes of a larger object are its lower bits.
      if declared.width >= place.type.width {
        var object = place
        object.type = declared
        return loadWhole(object, at: source).converted(to: place.type)
      }
      noteOpaque("", "an object is read as if it were larger", source)
    }
    let whole = loadWhole(place, at: source)
    guard let bits = place.bits else { return whole }
    guard bits.width < 64 else {
      var value = whole
      if case .integer = bits.type { value.type = bits.type }
      return value
    }
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

  func numberType(_ place: PlaceReference) -> LoweredType {
    if let bits = place.bits { return .integer(bits: bits.total, signed: false) }
    guard case .record(let name) = place.type else { return place.type }
    guard declarations.isOneNumber(name), let size = declarations.size(place.type) else {
      return .unsignedLong
    }
    return .integer(bits: size * 8, signed: false)
  }

  /// - Parameter isUse: whether the value is for anything but the next value of the same object.
  mutating func loadWhole(_ place: PlaceReference, isUse: Bool = true, at source: CPlace) -> CValue {
    let type = numberType(place)
    switch place.base {
    case .nowhere(let reason):
      noteOpaque("", reason, source)
      return CValue(0, type)
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      if isUse { facts.noteRead(key) }
      let node = facts.holdsPointer(key, type) ? facts.node(of: key) : nil
      if let values = known[key] {
        return CValue(.local(Local(name, domain(of: key, type))), type, values, node: node)
      }
      let values = facts.values(of: key)
      if values.isEmpty { unassigned.insert(key) }
      return CValue(.local(Local(name, domain(of: key, type))), type, values, node: node)
    case .memory(let node, let pointer):
      guard let (object, name, expression) = target(node, pointer, type, place.element) else {
        noteUnknownTarget(pointer, at: source)
        let key = "*\(facts.pointees.representative(node).number)"
        return CValue(.constant(0), type, facts.values(of: key), node: facts.node(of: key))
      }
      if isUse { facts.noteRead(name) }
      return load(object, name, expression, pointer, type, at: source)
    }
  }

  mutating func load(
    _ object: Pointees.Object, _ name: String, _ expression: Expression, _ pointer: CValue,
    _ type: LoweredType, at source: CPlace
  ) -> CValue {
    let isPointer = facts.holdsPointer(name, type)
    // The content of a pool's slot that nobody declares: its address is all there is.
    guard hasContent(object, type) else {
      if let check = check(object, pointer) { emitCheck("read *\(pointer.expression)", check, at: source) }
      return CValue(0, type)
    }
    let values: PossibleValues
    var node: Pointees.Node?
    if let variable = foreign[name] {
      values = environment.isSurvey ? type.limits : self.values(of: variable.domain)
      if case .pointer(let pool) = variable.domain { node = poolNode(pool) }
    } else {
      values = facts.values(of: name).union(environment.isSurvey ? type.limits : .empty)
      node = isPointer ? facts.node(of: name) : nil
    }
    if let check = check(object, pointer) {
      if isChecked(object) {
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
      guard let declared = declaredInteger(at: place), declared != place.type else {
        return storeWhole(value, into: place, at: source)
      }
      if declared.width != place.type.width {
        noteOpaque("", "an object is written as if it were of another size", source)
      }
      var object = place
      object.type = declared
      return storeWhole(value.converted(to: place.type), into: object, at: source)
    }
    // A store into a part of a number reads the number first, as the compiler's code does.
    var whole = place
    whole.bits = nil
    whole.type = numberType(place)
    guard isObserved(whole) else { return storeWhole(CValue(0, whole.type), into: whole, at: source) }
    let old = loadWhole(whole, isUse: false, at: source)
    let mask = Int.lowest(bits: bits.width)
    let cleared = old.values.applying(.bitAnd, PossibleValues(~(mask << bits.offset)))
    let low = value.values.applying(.bitAnd, PossibleValues(mask))
    let shifted = low.applying(.shiftLeft, PossibleValues(bits.offset))
    let part = Expression.binary(
      .shiftLeft, .binary(.bitAnd, value.expression, .constant(mask)), .constant(bits.offset)
    ).folded
    let rest = Expression.binary(.bitAnd, old.expression, .constant(~(mask << bits.offset))).folded
    storeWhole(
      CValue(.binary(.bitOr, rest, part).folded, whole.type, cleared.applying(.bitOr, shifted)),
      into: whole, at: source)
  }

  mutating func storeWhole(_ value: CValue, into place: PlaceReference, at source: CPlace) {
    let type = numberType(place)
    if let node = value.node, case .pointer(.record(let name)) = type { facts.note(type: name, of: node) }
    let value = value.converted(to: type)
    switch place.base {
    case .nowhere(let reason): noteOpaque("", reason, source)
    case .local(let name):
      let key = "\(scope.instance)::\(name)"
      facts.include(value.values, in: key, limits: limits(type, value.node))
      if let node = value.node {
        facts.pointees.unify(facts.node(of: key), node)
        facts.noteAddress(key, type, node)
      }
      known[key] = value.values
      // What can be but one value is read as a constant. A survey shows the store all the same.
      let isRead = facts.read.contains(key) && facts.values(of: key).constant == nil
      guard isRead || environment.isSurvey else { return }
      emit(.assign(.local(Local(name, domain(of: key, type))), value.expression), at: source)
    case .memory(let node, let pointer):
      guard let (object, name, expression) = target(node, pointer, type, place.element) else {
        let key = "*\(facts.pointees.representative(node).number)"
        facts.include(value.values, in: key)
        if let inner = value.node { facts.pointees.unify(facts.node(of: key), inner) }
        return noteUnknownTarget(pointer, at: source)
      }
      var stores = hasContent(object, type)
      if let variable = foreign[name] {
        if case .pointer(let pool) = variable.domain, let inner = value.node {
          facts.pointees.unify(poolNode(pool), inner)
        }
      } else if stores {
        facts.noteStored(name)
        facts.include(value.values, in: name, limits: limits(type, value.node))
        if let inner = value.node {
          facts.pointees.unify(facts.node(of: name), inner)
          noteEscape(inner, into: object)
          facts.noteAddress(name, type, inner)
          // It may be the last pointer to what is allocated.
          if facts.pointees.object(inner)?.isPool == true { facts.noteRead(name) }
        }
        // What nobody reads need not be held.
        stores = facts.read.contains(name) || environment.isSurvey
      }
      let store = stores ? [Statement(.assign(expression, value.expression))] : []
      if let check = check(object, pointer) {
        if isChecked(object) {
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

  /// The integer type that a variable, or an array, is declared with, where an integer is accessed.
  private func declaredInteger(at place: PlaceReference) -> LoweredType? {
    guard case .integer = place.type, place.bits == nil, place.element == nil,
      case .memory(let node, _) = place.base, let object = facts.pointees.object(node),
      object.path.isEmpty, !object.isPool, foreign[object.name] == nil
    else { return nil }
    var type = elementTypes[object.name]
    if type == nil, let variable = declarations.variables[object.name] {
      type = self.type(of: variable)
      if case .array(let element, _)? = type { type = element }
    }
    if case .integer? = type { return type }
    return nil
  }

  /// All that an object of this type can hold: a pointer into an array at most the place behind it, at least
  /// an error.
  func limits(_ type: LoweredType, _ node: Pointees.Node?) -> PossibleValues {
    guard type.isPointer, let node, let object = facts.pointees.object(node), !object.isPool else {
      return type.limits
    }
    return PossibleValues(lowest: -4095, highest: object.count + 1)
  }

  /// An access that only needs its memory to be there: `memset`, a hypercall's page.
  mutating func use(_ pointer: CValue, text: String, at source: CPlace) {
    guard let node = pointer.node, let object = object(of: node) else {
      return noteUnknownTarget(pointer, text, at: source)
    }
    let pointer = split(pointer, at: source)
    guard let check = check(object, pointer) else { return }
    if isChecked(object) { emitCheck(text, check, at: source) } else { emit(check, at: source) }
  }

  /// An access of which only the check matters. Of several through one pointer, straight behind each other,
  /// the first and the last are enough: memory that is freed in between is still free at the last, since its
  /// slot is not used again while the pointer is there.
  mutating func emitCheck(_ text: String, _ check: [Statement], at source: CPlace) {
    let block = statements.count - 1
    if !environment.isSurvey {
      // What only tells an observer something does not stand between.
      var checks: [Int] = []
      var index = statements[block].count - 1
      while checks.count < 2, index >= 0 {
        let statement = statements[block][index]
        guard statement.isEvent || statement.isCheck(check) else { break }
        if !statement.isEvent { checks.append(index) }
        index -= 1
      }
      if checks.count == 2 { statements[block].remove(at: checks[0]) }
    }
    emit(.atomic(.init(text: text, body: check)), at: source)
  }

  /// A pointer that can only be NULL points to nothing; of any other that no statement gives an object
  /// nothing is known.
  mutating func noteUnknownTarget(_ pointer: CValue, _ text: String = "", at source: CPlace) {
    if pointer.values.isEmpty { return }
    if pointer.values.constant == 0, !environment.isSurvey {
      // What follows is read all the same: another round may find what is stored there.
      let crash = Statement(.crash(kind: "null-dereference"), at: SourcePlace(source))
      return emit(.conditional(1, then: [crash], otherwise: []), at: source)
    }
    noteOpaque(text, "nothing is known of what this pointer points to", source)
  }

  /// Whether anyone looks at what lies there: else a store has no effect but the access.
  func isObserved(_ place: PlaceReference) -> Bool {
    if environment.isSurvey { return true }
    switch place.base {
    case .local(let name): return facts.read.contains("\(scope.instance)::\(name)")
    case .nowhere: return true
    case .memory(let node, _):
      guard let object = facts.pointees.object(node) else { return true }
      if !hasContent(object, place.type) { return false }
      let name = contentName(object, place.type)
      return foreign[name] != nil || facts.read.contains(name)
    }
  }
}

extension Statement {
  fileprivate var isEvent: Bool { if case .event = kind { true } else { false } }

  /// Whether it is an access that does nothing but this check.
  func isCheck(_ check: [Statement]) -> Bool {
    if case .atomic(let atomic) = kind { atomic.body == check } else { false }
  }
}
