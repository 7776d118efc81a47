/// A macro as the preprocessor works with it.
struct MacroDefinition: Sendable {
  let name: Symbol
  /// Nil for an object-like macro.
  let parameters: [Symbol]?
  /// The last parameter, if it takes all further arguments.
  let variadic: Symbol?
  let body: ContiguousArray<Token>
  /// For each token of the body the parameter that it names, or -1. The variadic one comes last.
  let parameterOfToken: [Int32]
  /// Asked for by the caller: known to `#ifdef`, never expanded.
  let isKept: Bool
  /// `IS_ENABLED` and its like, which have no body.
  var test: ConfigurationTest?
  /// Being expanded right now, so that it is not expanded in its own body.
  var isActive = false

  init(
    name: Symbol, parameters: [Symbol]?, variadic: Symbol?, body: ContiguousArray<Token>, isKept: Bool
  ) {
    self.name = name
    self.parameters = parameters
    self.variadic = variadic
    self.body = body
    self.isKept = isKept
    var numbers: [Symbol: Int32] = [:]
    let all = (parameters ?? []) + (variadic.map { [$0] } ?? [])
    for (index, parameter) in all.enumerated() { numbers[parameter] = Int32(index) }
    parameterOfToken = body.map { token in
      token.kind == .identifier ? numbers[token.symbol] ?? -1 : -1
    }
  }

  init(test: ConfigurationTest, name: Symbol, isKept: Bool) {
    self.init(name: name, parameters: [name], variadic: nil, body: [], isKept: isKept)
    self.test = test
  }
}

/// Where a macro is used: what the tokens out of its body have as their place.
struct MacroUseSite {
  let lower: UInt32
  let upper: UInt32
  let line: UInt32
  let column: UInt32
  let origin: UInt32
  /// Of the macro's name: the first token out of the macro inherits them.
  let flags: TokenFlags

  /// The token, as if it stood here.
  func moved(_ token: Token) -> Token {
    var token = token
    token.lower = lower
    token.upper = upper
    token.line = line
    token.column = column
    token.origin = origin
    token.flags = token.flags.intersection(.spaceBefore)
    return token
  }
}

/// Tokens that are read before the rest: the result of an expansion, or an argument.
struct ExpansionContext {
  let tokens: ContiguousArray<Token>
  var next = 0
  /// The macro that may be expanded again behind them; -1 for none.
  let macro: Int
}
