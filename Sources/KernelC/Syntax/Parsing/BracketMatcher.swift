/// For each bracket the one that belongs to it. The parser skips what it does not understand by this table,
/// and looks ahead with it, in constant time.
enum BracketMatcher {
  /// For each token the index of the bracket that belongs to it; -1 for what is no bracket or has none.
  static func matches(of tokens: ContiguousArray<Token>) -> ContiguousArray<Int32> {
    let (matches, isBalanced) = matches(of: tokens, endsAtMargin: false)
    return isBalanced ? matches : self.matches(of: tokens, endsAtMargin: true).matches
  }

  /// A closing bracket closes the innermost open one of its kind. With `endsAtMargin`, for texts that lack a
  /// brace, a `}` in the first column closes the outermost brace, as functions of the kernel end: so what is
  /// wrong in one function does not spoil the next.
  private static func matches(
    of tokens: ContiguousArray<Token>, endsAtMargin: Bool
  ) -> (matches: ContiguousArray<Int32>, isBalanced: Bool) {
    var matches = ContiguousArray<Int32>(repeating: -1, count: tokens.count)
    var open: [Int] = []
    var braces: [Int] = []
    var isBalanced = true
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .leftBrace:
        braces.append(open.count)
        open.append(index)
      case .leftParenthesis, .leftBracket: open.append(index)
      case .rightBrace:
        guard var depth = braces.popLast() else {
          isBalanced = false
          continue
        }
        if endsAtMargin && token.column == 1 && token.flags.contains(.startsLine) {
          depth = braces.first ?? depth
          braces = []
        }
        if depth != open.count - 1 { isBalanced = false }
        pair(open[depth], index, in: &matches)
        open.removeSubrange(depth...)
      case .rightParenthesis, .rightBracket:
        let wanted: TokenKind = token.kind == .rightParenthesis ? .leftParenthesis : .leftBracket
        let floor = braces.last.map { $0 + 1 } ?? 0
        // One bracket of the other kind may have been left open inside.
        if open.count > floor + 1, tokens[open[open.count - 1]].kind != wanted,
          tokens[open[open.count - 2]].kind == wanted
        {
          open.removeLast()
          isBalanced = false
        }
        guard open.count > floor, tokens[open[open.count - 1]].kind == wanted else {
          isBalanced = false
          continue
        }
        pair(open.removeLast(), index, in: &matches)
      default: break
      }
    }
    return (matches, isBalanced && open.isEmpty)
  }

  private static func pair(_ open: Int, _ close: Int, in matches: inout ContiguousArray<Int32>) {
    matches[open] = Int32(close)
    matches[close] = Int32(open)
  }
}
