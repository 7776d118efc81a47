/// Expressions: resolving names, and splitting off visible accesses so that no step has two.
extension Lowering {
  /// The expression with constant parameters and a bound CPU number put in, and folded.
  func substitute(_ expression: Expression) -> Expression {
    let result: Expression
    switch expression {
    case .constant: return expression
    case .shared(let name): return onlyValue(of: name).map { .constant($0) } ?? expression
    case .local(let local):
      if case .constant(let value)? = frames[frames.count - 1].bindings[local.name] {
        return .constant(value)
      }
      return expression
    case .currentCPU:
      if case .bound(let cpu) = model.contexts[context].placement { return .constant(cpu) }
      return expression
    case .currentContext: return .constant(context + 1)
    case .inInterrupt: return .constant(isInterrupt ? 1 : 0)
    case .element(let name, let index): return .element(name, substitute(index))
    case .unary(let op, let operand): result = .unary(op, substitute(operand))
    case .binary(let op, let left, let right): result = .binary(op, substitute(left), substitute(right))
    case .conditional(let condition, let first, let second):
      result = .conditional(substitute(condition), substitute(first), substitute(second))
    case .unreferenced(let pool, let slot): return .unreferenced(pool: pool, substitute(slot))
    }
    return result.folded
  }

  /// The same for what is stored into: a variable stays one, whatever it can hold.
  func substitute(target: Expression) -> Expression {
    if case .shared = target { return target }
    return substitute(target)
  }

  /// The value of a variable without an index that can have no other. Reading one that is shared stays a
  /// step, as reading any other is.
  private func onlyValue(of name: String) -> Int? {
    guard let entry = scope.entries[name], entry.count == nil, entry.storage == .sequenced else { return nil }
    switch model.variables[entry.variable].domain {
    case .range(let range): return range.lowerBound == range.upperBound ? range.lowerBound : nil
    case .values(let set): return set.values.count == 1 ? set.values[0] : nil
    case .pointer, .pointerOrError: return nil
    }
  }

  private var isInterrupt: Bool { model.contexts[context].kind == .interrupt }

  /// Number of visible accesses in evaluating the expression.
  mutating func visibleAccesses(_ expression: Expression) -> Int {
    switch expression {
    case .constant, .local, .currentContext, .inInterrupt: return 0
    case .shared(let name): return isVisible(name) ? 1 : 0
    case .element(let name, let index): return (isVisible(name) ? 1 : 0) + visibleAccesses(index)
    case .currentCPU:
      if case .migratable = model.contexts[context].placement { return 1 }
      return 0
    case .unary(_, let operand): return visibleAccesses(operand)
    case .binary(_, let left, let right): return visibleAccesses(left) + visibleAccesses(right)
    case .conditional(let condition, let first, let second):
      return visibleAccesses(condition) + visibleAccesses(first) + visibleAccesses(second)
    case .unreferenced: return 2
    }
  }

  /// Names become what their cells hold, as values. The expression keeps all its accesses.
  mutating func resolve(_ expression: Expression) throws(ModelError) -> GraphExpression {
    switch expression {
    case .constant(let value): return .constant(value)
    case .currentContext: return .constant(context + 1)
    case .inInterrupt: return .constant(isInterrupt ? 1 : 0)
    case .local, .shared, .element, .currentCPU:
      let place = try resolvePlace(expression)
      return value(in: place)
    case .unary(.truncate(let bits, _), _) where !(1...64).contains(bits):
      throw ModelError(.badDomain, "an integer of \(bits) bits is asked for; 1 to 64 are possible", at: place)
    case .unary(let op, let operand):
      return GraphExpression.unary(op, try resolve(operand)).tabulated(graph.cells)
    case .binary(let op, let left, let right):
      return GraphExpression.binary(op, try resolve(left), try resolve(right)).tabulated(graph.cells)
    case .conditional(let condition, let first, let second):
      return GraphExpression.conditional(try resolve(condition), try resolve(first), try resolve(second))
        .tabulated(graph.cells)
    case .unreferenced(let poolName, let slot):
      guard let pool = scope.pools[poolName] else {
        throw ModelError(.unknownName, "pool \(poolName) is not declared", at: place)
      }
      return .unreferenced(pool: pool, try resolve(slot))
    }
  }

  /// A local, a variable or an element as the cell that holds it; a parameter may be a constant.
  mutating func resolvePlace(_ expression: Expression) throws(ModelError) -> GraphExpression {
    switch expression {
    case .local(let local): return try localCell(local)
    case .shared(let name):
      let entry = try scope.entry(name, indexed: false, at: place)
      note(access: entry.variable)
      return .cell(entry.base)
    case .element(let name, let index):
      let entry = try scope.entry(name, indexed: true, at: place)
      note(access: entry.variable)
      let count = entry.count ?? 1
      switch try resolve(index) {
      case .constant(let value):
        guard (0..<count).contains(value) else {
          throw ModelError(.badIndex, "\(name)[\(value)]: the array has \(count) elements", at: place)
        }
        return .cell(entry.base + value)
      case let index: return .indexed(base: entry.base, count: count, index: index)
      }
    case .currentCPU:
      switch model.contexts[context].placement {
      case .bound(let cpu): return .constant(cpu)
      case .migratable(let variable):
        let entry = try scope.entry(variable, indexed: false, at: place)
        note(access: entry.variable)
        return .cell(entry.base)
      case .none:
        throw ModelError(
          .unknownName, "\(model.contexts[context].name) belongs to no CPU, so it has no CPU number",
          at: place)
      }
    default: return try resolve(expression)
    }
  }

