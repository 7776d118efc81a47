import Machine
import Program

/// What the variables of a file hold at the start.
extension CLowering {
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

  mutating func initialise(
    _ object: Pointees.Object, _ type: LoweredType, _ items: [CInitializerItem]
  ) {
    guard object.count <= CLowering.maximumElements else {
      return touch(variableName(object), type, count: object.count)
    }
    var element = type
    if case .array(let inner, _) = type { element = inner }
    // By variable: the values of the elements in order.
    var values: [String: (type: LoweredType, values: [Int])] = [:]
    func note(_ name: String, _ type: LoweredType, _ index: Int, _ value: Int, each: Int = 1) {
      let zeros = Array(repeating: 0, count: object.count * each)
      values[name, default: (type, zeros)].values[index] = value
    }
    /// `.v = { 1, 2 }` of an array in a record.
    func fill(_ name: String, _ items: [CInitializerItem], _ type: LoweredType, _ count: Int, _ index: Int) {
      var next = 0
      for item in items {
        if case .index(let written)? = item.designators.first, let place = declarations.constant(written) {
          next = place
        }
        guard (0..<count).contains(next) else { return }
        if let (initial, node) = initialValue(item.value, type) {
          note(name, type, index * count + next, initial, each: count)
          if let node { facts.pointees.unify(facts.node(of: name), node) }
        }
        next += 1
      }
    }
    func walk(_ items: [CInitializerItem], _ type: LoweredType, _ object: Pointees.Object, _ index: Int) {
      for (item, member, inner) in parts(of: items, type) {
        var part = object
        part.path.append(member)
        if case .initializerList(let nested) = item.value.kind {
          if case .array(let element, let count?) = inner, element.isScalar,
            count <= CLowering.maximumElements
          {
            fill(variableName(part), nested, element, count, index)
          } else {
            walk(nested, inner, part, index)
          }
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
      let isIndexed = object.isIndexed || entry.values.count > object.count
      touch(name, entry.type, count: isIndexed ? entry.values.count : nil, initial: entry.values)
    }
  }

  /// The members that a list names, or reaches by their order.
  func parts(of items: [CInitializerItem], _ type: LoweredType)
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

  /// Macros whose value is that of their argument.
  private static let wrappedValues: Set<String> = [
    "ATOMIC_INIT", "ATOMIC_LONG_INIT", "ATOMIC64_INIT", "REFCOUNT_INIT", "KREF_INIT",
  ]

  mutating func initialValue(_ value: CExpression, _ type: LoweredType) -> (Int, Pointees.Node?)? {
    if let constant = declarations.constant(value) { return (constant, nil) }
    if let (name, arguments) = value.namedCall {
      if CLowering.wrappedValues.contains(name), let first = arguments.first {
        return initialValue(first, type)
      }
      // A lock that nobody holds.
      if name.hasSuffix("_INITIALIZER") || name.hasSuffix("_UNLOCKED") || name.hasSuffix("_INIT") {
        return (0, nil)
      }
    }
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
    if type == .mask, inner.identifier == "CPU_MASK_NONE" { return (0, nil) }
    if type == .mask, inner.identifier == "CPU_MASK_ALL" { return (1 << computer.cpus - 1, nil) }
    // A survey takes it to hold anything, whatever it starts with.
    if environment.isSurvey { return nil }
    noteOpaque("", "the initial value is no constant that is understood: it is taken as 0", value.place)
    return nil
  }
}
