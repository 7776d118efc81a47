import Machine
import Program

/// Operators: arithmetic as C does it, with short cuts and conditions.
extension CLowering {
  mutating func lower(_ op: CUnaryOperator, _ operand: CExpression, at place: CPlace)
    throws(CReadError) -> CValue
  {
    switch op {
    case .addressOf: return try lowerAddress(operand, at: place)
    case .dereference: return load(try lowerPlace(operand), at: place)
    case .increment, .decrement:
      let target = stabilised(try lowerPlace(operand), at: place)
      step(target, load(target, at: place), by: op == .increment ? 1 : -1, at: place)
      return load(target, at: place)
    case .not: return try lower(operand).negated
    case .plus: return try lower(operand).promoted
    case .minus, .complement:
      let value = try lower(operand).promoted
      let applied: UnaryOperator = op == .minus ? .negate : .complement
      return CValue(.unary(applied, value.expression), .long, value.values.applying(applied))
        .converted(to: value.type)
    }
  }

  mutating func lowerAddress(_ operand: CExpression, at place: CPlace) throws(CReadError) -> CValue {
    if let name = operand.identifier, scope.lookup(name) == nil, globalPlace(name) == nil {
      return lower(identifier: name, at: place)
    }
    let target = try lowerPlace(operand)
    if let address = address(of: target) { return address }
    noteOpaque("", "the address of something that has none is taken", place)
    return CValue(0, .pointer(target.type))
  }

  mutating func lower(
    _ op: CBinaryOperator, _ left: CExpression, _ right: CExpression, at place: CPlace
  ) throws(CReadError) -> CValue {
    if op == .logicalAnd || op == .logicalOr { return try lowerLogical(op, left, right, at: place) }
    var a = try lower(left)
    let (prefix, b) = try capture { (reader) throws(CReadError) in try reader.lower(right) }
    // What the right side does must not change what the left side has read.
    if !prefix.isEmpty { a = stabilised(a, at: place) }
    statements[statements.count - 1] += prefix
    return combine(op, a, b, at: place)
  }

  mutating func combine(_ op: CBinaryOperator, _ a: CValue, _ b: CValue, at place: CPlace) -> CValue {
    if a.type.isPointer || b.type.isPointer { return combinePointers(op, a, b, at: place) }
    let type =
      op == .shiftLeft || op == .shiftRight ? a.type.promoted : a.type.arithmetic(with: b.type)
    var (left, right) = (a.converted(to: type), b.converted(to: type))
    if op == .shiftLeft || op == .shiftRight { right = b }
    if op.isComparison {
      if let a = left.node, let b = right.node { facts.pointees.unify(a, b) }
      facts.noteCompared(with: left.values.constant)
      facts.noteCompared(with: right.values.constant)
      if type.isUnsignedLong && op != .equal && op != .notEqual
        && (left.values.lowest < 0 || right.values.lowest < 0)
      {
        left = left.upperHalfFirst
        right = right.upperHalfFirst
      }
      let program = op.programOperator
      return CValue(
        .binary(program, left.expression, right.expression), .int,
        left.values.applying(program, right.values))
    }
    let program = op.programOperator
    if type.isUnsignedLong {
      if op == .shiftRight && left.values.lowest < 0 { return shiftUnsigned(left, right, type, at: place) }
      if op == .divide || op == .remainder, left.values.lowest < 0 || right.values.lowest < 0 {
        return divideUnsigned(op, left, right, type, at: place)
      }
    }
    let result = CValue(
      .binary(program, left.expression, right.expression), .long,
      left.values.applying(program, right.values))
    return result.converted(to: type)
  }

  /// A shift to the right of a number that may have its highest bit set: what the shift of a signed number
  /// fills in from the left is cleared.
  private mutating func shiftUnsigned(
    _ left: CValue, _ right: CValue, _ type: LoweredType, at place: CPlace
  ) -> CValue {
    if right.values.constant == 0 { return left }
    let values = left.values.applyingToUnsigned(right.values) { $1 < 64 ? $0 >> $1 : nil }
    if let count = right.values.constant, (1..<64).contains(count) {
      let shifted = Expression.binary(.shiftRight, left.expression, .constant(count))
      let op = UnaryOperator.truncate(bits: 64 - count, signed: false)
      return CValue(
        .unary(op, shifted), type, values ?? PossibleValues(lowest: 0, highest: .lowest(bits: 64 - count)))
    }
    let count = split(right, at: place).expression
    let filled = Expression.binary(.shiftLeft, -2, .binary(.subtract, 63, count))
    let shifted = Expression.binary(.shiftRight, left.expression, count)
    return CValue(
      .binary(.bitAnd, shifted, .unary(.complement, filled)), type, values ?? .anything)
  }

