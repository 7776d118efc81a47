import Program

extension CBinaryOperator {
  /// The same operator of programs, on signed 64-bit values.
  var programOperator: BinaryOperator {
    switch self {
    case .multiply: .multiply
    case .divide: .divide
    case .remainder: .remainder
    case .add: .add
    case .subtract: .subtract
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .less: .less
    case .greater: .greater
    case .lessOrEqual: .lessOrEqual
    case .greaterOrEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .and: .bitAnd
    case .exclusiveOr: .bitXor
    case .or: .bitOr
    case .logicalAnd: .and
    case .logicalOr: .or
    }
  }

  var isComparison: Bool {
    switch self {
    case .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual: true
    default: false
    }
  }
}
