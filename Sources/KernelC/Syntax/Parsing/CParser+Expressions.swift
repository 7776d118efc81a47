/// Expressions, from the comma down to operators before an operand (C11 6.5, and GNU C).
extension CParser {
  /// With commas.
  mutating func commaExpression() throws(ParseFailure) -> CExpression {
    let start = position
    let first = try assignment()
    guard kind == .comma, position != endOfRun else { return first }
    var parts = [first]
    while takeComma() { parts.append(try assignment()) }
    return try expression(.comma(parts), from: start)
  }

  /// Without commas: an argument, an initialiser.
  mutating func assignment() throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    let left = try conditional()
    guard let operation = kind.assignment else { return left }
    position += 1
    // Macros that declare something can have an initialiser: `DECLARE_FLAGS(x) = { };`
    let right = kind == .leftBrace && operation == nil ? try initializer() : try assignment()
    return try expression(.assignment(operation, left, right), from: start)
  }

  /// Without assignments: a constant, the width of a bit-field.
  mutating func conditional() throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    let condition = try binary(above: 0)
    guard take(.question) else { return condition }
    let yes = kind == .colon ? nil : try commaExpression()
    try expect(.colon, .colon)
    let no = try conditional()
    return try expression(.conditional(condition, yes, no), from: start)
  }

  private mutating func binary(above precedence: Int) throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    var left = try unary()
    while let operation = kind.binaryOperator, operation.precedence > precedence {
      position += 1
      let right = try binary(above: operation.precedence)
      left = try expression(.binary(operation, left, right), from: start)
    }
    return left
  }

  mutating func unary() throws(ParseFailure) -> CExpression {
    let start = position
    switch kind {
    case .plus: return try unary(.plus)
    case .minus: return try unary(.minus)
    case .exclamation: return try unary(.not)
    case .tilde: return try unary(.complement)
    case .star: return try unary(.dereference)
    case .ampersand: return try unary(.addressOf)
    case .plusPlus: return try unary(.increment)
    case .minusMinus: return try unary(.decrement)
    case .ampersandAmpersand:
      position += 1
      return try expression(.labelAddress(try name()), from: start)
    case .leftParenthesis:
      return isCast(position) ? try cast() : try postfix(try primary(), from: start)
    case .identifier:
      switch keyword(position) {
      case .sizeof, .alignof: return try query()
      case .extension:
        position += 1
        try enter()
        defer { depth -= 1 }
        return try unary()
      default: return try postfix(try primary(), from: start)
      }
    default: return try postfix(try primary(), from: start)
    }
  }

  private mutating func unary(_ operation: CUnaryOperator) throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    position += 1
    let operand = try unary()
    return try expression(.unary(operation, operand), from: start)
  }

  /// `sizeof` and `_Alignof`.
  private mutating func query() throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    let isSize = keyword(position) == .sizeof
    position += 1
    let operand: CExpression
    if kind == .leftParenthesis, isTypeOperand(position) {
      position += 1
      operand = try typeArgument()
      try expect(.rightParenthesis, .parenthesis)
    } else if kind == .leftParenthesis, kind(position + 2) == .rightParenthesis {
      // One name of unknown meaning. What follows can't be the operand of a cast here.
      operand = try postfix(try primary(), from: position)
    } else {
      operand = try unary()
    }
    return try expression(isSize ? .sizeof(operand) : .alignof(operand), from: start)
  }

  /// Whether the brackets behind `sizeof` hold a type.
  private func isTypeOperand(_ open: Int) -> Bool {
    let close = Int(matches[open])
    guard close > open, kind(close + 1) != .leftBrace else { return false }
    if looksLikeType(open + 1, end: close) { return true }
    return close == open + 2 && isName(open + 1) && symbols.endsLikeType(tokens[open + 1].symbol)
  }

  /// A type name, as a node.
  mutating func typeArgument() throws(ParseFailure) -> CExpression {
    let start = position
    let type = try typeName()
    return try expression(.type(type), from: start)
  }

  private mutating func cast() throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    position += 1
    let type = try typeName()
    try expect(.rightParenthesis, .parenthesis)
    if kind == .leftBrace {
      let items = try initializerItems()
      return try postfix(try expression(.compoundLiteral(type, items), from: start), from: start)
    }
    let operand = try unary()
    return try expression(.cast(type, operand), from: start)
  }

  mutating func postfix(
    _ operand: CExpression, from start: Int
  ) throws(ParseFailure) -> CExpression {
    var result = operand
    while true {
      switch kind {
      case .leftParenthesis:
        let arguments = try arguments()
        result = try expression(.call(result, arguments), from: start)
      case .leftBracket:
        let close = try match(position)
        position += 1
        let index = try commaExpression()
        guard position == close else { throw failure(.bracket) }
        position += 1
        result = try expression(.index(result, index), from: start)
      case .dot, .arrow:
        let isArrow = kind == .arrow
        position += 1
        result = try expression(.member(result, try name(), arrow: isArrow), from: start)
      case .plusPlus, .minusMinus:
        // `for_each_node(n) ++count;`: the operator belongs to what follows.
        if case .call = result.kind, isName(position + 1) { return result }
        let operation: CPostfixOperator = kind == .plusPlus ? .increment : .decrement
        position += 1
        result = try expression(.postfix(operation, result), from: start)
      case .string:
        // `__stringify(x) "y"`: a macro's call that is a string.
        guard case .call = result.kind else { return result }
        return try concatenation(after: result, from: start)
      default: return result
      }
    }
  }
}
