/// What expressions are made of.
extension CParser {
  mutating func primary() throws(ParseFailure) -> CExpression {
    let start = position
    switch kind {
    case .number: return try number()
    case .character:
      guard let value = LiteralReader.character(symbols.spelling(token.symbol)) else {
        throw ParseFailure(cause: .number, token: position)
      }
      position += 1
      return try expression(.integer(value), from: start)
    case .string:
      let string = try string()
      return isStringPart(position) ? try concatenation(after: string, from: start) : string
    case .leftParenthesis: return try parenthesized()
    case .identifier:
      switch role(position) {
      case .keyword(.generic): return try genericSelection()
      case .keyword(.fallthrough): break
      case .keyword: throw failure(.expression)
      default: break
      }
      if isConcatenation(position) { return try concatenation(after: nil, from: start) }
      position += 1
      return try expression(.identifier(text(start)), from: start)
    default: throw failure(.expression)
    }
  }

  private mutating func number() throws(ParseFailure) -> CExpression {
    let start = position
    let spelling = symbols.spelling(token.symbol)
    if let value = LiteralReader.integer(spelling) {
      position += 1
      return try expression(.integer(value), from: start)
    }
    guard LiteralReader.isFloating(spelling) else {
      throw ParseFailure(cause: .number, token: position)
    }
    position += 1
    return try expression(.floating(text(start)), from: start)
  }

  /// Adjacent literals are one.
  private mutating func string() throws(ParseFailure) -> CExpression {
    let start = position
    var bytes: [UInt8] = []
    var prefix = ""
    while kind == .string {
      guard let literal = LiteralReader.string(symbols.spelling(token.symbol)) else {
        throw failure(.expression)
      }
      if prefix.isEmpty { prefix = literal.prefix }
      if bytes.isEmpty { bytes = literal.bytes } else { bytes += literal.bytes }
      position += 1
    }
    return try expression(.string(CStringConstant(bytes: bytes, prefix: prefix)), from: start)
  }

  /// A name beside a string, so that it can only be a macro that stands for one.
  private func isStringPart(_ index: Int) -> Bool {
    kind(index) == .string || isName(index)
  }

  /// Names that lead to a string: `KERN_ERR PREFIX "text"`. The level of a message is one in any case.
  private func isConcatenation(_ start: Int) -> Bool {
    if isName(start + 1), symbols.spelling(tokens[start].symbol).starts(with: "KERN_".utf8) { return true }
    var index = start
    while isName(index) && index < start + 8 { index += 1 }
    return kind(index) == .string
  }

  /// Strings, and macros that stand for some.
  mutating func concatenation(
    after first: CExpression?, from start: Int
  ) throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    var parts = first.map { [$0] } ?? []
    while isStringPart(position) {
      let part = position
      if kind == .string {
        parts.append(try string())
        continue
      }
      position += 1
      let name = try expression(.identifier(text(part)), from: part)
      guard kind == .leftParenthesis else {
        parts.append(name)
        continue
      }
      let arguments = try arguments()
      parts.append(try expression(.call(name, arguments), from: part))
    }
    return try expression(.concatenation(parts), from: start)
  }

  private mutating func parenthesized() throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    let close = try match(position)
    position += 1
    if kind == .leftBrace {
      let block = try compound()
      guard position == close, case .compound(let statements) = block.kind else {
        throw failure(.parenthesis)
      }
      position += 1
      return try expression(.statements(statements), from: start)
    }
    let value = try commaExpression()
    guard position == close else { throw failure(.parenthesis) }
    position += 1
    return value
  }

  private mutating func genericSelection() throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let start = position
    let name = text(position)
    position += 1
    let callee = try expression(.identifier(name), from: start)
    guard kind == .leftParenthesis else { throw failure(.parenthesis) }
    let close = try match(position)
    position += 1
    var arguments = [try assignment()]
    while take(.comma) {
      let association = position
      let type: CType? = takeKeyword(.default) ? nil : try typeName()
      try expect(.colon, .colon)
      let value = try assignment()
      arguments.append(try expression(.association(type, value), from: association))
    }
    guard position == close else { throw failure(.parenthesis) }
    position += 1
    return try expression(.call(callee, arguments), from: start)
  }

  /// Whether the bracket at `open` begins a cast or a compound literal.
  func isCast(_ open: Int) -> Bool {
    let close = Int(matches[open])
    guard close > open + 1 else { return false }
    if looksLikeType(open + 1, end: close) { return true }
    guard close == open + 2, isName(open + 1) else { return false }
    switch kind(close + 1) {
    case .identifier:
      if let keyword = keyword(close + 1) { return keyword == .sizeof || keyword == .alignof }
      return isName(close + 1)
    case .number, .character, .tilde, .exclamation, .leftBrace: return true
    case .leftParenthesis where looksLikeType(close + 2, end: Int(matches[close + 1])):
      return true
    case .leftParenthesis, .minus, .plus, .star, .ampersand:
      return symbols.endsLikeType(tokens[open + 1].symbol)
    default: return false
    }
  }
}