  /// Splits visible reads off into locals, in order of evaluation, until at most `keep` (0 or 1) are left.
  mutating func hoist(_ expression: Expression, keep: Int) throws(ModelError) -> Expression {
    guard atomicDepth == 0, visibleAccesses(expression) > keep else { return expression }
    switch expression {
    case .constant, .local, .currentContext, .inInterrupt: return expression
    case .shared, .currentCPU: return try splitOff(expression)
    case .element(let name, let index):
      let access = Expression.element(name, try hoist(index, keep: 0))
      return visibleAccesses(access) > keep ? try splitOff(access, step: "read \(expression)") : access
    case .unary(let op, let operand): return .unary(op, try hoist(operand, keep: keep))
    case .binary(let op, _, let right) where (op == .and || op == .or) && visibleAccesses(right) > 0:
      return try splitOffCondition(expression)
    case .binary(let op, let left, let right):
      let rightCount = visibleAccesses(right)
      let left = try hoist(left, keep: rightCount == 0 ? keep : 0)
      return .binary(op, left, try hoist(right, keep: keep))
    case .conditional(let condition, let first, let second):
      if visibleAccesses(first) + visibleAccesses(second) == 0 {
        return .conditional(try hoist(condition, keep: keep), first, second)
      }
      return try splitOffConditional(condition, first, second)
    case .unreferenced:
      throw ModelError(
        .choiceInAtomic, "whether a slot is unreferenced can be asked in an atomic block only", at: place)
    }
  }

  /// One visible read as a step of its own, into a local.
  private mutating func splitOff(_ access: Expression, step: String? = nil) throws(ModelError) -> Expression {
    beginVisible(step ?? "read \(access)")
    let value = try resolve(access)
    let domain = try domain(holding: [value], of: access)
    let cell = try allocateLocal("tmp", domain)
    let local = bindTemporary(cell, domain)
    emit(.assign(cell: cell, content(value, for: cell)))
    return .local(local)
  }

  private mutating func splitOffCondition(_ expression: Expression) throws(ModelError) -> Expression {
    let (yes, no, end) = (makeLabel(), makeLabel(), makeLabel())
    let cell = try allocateLocal("tmp", .bool)
    let local = bindTemporary(cell, .bool)
    try lowerCondition(expression, yes, no)
    placeLabel(yes)
    emit(.assign(cell: cell, .constant(1)))
    emit(.jump(end))
    placeLabel(no)
    emit(.assign(cell: cell, .constant(0)))
    placeLabel(end)
    return .local(local)
  }

  private mutating func splitOffConditional(
    _ condition: Expression, _ first: Expression, _ second: Expression
  ) throws(ModelError) -> Expression {
    let (yes, no, end) = (makeLabel(), makeLabel(), makeLabel())
    let arms = [try resolve(first), try resolve(second)]
    let domain = try domain(holding: arms, of: .conditional(condition, first, second))
    let cell = try allocateLocal("tmp", domain)
    let local = bindTemporary(cell, domain)
    try lowerCondition(condition, yes, no)
    placeLabel(yes)
    try lowerAssignment(.local(local), first)
    emit(.jump(end))
    placeLabel(no)
    try lowerAssignment(.local(local), second)
    placeLabel(end)
    return .local(local)
  }

  /// Jumps to `yes` or `no`; `&&`, `||` and `!` evaluate as in C, one visible access a step.
  mutating func lowerCondition(_ condition: Expression, _ yes: Int, _ no: Int) throws(ModelError) {
    let condition = substitute(condition)
    if case .constant(let value) = condition { return emit(.jump(value != 0 ? yes : no)) }
    if atomicDepth == 0 && visibleAccesses(condition) > 1 {
      switch condition {
      case .binary(.and, let left, let right):
        let middle = makeLabel()
        try lowerCondition(left, middle, no)
        placeLabel(middle)
        return try lowerCondition(right, yes, no)
      case .binary(.or, let left, let right):
        let middle = makeLabel()
        try lowerCondition(left, yes, middle)
        placeLabel(middle)
        return try lowerCondition(right, yes, no)
      case .unary(.not, let operand): return try lowerCondition(operand, no, yes)
      default: break
      }
    }
    let hoisted = try hoist(condition, keep: 1)
    if visibleAccesses(hoisted) > 0 { beginVisible("if \(condition)") }
    let resolved = try resolve(hoisted)
    emit(.branch(resolved, then: yes, otherwise: no))
  }
}

extension Expression {
  /// Whether the value depends on the context that evaluates it: on its locals, its CPU or its number.
  var belongsToContext: Bool {
    switch self {
    case .constant, .shared: false
    case .local, .currentCPU, .currentContext, .inInterrupt: true
    case .element(_, let operand), .unary(_, let operand), .unreferenced(_, let operand):
      operand.belongsToContext
    case .binary(_, let left, let right): left.belongsToContext || right.belongsToContext
    case .conditional(let condition, let first, let second):
      condition.belongsToContext || first.belongsToContext || second.belongsToContext
    }
  }
}
