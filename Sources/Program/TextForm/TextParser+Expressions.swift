/// Expressions, by precedence climbing. Each comes with the depth of its tree.
extension TextParser {
  /// An expression and how deep its tree is: a leaf is 1 deep.
  typealias Measured = (expression: Expression, depth: Int)

  mutating func expression() throws(TextFormError) -> Expression { try measuredExpression().expression }

  /// `(a, b)`.
  mutating func arguments() throws(TextFormError) -> [Expression] {
    try expect(.openParenthesis)
    var arguments: [Expression] = []
    while token != .symbol(.closeParenthesis) {
      arguments.append(try expression())
      guard try takes(.comma) else { break }
    }
    try expect(.closeParenthesis)
    return arguments
  }

  private mutating func measuredExpression() throws(TextFormError) -> Measured {
    try descend()
    defer { ascend() }
    let condition = try binary(from: 1)
    guard try takes(.question) else { return condition }
    let first = try measuredExpression()
    try expect(.colon)
    let second = try measuredExpression()
    return try measured(
      .conditional(condition.expression, first.expression, second.expression),
      over: max(condition.depth, first.depth, second.depth))
  }

  private func measured(_ expression: Expression, over depth: Int) throws(TextFormError) -> Measured {
    guard depth < TextForm.maximumExpressionDepth else { throw error(.expressionTooDeep) }
    return (expression, depth + 1)
  }

  private mutating func binary(from precedence: Int) throws(TextFormError) -> Measured {
    try descend()
    defer { ascend() }
    var left = try unary()
    while let op = binaryOperator, op.precedence >= precedence {
      try advance()
      let right = try binary(from: op.precedence + 1)
      left = try measured(.binary(op, left.expression, right.expression), over: max(left.depth, right.depth))
    }
    return left
  }

  private var binaryOperator: BinaryOperator? {
    guard case .symbol(let symbol) = token else { return nil }
    return BinaryOperator(rawValue: symbol.rawValue)
  }

  private mutating func unary() throws(TextFormError) -> Measured {
    let op: UnaryOperator
    switch token {
    case .symbol(.not): op = .not
    case .symbol(.tilde): op = .complement
    case .symbol(.minus):
      if case .number = try peek() {
        try count()
        return (.constant(try integer()), 1)
      }
      op = .negate
    default: return try primary()
    }
    try descend()
    defer { ascend() }
    try count()
    try advance()
    let operand = try unary()
    return try measured(.unary(op, operand.expression), over: operand.depth)
  }

  private mutating func primary() throws(TextFormError) -> Measured {
    try count()
    switch token {
    case .number: return (.constant(try integer()), 1)
    case .symbol(.openParenthesis):
      try advance()
      let inner = try measuredExpression()
      try expect(.closeParenthesis)
      return inner
    case .word(let word):
      if try peek() == .symbol(.openParenthesis) { return try function(word) }
      return try variable()
    case .string: return try variable()
    default: throw expected("an expression")
    }
  }

  private mutating func variable() throws(TextFormError) -> Measured {
    let name = try name("a variable")
    if try takes(.openBracket) {
      let index = try measuredExpression()
      try expect(.closeBracket)
      return try measured(.element(name, index.expression), over: index.depth)
    }
    if let domain = scope.domains[name] { return (.local(Local(name, domain)), 1) }
    return (.shared(name), 1)
  }

  /// An operator that is written like a call.
  private mutating func function(_ word: String) throws(TextFormError) -> Measured {
    guard TextWords.isFunction(word) else {
      throw error(.unknownFunction("'\(TextWords.shortened(word))'"))
    }
    if TextWords.isTruncation(word) {
      guard let bits = Int(word.dropFirst()), (1...64).contains(bits) else { throw error(.badWidth) }
      return try operand(of: .truncate(bits: bits, signed: word.first == "s"))
    }
    switch word {
    case "weight": return try operand(of: .bitCount)
    case "first": return try operand(of: .lowestBit)
    default: break
    }
    try advance()
    try expect(.openParenthesis)
    let result: Measured
    switch word {
    case "cpu": result = (.currentCPU, 1)
    case "current": result = (.currentContext, 1)
    case "in_interrupt": result = (.inInterrupt, 1)
    case "global": result = (.shared(try name("a variable")), 1)
    case "local":
      let name = try name("the name of a local")
      try expect(.comma)
      result = (.local(Local(name, try domain())), 1)
    default:
      let pool = try name("a pool")
      try expect(.comma)
      let slot = try measuredExpression()
      result = try measured(.unreferenced(pool: pool, slot.expression), over: slot.depth)
    }
    try expect(.closeParenthesis)
    return result
  }

  private mutating func operand(of op: UnaryOperator) throws(TextFormError) -> Measured {
    try advance()
    try expect(.openParenthesis)
    let operand = try measuredExpression()
    try expect(.closeParenthesis)
    return try measured(.unary(op, operand.expression), over: operand.depth)
  }
}
