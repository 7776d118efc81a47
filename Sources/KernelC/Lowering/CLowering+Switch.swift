import Machine
import Program

/// Switches: jumps to the labels of their cases.
extension CLowering {
  mutating func lowerSwitch(_ selector: CExpression, _ body: CStatement, at place: CPlace)
    throws(CReadError)
  {
    let value = stabilised(try lower(selector).promoted, at: place)
    let end = scope.makeLabel("end of switch")
    var fallback = end
    var isUsed = false
    for statement in body.ownCases {
      let label = scope.makeLabel("case")
      switchLabels[statement.place.range.lowerBound] = label
      guard case .case(let low, let high) = statement.kind else {
        fallback = label
        continue
      }
      // The constants are converted to the type of what is looked at (C11 6.8.4.2).
      guard let first = declarations.typedConstant(low)?.converted(to: value.type) else {
        noteOpaque("", "the value of this case is not known", statement.place)
        continue
      }
      facts.noteCompared(with: first.value)
      var condition = Expression.binary(.equal, value.expression, .constant(first.value))
      if let high, let last = declarations.typedConstant(high)?.converted(to: value.type) {
        let isAbove = combine(.greaterOrEqual, value, CValue(first), at: place)
        let isBelow = combine(.lessOrEqual, value, CValue(last), at: place)
        condition = .binary(.and, isAbove.expression, isBelow.expression)
      } else if !value.values.contains(first.value) {
        continue
      }
      emit(
        .conditional(
          condition.folded, then: [Statement(.goto(label), at: SourcePlace(statement.place))], otherwise: []),
        at: statement.place)
    }
    if fallback == end { isUsed = true }
    emit(.goto(fallback), at: place)
    isReachable = false
    scope.targets.append(
      .init(breakLabel: end, continueLabel: nil, isLoop: false, depth: scope.blocks.count))
    try lower(body)
    scope.targets.removeLast()
    if isUsed || isReachable || body.breaksLoop { placeLabel(end, at: place) }
  }
}

extension CStatement {
  /// The labels of this switch, not those of switches inside.
  var ownCases: [CStatement] {
    switch kind {
    case .case, .default: [self]
    case .compound(let inner): inner.flatMap(\.ownCases)
    case .if(_, let then, let otherwise): then.ownCases + (otherwise?.ownCases ?? [])
    case .while(_, let body), .doWhile(let body, _), .callWithBody(_, let body): body.ownCases
    case .for(_, _, _, let body): body.ownCases
    default: []
    }
  }

  /// Whether a `break` in it belongs to the loop or switch around it.
  var breaksLoop: Bool {
    switch kind {
    case .break: true
    case .compound(let inner): inner.contains { $0.breaksLoop }
    case .if(_, let then, let otherwise): then.breaksLoop || (otherwise?.breaksLoop ?? false)
    case .callWithBody(let call, let body): call.namedCall?.name == "scoped_guard" && body.breaksLoop
    default: false
    }
  }
}
