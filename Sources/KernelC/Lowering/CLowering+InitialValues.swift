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
    // By variable: the values of the elements in order.
    var values: [String: (type: LoweredType, values: [Int])] = [:]
    func set(_ name: String, _ type: LoweredType, _ index: Int, _ value: Int, each: Int) {
      let zeros = Array(repeating: 0, count: object.count * each)
      values[name, default: (type, zeros)].values[index] |= value
    }
    func note(_ value: CExpression, _ type: LoweredType, _ name: String, _ index: Int, each: Int) {
      var (held, initial) = (type, Int?.none)
      if case .initializerList(let items) = value.kind, type.isRecord {
        held = .unsignedLong
        initial = number(items, type)
      } else if let (value, node) = initialValue(value, type) {
        initial = value
        if let node { facts.pointees.unify(facts.node(of: name), node) }
      }
      if let initial { set(name, held, index, initial, each: each) }
    }
    /// - Parameters:
    ///   - index: which element of its variable it is.
    ///   - each: how many elements there are in each object of `object`.
    ///   - isInside: whether it is a part of the object and not the object itself.
    func walk(
      _ value: CExpression, _ type: LoweredType, _ part: Pointees.Object, _ index: Int, each: Int,
      isInside: Bool = false
    ) {
      guard case .initializerList(let items) = value.kind else {
        if type.isArray || isHeldByMembers(type) && declarations.constant(value) != nil {
          return noteOpaque("", "an initial value without its braces is taken as 0", value.place)
        }
        return note(value, type, variableName(part), index, each: each)
      }
      if case .array(let element, let count?) = type {
        guard count <= CLowering.maximumElements else { return }
        let isRoot = part.path.isEmpty && !isInside
        for (item, position) in positions(of: items, count: isRoot ? object.count : count) {
          walk(
            item, element, part, isRoot ? position : index * count + position,
            each: isRoot ? each : each * count, isInside: true)
        }
      } else if case .record(let name) = type, declarations.isOneNumber(name) {
        note(value, type, variableName(part), index, each: each)
      } else if type.isScalar {
        if let first = items.first { walk(first.value, type, part, index, each: each) }
      } else {
        // Of a record that no file declares the names that are given are enough.
        for (item, member, inner) in parts(of: items, type) {
          var (part, inner) = (part, inner)
          if case .record(let name) = type, let record = declarations.record(name),
            let overlay = declarations.overlay(member, of: record)
          {
            // A part of a number that other members are parts of as well.
            part.path.append(overlay.name)
            let number = self.number([item], overlay.type)
            set(variableName(part), .unsignedLong, index, number, each: each)
            continue
          }
          part.path.append(member)
          for case .member(let deeper) in item.designators.dropFirst() {
            guard case .record(let name) = inner, let record = declarations.record(name) else { break }
            part.path.append(deeper)
            inner = declarations.memberType(deeper, of: record) ?? .unknown
          }
          walk(item.value, inner, part, index, each: each)
        }
      }
    }
    guard let first = items.first else { return }
    walk(CExpression(.initializerList(items), at: first.place), type, object, 0, each: 1)
    for (name, entry) in values.sorted(by: { $0.key < $1.key }) {
      let isIndexed = object.isIndexed || entry.values.count > object.count
      var initial = entry.values
      if perCPUObjects.contains(object.name) {
        // Every CPU begins with a copy of what is written.
        let own = initial.prefix(initial.count / computer.cpus)
        initial = Array(repeatElement(own, count: computer.cpus).joined())
      }
      touch(name, entry.type, count: isIndexed ? entry.values.count : nil, initial: initial)
    }
  }

  /// The values of an array's list, with the element that each is for.
  private func positions(of items: [CInitializerItem], count: Int) -> [(CExpression, Int)] {
    var result: [(CExpression, Int)] = []
    var next = 0
    for item in items {
      var last = next
      switch item.designators.first {
      case .index(let index)?:
        next = declarations.constant(index) ?? next
        last = next
      case .range(let first, let end)?:
        next = declarations.constant(first) ?? next
        last = declarations.constant(end) ?? next
      default: break
      }
      guard next >= 0, next < count else { break }
      for position in next...max(next, min(last, count - 1)) { result.append((item.value, position)) }
      next = last + 1
    }
    return result
  }

  /// The number that a record is held as, put together from its list.
  private mutating func number(_ items: [CInitializerItem], _ type: LoweredType) -> Int {
    guard case .record(let name) = type, let layout = declarations.layout(name) else { return 0 }
    var number = 0
    for (item, member, inner) in parts(of: items, type) {
      var path = member
      for case .member(let deeper) in item.designators.dropFirst() { path += "." + deeper }
      guard let field = layout.fields[path] else { continue }
      var value = 0
      if case .initializerList(let nested) = item.value.kind, inner.isRecord {
        value = self.number(nested, inner)
      } else {
        value = initialValue(item.value, field.type)?.0 ?? 0
      }
      let mask = Int.lowest(bits: field.width)
      number = number & ~(mask << field.offset) | (value & mask) << field.offset
    }
    return number
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
      let type = record.flatMap { declarations.memberType(member, of: $0) }
      return (item, member, type ?? .unknown)
    }
  }

  /// Macros whose value is that of their argument.
  private static let wrappedValues: Set<String> = [
    "ATOMIC_INIT", "ATOMIC_LONG_INIT", "ATOMIC64_INIT", "REFCOUNT_INIT", "KREF_INIT",
  ]

  mutating func initialValue(_ value: CExpression, _ type: LoweredType) -> (Int, Pointees.Node?)? {
    if let constant = declarations.typedConstant(value) {
      return (constant.converted(to: type).value, nil)
    }
    if case .sizeof(let operand) = value.kind, let size = self.type(of: operand).flatMap(declarations.size) {
      return (TypedConstant(value: size, type: .unsignedLong).converted(to: type).value, nil)
    }
    if let (name, arguments) = value.namedCall {
      if name == "ARRAY_SIZE", let first = arguments.first, case .array(_, let count?) = self.type(of: first)
      {
        return (count, nil)
      }
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
