import Machine
import Program

/// Loops over CPU masks.
extension CLowering {
  static let maskLoops: Set<String> = [
    "for_each_online_cpu", "for_each_present_cpu", "for_each_possible_cpu", "for_each_cpu",
    "for_each_cpu_and",
  ]

  /// The loops over CPU masks: `cpumask_next` reads the mask anew at each turn.
  mutating func lowerMaskLoop(
    _ name: String, _ arguments: [CExpression], _ body: CStatement, at place: CPlace
  ) throws(CReadError) -> Bool {
    var masks: [CValue] = []
    switch (name, arguments.count) {
    case ("for_each_online_cpu", 1): masks = [mask("cpu_online")]
    case ("for_each_present_cpu", 1), ("for_each_possible_cpu", 1): masks = [allCPUs]
    case ("for_each_cpu", 2): masks = [try lowerMask(arguments[1])]
    case ("for_each_cpu_and", 3): masks = [try lowerMask(arguments[1]), try lowerMask(arguments[2])]
    default: return false
    }
    let mask = masks.dropFirst().reduce(masks[0]) {
      CValue(.binary(.bitAnd, $0.expression, $1.expression), .mask, $0.values.applying(.bitAnd, $1.values))
    }
    let target = try lowerPlace(arguments[0])
    guard case .local = target.base else {
      noteOpaque(name, "the loop's variable is no local", place)
      return true
    }
    known = [:]
    let next = temporary(PossibleValues(lowest: 0, highest: computer.cpus), node: nil, at: place)
    emit(.assign(.local(next), 0), at: place)
    let label = body.continuesOuterLoop ? scope.makeLabel("next CPU") : nil
    let (turn, _) = try capture { (reader) throws(CReadError) in
      // The lowest CPU of the mask at or above `next`.
      let rest = Expression.binary(
        .bitAnd, mask.expression, .binary(.shiftLeft, -1, .local(next)))
      let found = reader.temporary(
        PossibleValues(lowest: -1, highest: reader.computer.cpus - 1), node: nil, at: place)
      reader.emit(
        .atomic(
          .init(
            text: "\(name): the next CPU of the mask", reason: "one word of the mask is read",
            body: [Statement(.assign(.local(found), .unary(.lowestBit, rest)))])), at: place)
      reader.emit(
        .conditional(
          .binary(.less, .local(found), 0), then: [Statement(.breakLoop)], otherwise: []), at: place)
      reader.store(
        CValue(
          .local(found), .unsigned, PossibleValues(lowest: 0, highest: reader.computer.cpus - 1)),
        into: target,
        at: place)
      reader.emit(.assign(.local(next), .binary(.add, .local(found), 1)), at: place)
      reader.scope.targets.append(
        .init(breakLabel: nil, continueLabel: label, isLoop: true, depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
      if let label { reader.placeLabel(label, at: place) }
    }
    emit(.loop(turn), at: place)
    known = [:]
    isReachable = true
    return true
  }
}
