/// What stands at the top of a file.
extension CParser {
  mutating func readItems() {
    while position < end {
      let start = position
      let known = opaque.count
      let whole = items.count
      do throws(ParseFailure) {
        try readItem()
      } catch {
        items.removeSubrange(whole...)
        let next = isExhausted ? end : endOfItem(start)
        items.append(.opaque(makeOpaque(from: start, upTo: next, known: known, error)))
      }
    }
  }

  private mutating func readItem() throws(ParseFailure) {
    let start = position
    if take(.semicolon) { return }
    if kind == .rightBrace || kind == .rightParenthesis || kind == .rightBracket {
      throw ParseFailure(cause: .unbalanced, token: position)
    }
    if keyword(position) == .asm {
      let assembly = try assembly()
      try expect(.semicolon, .semicolon)
      items.append(.assembly(assembly, place(from: start)))
      return
    }
    if isMacroAlone(position) { return try readMacro(Specifiers(start: position)) }
    let known = opaque.count
    let specifiers = try specifiers(.file)
    guard specifiers.hasBase || specifiers.storage.contains(.auto) else {
      return try readMacro(specifiers)
    }
    let base = try baseType(specifiers)
    appendDefinitions(base)
    if take(.semicolon) {
      if case .tag(let tag, let name) = base.kind {
        items.append(.forward(tag, name, place(from: start)))
      }
      return
    }
    let first = try declarator(isAbstract: false)
    guard case .function? = first.parts.first, !specifiers.storage.contains(.typedef) else {
      return try readVariables(specifiers, base, first)
    }
    try readFunction(specifiers, base, first, known: known)
  }

  /// Records and enums that a declaration defines are items too.
  private mutating func appendDefinitions(_ type: CType) {
    switch type.kind {
    case .record(let record): items.append(.record(record))
    case .enumeration(let enumeration): items.append(.enumeration(enumeration))
    default: break
    }
  }

  private mutating func readVariables(
    _ specifiers: Specifiers, _ base: CType, _ first: Declarator
  ) throws(ParseFailure) {
    append(try variable(first, specifiers, base))
    while take(.comma) {
      append(try variable(try declarator(isAbstract: false), specifiers, base))
    }
    try expect(.semicolon, .semicolon)
  }

  private mutating func append(_ variable: CVariable) {
    if variable.storage.contains(.typedef) {
      items.append(.typedef(variable))
    } else if variable.type.function != nil {
      items.append(.prototype(variable))
    } else {
      items.append(.variable(variable))
    }
  }

  /// A function or its prototype; the opaque nodes from `known` on are parts of it.
  private mutating func readFunction(
    _ specifiers: Specifiers, _ base: CType, _ declarator: Declarator, known: Int
  ) throws(ParseFailure) {
    let type = try declared(declarator, base, from: specifiers.start)
    let attributes = try trailingAttributes()
    guard kind == .leftBrace else {
      if kind == .identifier { throw ParseFailure(cause: .oldStyleParameters, token: position) }
      let prototype = CVariable(
        name: declarator.name ?? "", type: type, storage: specifiers.storage,
        attributes: specifiers.attributes + declarator.attributes + attributes, initializer: nil,
        definedBy: nil, place: place(from: specifiers.start))
      items.append(.prototype(prototype))
      if take(.comma) { return try readVariables(specifiers, base, try self.declarator(isAbstract: false)) }
      return try expect(.semicolon, .semicolon)
    }
    guard case .function(let function) = type.kind else { throw failure(.declaration) }
    let open = position
    let body = try compound()
    items.append(
      .function(
        CFunction(
          name: declarator.name ?? "", type: function, storage: specifiers.storage,
          attributes: specifiers.attributes + declarator.attributes + attributes, body: body,
          digest: digest(from: open, through: position - 1), opaque: Array(opaque[known...]),
          place: place(from: specifiers.start),
          namePlace: place(from: declarator.nameIndex, to: declarator.nameIndex + 1))))
  }

  /// A macro alone on its line. With two underscores before its name it is rather an annotation of what
  /// follows.
  private func isMacroAlone(_ index: Int) -> Bool {
    guard isName(index), !symbols.beginsWithUnderscores(tokens[index].symbol) else { return false }
    if case .annotation = role(index) { return false }
    if kind(index + 1) == .end { return true }
    guard kind(index + 1) == .leftParenthesis, matches[index + 1] > 0 else { return false }
    let next = Int(matches[index + 1]) + 1
    return kind(next) == .identifier && tokens[next].flags.contains(.startsLine)
  }

  /// A macro where a declaration could stand.
  private mutating func readMacro(_ specifiers: Specifiers) throws(ParseFailure) {
    let start = specifiers.start
    guard isName(position), kind(position + 1) == .leftParenthesis || isNewItem(position + 1) else {
      throw failure(.declaration)
    }
    if case .definingMacro = role(position) {
      items.append(.variable(try macroVariable(specifiers)))
      guard take(.semicolon) || isNewItem(position) else { throw failure(.semicolon) }
      return
    }
    let macro = position
    let name = text(position)
    position += 1
    let arguments = kind == .leftParenthesis ? try arguments() : []
    let use = CMacroUse(name: name, arguments: arguments, place: place(from: macro))
    let attributes = specifiers.attributes + (try knownAttributes())
    var body: CStatement?
    var initializer: CExpression?
    if kind == .leftBrace {
      body = try compound()
    } else {
      if take(.equal) { initializer = try self.initializer() }
      guard take(.semicolon) || isNewItem(position) else { throw failure(.semicolon) }
    }
    items.append(
      .macro(
        CMacroItem(
          use: use, body: body, initializer: initializer, storage: specifiers.storage,
          qualifiers: specifiers.qualifiers, attributes: attributes, place: place(from: start))))
  }

  private func isNewItem(_ index: Int) -> Bool {
    index >= end || tokens[index].flags.contains(.startsLine)
  }

  // MARK: Digests

  private func digest(from open: Int, through close: Int) -> CDigest {
    var hash = SHA256()
    if tokens[open].origin == 0, tokens[close].origin == 0, let first = rawIndex(of: tokens[open]),
      let last = rawIndex(of: tokens[close])
    {
      add(raw[first...last], to: &hash)
    } else {
      add(tokens[open...close], to: &hash)
    }
    return CDigest(bytes: hash.finish())
  }

  private func add(_ tokens: ArraySlice<Token>, to hash: inout SHA256) {
    var isDirective = false
    for token in tokens {
      if token.flags.contains(.startsLine) {
        if isDirective { hash.update(10) }
        isDirective = token.kind == .hash && token.origin == 0
      }
      switch token.kind {
      case .identifier, .number, .character, .string, .invalid:
        hash.update(symbols.spelling(token.symbol))
      default: hash.update(token.kind.spelling.utf8)
      }
      hash.update(10)
    }
  }

  /// Where a token of the file stands among the raw ones.
  private func rawIndex(of token: Token) -> Int? {
    var (low, high) = (0, raw.count)
    while low < high {
      let middle = (low + high) / 2
      if raw[middle].lower < token.lower { low = middle + 1 } else { high = middle }
    }
    return low < raw.count && raw[low].lower == token.lower ? low : nil
  }
}
