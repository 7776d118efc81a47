/// Reads the text form by recursive descent. Depth and size of what it builds are bounded by the limits of
/// `TextForm`, so that neither it nor anything that later walks the model can be led too deep.
struct TextParser {
  private var lexer: TextLexer
  private(set) var token = TextToken.end
  private var tokenStart = 0
  private var nesting = 0
  private var items = 0
  /// The locals of the body that is being read.
  var scope = LocalScope()

  init(_ bytes: [UInt8]) throws(TextFormError) {
    lexer = try TextLexer(bytes)
    try advance()
  }

  // MARK: Tokens

  mutating func advance() throws(TextFormError) {
    lexer.skipBlanks()
    tokenStart = lexer.position
    token = try lexer.next()
  }

  /// The token after the current one.
  func peek() throws(TextFormError) -> TextToken {
    var ahead = lexer
    ahead.skipBlanks()
    return try ahead.next()
  }

  /// An error at the current token.
  func error(_ problem: TextFormError.Problem) -> TextFormError { lexer.error(problem, at: tokenStart) }

  /// Where the current token stands, for an error that is found out later. Making it costs next to nothing:
  /// the column is not counted until an error asks for it.
  var mark: Mark { Mark(lexer: lexer, start: tokenStart) }

  struct Mark {
    fileprivate var lexer: TextLexer
    fileprivate var start: Int

    func error(_ problem: TextFormError.Problem) -> TextFormError { lexer.error(problem, at: start) }
  }

  func expected(_ what: String) -> TextFormError { error(.expected(what, found: token.found)) }

  /// Whether the symbol stood here, in which case it is read.
  mutating func takes(_ symbol: TextSymbol) throws(TextFormError) -> Bool {
    guard token == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  mutating func takes(word: String) throws(TextFormError) -> Bool {
    guard token == .word(word) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: TextSymbol) throws(TextFormError) {
    guard try takes(symbol) else { throw expected("'\(symbol.rawValue)'") }
  }

  mutating func expect(word: String) throws(TextFormError) {
    guard try takes(word: word) else { throw expected("'\(word)'") }
  }

  /// A name, bare or quoted. A bare word of the notation is no name.
  mutating func name(_ what: String) throws(TextFormError) -> String {
    switch token {
    case .word(let word) where !TextWords.reserved.contains(word):
      try advance()
      return word
    case .string(let string):
      try advance()
      return string
    case .word(let word): throw error(.expected(what, found: "the word '\(word)' without quotes"))
    default: throw expected(what)
    }
  }

  mutating func string(_ what: String) throws(TextFormError) -> String {
    guard case .string(let string) = token else { throw expected(what) }
    try advance()
    return string
  }

  mutating func integer() throws(TextFormError) -> Int {
    let isNegative = try takes(.minus)
    guard case .number(let magnitude) = token else { throw expected("a number") }
    guard let value = TextLexer.signed(magnitude, isNegative: isNegative) else { throw error(.badNumber) }
    try advance()
    return value
  }

  mutating func place() throws(TextFormError) -> SourcePlace? {
    guard case .place(let place) = token else { return nil }
    try advance()
    return place
  }

  /// The file between brackets, if there is one.
  mutating func bracketedFile() throws(TextFormError) -> String {
    guard token == .symbol(.openBracket) else { return "" }
    lexer.skipBlanks()
    let file = try lexer.file()
    try advance()
    try expect(.closeBracket)
    return file
  }

  /// The entry of the table whose word stands here.
  mutating func entry<Value>(
    _ table: [(word: String, value: Value)], _ what: String
  ) throws(TextFormError) -> Value {
    guard case .word(let word) = token, let entry = table.first(where: { $0.word == word }) else {
      throw expected("\(what) (\(table.map(\.word).joined(separator: ", ")))")
    }
    try advance()
    return entry.value
  }

  // MARK: Limits

  /// Counts one part of the model.
  mutating func count() throws(TextFormError) {
    items += 1
    if items > TextForm.maximumItems { throw error(.tooManyItems) }
  }

  mutating func descend() throws(TextFormError) {
    nesting += 1
    if nesting > TextForm.maximumNesting { throw error(.tooDeep) }
  }

  /// An error ends the reading, so only a descent that succeeded has to be taken back.
  mutating func ascend() { nesting -= 1 }

  // MARK: Parts that occur everywhere

  mutating func domain() throws(TextFormError) -> Domain {
    try count()
    switch token {
    case .word("errno"):
      try advance()
      return .errno
    case .word, .string:
      let pool = try name("a domain, such as 0...3, {0, 4096} or page*,")
      try expect(.star)
      guard try takes(word: "or") else { return .pointer(to: pool) }
      return .pointerOrError(to: pool, lowest: try integer())
    case .symbol(.openBrace): return .values(try valueSet())
    default:
      let start = mark
      let lowest = try integer()
      try expect(.ellipsis)
      let highest = try integer()
      guard lowest <= highest else { throw start.error(.emptyRange) }
      return .range(lowest...highest)
    }
  }

  /// `{0, 4096, 4097}`.
  private mutating func valueSet() throws(TextFormError) -> ValueSet {
    try expect(.openBrace)
    var values: Set<Int> = []
    while token != .symbol(.closeBrace) {
      try count()
      let start = mark
      let value = try integer()
      guard values.insert(value).inserted else { throw start.error(.doubled("the value \(value)")) }
      guard try takes(.comma) else { break }
    }
    try expect(.closeBrace)
    return ValueSet(values)
  }

  mutating func local() throws(TextFormError) -> Local {
    let name = try name("the name of a local")
    try expect(.colon)
    return Local(name, try domain())
  }

  /// `{0: name, 1: name}`.
  mutating func numbered(_ what: String) throws(TextFormError) -> [(Int, String)] {
    try expect(.openBrace)
    var entries: [(Int, String)] = []
    while token != .symbol(.closeBrace) {
      try count()
      let number = try integer()
      try expect(.colon)
      entries.append((number, try name(what)))
      guard try takes(.comma) else { break }
    }
    try expect(.closeBrace)
    return entries
  }
}
