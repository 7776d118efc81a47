/// The arguments of one use of a macro; each is expanded once, and only if the body asks for it.
struct MacroArguments {
  let raw: [ContiguousArray<Token>]
  /// False if the call leaves out the variadic argument altogether.
  let hasVariadic: Bool
  var expanded: [ContiguousArray<Token>?]

  init(_ raw: [ContiguousArray<Token>], hasVariadic: Bool) {
    self.raw = raw
    self.hasVariadic = hasVariadic
    expanded = Array(repeating: nil, count: raw.count)
  }
}

/// Puts arguments into the body of a macro, with `#` and `##`.
extension Preprocessor {
  /// Longer spellings are not made by `#` and `##`.
  private static let maximumSpelling = 1 << 16

  /// The body of the macro with its arguments, standing where the macro is used; nil beyond the limits.
  mutating func substituted(
    _ definition: MacroDefinition, _ arguments: MacroArguments, _ site: MacroUseSite
  ) -> ContiguousArray<Token>? {
    var arguments = arguments
    var result: ContiguousArray<Token> = []
    /// The next operand is to be pasted to the last token.
    var pastes = false
    /// The operand before a `##` was an argument without tokens.
    var leftIsEmpty = false
    let body = definition.body
    var index = 0
    while index < body.count {
      let budget = options.limits.expansionTokens - expandedTokens - result.count
      guard budget > 0, expandedBytes <= 16 * options.limits.expansionTokens else { return nil }
      let token = body[index]
      let parameter = Int(definition.parameterOfToken[index])
      let isBeforePaste = index + 1 < body.count && body[index + 1].kind == .hashHash
      var operand: ContiguousArray<Token>
      if token.kind == .hash && definition.parameters != nil && index + 1 < body.count
        && definition.parameterOfToken[index + 1] >= 0
      {
        index += 1
        let argument = arguments.raw[Int(definition.parameterOfToken[index])]
        operand = [stringized(argument, like: site.moved(token))]
      } else if token.kind == .hashHash && index > 0 {
        pastes = true
        index += 1
        continue
      } else if parameter >= 0 {
        let isVariadic = definition.variadic != nil && parameter == arguments.raw.count - 1
        // GNU C: the comma before `## __VA_ARGS__` goes if there are no further arguments, and nothing is
        // pasted.
        if pastes && isVariadic && result.last?.kind == .comma && !leftIsEmpty {
          pastes = false
          if !arguments.hasVariadic || arguments.raw[parameter].isEmpty { result.removeLast() }
          operand = argument(parameter, &arguments, from: token, site)
        } else if pastes || isBeforePaste {
          operand = arguments.raw[parameter]
          if !operand.isEmpty { operand[0].flags = token.flags.intersection(.spaceBefore) }
        } else {
          operand = argument(parameter, &arguments, from: token, site)
        }
        guard operand.count <= budget else { return nil }
      } else {
        operand = [site.moved(token)]
      }
      if pastes {
        if !leftIsEmpty, let left = result.last, let right = operand.first {
          result[result.count - 1] = pasted(left, right, definition.name)
          operand.removeFirst()
        } else if leftIsEmpty && operand.isEmpty {
          pastes = false
          index += 1
          continue
        }
        pastes = false
        leftIsEmpty = false
      } else {
        leftIsEmpty = isBeforePaste && operand.isEmpty
      }
      result += operand
      index += 1
    }
    return result
  }

  private mutating func argument(
    _ number: Int, _ arguments: inout MacroArguments, from parameter: Token, _ site: MacroUseSite
  ) -> ContiguousArray<Token> {
    var tokens: ContiguousArray<Token>
    if let known = arguments.expanded[number] {
      tokens = known
    } else {
      tokens = expanded(arguments.raw[number])
      arguments.expanded[number] = tokens
    }
    if !tokens.isEmpty {
      tokens[0].flags = tokens[0].flags.subtracting([.spaceBefore, .startsLine]).union(
        parameter.flags.intersection(.spaceBefore))
    }
    return tokens
  }

  /// One token out of two.
  private mutating func pasted(_ left: Token, _ right: Token, _ macro: Symbol) -> Token {
    var bytes: [UInt8] = []
    appendSpelling(of: left, to: &bytes)
    appendSpelling(of: right, to: &bytes)
    expandedBytes += bytes.count
    guard bytes.count <= Self.maximumSpelling else {
      return problem(
        .macro(name: symbols.text(macro), problem: "pastes a spelling that is too long"), at: left)
    }
    let tokens = bytes.withUnsafeBufferPointer { buffer in
      var lexer = Lexer(buffer, limit: 2)
      lexer.read(into: &symbols)
      return lexer.tokens
    }
    guard tokens.count == 1, tokens[0].kind != .problem, tokens[0].kind != .invalid else {
      return problem(.macro(name: symbols.text(macro), problem: "pastes what makes no token"), at: left)
    }
    var result = left
    result.kind = tokens[0].kind
    result.symbol = tokens[0].symbol
    result.flags.remove(.isFinal)
    return result
  }

  /// The argument as a string literal.
  private mutating func stringized(_ argument: ContiguousArray<Token>, like site: Token) -> Token {
    var bytes: [UInt8] = [34]
    for (index, token) in argument.enumerated() {
      if index > 0 && !token.flags.isDisjoint(with: [.spaceBefore, .startsLine]) { bytes.append(32) }
      if token.kind == .string || token.kind == .character {
        for byte in symbols.spelling(token.symbol) {
          if byte == 34 || byte == 92 { bytes.append(92) }
          bytes.append(byte)
        }
      } else {
        appendSpelling(of: token, to: &bytes)
      }
      if bytes.count > Self.maximumSpelling { break }
    }
    bytes.append(34)
    expandedBytes += bytes.count
    var token = site
    guard bytes.count <= Self.maximumSpelling + 2 else {
      return problem(.limit(.opaqueBytes, Self.maximumSpelling), at: site)
    }
    token.kind = .string
    token.symbol = bytes.withUnsafeBufferPointer { symbols.symbol($0) }
    return token
  }
}
