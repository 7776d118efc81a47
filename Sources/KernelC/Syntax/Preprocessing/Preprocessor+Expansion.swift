/// Expansion of macros as C11 6.10.3 has it: arguments are expanded by themselves, the result is read again
/// together with what follows, and a macro is not expanded inside of itself.
extension Preprocessor {
  /// Expands the macro of this name, if it is one and may be expanded here. False if the token stands for
  /// itself.
  mutating func expand(_ name: Token) -> Bool {
    guard !name.flags.contains(.isFinal) else { return false }
    guard let number = definition(of: name.symbol) else { return expandConfiguration(name) }
    guard !definitions[number].isKept || expandsKept else { return false }
    if definitions[number].isActive {
      var final = name
      final.flags.insert(.isFinal)
      push([final], macro: -1)
      return true
    }
    if definitions[number].parameters == nil {
      let site = useSite(name: name, close: name)
      return finish(number, [], site, at: name)
    }
    guard isCallNext() else { return false }
    return expandCall(number, name)
  }

  /// Reads tokens by themselves, without the file behind them.
  mutating func expanded(_ tokens: ContiguousArray<Token>) -> ContiguousArray<Token> {
    let outer = (contexts, readsFile)
    contexts = [ExpansionContext(tokens: tokens, macro: -1)]
    readsFile = false
    argumentDepth += 1
    var result: ContiguousArray<Token> = []
    while true {
      let token = next()
      if token.kind == .end { break }
      if token.kind == .identifier && expand(token) { continue }
      result.append(token)
    }
    argumentDepth -= 1
    (contexts, readsFile) = outer
    return result
  }

  /// `CONFIG_X` in an expression stands for its value, if it has one that is more than y, m or n.
  private mutating func expandConfiguration(_ name: Token) -> Bool {
    guard case .configuration = symbols.roles[name.symbol.index],
      let value = options.configuration[symbols.text(name.symbol)], value != "n", value != "m", !value.isEmpty
    else { return false }
    let site = useSite(name: name, close: name)
    var tokens = lexed(value == "y" ? "1" : value)
    for index in tokens.indices {
      tokens[index] = site.moved(tokens[index])
      tokens[index].flags.insert(.isFinal)
    }
    return push(tokens, of: name, at: site)
  }

  private mutating func expandCall(_ number: Int, _ name: Token) -> Bool {
    let outermost = name.origin == 0 ? origin(ofMacro: name.symbol) : name.origin
    guard canRescan, let call = collectArguments(of: number, origin: outermost) else { return false }
    let site = useSite(name: name, close: call.close)
    if let test = definitions[number].test {
      return push(tested(test, name, call, site), of: name, at: site)
    }
    guard collectedTokens <= maximumCollected else {
      return give(.limit(.expansionTokens, maximumCollected), name, site)
    }
    // Arguments are expanded recursively.
    guard argumentDepth < options.limits.depth else {
      return give(.limit(.expansionDepth, options.limits.depth), name, site)
    }
    let definition = definitions[number]
    var arguments = call.arguments
    let wanted = definition.parameters!.count
    if wanted == 0 && definition.variadic == nil && arguments.count == 1 && arguments[0].isEmpty {
      arguments = []
    }
    if definition.variadic != nil && arguments.count == wanted { arguments.append([]) }
    guard arguments.count == wanted + (definition.variadic == nil ? 0 : 1) else {
      // A macro of a header may stand for several arguments, so it is no error. The call stays.
      return push(unexpanded(name, call), of: name, at: site)
    }
    let hasVariadic = definition.variadic == nil || call.arguments.count > wanted
    guard
      let result = substituted(definition, MacroArguments(arguments, hasVariadic: hasVariadic), site)
    else {
      return give(.limit(.expansionTokens, options.limits.expansionTokens), name, site)
    }
    return push(result, macro: number, of: name, at: site)
  }

  private mutating func finish(
    _ number: Int, _ arguments: [ContiguousArray<Token>], _ site: MacroUseSite, at name: Token
  ) -> Bool {
    guard
      let result = substituted(
        definitions[number], MacroArguments(arguments, hasVariadic: false), site)
    else { return give(.limit(.expansionTokens, options.limits.expansionTokens), name, site) }
    return push(result, macro: number, of: name, at: site)
  }

