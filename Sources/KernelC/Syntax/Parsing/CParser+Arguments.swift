/// Arguments: those of functions are expressions, those of macros can be anything.
extension CParser {
  /// From the opening bracket behind the closing one. An argument that can't be read is opaque by itself.
  mutating func arguments() throws(ParseFailure) -> [CExpression] {
    try enter()
    defer { depth -= 1 }
    let close = try match(position)
    position += 1
    var arguments: [CExpression] = []
    guard position < close else {
      position = close + 1
      return []
    }
    while true {
      let end = endOfEntry(position, close: close)
      arguments.append(try recoveringArgument(end: end))
      guard position < close else { break }
      position += 1
    }
    position = close + 1
    return arguments
  }

  private mutating func recoveringArgument(end: Int) throws(ParseFailure) -> CExpression {
    let start = position
    let known = opaque.count
    guard start < end else { return CExpression(.empty, at: emptyPlace(start)) }
    let cause: ParseFailure
    do throws(ParseFailure) {
      let argument = try argument(end: end)
      if position == end { return argument }
      cause = failure(.endOfArgument)
    } catch {
      cause = error
    }
    let opaque = makeOpaque(from: start, upTo: end, known: known, cause)
    return try expression(.opaque(opaque), from: start)
  }

  /// Nothing, before the token at `index`.
  func emptyPlace(_ index: Int) -> CPlace {
    let token = tokens[index]
    return CPlace(
      origin: origins[Int(token.origin)], lower: token.lower, upper: token.lower, line: token.line,
      column: token.column)
  }

  private mutating func argument(end: Int) throws(ParseFailure) -> CExpression {
    let start = position
    if kind == .leftBrace {
      if isBlock(position) { return try run(end: end) }
      let items = try initializerItems()
      return try expression(.initializerList(items), from: start)
    }
    if let keyword = keyword(position) {
      // A keyword alone is a name to a macro, unless it is a whole statement or type.
      if position + 1 == end, !keyword.isWhole {
        position += 1
        return try expression(.identifier(text(start)), from: start)
      }
      if keyword.beginsStatement { return try run(end: end) }
    }
    if looksLikeType(position, end: end) { return try typeOrDeclaration(end: end) }
    let value = try assignment()
    guard position < end else { return value }
    // More than an expression: statements.
    let outer = endOfRun
    endOfRun = end
    defer { endOfRun = outer }
    return try run(after: [try expressionStatement(value, from: start)], from: start, end: end)
  }

  /// Braces with statements in them, and not an initialiser.
  private func isBlock(_ open: Int) -> Bool {
    let close = Int(matches[open])
    var index = open + 1
    while index < close {
      switch tokens[index].kind {
      case .semicolon: return true
      case .leftParenthesis, .leftBracket, .leftBrace: index = max(index, Int(matches[index])) + 1
      default: index += 1
      }
    }
    return false
  }

  /// A type, or declarations: both begin alike.
  private mutating func typeOrDeclaration(end: Int) throws(ParseFailure) -> CExpression {
    let start = position
    let outer = endOfRun
    endOfRun = end
    defer { endOfRun = outer }
    let specifiers = try specifiers(.parameter)
    let base = try baseType(specifiers)
    guard position < end else { return try expression(.type(base), from: start) }
    let declarator = try declarator(isAbstract: true)
    if position == end && declarator.name == nil {
      return try expression(.type(try declared(declarator, base, from: start)), from: start)
    }
    guard declarator.name != nil else { throw failure(.endOfArgument) }
    let declaration = try declaration(specifiers, base, first: declarator)
    return try run(after: [try statement(.declaration(declaration), from: start)], from: start, end: end)
  }

  private mutating func run(end: Int) throws(ParseFailure) -> CExpression {
    try run(after: [], from: position, end: end)
  }

  /// Statements up to the end of the argument.
  private mutating func run(
    after first: [CStatement], from start: Int, end: Int
  ) throws(ParseFailure) -> CExpression {
    try enter()
    defer { depth -= 1 }
    let outer = endOfRun
    endOfRun = end
    defer { endOfRun = outer }
    var statements = first
    while position < end { statements.append(try statement()) }
    guard position == end else { throw failure(.endOfArgument) }
    return try expression(.run(statements), from: start)
  }

