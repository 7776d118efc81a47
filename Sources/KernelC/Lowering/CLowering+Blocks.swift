import Machine
import Program

/// What else has a value: the lesser of two, and blocks.
extension CLowering {
  /// `min`, `max_t` and their kin: what is compared is first converted to one type, and the result is that of
  /// a condition, so it is promoted.
  mutating func lesser(_ name: String, _ arguments: [CExpression], at place: CPlace)
    throws(CReadError) -> CValue
  {
    let written = try lower(Array(arguments.suffix(2)), at: place)
    var common = LoweredType.common(written[0].type, written[1].type)
    if arguments.count == 3, case .type(let named) = arguments[0].kind { common = type(named) }
    let parts = written.map { split($0.converted(to: common), at: place) }
    let isFirst = combine(name.hasPrefix("min") ? .less : .greater, parts[0], parts[1], at: place)
    return CValue(
      .conditional(isFirst.expression, parts[0].expression, parts[1].expression), common.promoted,
      parts[0].values.union(parts[1].values), node: parts[0].node ?? parts[1].node)
  }

  // MARK: Blocks with a value

  mutating func lowerStatementExpression(_ inner: [CStatement]) throws(CReadError) -> CValue {
    scope.blocks.append(.init())
    for statement in inner.dropLast() { try lower(statement) }
    var value = CValue(0, .void)
    if let last = inner.last {
      if case .expression(let expression) = last.kind {
        value = split(try lower(expression), at: last.place)
      } else {
        try lower(last)
      }
    }
    let block = scope.blocks.removeLast()
    for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
    return value
  }

  func instanceName(_ function: CFunction, _ arguments: [CValue]) -> String {
    if runsElsewhere(function.name) { return function.name }
    let parts = arguments.compactMap { argument in
      argument.node.flatMap { facts.pointees.object($0) }.map { ([$0.name] + $0.path).joined(separator: ".") }
    }
    return parts.isEmpty ? function.name : "\(function.name)(\(parts.joined(separator: ", ")))"
  }
}

extension CExpression {
  /// `a`, `b` in `a.b`, from outside to inside: what `container_of` names.
  var memberPath: [String] {
    switch kind {
    case .identifier(let name): [name]
    case .member(let base, let name, _): base.memberPath + [name]
    case .index(let base, _): base.memberPath
    default: []
    }
  }
}