  /// Division of a number that may have its highest bit set, by half of it: the rest of twice the quotient is
  /// less than two divisors, so one comparison settles it; and by a divisor with its highest bit set, where
  /// the quotient is 0 or 1 (H. S. Warren, Hacker's Delight, 9-3).
  private mutating func divideUnsigned(
    _ op: CBinaryOperator, _ left: CValue, _ right: CValue, _ type: LoweredType, at place: CPlace
  ) -> CValue {
    let values = left.values.applyingToUnsigned(right.values) { a, b in
      b == 0 ? nil : op == .divide ? a / b : a % b
    }
    let (number, divisor) = (stabilised(left, at: place).expression, stabilised(right, at: place).expression)
    func isNoLess(_ a: Expression, _ b: Expression) -> Expression {
      .binary(
        .greaterOrEqual, .binary(.bitXor, a, .constant(Int.min)), .binary(.bitXor, b, .constant(Int.min)))
    }
    func half(_ result: (_ quotient: Expression, _ isMore: Expression) -> Expression) -> Expression {
      let half = Expression.unary(.truncate(bits: 63, signed: false), .binary(.shiftRight, number, 1))
      let quotient = Expression.binary(.shiftLeft, .binary(.divide, half, divisor), 1)
      let rest = Expression.binary(.subtract, number, .binary(.multiply, quotient, divisor))
      return result(quotient, isNoLess(rest, divisor))
    }
    let ordinary = half { quotient, isMore in
      if op == .divide { return .binary(.add, quotient, isMore) }
      let rest = Expression.binary(.subtract, number, .binary(.multiply, quotient, divisor))
      return .binary(.subtract, rest, .binary(.multiply, isMore, divisor))
    }
    var result = ordinary
    if right.values.lowest < 0 {
      let isMore = isNoLess(number, divisor)
      let large =
        op == .divide
        ? isMore : Expression.binary(.subtract, number, .conditional(isMore, divisor, 0))
      result = .conditional(.binary(.less, divisor, 0), large, ordinary)
    }
    var bounds = PossibleValues.anything
    if op == .remainder && right.values.lowest > 0 {
      bounds = PossibleValues(lowest: 0, highest: right.values.highest - 1)
    }
    return CValue(result, type, values ?? bounds)
  }

  mutating func combinePointers(_ op: CBinaryOperator, _ a: CValue, _ b: CValue, at place: CPlace)
    -> CValue
  {
    if op.isComparison {
      if let left = a.node, let right = b.node { facts.pointees.unify(left, right) }
      let program = op.programOperator
      return CValue(
        .binary(program, a.expression, b.expression), .int, a.values.applying(program, b.values))
    }
    let (pointer, offset) = a.type.isPointer ? (a, b) : (b, a)
    if a.type.isPointer && b.type.isPointer {
      return CValue(
        .binary(.subtract, a.expression, b.expression), .long, a.values.applying(.subtract, b.values))
    }
    switch pointer.type.pointee {
    case .void, .unknown:
      // Bytes of one object: its address stays what it is.
      return pointer
    case .integer(bits: 8, _) where !pointsIntoBytes(pointer): return pointer
    default:
      if let node = pointer.node, facts.pointees.object(node)?.isPool == true {
        if offset.values.constant != 0 { noteOneElement(place) }
        return pointer
      }
      let program = op.programOperator
      return CValue(
        .binary(program, pointer.expression, offset.expression), pointer.type,
        pointer.values.applying(program, offset.values), node: pointer.node)
    }
  }

  /// Whether what lies there is an array of bytes, so that a pointer to bytes has somewhere to go.
  private func pointsIntoBytes(_ pointer: CValue) -> Bool {
    guard let node = pointer.node, let object = facts.pointees.object(node), object.path.isEmpty,
      !object.isPool
    else { return false }
    var element = elementTypes[object.name]
    if element == nil, let variable = declarations.variables[object.name],
      case .array(let inner, _) = type(of: variable)
    {
      element = inner
    }
    if case .integer(bits: 8, _)? = element { return true }
    return false
  }

