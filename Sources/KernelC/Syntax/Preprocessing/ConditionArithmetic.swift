/// The arithmetic of `#if`: integers of 64 bits (C11 6.10.1).
struct ConditionArithmetic {
  struct Value: Hashable {
    var bits: UInt64
    var isUnsigned: Bool
  }

  enum Operand: Hashable {
    case value(Value)
    case punctuator(TokenKind)
  }

  /// Deeper brackets are not read.
  private static let maximumDepth = 100

  private var operands: ContiguousArray<Operand> = []
  private var position = 0
  private var depth = 0

  /// Nil if the operands make no expression, or divide by zero.
  mutating func value(of operands: ContiguousArray<Operand>) -> Value? {
    self.operands = operands
    position = 0
    depth = 0
    guard let value = conditional(), position == operands.count else { return nil }
    return value
  }

  private var punctuator: TokenKind? {
    if position < operands.count, case .punctuator(let kind) = operands[position] { kind } else { nil }
  }

  private mutating func take(_ kind: TokenKind) -> Bool {
    guard punctuator == kind else { return false }
    position += 1
    return true
  }

  private mutating func conditional() -> Value? {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.maximumDepth, let condition = binary(above: 0) else { return nil }
    guard take(.question) else { return condition }
    guard let yes = conditional(), take(.colon), let no = conditional() else { return nil }
    let isUnsigned = yes.isUnsigned || no.isUnsigned
    return Value(bits: condition.bits != 0 ? yes.bits : no.bits, isUnsigned: isUnsigned)
  }

  private mutating func binary(above precedence: Int) -> Value? {
    guard var left = unary() else { return nil }
    while let operation = punctuator?.binaryOperator, operation.precedence > precedence {
      position += 1
      guard let right = binary(above: operation.precedence) else { return nil }
      guard let value = Self.result(operation, left, right) else { return nil }
      left = value
    }
    return left
  }

  private mutating func unary() -> Value? {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.maximumDepth, position < operands.count else { return nil }
    let operand = operands[position]
    position += 1
    switch operand {
    case .value(let value): return value
    case .punctuator(.leftParenthesis):
      guard let value = conditional(), take(.rightParenthesis) else { return nil }
      return value
    case .punctuator(.plus): return unary()
    case .punctuator(.minus):
      return unary().map { Value(bits: 0 &- $0.bits, isUnsigned: $0.isUnsigned) }
    case .punctuator(.tilde): return unary().map { Value(bits: ~$0.bits, isUnsigned: $0.isUnsigned) }
    case .punctuator(.exclamation): return unary().map { Self.truth($0.bits == 0) }
    case .punctuator: return nil
    }
  }

  private static func truth(_ value: Bool) -> Value { Value(bits: value ? 1 : 0, isUnsigned: false) }

  private static func result(_ operation: CBinaryOperator, _ left: Value, _ right: Value) -> Value? {
    let isUnsigned = left.isUnsigned || right.isUnsigned
    let (a, b) = (left.bits, right.bits)
    let (c, d) = (Int64(bitPattern: a), Int64(bitPattern: b))
    func number(_ bits: UInt64) -> Value { Value(bits: bits, isUnsigned: isUnsigned) }
    switch operation {
    case .multiply: return number(a &* b)
    case .add: return number(a &+ b)
    case .subtract: return number(a &- b)
    case .divide, .remainder:
      guard b != 0 else { return nil }
      if isUnsigned { return number(operation == .divide ? a / b : a % b) }
      let (quotient, remainder) = (
        c.dividedReportingOverflow(by: d).partialValue,
        c.remainderReportingOverflow(dividingBy: d).partialValue
      )
      return number(UInt64(bitPattern: operation == .divide ? quotient : remainder))
    case .shiftLeft: return Value(bits: a << b, isUnsigned: left.isUnsigned)
    case .shiftRight:
      return Value(
        bits: left.isUnsigned ? a >> b : UInt64(bitPattern: c >> Int64(clamping: b)),
        isUnsigned: left.isUnsigned)
    case .less: return truth(isUnsigned ? a < b : c < d)
    case .greater: return truth(isUnsigned ? a > b : c > d)
    case .lessOrEqual: return truth(isUnsigned ? a <= b : c <= d)
    case .greaterOrEqual: return truth(isUnsigned ? a >= b : c >= d)
    case .equal: return truth(a == b)
    case .notEqual: return truth(a != b)
    case .and: return number(a & b)
    case .exclusiveOr: return number(a ^ b)
    case .or: return number(a | b)
    case .logicalAnd: return truth(a != 0 && b != 0)
    case .logicalOr: return truth(a != 0 || b != 0)
    }
  }
}
