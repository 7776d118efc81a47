/// Reads the tokens of a file into the tree.
///
/// It is a recursive descent that never tries a second way: whether something is a type or an expression is
/// decided by looking ahead, so the work is linear. What can't be read is thrown to the nearest place where
/// an opaque node can stand: an argument, a condition, an entry of a list, a statement, an item of the file.
struct CParser {
  let text: [UInt8]
  let raw: ContiguousArray<Token>
  /// With one token of the kind `end` at the end.
  let tokens: ContiguousArray<Token>
  let matches: ContiguousArray<Int32>
  let origins: [COrigin]
  let problems: [COpaque.Reason]
  let limits: ParseLimits
  var symbols: SymbolTable
  var position = 0
  var depth = 0
  var nodes = 0
  /// The end of an argument that is made of statements: its last one needs no semicolon.
  var endOfRun = -1
  /// Every opaque node so far.
  var opaque: [COpaque] = []
  var items: [CItem] = []

  init(_ preprocessor: consuming Preprocessor) {
    text = preprocessor.text
    raw = preprocessor.raw
    var tokens = preprocessor.output
    tokens.append(preprocessor.endToken)
    self.tokens = tokens
    matches = BracketMatcher.matches(of: tokens)
    origins = preprocessor.origins
    problems = preprocessor.problems
    limits = preprocessor.options.limits
    symbols = preprocessor.symbols
    for type in preprocessor.options.types.sorted() { symbols.makeType(symbols.symbol(type)) }
  }

  // MARK: Tokens

  var end: Int { tokens.count - 1 }
  var kind: TokenKind { tokens[position].kind }
  var token: Token { tokens[position] }

  func kind(_ index: Int) -> TokenKind { tokens[min(index, end)].kind }

  func role(_ index: Int) -> SymbolRole {
    let token = tokens[min(index, end)]
    return token.kind == .identifier ? symbols.roles[token.symbol.index] : .none
  }

  func keyword(_ index: Int) -> Keyword? {
    if case .keyword(let keyword) = role(index) { keyword } else { nil }
  }

  /// An identifier that is no keyword and no qualifier.
  func isName(_ index: Int) -> Bool {
    guard kind(index) == .identifier else { return false }
    switch role(index) {
    case .keyword, .qualifier: return false
    default: return true
    }
  }

  mutating func take(_ kind: TokenKind) -> Bool {
    guard self.kind == kind else { return false }
    position += 1
    return true
  }

  /// A comma inside of an expression or a declaration; the one that ends an argument of statements is none.
  mutating func takeComma() -> Bool { position != endOfRun && take(.comma) }

  mutating func takeKeyword(_ word: Keyword) -> Bool {
    guard keyword(position) == word else { return false }
    position += 1
    return true
  }

  mutating func expect(
    _ kind: TokenKind, _ expectation: ParseFailure.Expectation
  ) throws(ParseFailure) {
    guard take(kind) else { throw failure(expectation) }
  }

  func failure(_ expectation: ParseFailure.Expectation) -> ParseFailure {
    ParseFailure(cause: .expected(expectation), token: position)
  }

  /// The bracket that belongs to the one at `index`.
  func match(_ index: Int) throws(ParseFailure) -> Int {
    let match = matches[index]
    guard match > index else { throw ParseFailure(cause: .unterminated, token: index) }
    return Int(match)
  }

  mutating func text(_ index: Int) -> String { symbols.text(tokens[index].symbol) }

  mutating func name() throws(ParseFailure) -> String {
    guard kind == .identifier else { throw failure(.name) }
    position += 1
    return text(position - 1)
  }

  /// The end of the argument or entry that begins here: a comma at this depth, a semicolon if asked for, or
  /// `close`.
  func endOfEntry(_ start: Int, close: Int) -> Int {
    var index = start
    while index < close {
      switch tokens[index].kind {
      case .comma: return index
      case .leftParenthesis, .leftBracket, .leftBrace:
        index = max(index, Int(matches[index])) + 1
      default: index += 1
      }
    }
    return close
  }

  // MARK: Nodes

  /// One level deeper, unless that is too deep.
  mutating func enter() throws(ParseFailure) {
    guard depth < limits.depth else { throw ParseFailure(cause: .limit(.depth), token: position) }
    depth += 1
  }

  private mutating func count(_ height: Int) throws(ParseFailure) {
    guard height <= limits.depth else { throw ParseFailure(cause: .limit(.depth), token: position) }
    nodes += 1
    guard nodes <= limits.nodes else { throw ParseFailure(cause: .limit(.nodes), token: position) }
  }

  var isExhausted: Bool { nodes >= limits.nodes }

  /// From a token to the last one that was read.
  func place(from start: Int) -> CPlace { place(from: start, to: position) }

  func place(from start: Int, to end: Int) -> CPlace {
    let last = tokens[max(start, end - 1)]
    // What begins with a macro's argument and goes on with its body stands where the macro is used.
    let first = last.lower < tokens[start].lower ? last : tokens[start]
    return CPlace(
      origin: origins[Int(first.origin)], lower: first.lower, upper: max(tokens[start].upper, last.upper),
      line: first.line, column: first.column)
  }

  @inline(never)
  mutating func expression(
    _ kind: CExpression.Kind, from start: Int
  ) throws(ParseFailure) -> CExpression {
    let expression = CExpression(kind, at: place(from: start))
    try count(expression.height)
    return expression
  }

  @inline(never)
  mutating func statement(
    _ kind: CStatement.Kind, from start: Int
  ) throws(ParseFailure) -> CStatement {
    let statement = CStatement(kind, at: place(from: start))
    try count(statement.height)
    return statement
  }

  @inline(never)
  mutating func type(
    _ kind: CType.Kind, _ qualifiers: CQualifiers = [], from start: Int
  ) throws(ParseFailure) -> CType {
    let type = CType(kind, qualifiers: qualifiers, at: place(from: start))
    try count(type.height)
    return type
  }
}
