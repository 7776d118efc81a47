/// Statements.
extension CParser {
  /// `{ ... }`.
  mutating func compound() throws(ParseFailure) -> CStatement {
    try enter()
    defer { depth -= 1 }
    let start = position
    let close = try match(position)
    position += 1
    let outer = endOfRun
    endOfRun = -1
    defer { endOfRun = outer }
    var statements: [CStatement] = []
    while position < close { statements.append(try recoveringStatement(close: close)) }
    position = close + 1
    return try statement(.compound(statements), from: start)
  }

  /// A statement; what can't be read is an opaque one.
  private mutating func recoveringStatement(close: Int) throws(ParseFailure) -> CStatement {
    let start = position
    let known = opaque.count
    do throws(ParseFailure) {
      return try statement()
    } catch {
      let end = isExhausted ? close : endOfStatement(start, close: close)
      let node = makeOpaque(from: start, upTo: end, known: known, error)
      return CStatement(.opaque(node), at: node.place)
    }
  }

  mutating func statement() throws(ParseFailure) -> CStatement {
    try enter()
    defer { depth -= 1 }
    let start = position
    switch kind {
    case .leftBrace: return try compound()
    case .semicolon:
      position += 1
      return try statement(.empty, from: start)
    case .identifier:
      if let keyword = keyword(position) { return try keywordStatement(keyword) }
      if kind(position + 1) == .colon && isName(position) { return try label() }
      if beginsDeclaration(position) { return try declarationStatement() }
      return try expressionStatement()
    default: return try expressionStatement()
    }
  }

  /// A thread's stack bears more levels if what nests has small frames of its own, so every kind of statement
  /// is a function that is not inlined.
  private mutating func keywordStatement(_ keyword: Keyword) throws(ParseFailure) -> CStatement {
    switch keyword {
    case .if: return try ifStatement()
    case .while: return try whileStatement()
    case .do: return try doStatement()
    case .for: return try forStatement()
    case .switch: return try switchStatement()
    case .localLabel: return try localLabels()
    case .asm: return try assemblyStatement()
    default: return try simpleStatement(keyword)
    }
  }

  /// A statement without one inside of it.
  @inline(never)
  private mutating func simpleStatement(_ keyword: Keyword) throws(ParseFailure) -> CStatement {
    let start = position
    switch keyword {
    case .case:
      position += 1
      let low = try conditional()
      let high = take(.ellipsis) ? try conditional() : nil
      try expect(.colon, .colon)
      return try statement(.case(low, through: high), from: start)
    case .default where kind(position + 1) == .colon:
      position += 2
      return try statement(.default, from: start)
    case .goto: return try gotoStatement()
    case .return:
      position += 1
      let value = kind == .semicolon || position == endOfRun ? nil : try commaExpression()
      try endOfStatement()
      return try statement(.return(value), from: start)
    case .break, .continue:
      position += 1
      try endOfStatement()
      return try statement(keyword == .break ? .break : .continue, from: start)
    case .fallthrough where kind(position + 1) == .semicolon:
      position += 2
      return try statement(.fallthrough, from: start)
    case .attribute where isFallthroughAttribute(position):
      _ = try gnuAttributes()
      try endOfStatement()
      return try statement(.fallthrough, from: start)
    default:
      if beginsDeclaration(position) { return try declarationStatement() }
      return try expressionStatement()
    }
  }

