/// What stands between the tokens of a file and the parser: it follows conditional compilation under a
/// configuration, expands the macros that it knows, and lists what it passes.
///
/// It is a preprocessor without headers. A macro that no one defined stays an identifier or a call, and what
/// a condition needs and no one said is assumed and listed.
struct Preprocessor {
  let path: String
  let text: [UInt8]
  let options: ParseOptions
  var symbols: SymbolTable
  let raw: ContiguousArray<Token>
  /// The next token of the file.
  var position = 0
  var output: ContiguousArray<Token> = []
  /// What `problem` tokens stand for.
  var problems: [COpaque.Reason]

  /// Origin 0 is the file itself.
  var origins: [COrigin]
  private var originOfMacro: [Symbol: UInt32] = [:]

  var definitions: [MacroDefinition] = []
  /// For each symbol the macro of this name, or -1; symbols that came later have none.
  private var definitionOfSymbol: [Int32] = []
  var contexts: [ExpansionContext] = []
  /// The file is left alone while an argument or a condition is expanded by itself.
  var readsFile = true
  var conditions: [Condition] = []
  /// In a condition, what the caller wants to keep is expanded as well.
  var expandsKept = false

  var macros: [CMacro] = []
  var includes: [CInclude] = []
  var assumptions: [CAssumption] = []
  var assumed: Set<Symbol> = []
  var decisions: [CDecision] = []
  /// What the condition that is being evaluated has assumed so far.
  var asked: [CAssumption] = []
  var isInCondition = false
  /// Tokens that were looked at for the names that stand under a condition.
  var guardedTokens = 0
  var directives: [COpaque] = []

  /// Tokens that macros brought forth so far.
  var expandedTokens = 0
  /// Bytes of spellings that `#` and `##` brought forth so far.
  var expandedBytes = 0
  /// Tokens read again behind a call that is never closed.
  var rescannedTokens = 0
  /// Tokens read as arguments of macros; those of nested calls count for each of them.
  var collectedTokens = 0
  var argumentDepth = 0

  init(path: String, text: [UInt8], options: ParseOptions) {
    self.path = path
    self.text = text
    self.options = options
    var symbols = SymbolTable.known
    let lexer = text.withUnsafeBufferPointer { buffer in
      var lexer = Lexer(buffer, limit: options.limits.tokens)
      lexer.read(into: &symbols)
      return lexer
    }
    self.symbols = symbols
    raw = lexer.tokens
    problems = lexer.problems
    origins = [COrigin(file: path, macro: nil)]
    output.reserveCapacity(raw.count + raw.count / 8)
  }

  /// Reads the whole file.
  mutating func run() {
    definePredefined()
    while output.count < options.limits.tokens {
      let token = next()
      if token.kind == .end {
        finishConditions()
        return
      }
      if token.kind == .identifier && expand(token) { continue }
      output.append(token)
    }
    let token = next()
    if token.kind != .end {
      var limit = problem(.limit(.tokens, options.limits.tokens), at: token)
      limit.upper = UInt32(text.count)
      output.append(limit)
    }
  }

  /// The next token: of an expansion if there is one, else of the file.
  mutating func next() -> Token {
    while let top = contexts.indices.last {
      if contexts[top].next < contexts[top].tokens.count {
        contexts[top].next += 1
        return contexts[top].tokens[contexts[top].next - 1]
      }
      leaveContext()
    }
    return nextOfFile()
  }

  /// Whether a call's opening bracket comes next.
  mutating func isCallNext() -> Bool {
    while let top = contexts.indices.last {
      if contexts[top].next < contexts[top].tokens.count {
        return contexts[top].tokens[contexts[top].next].kind == .leftParenthesis
      }
      leaveContext()
    }
    guard readsFile else { return false }
    while position < raw.count && isDirective(position) { readDirective() }
    return position < raw.count && raw[position].kind == .leftParenthesis
  }

  private mutating func leaveContext() {
    let macro = contexts.removeLast().macro
    if macro >= 0 { definitions[macro].isActive = false }
  }

