/// Expressions that are statements, among them the macros that hide a loop, a scope or a semicolon.
extension CParser {
  @inline(never)
  mutating func expressionStatement() throws(ParseFailure) -> CStatement {
    let start = position
    if isLoop(position), kind(position + 1) == .leftParenthesis {
      position += 1
      let name = try expression(.identifier(text(start)), from: start)
      let arguments = try arguments()
      let call = try expression(.call(name, arguments), from: start)
      guard kind != .semicolon, kind != .rightBrace, position != endOfRun else {
        return try expressionStatement(call, from: start)
      }
      let body = try substatement()
      return try statement(.callWithBody(call, body), from: start)
    }
    return try expressionStatement(try commaExpression(), from: start)
  }

  /// The statement that an expression begins.
  mutating func expressionStatement(
    _ value: CExpression, from start: Int
  ) throws(ParseFailure) -> CStatement {
    if take(.semicolon) || position == endOfRun {
      return try statement(.expression(value), from: start)
    }
    guard kind != .end, value.isMacroLike else { throw failure(.semicolon) }
    // A macro that brings its semicolon.
    if kind == .rightBrace || keyword(position) == .case || keyword(position) == .default {
      return try statement(.expression(value), from: start)
    }
    guard kind == .leftBrace || beginsBody(position) else { throw failure(.semicolon) }
    let isBody = if case .call = value.kind { kind == .leftBrace || isBody(from: start) } else { false }
    guard isBody else {
      guard token.flags.contains(.startsLine) else { throw failure(.semicolon) }
      return try statement(.expression(value), from: start)
    }
    let body = try substatement()
    return try statement(.callWithBody(value, body), from: start)
  }

  /// A call that is a loop or a scope by its name, so that a statement belongs to it whatever it begins with.
  private func isLoop(_ index: Int) -> Bool {
    guard isName(index) else { return false }
    let spelling = symbols.spelling(tokens[index].symbol)
    if spelling.starts(with: "scoped_".utf8) { return true }
    var rest = spelling
    while let underscore = rest.firstIndex(of: 95), rest.endIndex - underscore >= 5 {
      if rest.starts(with: "for_each".utf8) || rest[(underscore + 1)...].starts(with: "for_each".utf8) {
        return true
      }
      rest = rest[(underscore + 1)...]
    }
    return false
  }

  private func beginsBody(_ index: Int) -> Bool {
    switch kind(index) {
    case .identifier:
      guard let keyword = keyword(index) else { return true }
      return keyword.beginsStatement && keyword != .else && keyword != .case && keyword != .default
        || keyword == .sizeof
    case .star, .plusPlus, .minusMinus, .leftParenthesis: return true
    default: return false
    }
  }

  /// Whether a statement behind a call is its body: it stands on the call's line, or is indented more.
  /// Otherwise the call is a macro that brings its semicolon.
  private func isBody(from start: Int) -> Bool {
    let next = tokens[position]
    guard next.flags.contains(.startsLine), next.origin == 0 else { return true }
    return next.column > tokens[start].column
  }

  // MARK: Assembly

  mutating func assembly() throws(ParseFailure) -> CAssembly {
    var qualifiers: [String] = []
    switch text(position) {
    case "asm_inline": qualifiers.append("inline")
    case "asm_volatile_goto": qualifiers += ["volatile", "goto"]
    case "asm_goto_output": qualifiers.append("goto")
    default: break
    }
    position += 1
    while kind == .identifier {
      switch role(position) {
      case .qualifier(.volatile): qualifiers.append("volatile")
      case .keyword(.goto): qualifiers.append("goto")
      case .keyword(.inline): qualifiers.append("inline")
      default: throw failure(.parenthesis)
      }
      position += 1
    }
    guard kind == .leftParenthesis else { throw failure(.parenthesis) }
    let close = try match(position)
    let text = spelling(from: position + 1, to: close, limit: Int.max)
    position = close + 1
    return CAssembly(qualifiers: qualifiers, text: text)
  }

  @inline(never)
  mutating func assemblyStatement() throws(ParseFailure) -> CStatement {
    let start = position
    let assembly = try assembly()
    try endOfStatement()
    return try statement(.assembly(assembly), from: start)
  }
}

extension CExpression {
  /// A call by name, or a name: what a macro without a semicolon looks like.
  var isMacroLike: Bool {
    switch kind {
    case .call, .identifier: true
    default: false
    }
  }
}

extension CStatement {
  var isLabel: Bool {
    switch kind {
    case .label, .case, .default: true
    default: false
    }
  }
}
