/// Statements.
extension TextParser {
  /// A body with its declarations, between braces. The place of the statement it belongs to is left aside.
  mutating func body(parameters: [Local]) throws(TextFormError) -> [Statement] {
    try expect(.openBrace)
    scope = LocalScope(parameters: parameters)
    defer { scope = LocalScope() }
    while token == .word("local"), try peek() != .symbol(.openParenthesis) {
      try advance()
      repeat {
        let start = mark
        let local = try local()
        guard scope.declare(local) else {
          throw start.error(.doubled("the local '\(TextWords.shortened(local.name))'"))
        }
      } while try takes(.comma)
      try expect(.semicolon)
    }
    return try statements()
  }

  /// Statements up to the closing brace, which is read too.
  private mutating func statements() throws(TextFormError) -> [Statement] {
    var statements: [Statement] = []
    while true {
      if try takes(.closeBrace) { return statements }
      if token == .end { throw expected("'}'") }
      try count()
      try descend()
      statements.append(try statement())
      ascend()
    }
  }

  /// `{` place statements `}`, or `{}` place.
  private mutating func block(_ place: inout SourcePlace?) throws(TextFormError) -> [Statement] {
    try expect(.openBrace)
    place = try self.place()
    let statements = try statements()
    if statements.isEmpty, place == nil { place = try self.place() }
    return statements
  }

  private mutating func statement() throws(TextFormError) -> Statement {
    var place: SourcePlace?
    if case .word(let word) = token, let kind = try compound(word, &place) {
      return Statement(kind, at: place)
    }
    let kind: Statement.Kind
    if case .word(let word) = token, let known = try simple(word) {
      kind = known
    } else if try peek() == .symbol(.colon) {
      let label = Statement.Kind.label(try name("a label"))
      try advance()
      return Statement(label, at: try self.place())
    } else {
      kind = try assignment()
    }
    try expect(.semicolon)
    return Statement(kind, at: try self.place())
  }

  /// A statement with blocks, nil if the word begins none.
  private mutating func compound(
    _ word: String, _ place: inout SourcePlace?
  ) throws(TextFormError) -> Statement.Kind? {
    switch word {
    case "if":
      try advance()
      let condition = try parenthesised()
      let then = try block(&place)
      return .conditional(condition, then: then, otherwise: try otherwise())
    case "while":
      try advance()
      let condition = try parenthesised()
      return .whileLoop(condition, try block(&place))
    case "for":
      try advance()
      try expect(.openParenthesis)
      try expect(.semicolon)
      try expect(.semicolon)
      try expect(.closeParenthesis)
      return .loop(try block(&place))
    case "choose":
      try advance()
      try expect(.openBrace)
      place = try self.place()
      var options: [Statement.Option] = []
      while token == .word("option") { options.append(try option()) }
      try expect(.closeBrace)
      if options.isEmpty, place == nil { place = try self.place() }
      return .choose(options)
    case "atomic":
      try advance()
      return .atomic(try atomic(&place))
    default: return nil
    }
  }

  private mutating func parenthesised() throws(TextFormError) -> Expression {
    try expect(.openParenthesis)
    let condition = try expression()
    try expect(.closeParenthesis)
    return condition
  }

  /// What follows `else`. An `else if` is a conditional statement that stands there alone.
  private mutating func otherwise() throws(TextFormError) -> [Statement] {
    guard try takes(word: "else") else { return [] }
    var place: SourcePlace?
    guard token == .word("if") else {
      try expect(.openBrace)
      return try statements()
    }
    try count()
    try descend()
    defer { ascend() }
    guard let kind = try compound("if", &place) else { return [] }
    return [Statement(kind, at: place)]
  }

  private mutating func option() throws(TextFormError) -> Statement.Option {
    try count()
    try descend()
    defer { ascend() }
    try expect(word: "option")
    let name = try string("the option's name in quotes")
    try expect(word: "by")
    let agency = try entry(TextWords.agencies.map { ($0.word, $0.agency) }, "whose choice it is")
    let condition = try takes(word: "when") ? try parenthesised() : 1
    try expect(.openBrace)
    return Statement.Option(name: name, agency: agency, when: condition, body: try statements())
  }

  private mutating func atomic(_ place: inout SourcePlace?) throws(TextFormError) -> Statement.Atomic {
    var atomic = Statement.Atomic(body: [])
    if case .string = token { atomic.text = try string("a text") }
    if try takes(word: "when") { atomic.guardCondition = try parenthesised() }
    if try takes(word: "because") { atomic.reason = try string("the reason in quotes") }
    if try takes(word: "by") {
      atomic.agency = try entry(TextWords.agencies.map { ($0.word, $0.agency) }, "whose step it is")
    }
    atomic.bypassesOwner = try takes(word: "bypassing_owner")
    atomic.body = try block(&place)
    return atomic
  }

  /// A statement of one line that begins with a word of its own, nil if this word begins none.
  private mutating func simple(_ word: String) throws(TextFormError) -> Statement.Kind? {
    switch word {
    case "dispatch": return try dispatch(result: nil)
    case "return":
      try advance()
      return .returnValue(token == .symbol(.semicolon) ? nil : try expression())
    case "break":
      try advance()
      return .breakLoop
    case "continue":
      try advance()
      return .continueLoop
    case "goto":
      try advance()
      return .goto(try name("a label"))
    case "require":
      try advance()
      let finding = try name("the id of a finding")
      try expect(.colon)
      return .require(finding: finding, try expression())
    case "crash":
      try advance()
      return .crash(kind: try name("the id of a kind of crash"))
    case "event":
      try advance()
      let name = try name("the name of an event")
      return .event(name: name, arguments: try arguments())
    default: return nil
    }
  }

  /// A call, or a value that goes into a target.
  private mutating func assignment() throws(TextFormError) -> Statement.Kind {
    if try startsCall() { return try call(result: nil) }
    let target = try expression()
    try expect(.assign)
    if token == .word("dispatch") { return try dispatch(result: target) }
    if try startsCall() { return try call(result: target) }
    return .assign(target, try expression())
  }

  private func startsCall() throws(TextFormError) -> Bool {
    switch token {
    case .string: break
    case .word(let word): if TextWords.isFunction(word) { return false }
    default: return false
    }
    return try peek() == .symbol(.openParenthesis)
  }

  private mutating func call(result: Expression?) throws(TextFormError) -> Statement.Kind {
    let procedure = try name("a procedure")
    return .call(result: result, procedure: procedure, arguments: try arguments())
  }

  /// `dispatch (selector) {0: f, 1: g} (arguments)`.
  private mutating func dispatch(result: Expression?) throws(TextFormError) -> Statement.Kind {
    try advance()
    let selector = try parenthesised()
    let entries = try numbered("a procedure")
    let table = entries.map { Statement.DispatchEntry(value: $0.0, procedure: $0.1) }
    let arguments = try arguments()
    return .dispatch(result: result, selector: selector, table: table, arguments: arguments)
  }
}