  mutating func lowerLogical(
    _ op: CBinaryOperator, _ left: CExpression, _ right: CExpression, at place: CPlace
  ) throws(CReadError) -> CValue {
    let isAnd = op == .logicalAnd
    let a = try lower(left).truth
    if let known = a.values.truthValue, known != isAnd { return CValue(isAnd ? 0 : 1) }
    let before = known
    if isAnd { refine(left, holds: true) } else { refine(left, holds: false) }
    let (prefix, b) = try capture { (reader) throws(CReadError) in try reader.lower(right).truth }
    // Nothing is known by the condition where the right side is always evaluated, and nothing less.
    if a.values.truthValue == nil { join(before, true) }
    if prefix.isEmpty {
      if a.values.truthValue != nil { return b }
      if let constant = b.values.truthValue {
        if constant == isAnd { return a }
        return CValue(isAnd ? 0 : 1)
      }
      let program = op.programOperator
      return CValue(.binary(program, a.expression, b.expression), .int, .truth)
    }
    if a.values.truthValue != nil {
      // The right side is always evaluated.
      statements[statements.count - 1] += prefix
      return b
    }
    if let constant = b.values.truthValue, constant != isAnd {
      emit(
        .conditional(isAnd ? a.expression : a.negated.expression, then: prefix, otherwise: []), at: place)
      return CValue(isAnd ? 0 : 1)
    }
    let result = temporary(.truth, node: nil, at: place)
    emit(.assign(.local(result), a.expression), at: place)
    let inner = prefix + [Statement(.assign(.local(result), b.expression), at: SourcePlace(place))]
    emit(
      .conditional(
        isAnd ? .local(result) : .unary(.not, .local(result)), then: inner, otherwise: []), at: place)
    return CValue(.local(result), .int, .truth)
  }

  mutating func lowerConditional(
    _ condition: CExpression, _ yes: CExpression?, _ no: CExpression, at place: CPlace
  ) throws(CReadError) -> CValue {
    var value = try lower(condition)
    if yes == nil { value = stabilised(value, at: place) }
    if let known = value.values.truthValue {
      let result =
        known
        ? try yes.map { (expression) throws(CReadError) in try lower(expression) } ?? value : try lower(no)
      // The type is that of both arms, also of the one that is not read.
      guard let first = yes.map({ self.type(of: $0) }) ?? value.type, let second = self.type(of: no),
        case .integer = result.type.promoted, !first.decayed.isPointer, !second.decayed.isPointer
      else { return result }
      return result.converted(to: first.arithmetic(with: second))
    }
    let truth = value.truth
    let before = known
    refine(condition, holds: true)
    let (first, a) = try capture { (reader) throws(CReadError) in
      try yes.map { (expression) throws(CReadError) in try reader.lower(expression) } ?? value
    }
    let afterFirst = known
    known = before
    refine(condition, holds: false)
    let (second, b) = try capture { (reader) throws(CReadError) in try reader.lower(no) }
    join(afterFirst, true)
    if let left = a.node, let right = b.node { facts.pointees.unify(left, right) }
    let type = LoweredType.common(a.type, b.type)
    let (left, right) = (a.converted(to: type), b.converted(to: type))
    let values = left.values.union(right.values)
    let node = a.node ?? b.node
    if first.isEmpty && second.isEmpty {
      return CValue(
        .conditional(truth.expression, left.expression, right.expression), type, values, node: node)
    }
    let result = temporary(values, node: node, at: place)
    let source = SourcePlace(place)
    emit(
      .conditional(
        truth.expression,
        then: first + [Statement(.assign(.local(result), left.expression), at: source)],
        otherwise: second + [Statement(.assign(.local(result), right.expression), at: source)]), at: place)
    return CValue(.local(result), type, values, node: node)
  }
}

extension CValue {
  var promoted: CValue { converted(to: type.promoted) }

  func cast(to type: LoweredType) -> CValue {
    if case .pointer(let inner) = type, case .pointer(let outer) = self.type,
      inner == .void || inner == .unknown
    {
      // A cast to `void *` loses nothing that is known.
      var value = self
      value.type = .pointer(outer)
      return value
    }
    return converted(to: type)
  }

  /// Unsigned order as signed order: the highest bit turned over.
  var upperHalfFirst: CValue {
    CValue(
      .binary(.bitXor, expression, .constant(Int.min)), .long,
      values.applying(.bitXor, PossibleValues(Int.min)))
  }

  /// `1 + x` for `1 + (x - 0)`, so that an index that is a constant is seen to be one.
  var simplified: CValue {
    if case .binary(.add, .constant(1), let inner) = expression, case .constant(let value) = inner {
      return CValue(value + 1, type).with(optional: node)
    }
    return self
  }

  func with(optional node: Pointees.Node?) -> CValue {
    var value = self
    value.node = node
    return value
  }
}
