/// Cuts a header into tokens. Comments, strings and character constants are passed over; nothing is an
/// error here, because the rest of the header is none of our business.
struct HeaderLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var atLineStart = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static let newline = UInt8(ascii: "\n")

  /// The next token, nil at the end.
  mutating func next() -> HeaderToken? {
    while let byte = peek() {
      let start = line
      if CharacterClass.isSpace(byte) {
        advance()
      } else if byte == UInt8(ascii: "\\"), peek(1) == Self.newline {
        advance()
        advance()
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        skipBlockComment()
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
        skipToEndOfLine()
      } else if byte == UInt8(ascii: "#"), atLineStart {
        return HeaderToken(kind: .directive(directive()), line: start)
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        skipQuoted(by: byte)
      } else if CharacterClass.continuesIdentifier(byte) {
        return word(startingIn: start)
      } else {
        advance()
        return HeaderToken(kind: .punctuation(byte), line: start)
      }
    }
    return nil
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance() {
    let byte = bytes[position]
    if byte == Self.newline {
      line += 1
      atLineStart = true
    } else if !CharacterClass.isSpace(byte) {
      atLineStart = false
    }
    position += 1
  }

  private mutating func skipToEndOfLine() {
    while let byte = peek(), byte != Self.newline { advance() }
  }

  private mutating func skipBlockComment() {
    // A comment before a directive leaves it at the start of its line.
    let wasAtLineStart = atLineStart
    advance()
    advance()
    while let byte = peek() {
      if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        advance()
        advance()
        break
      }
      advance()
    }
    atLineStart = wasAtLineStart
  }

  private mutating func skipQuoted(by quote: UInt8) {
    advance()
    while let byte = peek(), byte != Self.newline {
      advance()
      if byte == quote { return }
      if byte == UInt8(ascii: "\\"), peek() != nil { advance() }
    }
  }

  private mutating func directive() -> String {
    advance()
    var text: [UInt8] = []
    while let byte = peek(), byte != Self.newline {
      if byte == UInt8(ascii: "\\"), peek(1) == Self.newline {
        advance()
        advance()
        text.append(0x20)
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        skipBlockComment()
        text.append(0x20)
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
        skipToEndOfLine()
      } else {
        text.append(byte)
        advance()
      }
    }
    let words = text.split(whereSeparator: CharacterClass.isSpace)
    return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }

  private mutating func word(startingIn start: Int) -> HeaderToken {
    let first = position
    while let byte = peek(), CharacterClass.continuesIdentifier(byte) { advance() }
    let text = String(decoding: bytes[first..<position], as: UTF8.self)
    return HeaderToken(
      kind: CharacterClass.isDigit(bytes[first]) ? .number(text) : .identifier(text), line: start)
  }
}
