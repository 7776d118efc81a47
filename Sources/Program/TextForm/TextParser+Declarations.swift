/// What a model declares.
extension TextParser {
  mutating func parseModel() throws(TextFormError) -> Model {
    try expect(word: "model")
    var model = Model(name: try name("the model's name"))
    try expect(.semicolon)
    while token != .end {
      try count()
      try declaration(into: &model)
    }
    return model
  }

  private mutating func declaration(into model: inout Model) throws(TextFormError) {
    guard case .word(let word) = token else { throw expected("a declaration") }
    switch word {
    case "pool": model.pools.append(try pool())
    case "shared", "sequenced", "ghost": model.variables.append(try variableDeclaration())
    case "finding": model.findings.append(try finding())
    case "crash": model.crashes.append(try finding())
    case "predicate": model.predicates.append(try predicate())
    case "primitive", "procedure": model.procedures.append(try procedure())
    case "context": model.contexts.append(try context())
    default:
      throw expected(
        "a declaration (pool, shared, sequenced, ghost, finding, crash, predicate, procedure or context)")
    }
  }

  private mutating func pool() throws(TextFormError) -> Pool {
    try advance()
    let name = try name("a pool")
    try expect(.colon)
    let slots = try integer()
    try expect(word: "slots")
    try expect(.semicolon)
    return Pool(name, slots: slots)
  }

  private mutating func variableDeclaration() throws(TextFormError) -> Variable {
    let storage = try entry(TextWords.storages.map { ($0.word, $0.storage) }, "a storage")
    var variable = Variable(try name("a variable"), .bool, storage: storage)
    if try takes(.openBracket) {
      variable.count = try integer()
      try expect(.closeBracket)
    }
    try expect(.colon)
    variable.domain = try domain()
    try expect(.assign)
    variable.initial = try initialValues()
    if try takes(word: "names") {
      let start = mark
      let entries = try numbered("a value's name")
      for (value, name) in entries {
        guard variable.valueNames.updateValue(name, forKey: value) == nil else {
          throw start.error(.doubled("the name of the value \(value)"))
        }
      }
    }
    try expect(.semicolon)
    return variable
  }

  /// One value, or `{0, 1}`.
  private mutating func initialValues() throws(TextFormError) -> [Int] {
    guard try takes(.openBrace) else { return [try integer()] }
    var values: [Int] = []
    while token != .symbol(.closeBrace) {
      try count()
      values.append(try integer())
      guard try takes(.comma) else { break }
    }
    try expect(.closeBrace)
    return values
  }

  private mutating func finding() throws(TextFormError) -> Finding {
    try advance()
    let id = try name("an id")
    let text = try string("what it means, in quotes,")
    try expect(.semicolon)
    return Finding(id, text)
  }

  private mutating func predicate() throws(TextFormError) -> Predicate {
    try advance()
    let name = try name("a predicate")
    let holdsAfterCrash = try takes(word: "even_after_crash")
    try expect(.colon)
    let condition = try expression()
    try expect(.semicolon)
    return Predicate(name, condition, holdsAfterCrash: holdsAfterCrash)
  }

  private mutating func procedure() throws(TextFormError) -> Procedure {
    let isPrimitive = try takes(word: "primitive")
    try expect(word: "procedure")
    let name = try name("a procedure")
    let source = try bracketedFile()
    try expect(.openParenthesis)
    var parameters: [Local] = []
    while token != .symbol(.closeParenthesis) {
      parameters.append(try local())
      guard try takes(.comma) else { break }
    }
    try expect(.closeParenthesis)
    let body = try body(parameters: parameters)
    return Procedure(name, source: source, parameters: parameters, isPrimitive: isPrimitive, body: body)
  }

  private mutating func context() throws(TextFormError) -> Context {
    try advance()
    let name = try name("a context")
    try expect(.colon)
    let kind = try entry(TextWords.kinds.map { ($0.word, $0.kind) }, "a kind of context")
    var context = Context(name, kind: kind, body: [])
    if try takes(word: "on") {
      try expect(word: "cpu")
      if try takes(word: "in") {
        context.placement = .migratable(variable: try self.name("the variable that holds the CPU's number"))
      } else {
        context.placement = .bound(cpu: try integer())
      }
    }
    if try takes(word: "runnable") {
      try expect(word: "when")
      try expect(.openParenthesis)
      context.runnable = try expression()
      try expect(.closeParenthesis)
    }
    context.body = try body(parameters: [])
    return context
  }
}
