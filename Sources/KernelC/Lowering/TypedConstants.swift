import Program

/// The value of a constant expression with its type, without which `~0U` and `-1 < 1U` have no meaning.
struct TypedConstant: Sendable {
  /// As the program holds it: of 64 unsigned bits the upper half is negative.
  var value: Int
  var type: LoweredType

  func converted(to type: LoweredType) -> TypedConstant {
    switch type {
    case .boolean: TypedConstant(value: value == 0 ? 0 : 1, type: type)
    case .integer(let bits, let signed) where bits < 64:
      TypedConstant(value: UnaryOperatorTruncation.apply(value, bits: bits, signed: signed), type: type)
    case .integer, .pointer: TypedConstant(value: value, type: type)
    default: self
    }
  }

  /// A constant of the smallest of the types that C gives to numbers without a suffix.
  init(_ value: Int) {
    self.init(value: value, type: LoweredType.int.limits.contains(value) ? .int : .long)
  }

  init(value: Int, type: LoweredType) {
    self.value = value
    self.type = type
  }

  init(_ integer: CIntegerConstant) {
    let value = Int(bitPattern: UInt(integer.value))
    var bits = integer.rank == .int ? 32 : 64
    if !LoweredType.integer(bits: bits, signed: !integer.isUnsigned).limits.contains(value) { bits = 64 }
    self.init(value: value, type: .integer(bits: bits, signed: !integer.isUnsigned))
  }

  func applying(_ op: CUnaryOperator) -> TypedConstant? {
    let promoted = converted(to: type.promoted)
    switch op {
    case .plus: return promoted
    case .minus: return TypedConstant(value: 0 &- promoted.value, type: promoted.type).wrapped
    case .complement: return TypedConstant(value: ~promoted.value, type: promoted.type).wrapped
    case .not: return TypedConstant(value == 0 ? 1 : 0)
    default: return nil
    }
  }

  /// Nil for a division by zero.
  func applying(_ op: CBinaryOperator, _ other: TypedConstant) -> TypedConstant? {
    switch op {
    case .logicalAnd: return TypedConstant(value != 0 && other.value != 0 ? 1 : 0)
    case .logicalOr: return TypedConstant(value != 0 || other.value != 0 ? 1 : 0)
    case .shiftLeft, .shiftRight:
      let left = converted(to: type.promoted)
      guard (0..<64).contains(other.value) else { return nil }
      if op == .shiftRight && left.type.isUnsignedLong {
        let shifted = UInt(bitPattern: left.value) >> UInt(other.value)
        return TypedConstant(value: Int(bitPattern: shifted), type: left.type)
      }
      let value = op == .shiftLeft ? left.value << other.value : left.value >> other.value
      return TypedConstant(value: value, type: left.type).wrapped
    default: break
    }
    let common = type.arithmetic(with: other.type)
    let (left, right) = (converted(to: common).value, other.converted(to: common).value)
    guard common.isUnsignedLong else {
      guard let value = op.programOperator.apply(left, right) else { return nil }
      return TypedConstant(value: value, type: op.isComparison ? .int : common).wrapped
    }
    // Order and quotient are those of the numbers without a sign.
    let (a, b) = (UInt(bitPattern: left), UInt(bitPattern: right))
    switch op {
    case .divide, .remainder:
      guard b != 0 else { return nil }
      return TypedConstant(value: Int(bitPattern: op == .divide ? a / b : a % b), type: common)
    case .less: return TypedConstant(a < b ? 1 : 0)
    case .lessOrEqual: return TypedConstant(a <= b ? 1 : 0)
    case .greater: return TypedConstant(a > b ? 1 : 0)
    case .greaterOrEqual: return TypedConstant(a >= b ? 1 : 0)
    default:
      guard let value = op.programOperator.apply(left, right) else { return nil }
      return TypedConstant(value: value, type: op.isComparison ? .int : common)
    }
  }

  private var wrapped: TypedConstant { converted(to: type) }
}

extension CConstants {
  private static let types: [String: LoweredType] = [
    "UINT_MAX": .unsigned, "U32_MAX": .unsigned, "U64_MAX": .unsignedLong, "ULONG_MAX": .unsignedLong,
    "LONG_MAX": .long, "PAGE_SIZE": .unsignedLong, "U8_MAX": .integer(bits: 8, signed: false),
    "U16_MAX": .integer(bits: 16, signed: false), "NULL": .pointer(.void),
  ]

