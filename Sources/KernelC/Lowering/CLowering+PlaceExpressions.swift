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
      let pointer = try lower(base)
      let (prefix, offset) = try capture { (reader) throws(CReadError) in try reader.lower(index) }
      let stable = prefix.isEmpty ? pointer : stabilised(pointer, at: expression.place)
      statements[statements.count - 1] += prefix
      guard let node = stable.node else {
        return PlaceReference(base: .nowhere("a number is indexed"), type: .unknown)
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
    return result
  }
}
