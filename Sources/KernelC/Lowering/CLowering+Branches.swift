import Machine
import Program

/// Branches, and what is known on either side of one.
extension CLowering {
  /// An `if` whose arms are given; an arm that can't be reached is left out.
  mutating func branch(
    _ truth: CValue, _ condition: CExpression?, at place: CPlace, keepsThen: Bool = false,
    keepsOtherwise: Bool = false,
    then: (inout CLowering) throws(CReadError) -> Void,
    otherwise: (inout CLowering) throws(CReadError) -> Void
  ) throws(CReadError) {
    let settled = truth.values.truthValue
    if truth.values.isEmpty && !keepsThen && !keepsOtherwise { return }
    if let settled, !(settled ? keepsOtherwise : keepsThen) {
      if settled { try then(&self) } else { try otherwise(&self) }
      return
    }
    let before = known
    if let condition { refine(condition, holds: true) }
    let (first, _) = try capture(then)
    let (afterThen, reachesThen) = (known, isReachable)
    known = before
    isReachable = true
    if let condition { refine(condition, holds: false) }
    let (second, _) = try capture(otherwise)
    emit(.conditional(truth.expression, then: first, otherwise: second), at: place)
    join(afterThen, reachesThen)
  }

  /// What is known where two ways meet: this one and another.
  mutating func join(_ other: [String: PossibleValues], _ otherIsReachable: Bool) {
    if !isReachable {
      known = other
    } else if otherIsReachable {
      known = known.reduce(into: [:]) { result, entry in
        if let set = other[entry.key] { result[entry.key] = entry.value.union(set) }
      }
    }
    isReachable = isReachable || otherIsReachable
  }

  /// What a condition says about the locals in it.
  mutating func refine(_ condition: CExpression, holds: Bool) {
    switch condition.kind {
    case .unary(.not, let inner): refine(inner, holds: !holds)
    case .binary(.logicalAnd, let left, let right) where holds,
      .binary(.logicalOr, let left, let right) where !holds:
      refine(left, holds: holds)
      refine(right, holds: holds)
    case .identifier(let name): refine(name, holds ? .notEqual : .equal, 0)
    case .call(_, let arguments):
      if let name = condition.namedCall?.name, name == "likely" || name == "unlikely",
        let first = arguments.first
      {
        refine(first, holds: holds)
      }
    case .binary(let op, let left, let right) where op.isComparison:
      guard let name = left.identifier, let bound = declarations.constant(right) else { return }
      let program = op.programOperator
      refine(name, holds ? program : program.opposite, bound)
    default: break
    }
  }

  mutating func refine(_ name: String, _ op: BinaryOperator, _ bound: Int) {
    guard let entry = scope.lookup(name), entry.object == nil else { return }
    let key = "\(scope.instance)::\(entry.programName)"
    let values = known[key] ?? facts.values(of: key)
    if values.isEmpty { return }
    known[key] = values.limited(op, bound)
  }
}

extension BinaryOperator {
  var opposite: BinaryOperator {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    default: self
    }
  }
}
