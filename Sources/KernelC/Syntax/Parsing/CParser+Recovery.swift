/// What becomes of pieces that can't be read.
extension CParser {
  /// An opaque node for the tokens up to `upTo`, and goes there. Opaque nodes that were made inside of it,
  /// from `known` on, are part of it.
  mutating func makeOpaque(
    from start: Int, upTo: Int, known: Int, _ failure: ParseFailure
  ) -> COpaque {
    position = upTo
    opaque.removeSubrange(known...)
    let place = place(from: start, to: upTo)
    let result = COpaque(text: text(from: start, to: upTo), reason: reason(of: failure), place: place)
    opaque.append(result)
    return result
  }

  private mutating func reason(of failure: ParseFailure) -> COpaque.Reason {
    let token = tokens[failure.token]
    if token.kind == .problem { return problems[token.symbol.index] }
    switch failure.cause {
    case .limit(let name):
      return .limit(name, name == .nodes ? limits.nodes : limits.depth)
    case .unterminated: return .unterminated("\(token.kind.spelling)")
    case .unbalanced: return .unbalanced(token.kind.spelling)
    case .oldStyleParameters: return .oldStyleParameters
    case .nestedFunction: return .nestedFunction
    case .specifiers: return .specifiers
    case .number: return .number(String(symbols.text(token.symbol).prefix(64)))
    case .expected(let expectation):
      if token.kind == .invalid { return invalid(token) }
      return .unexpected(found: found(token), expected: expectation.rawValue)
    }
  }

  private func invalid(_ token: Token) -> COpaque.Reason {
    switch symbols.spelling(token.symbol).first {
    case 34, 39, 76, 85, 117: .unterminated("a literal")
    default: .strayBytes
    }
  }

  private mutating func found(_ token: Token) -> String {
    switch token.kind {
    case .end: "the end of the file"
    case .identifier, .number, .character, .string: String(symbols.text(token.symbol).prefix(64))
    default: token.kind.spelling
    }
  }

  /// The text of tokens: as it stands in the file, or the tokens with spaces between if a macro brought them
  /// forth.
  func text(from start: Int, to end: Int) -> String {
    guard start < end else { return "" }
    let isPlain = tokens[start..<end].allSatisfy { $0.origin == 0 }
    let place = place(from: start, to: end)
    if isPlain {
      return String(decoding: text[place.range].prefix(limits.opaqueBytes), as: UTF8.self)
    }
    return spelling(from: start, to: end, limit: limits.opaqueBytes)
  }

  /// The tokens with one space between them.
  func spelling(from start: Int, to end: Int, limit: Int) -> String {
    var bytes: [UInt8] = []
    for token in tokens[start..<end] {
      if !bytes.isEmpty { bytes.append(32) }
      switch token.kind {
      case .identifier, .number, .character, .string, .invalid:
        bytes.append(contentsOf: symbols.spelling(token.symbol))
      case .problem:
        bytes.append(contentsOf: text[Int(token.lower)..<Int(token.upper)].prefix(limits.opaqueBytes))
      default: bytes.append(contentsOf: token.kind.spelling.utf8)
      }
      if bytes.count > limit { break }
    }
    return String(decoding: bytes.prefix(limit), as: UTF8.self)
  }

  /// Behind a statement that can't be read: behind the next semicolon or block at its depth, but not beyond
  /// `close`.
  func endOfStatement(_ start: Int, close: Int) -> Int {
    var index = start
    while index < close {
      switch tokens[index].kind {
      case .semicolon: return index + 1
      case .rightBrace: return max(index, start + 1)
      case .leftBrace where matches[index] > 0:
        let next = Int(matches[index]) + 1
        return next < close && tokens[next].kind == .semicolon ? next + 1 : next
      case .leftParenthesis, .leftBracket: index = max(index, Int(matches[index])) + 1
      default: index += 1
      }
    }
    return max(close, start + 1)
  }

  private func isAtMargin(_ index: Int) -> Bool {
    tokens[index].column == 1 && tokens[index].flags.contains(.startsLine)
      && tokens[index].kind != .leftBrace && tokens[index].kind != .rightBrace
  }

  /// Behind an item of the file that can't be read. Behind a block, an item goes on only on the same line.
  func endOfItem(_ start: Int) -> Int {
    var index = start
    while index < end {
      switch tokens[index].kind {
      case .semicolon: return index + 1
      case .rightBrace: return max(index, start + 1)
      case .leftBrace where matches[index] > 0:
        index = Int(matches[index]) + 1
        if kind(index) == .semicolon { return index + 1 }
        if index >= end || tokens[index].flags.contains(.startsLine) { return index }
      case .leftBrace:
        // Never closed: up to the next line that begins at the margin.
        repeat { index += 1 } while index < end && !isAtMargin(index)
        return index
      case .leftParenthesis, .leftBracket: index = max(index, Int(matches[index])) + 1
      default: index += 1
      }
    }
    return max(end, start + 1)
  }
}
