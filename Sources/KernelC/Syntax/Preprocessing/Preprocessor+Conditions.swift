/// What conditional compilation asks, and what is assumed where no one knows.
extension Preprocessor {
  /// Whether the condition of an `#if`, `#ifdef`, `#ifndef` or `#elif` holds.
  mutating func holds(_ start: Int, _ end: Int) -> Bool {
    isInCondition = true
    defer { isInCondition = false }
    let directive = symbols.text(raw[start + 1].symbol)
    if directive.hasSuffix("def") {
      let isNegative = directive.hasSuffix("ndef")
      guard start + 2 < end, raw[start + 2].kind == .identifier else {
        assumeUnreadable(start, end)
        return false
      }
      let name = raw[start + 2]
      if isNegative && isGuard(name, behind: end) { return definition(of: name.symbol) == nil }
      return isDefined(name) != isNegative
    }
    guard let value = evaluated(start + 2, end) else {
      assumeUnreadable(start, end)
      return false
    }
    return value
  }

  /// `#ifndef X` right before `#define X` keeps a header from being read twice, or gives a default: not
  /// having it is no assumption.
  private func isGuard(_ name: Token, behind end: Int) -> Bool {
    guard end + 2 < raw.count, isDirective(end), raw[end + 1].kind == .identifier,
      raw[end + 2].symbol == name.symbol
    else { return false }
    if case .configuration = symbols.roles[name.symbol.index] { return false }
    return symbols.spelling(raw[end + 1].symbol).elementsEqual("define".utf8)
  }

  mutating func isDefined(_ name: Token) -> Bool {
    if definition(of: name.symbol) != nil { return true }
    if case .configuration = symbols.roles[name.symbol.index] {
      let value = configurationValue(of: name.symbol, at: name)
      return value != "n" && value != "m"
    }
    let text = symbols.text(name.symbol)
    if ConditionNames.predefined[text] != nil || KernelSizes.values[text] != nil { return true }
    if !ConditionNames.undefined.contains(text) { assume(name.symbol, .undefined, at: name) }
    return false
  }

  /// The value of a `CONFIG_` symbol: what the configuration says, else `y`, or `n` for a few that exclude
  /// what is set (`ConditionNames.unset`). `CONFIG_X_MODULE` is defined where `CONFIG_X` is `m`
  /// (include/generated/autoconf.h).
  mutating func configurationValue(of symbol: Symbol, at token: Token) -> String {
    let name = symbols.text(symbol)
    if let value = options.configuration[name] { return value }
    if name.hasSuffix("_MODULE"), name != "CONFIG_MODULE" {
      let base = String(name.dropLast(7))
      if let value = options.configuration[base] { return value == "m" ? "y" : "n" }
      if !options.isConfigurationWhole { assume(symbols.symbol(base), .enabled, at: token) }
      return "n"
    }
    guard !options.isConfigurationWhole else { return "n" }
    if ConditionNames.unset.contains(name) {
      assume(symbol, .disabled, at: token)
      return "n"
    }
    assume(symbol, .enabled, at: token)
    return "y"
  }

  mutating func assume(_ symbol: Symbol, _ value: CAssumption.Value, at token: Token) {
    let assumption = CAssumption(symbol: symbols.text(symbol), value: value, place: place(token))
    if assumed.insert(symbol).inserted { assumptions.append(assumption) }
    note(assumption)
  }

  /// In a condition the assumption decides about what stands under it, elsewhere about what it stands in.
  private mutating func note(_ assumption: CAssumption) {
    if isInCondition {
      asked.append(assumption)
    } else {
      decisions.append(CDecision(assumptions: [assumption], range: assumption.place.range, names: []))
    }
  }

  /// What the conditions that were looked at since the last call have assumed.
  mutating func takeAsked() -> [CAssumption] {
    defer { asked = [] }
    return asked
  }

  private mutating func assumeUnreadable(_ start: Int, _ end: Int) {
    let place = place(from: raw[start], through: raw[end - 1])
    let condition =
      start + 2 < end
      ? sourceText(self.place(from: raw[start + 2], through: raw[end - 1]), limit: 256) : ""
    let assumption = CAssumption(symbol: condition, value: .unreadable, place: place)
    assumptions.append(assumption)
    note(assumption)
  }

  // MARK: #if

  /// The value of the condition in these tokens; nil if it can't be evaluated.
  private mutating func evaluated(_ start: Int, _ end: Int) -> Bool? {
    guard start < end, expandedTokens <= options.limits.expansionTokens else { return nil }
    expandsKept = true
    let tokens = expanded(answeringQuestions(start, end))
    expandsKept = false
    var arithmetic = ConditionArithmetic()
    return condition(tokens, &arithmetic)
  }

  /// The tokens with `defined X` and `__has_...(X)` replaced by their answers, before any macro is expanded.
  private mutating func answeringQuestions(_ start: Int, _ end: Int) -> ContiguousArray<Token> {
    var result: ContiguousArray<Token> = []
    var index = start
    while index < end {
      let token = raw[index]
      index += 1
      guard token.kind == .identifier else {
        result.append(token)
        continue
      }
      let spelling = symbols.spelling(token.symbol)
      if spelling.elementsEqual("defined".utf8) {
        let isBracketed = index < end && raw[index].kind == .leftParenthesis
        let name = isBracketed ? index + 1 : index
        guard name < end, raw[name].kind == .identifier,
          !isBracketed || (name + 1 < end && raw[name + 1].kind == .rightParenthesis)
        else {
          result.append(token)
          continue
        }
        result.append(number(isDefined(raw[name]), at: token))
        index = isBracketed ? name + 2 : name + 1
      } else if spelling.starts(with: "__has_".utf8), index < end, raw[index].kind == .leftParenthesis {
        assume(token.symbol, .undefined, at: token)
        index = behindBrackets(index, end)
        result.append(number(false, at: token))
      } else {
        result.append(token)
      }
    }
    return result
  }