  @inline(never)
  private mutating func localLabels() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    var names = [try name()]
    while takeComma() { names.append(try name()) }
    try endOfStatement()
    return try statement(.localLabels(names), from: start)
  }

  @inline(never)
  private mutating func whileStatement() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    let condition = try condition()
    let body = try substatement()
    return try statement(.while(condition, body), from: start)
  }

  @inline(never)
  private mutating func switchStatement() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    let value = try condition()
    let body = try substatement()
    return try statement(.switch(value, body), from: start)
  }

  /// An expression in brackets behind `if` and its like; one that can't be read is opaque by itself.
  @inline(never)
  private mutating func condition() throws(ParseFailure) -> CExpression {
    guard kind == .leftParenthesis else {
      // `if time_after(a, b)`: a macro that brings the brackets.
      guard isName(position), kind(position + 1) == .leftParenthesis else { throw failure(.parenthesis) }
      return try postfix(try primary(), from: position)
    }
    let close = try match(position)
    position += 1
    let condition = try headerPart(upTo: close)
    position = close + 1
    return condition
  }

  /// An expression in the header of a statement that ends at a token that is known.
  private mutating func headerPart(upTo end: Int) throws(ParseFailure) -> CExpression {
    let start = position
    let known = opaque.count
    let cause: ParseFailure
    do throws(ParseFailure) {
      let value = try commaExpression()
      if position == end { return value }
      cause = failure(.parenthesis)
    } catch {
      cause = error
    }
    guard start < end else { throw cause }
    let node = makeOpaque(from: start, upTo: end, known: known, cause)
    return try expression(.opaque(node), from: start)
  }

  /// The one statement that belongs to a header. A label there takes what it labels with it.
  mutating func substatement() throws(ParseFailure) -> CStatement {
    let start = position
    let known = opaque.count
    do throws(ParseFailure) {
      let first = try statement()
      return first.isLabel ? try labelled(first, from: start) : first
    } catch {
      return try opaqueStatement(from: start, known: known, error)
    }
  }

  @inline(never)
  private mutating func labelled(_ first: CStatement, from start: Int) throws(ParseFailure) -> CStatement {
    var statements = [first]
    while statements[statements.count - 1].isLabel && kind != .rightBrace && kind != .end {
      statements.append(try statement())
    }
    return try statement(.compound(statements), from: start)
  }

  @inline(never)
  private mutating func opaqueStatement(
    from start: Int, known: Int, _ failure: ParseFailure
  ) throws(ParseFailure) -> CStatement {
    guard start < end, kind(start) != .rightBrace, !isExhausted else { throw failure }
    let close = endOfRun >= 0 ? endOfRun : end
    let node = makeOpaque(from: start, upTo: endOfStatement(start, close: close), known: known, failure)
    return try statement(.opaque(node), from: start)
  }

  @inline(never)
  private mutating func ifStatement() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    let condition = try condition()
    let then = try substatement()
    var otherwise: CStatement?
    if takeKeyword(.else) { otherwise = try substatement() }
    return try statement(.if(condition, then: then, else: otherwise), from: start)
  }

  @inline(never)
  private mutating func doStatement() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    let body = try substatement()
    // `do { ... } while_each_thread(p, t);`: a macro that brings its `while`.
    let condition: CExpression
    if takeKeyword(.while) {
      condition = try self.condition()
    } else if isName(position) && kind(position + 1) == .leftParenthesis {
      condition = try postfix(try primary(), from: position)
    } else {
      throw failure(.whileKeyword)
    }
    try endOfStatement()
    return try statement(.doWhile(body, condition), from: start)
  }

  @inline(never)
  private mutating func forStatement() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    guard kind == .leftParenthesis else { throw failure(.parenthesis) }
    let close = try match(position)
    position += 1
    let outer = endOfRun
    endOfRun = -1
    var initial: CStatement?
    if !take(.semicolon) {
      let first = position
      if beginsDeclaration(position) {
        initial = try declarationStatement()
      } else {
        let value = try commaExpression()
        try expect(.semicolon, .semicolon)
        initial = try statement(.expression(value), from: first)
      }
    }
    endOfRun = outer
    let condition = kind == .semicolon ? nil : try commaExpression()
    try expect(.semicolon, .semicolon)
    let step = position < close ? try headerPart(upTo: close) : nil
    guard position == close else { throw failure(.parenthesis) }
    position += 1
    let body = try substatement()
    return try statement(
      .for(start: initial, condition: condition, step: step, body: body), from: start)
  }

  @inline(never)
  private mutating func gotoStatement() throws(ParseFailure) -> CStatement {
    let start = position
    position += 1
    if take(.star) {
      let address = try commaExpression()
      try endOfStatement()
      return try statement(.computedGoto(address), from: start)
    }
    let label = try name()
    try endOfStatement()
    return try statement(.goto(label), from: start)
  }

  @inline(never)
  private mutating func label() throws(ParseFailure) -> CStatement {
    let start = position
    let name = try name()
    position += 1
    var attributes: [CAttribute] = []
    if keyword(position) == .attribute, !isFallthroughAttribute(position) {
      attributes = try gnuAttributes()
    } else if case .annotation(false) = role(position), !beginsDeclaration(position) {
      attributes = [try annotation()]
    }
    return try statement(.label(name, attributes), from: start)
  }

  @inline(never)
  private mutating func declarationStatement() throws(ParseFailure) -> CStatement {
    let start = position
    let specifiers = try specifiers(.block)
    if !specifiers.hasBase, isName(position), kind(position + 1) == .leftParenthesis {
      let variable: CVariable
      if case .definingMacro = role(position) {
        variable = try macroVariable(specifiers)
      } else {
        variable = try unknownMacroVariable(specifiers)
      }
      try endOfStatement()
      let place = place(from: start)
      let declaration = CDeclaration(
        base: variable.type, storage: specifiers.storage, variables: [variable], place: place)
      return try statement(.declaration(declaration), from: start)
    }
    let base = try baseType(specifiers)
    let first = kind == .semicolon ? nil : try declarator(isAbstract: false)
    if let first, kind == .leftBrace, case .function? = first.parts.first {
      throw ParseFailure(cause: .nestedFunction, token: first.nameIndex)
    }
    let declaration = try declaration(specifiers, base, first: first)
    return try statement(.declaration(declaration), from: start)
  }
}