  private mutating func nextOfFile() -> Token {
    guard readsFile else { return endToken }
    while position < raw.count {
      if isDirective(position) {
        readDirective()
        continue
      }
      position += 1
      return raw[position - 1]
    }
    return endToken
  }

  func isDirective(_ index: Int) -> Bool {
    raw[index].kind == .hash && raw[index].flags.contains(.startsLine)
  }

  /// Behind the last token: it stands at the end of the text.
  var endToken: Token {
    let end = UInt32(text.count)
    let last = raw.last
    return Token(
      kind: .end, flags: [], origin: 0, symbol: .none, lower: end, upper: end, line: last?.line ?? 1,
      column: last.map { $0.column + ($0.upper - $0.lower) } ?? 1)
  }

  /// A token that stands for what could not be read.
  mutating func problem(_ reason: COpaque.Reason, at token: Token) -> Token {
    var problem = token
    problem.kind = .problem
    problem.symbol = Symbol(rawValue: UInt32(problems.count))
    problems.append(reason)
    return problem
  }

  // MARK: Macros

  func definition(of symbol: Symbol) -> Int? {
    guard symbol.index < definitionOfSymbol.count else { return nil }
    let number = Int(definitionOfSymbol[symbol.index])
    return number < 0 ? nil : number
  }

  mutating func define(_ definition: MacroDefinition) {
    let missing = definition.name.index + 1 - definitionOfSymbol.count
    if missing > 0 { definitionOfSymbol += repeatElement(-1, count: max(missing, symbols.count)) }
    definitionOfSymbol[definition.name.index] = Int32(definitions.count)
    definitions.append(definition)
  }

  mutating func undefine(_ symbol: Symbol) {
    if symbol.index < definitionOfSymbol.count { definitionOfSymbol[symbol.index] = -1 }
  }

  /// The number of the origin of what comes out of a macro.
  mutating func origin(ofMacro symbol: Symbol) -> UInt32 {
    if let origin = originOfMacro[symbol] { return origin }
    let origin = UInt32(origins.count)
    origins.append(COrigin(file: path, macro: symbols.text(symbol)))
    originOfMacro[symbol] = origin
    return origin
  }

  func isKept(_ name: String) -> Bool { options.keep.contains(name) }

  private mutating func definePredefined() {
    for test in ConfigurationTest.allCases {
      let name = test.rawValue
      define(MacroDefinition(test: test, name: symbols.symbol(name), isKept: isKept(name)))
    }
    for macro in options.macros {
      let body = lexed(macro.tokens.map { ($0.hasSpaceBefore ? " " : "") + $0.text }.joined())
      define(
        MacroDefinition(
          name: symbols.symbol(macro.name),
          parameters: macro.parameters.map { $0.map { symbols.symbol($0) } },
          variadic: macro.variadic.map { symbols.symbol($0) }, body: body, isKept: isKept(macro.name)))
    }
  }

  /// The tokens of a text that does not stand in the file.
  mutating func lexed(_ text: String) -> ContiguousArray<Token> {
    var text = text
    let limit = options.limits.tokens
    return text.withUTF8 { buffer in
      var lexer = Lexer(buffer, limit: limit)
      lexer.read(into: &symbols)
      return ContiguousArray(lexer.tokens.filter { $0.kind != .problem })
    }
  }

  // MARK: Places and spellings

  func place(_ token: Token) -> CPlace { place(from: token, through: token) }

  func place(from first: Token, through last: Token) -> CPlace {
    CPlace(
      origin: origins[Int(first.origin)], lower: first.lower, upper: max(first.upper, last.upper),
      line: first.line, column: first.column)
  }

  func appendSpelling(of token: Token, to bytes: inout [UInt8]) {
    switch token.kind {
    case .identifier, .number, .character, .string, .invalid:
      bytes.append(contentsOf: symbols.spelling(token.symbol))
    default:
      bytes.append(contentsOf: token.kind.spelling.utf8)
    }
  }
}
