import Program

/// The kernel's macros for arithmetic (include/linux/math.h, minmax.h, log2.h, 6.12), as the expressions that
/// they stand for.
extension CLowering {
  /// The value, or nil if the name is no such macro.
  mutating func lowerArithmetic(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    switch (name, arguments.count) {
    case ("abs", 1):
      let value = split(try lower(arguments[0]), at: place)
      let negative = CValue(
        .unary(.negate, value.expression), value.type, value.values.applying(.negate))
      return select(.binary(.less, value.expression, 0), negative, value, type: value.type)
    case ("clamp", 3), ("clamp_val", 3), ("clamp_t", 4):
      let parts = try lower(Array(arguments.suffix(3)), at: place).map { split($0, at: place) }
      let type = parts[0].type
      let atLeast = select(
        .binary(.less, parts[0].expression, parts[1].expression), parts[1], parts[0], type: type)
      return select(
        .binary(.greater, atLeast.expression, parts[2].expression), parts[2], atLeast, type: type)
    case ("DIV_ROUND_UP", 2), ("DIV_ROUND_UP_ULL", 2):
      let parts = try operands(arguments, at: place)
      return quotient(parts.0, parts.1, at: place)
    case ("roundup", 2), ("round_up", 2):
      let parts = try operands(arguments, at: place)
      return combine(.multiply, quotient(parts.0, parts.1, at: place), parts.1, at: place)
    case ("rounddown", 2), ("round_down", 2):
      let parts = try operands(arguments, at: place)
      return combine(
        .multiply, combine(.divide, parts.0, parts.1, at: place), parts.1, at: place)
    case ("ilog2", 1):
      // Of what is no constant it is left to the opaque call.
      guard let value = declarations.constant(arguments[0]), value > 0 else { return nil }
      return CValue(Int.bitWidth - 1 - value.leadingZeroBitCount)
    case ("PTR_ERR_OR_ZERO", 1):
      let pointer = split(try lower(arguments[0]), at: place)
      facts.noteAsked(pointer.node, orNull: false)
      let error = CValue(pointer.expression, .int, pointer.values.limited(.less, 0))
      return select(.binary(.less, pointer.expression, 0), error, CValue(0), type: .int)
    case ("kvcalloc", 3): return try lowerAllocation("kcalloc", arguments, at: place, isUsed: isUsed)
    default: return nil
    }
  }

  private mutating func operands(_ arguments: [CExpression], at place: CPlace) throws(CReadError) -> (
    CValue, CValue
  ) {
    let parts = try lower(arguments, at: place).map { split($0, at: place) }
    return (parts[0], parts[1])
  }

  /// Rounded up.
  private mutating func quotient(_ number: CValue, _ divisor: CValue, at place: CPlace) -> CValue {
    let sum = combine(.add, number, combine(.subtract, divisor, CValue(1), at: place), at: place)
    return combine(.divide, sum, divisor, at: place)
  }

  private func select(_ condition: Expression, _ first: CValue, _ second: CValue, type: LoweredType) -> CValue
  {
    CValue(
      .conditional(condition, first.expression, second.expression), type, first.values.union(second.values))
  }
}
