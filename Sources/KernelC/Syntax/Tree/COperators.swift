/// An operator before its operand.
public enum CUnaryOperator: String, Hashable, Sendable, CaseIterable {
  case plus = "+"
  case minus = "-"
  /// `!`
  case not = "!"
  /// `~`
  case complement = "~"
  case dereference = "*"
  case addressOf = "&"
  case increment = "++"
  case decrement = "--"
}

/// An operator behind its operand.
public enum CPostfixOperator: String, Hashable, Sendable, CaseIterable {
  case increment = "++"
  case decrement = "--"
}

/// An operator between two operands. Assignments and the comma are not among them.
public enum CBinaryOperator: String, Hashable, Sendable, CaseIterable {
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case add = "+"
  case subtract = "-"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case and = "&"
  case exclusiveOr = "^"
  case or = "|"
  case logicalAnd = "&&"
  case logicalOr = "||"

  /// How tightly it binds, as C11 6.5 orders them: `*` 10, `||` 1.
  public var precedence: Int {
    switch self {
    case .multiply, .divide, .remainder: 10
    case .add, .subtract: 9
    case .shiftLeft, .shiftRight: 8
    case .less, .greater, .lessOrEqual, .greaterOrEqual: 7
    case .equal, .notEqual: 6
    case .and: 5
    case .exclusiveOr: 4
    case .or: 3
    case .logicalAnd: 2
    case .logicalOr: 1
    }
  }
}
