/// What depends on an assumption: the text between an `#if` and its `#endif`, and the names that stand there.
extension Preprocessor {
  /// - Parameter end: behind the last token of the `#endif`.
  mutating func noteDecision(_ condition: Condition, _ end: Int) {
    guard !condition.assumptions.isEmpty, end > condition.index else { return }
    let range = Int(raw[condition.index].lower)..<Int(raw[end - 1].upper)
    decisions.append(
      CDecision(
        assumptions: condition.assumptions, range: range, names: guardedNames(condition.index, end)))
  }

  /// Names of functions, variables, types, enumerators, members and macros that are defined between two
  /// tokens, in branches that are read and in those that are not; nil if that would take too long.
  private mutating func guardedNames(_ start: Int, _ end: Int) -> Set<String>? {
    // An `#if` inside of many others would be looked at for each of them.
    guardedTokens += end - start
    guard guardedTokens <= 4 * raw.count + 1024 else { return nil }
    var names: Set<String> = []
    var brackets = 0
    var bodies = 0
    var index = start
    while index < end {
      let token = raw[index]
      if isDirective(index) {
        let isDefinition =
          index + 2 < end && raw[index + 2].kind == .identifier
          && ["define", "undef"].contains(symbols.text(raw[index + 1].symbol))
        if isDefinition { names.insert(symbols.text(raw[index + 2].symbol)) }
        repeat { index += 1 } while index < end && !raw[index].flags.contains(.startsLine)
        continue
      }
      switch token.kind {
      case .leftParenthesis: brackets += 1
      case .rightParenthesis: brackets = max(0, brackets - 1)
      case .leftBrace:
        // Behind a closing bracket stands the body of a function; other braces hold members, enumerators and
        // initial values.
        if bodies > 0 || (index > 0 && raw[index - 1].kind == .rightParenthesis) { bodies += 1 }
      case .rightBrace: bodies = max(0, bodies - 1)
      case .identifier where brackets == 0 && bodies == 0 && index + 1 < raw.count:
        switch raw[index + 1].kind {
        case .leftParenthesis, .leftBracket, .leftBrace, .rightBrace, .semicolon, .comma, .colon, .equal:
          if case .keyword = symbols.roles[token.symbol.index] { break }
          names.insert(symbols.text(token.symbol))
        default: break
        }
      default: break
      }
      index += 1
    }
    return names
  }
}