  /// Puts a problem where the macro was used.
  private mutating func give(_ reason: COpaque.Reason, _ name: Token, _ site: MacroUseSite) -> Bool {
    push([problem(reason, at: site.moved(name))], macro: -1)
    return true
  }

  private mutating func push(_ tokens: ContiguousArray<Token>, macro: Int) {
    contexts.append(ExpansionContext(tokens: tokens, macro: macro))
  }

  /// Puts the result of an expansion before what follows.
  private mutating func push(
    _ tokens: ContiguousArray<Token>, macro: Int = -1, of name: Token, at site: MacroUseSite
  ) -> Bool {
    guard contexts.count < options.limits.expansionDepth else {
      return give(.limit(.expansionDepth, options.limits.expansionDepth), name, site)
    }
    guard !tokens.isEmpty else { return true }
    expandedTokens += tokens.count
    var tokens = tokens
    tokens[0].flags = tokens[0].flags.subtracting([.spaceBefore, .startsLine]).union(
      site.flags.intersection([.spaceBefore, .startsLine]))
    if macro >= 0 { definitions[macro].isActive = true }
    push(tokens, macro: macro)
    return true
  }

  private mutating func useSite(name: Token, close: Token) -> MacroUseSite {
    MacroUseSite(
      lower: name.lower, upper: max(name.upper, close.upper), line: name.line, column: name.column,
      origin: name.origin == 0 ? origin(ofMacro: name.symbol) : name.origin, flags: name.flags)
  }

  // MARK: Arguments

  private struct Call {
    var arguments: [ContiguousArray<Token>]
    var close: Token
  }

  /// A call that is never closed makes its tokens be read twice. In a broken file that could happen again and
  /// again.
  private var canRescan: Bool { rescannedTokens <= 2 * raw.count + 1000 }

  /// Arguments of nested calls are read once for each level, so a bound on levels alone would not do.
  private var maximumCollected: Int { 32 * raw.count + options.limits.expansionTokens }

  /// Reads a call's arguments, from the opening bracket on. If it is never closed,
  /// or nests deeper than the parser could read, all is put back.
  private mutating func collectArguments(of number: Int, origin: UInt32) -> Call? {
    let isVariadic = definitions[number].variadic != nil
    let wanted = definitions[number].parameters!.count
    let open = next()
    var arguments: [ContiguousArray<Token>] = [[]]
    var read: ContiguousArray<Token> = [open]
    var depth = 1
    while true {
      var token = next()
      if token.kind == .end { break }
      read.append(token)
      if depth > options.limits.depth { break }
      switch token.kind {
      case .leftParenthesis: depth += 1
      case .rightParenthesis:
        depth -= 1
        if depth == 0 {
          collectedTokens += read.count
          return Call(arguments: arguments, close: token)
        }
      case .comma where depth == 1 && !(isVariadic && arguments.count > wanted):
        arguments.append([])
        continue
      default: break
      }
      if token.origin == 0 { token.origin = origin }
      arguments[arguments.count - 1].append(token)
    }
    rescannedTokens += read.count
    // The name itself is not in here: the caller lets it stand.
    push(read, macro: -1)
    return nil
  }

  /// What `IS_ENABLED(CONFIG_X)` becomes; with any other argument it stays a call.
  private mutating func tested(
    _ test: ConfigurationTest, _ name: Token, _ call: Call, _ site: MacroUseSite
  ) -> ContiguousArray<Token> {
    if call.arguments.count == 1, call.arguments[0].count == 1, let symbol = call.arguments[0].first,
      symbol.kind == .identifier, case .configuration = symbols.roles[symbol.symbol.index]
    {
      let holds = test.holds(for: configurationValue(of: symbol.symbol, at: symbol))
      var number = site.moved(name)
      number.kind = .number
      number.symbol = symbols.symbol(holds ? "1" : "0")
      return [number]
    }
    return unexpanded(name, call)
  }

  /// The tokens of a call that is left as it is.
  private func unexpanded(_ name: Token, _ call: Call) -> ContiguousArray<Token> {
    var final = name
    final.flags.insert(.isFinal)
    var result: ContiguousArray<Token> = [final]
    var bracket = call.close
    bracket.kind = .leftParenthesis
    result.append(bracket)
    for (index, argument) in call.arguments.enumerated() {
      if index > 0 {
        bracket.kind = .comma
        result.append(bracket)
      }
      result += argument
    }
    result.append(call.close)
    return result
  }
}