  static func typed(_ name: String) -> TypedConstant? {
    values[name].map { TypedConstant(value: $0, type: types[name] ?? .int) }
  }
}

extension Declarations {
  /// The value of a constant expression, if it is one.
  func constant(_ expression: CExpression) -> Int? { typedConstant(expression)?.value }

  func typedConstant(_ expression: CExpression) -> TypedConstant? { typedConstant(expression, depth: 0) }

  private func typedConstant(_ expression: CExpression, depth: Int) -> TypedConstant? {
    guard depth < 200 else { return nil }
    switch expression.kind {
    case .integer(let integer): return TypedConstant(integer)
    case .identifier(let name): return typedConstant(named: name, depth: depth)
    case .unary(let op, let operand): return typedConstant(operand, depth: depth + 1)?.applying(op)
    case .binary(let op, let left, let right):
      guard let a = typedConstant(left, depth: depth + 1), let b = typedConstant(right, depth: depth + 1)
      else { return nil }
      return a.applying(op, b)
    case .conditional(let condition, let yes, let no):
      guard let chosen = typedConstant(condition, depth: depth + 1) else { return nil }
      let first = yes.map { typedConstant($0, depth: depth + 1) } ?? chosen
      let second = typedConstant(no, depth: depth + 1)
      guard let result = chosen.value == 0 ? second : first else { return nil }
      guard let first, let second else { return result }
      return result.converted(to: first.type.arithmetic(with: second.type))
    case .cast(let type, let value):
      return typedConstant(value, depth: depth + 1)?.converted(to: self.type(type))
    case .sizeof(let operand):
      guard case .type(let type) = operand.kind else { return nil }
      return size(self.type(type)).map { TypedConstant(value: $0, type: .unsignedLong) }
    case .call: return call(expression, depth: depth)
    default: return nil
    }
  }

  private func call(_ expression: CExpression, depth: Int) -> TypedConstant? {
    guard let (name, arguments) = expression.namedCall else { return nil }
    switch (name, arguments.count) {
    case ("BIT", 1), ("BIT_ULL", 1):
      return typedConstant(arguments[0], depth: depth + 1).flatMap {
        (0..<64).contains($0.value) ? TypedConstant(value: 1 << $0.value, type: .unsignedLong) : nil
      }
    case ("GENMASK", 2), ("GENMASK_ULL", 2):
      guard let high = typedConstant(arguments[0], depth: depth + 1)?.value,
        let low = typedConstant(arguments[1], depth: depth + 1)?.value, 0 <= low, low <= high, high < 64
      else { return nil }
      let mask = UInt.max >> UInt(63 - high) & (UInt.max << UInt(low))
      return TypedConstant(value: Int(bitPattern: mask), type: .unsignedLong)
    case ("offsetof", 2), ("__builtin_offsetof", 2):
      guard case .type(let written) = arguments[0].kind, !arguments[1].hasIndex else { return nil }
      return offset(of: arguments[1].memberPath, in: type(written)).map {
        TypedConstant(value: $0, type: .unsignedLong)
      }
    default: return nil
    }
  }

  /// An enumerator, an errno, or one of the constants that every kernel file may use.
  func constant(named name: String) -> Int? { typedConstant(named: name)?.value }

  func typedConstant(named name: String) -> TypedConstant? { typedConstant(named: name, depth: 0) }

  private func typedConstant(named name: String, depth: Int) -> TypedConstant? {
    if let value = enumerator(name) { return TypedConstant(value) }
    if let known = CConstants.typed(name) { return known }
    if name == "NR_CPUS" || name == "CONFIG_NR_CPUS" { return TypedConstant(cpus) }
    guard let expression = macro(name)?.expression else { return nil }
    return typedConstant(expression, depth: depth + Declarations.macroDepth)
  }

  /// A macro counts like this many expressions inside of each other, so that those that use each other end.
  private static let macroDepth = 20
}

extension CExpression {
  fileprivate var hasIndex: Bool {
    var found = false
    visit { if case .index = $0.kind { found = true } }
    return found
  }
}
