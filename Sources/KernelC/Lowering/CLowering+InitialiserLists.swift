import Machine
import Program

/// Lists of initial values for what lives while the program runs: locals, and compound literals.
extension CLowering {
  /// A part of what a list is for, and what it gets.
  private enum Listed {
    case value(CValue, into: PlaceReference, at: CPlace)
    case record(CExpression, into: PlaceReference, at: CPlace)
  }

  /// An initialiser list: what it does not name is 0.
  mutating func initialise(_ target: PlaceReference, with items: [CInitializerItem], at place: CPlace)
    throws(CReadError)
  {
    if case .record(let name) = target.type, declarations.record(name) == nil {
      return noteOpaque(
        "", "\(name) is not declared in any file that was read", place,
        kind: "an undeclared record is initialised")
    }
    guard isHeldByMembers(target) || target.type.isArray || target.type.isRecord else {
      let value = try items.first.map { (item) throws(CReadError) in try lower(item.value) }
      return store((value ?? CValue(0)).converted(to: target.type), into: target, at: place)
    }
    // The values may be read from the object itself, so all of them come first.
    let listed = try list(items, into: target, at: place)
    zero(target, at: place)
    for entry in listed {
      switch entry {
      case .value(let value, let part, let place):
        // `{ 0 }` sets what is 0 already.
        if value.values.constant == 0, part.bits != nil { continue }
        store(value.converted(to: part.type), into: part, at: place)
      case .record(let source, let part, let place): _ = try assignRecord(into: part, source, at: place)
      }
    }
  }

  private mutating func list(_ items: [CInitializerItem], into target: PlaceReference, at place: CPlace)
    throws(CReadError) -> [Listed]
  {
    var result: [Listed] = []
    if case .record(let name) = target.type, let record = declarations.record(name) {
      var names = record.members.compactMap(\.name)[...]
      for item in items {
        var member = names.first
        if case .member(let designated)? = item.designators.first {
          member = designated
          names = names.drop { $0 != designated }
        }
        guard let member else { return result }
        names = names.dropFirst()
        var part = self.member(member, of: target)
        for case .member(let inner) in item.designators.dropFirst() { part = self.member(inner, of: part) }
        result += try list(item.value, into: part, at: item.place)
      }
      return result
    }
    var next = 0
    let elements = elements(of: target, at: place)
    for item in items {
      var last = next
      switch item.designators.first {
      case .index(let index)?:
        next = declarations.constant(index) ?? next
        last = next
      case .range(let first, let end)?:
        next = declarations.constant(first) ?? next
        last = max(next, declarations.constant(end) ?? next)
      default: break
      }
      guard elements.indices.contains(next) else { break }
      for element in elements[next...min(last, elements.count - 1)] {
        var part = element
        for case .member(let inner) in item.designators.dropFirst() { part = self.member(inner, of: part) }
        result += try list(item.value, into: part, at: item.place)
      }
      next = last + 1
    }
    return result
  }

  private mutating func list(_ value: CExpression, into part: PlaceReference, at place: CPlace)
    throws(CReadError) -> [Listed]
  {
    if case .initializerList(let inner) = value.kind {
      if part.type.isArray || part.type.isRecord { return try list(inner, into: part, at: place) }
      return try inner.first.map { (item) throws(CReadError) in try list(item.value, into: part, at: place) }
        ?? []
    }
    if isHeldByMembers(part) { return [.record(value, into: part, at: place)] }
    if part.type.isArray {
      noteOpaque("", "an array is initialised by something that is no list in braces", place)
      return []
    }
    return [.value(stabilised(try lower(value), at: place), into: part, at: place)]
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
      if let object = facts.pointees.object(node), object.path.isEmpty,
        elementTypes[object.name] != array.type
      {
        element.base = .memory(node, pointer: CValue(index + 1, pointer.type).with(node: node))
      } else {
        element.element = .init(
          index: CValue((array.element?.index.values.constant ?? 0) * count + index),
          count: (array.element?.count ?? 1) * count)
      }
      return element
    }
  }

  mutating func zero(_ target: PlaceReference, at place: CPlace) {
    if isHeldByMembers(target), case .record(let name) = target.type, let record = declarations.record(name) {
      for name in declarations.memberNames(of: record) { zero(member(name, of: target), at: place) }
    } else if target.type.isArray {
      for element in elements(of: target, at: place) { zero(element, at: place) }
    } else {
      store(CValue(0, numberType(target)), into: target, at: place)
    }
  }
}

extension LoweredType {
  var isArray: Bool { if case .array = self { true } else { false } }
  var isRecord: Bool { if case .record = self { true } else { false } }
}
