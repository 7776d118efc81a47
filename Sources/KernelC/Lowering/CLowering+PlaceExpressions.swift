import Machine
import Program

/// Expressions that name an object.
extension CLowering {
  mutating func lowerPlace(_ expression: CExpression) throws(CReadError) -> PlaceReference {
    switch expression.kind {
    case .identifier(let name):
      if let entry = scope.lookup(name) { return place(of: entry) }
      if let global = globalPlace(name) { return global }
      assume(
        "\(name) is defined in no file that was read: it is taken to hold 0 and to be of no interest "
          + "(\(expression.place))")
      return undeclared(name)
    case .member(let base, let name, arrow: false):
      return member(name, of: try lowerPlace(base))
    case .member(let base, let name, arrow: true):
      let pointer = try lower(base)
      return member(name, of: dereference(pointer, at: expression.place))
    case .index(let base, let index):
      if let element = try lowerElement(base, index, at: expression.place) { return element }
      let pointer = try lower(base)
      let (prefix, offset) = try capture { (reader) throws(CReadError) in try reader.lower(index) }
      let stable = prefix.isEmpty ? pointer : stabilised(pointer, at: expression.place)
      statements[statements.count - 1] += prefix
      guard let node = stable.node else {
        return PlaceReference(base: .nowhere("a number is indexed"), type: .unknown)
      }
      if facts.pointees.object(node)?.isPool == true {
        if offset.values.constant != 0 { noteOneElement(expression.place) }
        return dereference(stable, at: expression.place)
      }
      let element = CValue(
        Expression.binary(.add, stable.expression, offset.expression).folded, stable.type,
        stable.values.applying(.add, offset.values), node: node)
      return dereference(element.simplified, at: expression.place)
    case .unary(.dereference, let operand):
      return dereference(try lower(operand), at: expression.place)
    case .cast(_, let inner) where inner.isLvalue: return try lowerPlace(inner)
    case .call(let callee, let arguments):
      if let place = try lowerPlaceCall(callee, arguments, at: expression.place) { return place }
    default: break
    }
    let value = try lower(expression)
    let name = "value@\(expression.place.range.lowerBound)"
    let entry = try declareLocal(name, value.type, at: expression.place)
    store(value, into: place(of: entry), at: expression.place)
    return place(of: entry)
  }

  mutating func noteOneElement(_ place: CPlace) {
    noteOpaque("", "the elements of an array on the heap are taken as one", place)
  }

  /// `o.array[i]` and `o.array[i][j]`; nil if the base is no array in a record.
  private mutating func lowerElement(_ base: CExpression, _ index: CExpression, at place: CPlace)
    throws(CReadError) -> PlaceReference?
  {
    switch base.kind {
    case .member, .index: break
    default: return nil
    }
    let before = known
    let (prefix, array) = try capture { (reader) throws(CReadError) in try reader.lowerPlace(base) }
    guard case .array(let type, let count?) = array.type, case .memory = array.base, array.bits == nil,
      count > 0
    else {
      known = before
      return nil
    }
    // A mask is an array of one, and an array of masks has no elements of elements.
    if case .index = base.kind, array.element == nil, type == .mask { return nil }
    statements[statements.count - 1] += prefix
    let offset = split(try lower(index), at: place)
    var result = array
    result.type = type
    guard let outer = array.element else {
      result.element = .init(index: offset, count: count)
      return result
    }
    let number = CValue(
      .binary(
        .add, .binary(.multiply, outer.index.expression, .constant(count)), offset.expression),
      .long, outer.index.values.applying(.multiply, PossibleValues(count)).applying(.add, offset.values))
    result.element = .init(index: number, count: outer.count * count)
    return result
  }

  mutating func undeclared(_ name: String) -> PlaceReference {
    let node = facts.node(of: "&\(name)")
    facts.pointees.setObject(node, .init(name: name, count: 1, isPool: false, isIndexed: false))
    return PlaceReference(
      base: .memory(node, pointer: CValue(1, .pointer(.unknown)).with(node: node)), type: .unknown)
  }

  /// The same place, found without evaluating anything again that could have changed.
  mutating func stabilised(_ place: PlaceReference, at source: CPlace) -> PlaceReference {
    guard case .memory(let node, let pointer) = place.base else { return place }
    var result = place
    result.base = .memory(node, pointer: split(pointer, at: source))
    if let element = place.element { result.element!.index = split(element.index, at: source) }
    return result
  }
}
