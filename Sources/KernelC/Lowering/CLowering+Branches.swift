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

  /// What a condition says about the locals in it that it does not change itself.
  mutating func refine(_ condition: CExpression, holds: Bool) {
    refine(condition, holds: holds, changed: condition.changedNames)
  }

  private mutating func refine(_ condition: CExpression, holds: Bool, changed: Set<String>) {
    switch condition.kind {
    case .unary(.not, let inner): refine(inner, holds: !holds, changed: changed)
    case .binary(.logicalAnd, let left, let right) where holds,
      .binary(.logicalOr, let left, let right) where !holds:
      refine(left, holds: holds, changed: changed)
      refine(right, holds: holds, changed: changed)
    case .identifier(let name):
      if !changed.contains(name) { refine(name, holds ? .notEqual : .equal, TypedConstant(0)) }
    case .call(_, let arguments):
      if let name = condition.namedCall?.name, name == "likely" || name == "unlikely",
        let first = arguments.first
      {
        refine(first, holds: holds, changed: changed)
      }
    case .binary(let op, let left, let right) where op.isComparison:
      guard let name = left.identifier, !changed.contains(name),
        let bound = declarations.typedConstant(right)
      else { return }
      let program = op.programOperator
      refine(name, holds ? program : program.opposite, bound)
    default: break
    }
  }

  private mutating func refine(_ name: String, _ op: BinaryOperator, _ bound: TypedConstant) {
    guard let entry = scope.lookup(name), entry.object == nil else { return }
    let key = "\(scope.instance)::\(entry.programName)"
    let values = known[key] ?? facts.values(of: key)
    if values.isEmpty { return }
    // The comparison is one of the numbers as they stand only if no conversion changes either of them.
    if op != .equal && op != .notEqual || !entry.type.isPointer {
      let common = LoweredType.common(entry.type, bound.type)
      guard values.isSubset(of: common.limits), common.limits.contains(bound.value) else { return }
      if common.isUnsignedLong, !entry.type.isPointer, values.lowest < 0 || bound.value < 0 { return }
    }
    known[key] = values.limited(op, bound.value)
  }
}

extension CExpression {
  /// The names of the objects that evaluating it stores into, pointers aside.
  var changedNames: Set<String> {
    var names: Set<String> = []
    visit {
      switch $0.kind {
      case .assignment(_, let target, _), .postfix(_, let target), .unary(.increment, let target),
        .unary(.decrement, let target):
        if let name = target.identifier { names.insert(name) }
      default: break
      }
    }
    return names
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