  private func behindBrackets(_ start: Int, _ end: Int) -> Int {
    var depth = 0
    for index in start..<end {
      if raw[index].kind == .leftParenthesis { depth += 1 }
      if raw[index].kind == .rightParenthesis {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return end
  }

  private mutating func number(_ value: Bool, at token: Token) -> Token {
    var token = token
    token.kind = .number
    token.symbol = symbols.symbol(value ? "1" : "0")
    return token
  }

  private mutating func condition(
    _ tokens: ContiguousArray<Token>, _ arithmetic: inout ConditionArithmetic
  ) -> Bool? {
    var operands: ContiguousArray<ConditionArithmetic.Operand> = []
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      switch token.kind {
      case .number, .character:
        let constant =
          token.kind == .number
          ? LiteralReader.integer(symbols.spelling(token.symbol))
          : LiteralReader.character(symbols.spelling(token.symbol))
        guard let constant else { return nil }
        operands.append(.value(.init(bits: constant.value, isUnsigned: constant.isUnsigned)))
      case .identifier:
        // Out of a macro, `defined` is not portable (C11 6.10.1p4), and its name may have been expanded.
        guard !symbols.spelling(token.symbol).elementsEqual("defined".utf8) else { return nil }
        operands.append(.value(value(ofName: token)))
        // A macro with arguments that no one defined: 0, like a name.
        if index < tokens.count, tokens[index].kind == .leftParenthesis {
          var depth = 0
          repeat {
            if tokens[index].kind == .leftParenthesis { depth += 1 }
            if tokens[index].kind == .rightParenthesis { depth -= 1 }
            index += 1
          } while depth > 0 && index < tokens.count
        }
      case .problem, .invalid, .string: return nil
      default: operands.append(.punctuator(token.kind))
      }
    }
    return arithmetic.value(of: operands).map { $0.bits != 0 }
  }

  /// A name that is left in a condition: a configuration symbol, a number that is known, else 0.
  private mutating func value(ofName name: Token) -> ConditionArithmetic.Value {
    let text = symbols.text(name.symbol)
    if case .configuration = symbols.roles[name.symbol.index] {
      let value = configurationValue(of: name.symbol, at: name)
      let number = LiteralReader.integer(Array(value.utf8)[...])
      return .init(bits: value == "y" ? 1 : number?.value ?? 0, isUnsigned: false)
    }
    if let value = ConditionNames.predefined[text] { return .init(bits: value, isUnsigned: false) }
    if let value = KernelSizes.values[text] { return .init(bits: UInt64(value), isUnsigned: false) }
    if text != "true" && text != "false" && !ConditionNames.undefined.contains(text) {
      assume(name.symbol, .undefined, at: name)
    }
    return .init(bits: text == "true" ? 1 : 0, isUnsigned: false)
  }
}

/// Names that a condition may ask for without an assumption.
enum ConditionNames {
  /// What a kernel compiler and the kernel's own headers define on every 64-bit machine.
  static let predefined: [String: UInt64] = [
    "__KERNEL__": 1, "__STDC__": 1, "__STDC_VERSION__": 201_112, "__GNUC__": 13, "__GNUC_MINOR__": 2,
    "__GNUC_PATCHLEVEL__": 0, "__OPTIMIZE__": 1, "__LP64__": 1, "_LP64": 1, "__SIZEOF_POINTER__": 8,
    "__SIZEOF_LONG__": 8, "__SIZEOF_INT128__": 16, "BITS_PER_LONG": 64, "__BITS_PER_LONG": 64,
    "BITS_PER_LONG_LONG": 64,
  ]

  /// Symbols that are taken as `n` where no configuration is given: a distribution's kernel for x86-64 does
  /// not set them, and each excludes something that it sets.
  static let unset: Set<String> = [
    "CONFIG_32BIT", "CONFIG_X86_32", "CONFIG_X86_PAE", "CONFIG_HIGHMEM", "CONFIG_M486", "CONFIG_UML",
    "CONFIG_CPU_BIG_ENDIAN", "CONFIG_PREEMPT_RT", "CONFIG_SLUB_TINY", "CONFIG_SLOB", "CONFIG_TINY_RCU",
    "CONFIG_TINY_SRCU", "CONFIG_LOCKDEP", "CONFIG_PROVE_LOCKING", "CONFIG_DEBUG_LOCK_ALLOC",
  ]

  /// What a kernel's C file is compiled without: it is no assembly, no C++, and not read by sparse.
  static let undefined: Set<String> = [
    "__ASSEMBLY__", "__ASSEMBLER__", "__cplusplus", "__CHECKER__", "__CHECK_ENDIAN__", "__clang__",
    "__GENKSYMS__", "LINKER_SCRIPT", "__INTEL_COMPILER", "__BINDGEN__",
  ]
}
