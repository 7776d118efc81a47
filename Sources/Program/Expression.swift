/// What a program computes without an effect. Values are 64-bit signed integers; a truth value is 0 or 1.
///
/// Variables and locals are known by their kernel names, so that a case may refer to `hyperv_pcpu_input_arg`
/// whether the body that uses it was written in the DSL or came out of a C file.
public indirect enum Expression: Hashable, Sendable {
  case constant(Int)
  /// A local or a parameter of the procedure in which the expression stands.
  case local(Local)
  /// A variable that has no index.
  case shared(String)
  /// An element of a per-CPU variable or of another array.
  case element(String, Expression)
  /// The number of the CPU on which the context runs: a constant where it is bound, an access where it may
  /// migrate.
  case currentCPU
  /// The number of the context that evaluates it, counted from 1 in order of declaration: who holds a lock.
  case currentContext
  /// 1 in an interrupt handler's context, else 0: known when the program is compiled.
  case inInterrupt
  case unary(UnaryOperator, Expression)
  case binary(BinaryOperator, Expression, Expression)
  /// `condition ? first : second`; only the arm that is taken is evaluated.
  case conditional(Expression, Expression, Expression)
  /// No pointer variable and no live pointer local holds this pointer into the pool (slots count from 1, 0 is
  /// NULL).
  case unreferenced(pool: String, Expression)
}

public enum UnaryOperator: Hashable, Sendable {
  case not
  case negate
  case complement
  /// Number of bits set: `cpumask_weight`.
  case bitCount
  /// Index of the lowest bit set, -1 without one: `cpumask_first`.
  case lowestBit
  /// The value as a C integer of `bits` bits (1...64) holds it, sign-extended or not.
  case truncate(bits: Int, signed: Bool)
}

public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case bitAnd = "&"
  case bitOr = "|"
  case bitXor = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
}

/// A local variable of a procedure: its name and the values that it may hold.
public struct Local: Hashable, Sendable {
  public var name: String
  public var domain: Domain

  public init(_ name: String, _ domain: Domain) {
    self.name = name
    self.domain = domain
  }
}

/// The values that a variable may hold. A store of anything else is an error of the model, never a
/// wrap-around.
public enum Domain: Hashable, Sendable {
  case range(ClosedRange<Int>)
  /// A few values from all of 64 bits; a `u64` with its highest bit set is negative here.
  case values(ValueSet)
  /// NULL (0) or a slot of a pool, counted from 1.
  case pointer(to: String)
  /// The same or an error from -1 down to this one, as `ERR_PTR` makes it.
  case pointerOrError(to: String, lowest: Int)

  public static let bool = Domain.range(0...1)
  /// 0 or an errno with its sign, as kernel functions return it.
  public static let errno = Domain.range(-133...0)
}

extension Expression: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  public init(integerLiteral value: Int) { self = .constant(value) }
  public init(booleanLiteral value: Bool) { self = .constant(value ? 1 : 0) }
}

extension Expression {
  /// The same expression with every subexpression that has only constants below it computed.
  public var folded: Expression {
    switch self {
    case .constant, .local, .shared, .currentCPU, .currentContext, .inInterrupt: return self
    case .element(let name, let index): return .element(name, index.folded)
    case .unary(let op, let operand):
      let operand = operand.folded
      if case .constant(let value) = operand { return .constant(op.apply(value)) }
      return .unary(op, operand)
    case .binary(let op, let left, let right):
      let left = left.folded
      if case .constant(let value) = left {
        if op == .and { return value == 0 ? 0 : right.folded.asTruth }
        if op == .or { return value != 0 ? 1 : right.folded.asTruth }
      }
      let right = right.folded
      if case .constant(let a) = left, case .constant(let b) = right, let value = op.apply(a, b) {
        return .constant(value)
      }
      if case .constant(let value) = right {
        if op == .and && value != 0 { return left.asTruth }
        if op == .or && value == 0 { return left.asTruth }
      }
      return .binary(op, left, right)
    case .conditional(let condition, let first, let second):
      let condition = condition.folded
      if case .constant(let value) = condition { return value != 0 ? first.folded : second.folded }
      return .conditional(condition, first.folded, second.folded)
    case .unreferenced(let pool, let slot): return .unreferenced(pool: pool, slot.folded)
    }
  }

  /// Whether the value can only be 0 or 1.
  var isTruth: Bool {
    switch self {
    case .constant(let value): return value == 0 || value == 1
    case .local(let local): return local.domain == .bool
    case .unary(.not, _), .unreferenced: return true
    case .binary(let op, _, _): return op.yieldsTruth
    case .conditional(_, let first, let second): return first.isTruth && second.isTruth
    default: return false
    }
  }

  var asTruth: Expression { isTruth ? self : .binary(.notEqual, self, 0) }
}

extension UnaryOperator {
  public func apply(_ value: Int) -> Int {
    switch self {
    case .not: return value == 0 ? 1 : 0
    case .negate: return 0 &- value
    case .complement: return ~value
    case .bitCount: return value.nonzeroBitCount
    case .lowestBit: return value == 0 ? -1 : value.trailingZeroBitCount
    case .truncate(let bits, let signed):
      let shift = 64 &- bits
      return signed ? (value << shift) >> shift : Int(bitPattern: (UInt(bitPattern: value) << shift) >> shift)
    }
  }
}

extension BinaryOperator {
  var yieldsTruth: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or: return true
    default: return false
    }
  }

  /// The value, or nil for a division by zero.
  public func apply(_ a: Int, _ b: Int) -> Int? {
    switch self {
    case .add: return a &+ b
    case .subtract: return a &- b
    case .multiply: return a &* b
    case .divide: return b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    case .remainder: return b == 0 ? nil : a.remainderReportingOverflow(dividingBy: b).partialValue
    case .bitAnd: return a & b
    case .bitOr: return a | b
    case .bitXor: return a ^ b
    case .shiftLeft: return a << b
    case .shiftRight: return a >> b
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .less: return a < b ? 1 : 0
    case .lessOrEqual: return a <= b ? 1 : 0
    case .greater: return a > b ? 1 : 0
    case .greaterOrEqual: return a >= b ? 1 : 0
    case .and: return a != 0 && b != 0 ? 1 : 0
    case .or: return a != 0 || b != 0 ? 1 : 0
    }
  }
}
