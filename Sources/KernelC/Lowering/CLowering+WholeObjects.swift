import Machine
import Program

/// Objects as a whole: copies of memory, pointers that change hands, where members stand.
extension CLowering {
  /// `memcpy(to, from, n)`: the objects that both point to, or as many of an array as `n` says.
  mutating func copyMemory(_ name: String, _ arguments: [CExpression], at place: CPlace)
    throws(CReadError) -> CValue
  {
    let pointers = try lower(Array(arguments.prefix(2)), at: place).map { split($0, at: place) }
    let (to, from) = (pointers[0], pointers[1])
    let type = [to, from].map(\.type.pointee).first { $0 != .void && $0 != .unknown } ?? .unknown
    let count = try elements(of: type, in: arguments[2], name, at: place)
    for index in 0..<count {
      let target = dereference(to.moved(by: index, type), at: place)
      let source = dereference(from.moved(by: index, type), at: place)
      if case .record(let name) = type, let record = declarations.record(name),
        RecordLayout(record, declarations)?.isOneNumber != true
      {
        copy(source, into: target, record, at: place)
      } else {
        store(load(source, at: place).converted(to: target.type), into: target, at: place)
      }
    }
    return to
  }

  /// How many objects of a type a size means: one, or those of an array.
  private mutating func elements(
    of type: LoweredType, in size: CExpression, _ name: String, at place: CPlace
  ) throws(CReadError) -> Int {
    var count = 1
    if case .sizeof(let operand) = size.kind {
      var whole = LoweredType.unknown
      if case .type(let written) = operand.kind {
        whole = declarations.type(written)
      } else {
        // Nothing of the operand is evaluated.
        whole = try capture { (reader) throws(CReadError) in try reader.lowerPlace(operand).type }.1
      }
      if case .array(let element, let known?) = whole, element == type { count = known }
      if whole == type || whole == .unknown || count > 1 { return min(count, CLowering.maximumCopies) }
    }
    if let each = declarations.size(type), each > 0, let bytes = try lower(size).values.constant {
      count = min(max(1, bytes / each), CLowering.maximumCopies)
      if bytes == count * each { return count }
    }
    noteOpaque(name, "it does not say that it copies whole objects: it is taken to copy one", place)
    return 1
  }

  /// Elements that one `memcpy` copies.
  private static let maximumCopies = 64

  /// `no_free_ptr(p)`: what the pointer holds, which is NULL from then on, so that `__free` frees nothing.
  mutating func takePointer(_ pointer: CExpression, at place: CPlace) throws(CReadError) -> CValue {
    let target = stabilised(try lowerPlace(pointer), at: place)
    let value = stabilised(load(target, at: place), at: place)
    store(CValue(0, target.type), into: target, at: place)
    return value
  }

  /// `return_ptr(p);`, which is a statement.
  mutating func lowerReturnedPointer(_ expression: CExpression) throws(CReadError) -> Bool {
    guard let (name, arguments) = expression.namedCall, name == "return_ptr", arguments.count == 1 else {
      return false
    }
    let callee = CExpression(.identifier("no_free_ptr"), at: expression.place)
    try lowerReturn(
      CExpression(.call(callee, arguments), at: expression.place), at: expression.place)
    return true
  }

  /// `offsetof(type, member)`.
  mutating func offset(_ arguments: [CExpression], at place: CPlace) -> CValue {
    if case .type(let written) = arguments[0].kind,
      let offset = declarations.offset(of: arguments[1].memberPath, in: declarations.type(written))
    {
      return CValue(offset, .unsignedLong)
    }
    noteOpaque("offsetof", "the layout of the record is not known", place)
    return CValue(0, .unsignedLong)
  }
}

extension CValue {
  /// A pointer to a later element of the array that it points into.
  fileprivate func moved(by count: Int, _ type: LoweredType) -> CValue {
    var value = self
    value.type = .pointer(type)
    guard count > 0 else { return value }
    value.expression = Expression.binary(.add, expression, .constant(count)).folded
    value.values = values.applying(.add, PossibleValues(count))
    return value
  }
}
