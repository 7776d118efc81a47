import Program

/// The part of random programs that handles wide values: page frames with an enable bit, and the ends of 64
/// bits.
extension RandomPrograms {
  private static let all = [Int.min, -22, 0, 1, 4096, 4097, 0x7_0000_0001]
  private static let domain = Domain.values(all)
  /// Without a 0, which an unassigned local holds nevertheless.
  private static let local = Expression.local("wide", .values([-22, 4096, 0x7_0000_0001]))
  private static let parameter = Expression.local("wide way", .values(all + [5]))
  private static let w = Global("w")

  static let wideVariables = [
    Variable("w", domain, initial: [4096]),
    Variable("v", .values([0, 1, 4097]), count: 2, initial: [4097, 0]),
  ]

  static var widePredicates: [Predicate] {
    all.map { Predicate("w \($0)", w == .constant($0)) }
      + [0, 1].flatMap { element in
        [1, 4097].map { Predicate("v[\(element)] \($0)", PerCPU("v")[.constant(element)] == .constant($0)) }
      }
  }

  mutating func wideProcedure() -> Procedure {
    var changed = [Self.parameter, .conditional(Self.parameter > 4096, 1, Self.parameter)]
    if options.errs { changed += [Self.parameter & ~1, Self.parameter | 1] }
    return Procedure(
      "wide", parameters: [Local("wide way", .values(Self.all + [5]))],
      body: [
        Statement(
          .conditional(
            Self.parameter == .constant(random.pick(Self.all)),
            then: [Statement(.returnValue(.constant(random.pick(Self.all))))], otherwise: [])),
        Statement(.assign(Self.parameter, .constant(random.pick(Self.all)))),
        Statement(.returnValue(random.pick(changed))),
      ])
  }

  mutating func wideAssignment() -> Statement.Kind {
    switch random.below(options.errs ? 10 : 8) {
    case 0: return .assign(Self.local, .constant(random.pick([-22, 4096, 0x7_0000_0001])))
    case 1: return .assign(.element("v", .constant(random.below(2))), wideValue())
    case 2: return .assign(.element("v", .binary(.bitAnd, Global("y"), 1)), Self.w & 1)
    case 3: return .call(result: Self.w, procedure: "wide", arguments: [wideValue()])
    case 4: return .assign(Self.w, Self.local)
    case 8: return .assign(Self.local, wideValue())
    case 9: return .call(result: Self.local, procedure: "wide", arguments: [Self.w])
    default: return .assign(Self.w, wideValue())
    }
  }

  /// A value that `v` may hold, or, where errors are wanted, sometimes another.
  private mutating func wideValue() -> Expression {
    switch random.below(options.errs ? 13 : 8) {
    case 0, 1: return .constant(random.pick([0, 1, 4097]))
    case 2: return .unary(.not, Self.w)
    case 3: return .element("v", .binary(.bitAnd, Global("y"), 1))
    case 4: return .conditional(condition(), .element("v", 0), .element("v", 1))
    case 5: return .unary(.truncate(bits: 13, signed: false), .element("v", 0) | .element("v", 1))
    case 6: return .element("v", .constant(random.below(2))) & ~4096
    case 7: return .conditional(condition(), 1, 4097)
    case 8: return Self.local
    case 11: return Self.w
    case 9: return Self.w | 1
    case 10: return .conditional(Self.w > 0, Self.w & ~1, .element("v", 1))
    default: return .constant(random.pick(Self.all + [-23, 4098, .max]))
    }
  }

  /// 0 or 1, or rarely another value, from wide ones.
  mutating func narrowed() -> Expression {
    random.pick([
      Self.w & 1, Self.w >> 12 & 1, Self.w < 4097, Self.local == 4096, .unary(.bitCount, Self.w & 4096),
      .element("v", 0) >> 12, !Self.w,
    ])
  }

  mutating func wideCondition() -> Expression {
    let constant = Expression.constant(random.pick(Self.all))
    switch random.below(7) {
    case 0: return Self.w == constant
    case 1: return Self.w < constant
    case 2: return Self.w != .element("v", .constant(random.below(2)))
    case 3: return .element("v", 0) | .element("v", 1)
    case 4: return Self.local > constant && Self.w == 0
    case 5: return (Self.w & 1) == 1
    default: return Self.local
    }
  }
}