  /// Whether a type, or a declaration, begins here, in brackets that end at `end`.
  func looksLikeType(_ start: Int, end: Int) -> Bool {
    var index = start
    while case .annotation = role(index), index < end { index += 1 }
    guard index < end, kind(index) == .identifier else { return false }
    switch role(index) {
    case .keyword(let keyword): return keyword.isSpecifier
    case .qualifier: return true
    case .integerType, .namedType: return isTypeContinued(index + 1, end: end)
    default: return isUnknownType(index + 1, end: end)
    }
  }

  /// Behind a name that is a type: whether what follows can belong to one.
  private func isTypeContinued(_ start: Int, end: Int) -> Bool {
    guard start < end else { return true }
    switch kind(start) {
    case .star:
      let next = behindPointers(start, end: end)
      return next == end || kind(next) == .leftParenthesis || kind(next) == .leftBracket || isName(next)
    case .identifier: return true
    case .leftParenthesis: return kind(start + 1) == .star
    case .leftBracket: return true
    default: return false
    }
  }

  /// Behind a name of unknown meaning: whether it can only be a type.
  private func isUnknownType(_ start: Int, end: Int) -> Bool {
    guard start < end else { return false }
    if case .qualifier = role(start) { return true }
    if kind(start) == .star { return behindPointers(start, end: end) == end }
    if kind(start) == .leftParenthesis {
      return kind(start + 1) == .star && kind(start + 2) == .rightParenthesis
        && kind(start + 3) == .leftParenthesis
    }
    guard isName(start) else { return false }
    return start + 1 == end || kind(start + 1) == .leftBracket || kind(start + 1) == .equal
  }

  private func behindPointers(_ start: Int, end: Int) -> Int {
    var index = start
    while index < end {
      if kind(index) == .star {
        index += 1
      } else if case .qualifier = role(index) {
        index += 1
      } else {
        break
      }
    }
    return index
  }

  // MARK: Initialisers

  /// `{ ... }`. An entry that can't be read is opaque by itself.
  mutating func initializerItems() throws(ParseFailure) -> [CInitializerItem] {
    try enter()
    defer { depth -= 1 }
    let close = try match(position)
    position += 1
    var items: [CInitializerItem] = []
    while position < close {
      items.append(try initializerItem(close: close))
      guard take(.comma) || position >= close || isEntryMissingComma(after: items[items.count - 1].value)
      else { throw failure(.comma) }
    }
    position = close + 1
    return items
  }

  /// Macros that stand for whole entries may bring their commas, or need none.
  private func isEntryMissingComma(after value: CExpression) -> Bool {
    if case .initializerList = value.kind { return isName(position) }
    guard value.isMacroLike else { return false }
    return isName(position) || kind == .leftBrace || kind == .leftBracket || kind == .dot
  }

  private mutating func initializerItem(close: Int) throws(ParseFailure) -> CInitializerItem {
    let start = position
    let known = opaque.count
    let cause: ParseFailure
    do throws(ParseFailure) {
      let designators = try designators(close: close)
      let value = try initializer()
      if position == close || kind == .comma || isEntryMissingComma(after: value) {
        return CInitializerItem(designators: designators, value: value, place: place(from: start))
      }
      cause = failure(.comma)
    } catch {
      cause = error
    }
    let opaque = makeOpaque(
      from: start, upTo: max(endOfEntry(start, close: close), start + 1), known: known, cause)
    let value = try expression(.opaque(opaque), from: start)
    return CInitializerItem(designators: [], value: value, place: value.place)
  }

  mutating func initializer() throws(ParseFailure) -> CExpression {
    guard kind == .leftBrace else { return try assignment() }
    let start = position
    let items = try initializerItems()
    return try expression(.initializerList(items), from: start)
  }

  private mutating func designators(close: Int) throws(ParseFailure) -> [CDesignator] {
    // `name: value`, as GNU C had it before C99.
    if kind == .identifier && kind(position + 1) == .colon {
      position += 2
      return [.member(text(position - 2))]
    }
    var designators: [CDesignator] = []
    while position < close {
      if take(.dot) {
        designators.append(.member(try name()))
      } else if kind == .leftBracket {
        let end = try match(position)
        position += 1
        let low = try conditional()
        if take(.ellipsis) {
          designators.append(.range(low, try conditional()))
        } else {
          designators.append(.index(low))
        }
        guard position == end else { throw failure(.bracket) }
        position += 1
      } else {
        break
      }
    }
    // GNU C had `[1] value` before C99.
    if case .member? = designators.last { try expect(.equal, .assignment) } else { _ = take(.equal) }
    return designators
  }
}
