/// Cuts a text into tokens. Comments are white space; a backslash before the end of a line joins it with the
/// next one where white space may stand and inside of literals. There are no trigraphs and no digraphs: the
/// kernel has none.
struct Lexer {
  private let text: UnsafeBufferPointer<UInt8>
  private let limit: Int
  private(set) var tokens: ContiguousArray<Token> = []
  /// What `problem` tokens stand for.
  private(set) var problems: [COpaque.Reason] = []
  private var position = 0
  private var line: UInt32 = 1
  private var lineStart = 0
  private var flags: TokenFlags = .startsLine

  /// `limit` is the number of tokens that are read at most.
  init(_ text: UnsafeBufferPointer<UInt8>, limit: Int) {
    self.text = text
    self.limit = limit
    tokens.reserveCapacity(min(limit, text.count / 4 + 16))
  }

  /// Reads all of the text.
  mutating func read(into symbols: inout SymbolTable) {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      position = 3
      lineStart = 3
    }
    while skipSpace() {
      guard tokens.count < limit else {
        report(.limit(.tokens, limit), from: position, through: text.count)
        return
      }
      readToken(into: &symbols)
      flags = []
    }
  }

  private func byte(_ offset: Int) -> UInt8 {
    let index = position + offset
    return index < text.count ? text[index] : 0
  }

  /// Goes to the next token; false at the end of the text.
  private mutating func skipSpace() -> Bool {
    while position < text.count {
      switch text[position] {
      case 10:
        position += 1
        newLine()
        flags = [.startsLine, .spaceBefore]
      case 32, 9, 13, 11, 12:
        position += 1
        flags.insert(.spaceBefore)
      case 92:
        guard let next = endOfSplice(position) else { return true }
        position = next
        newLine()
        flags.insert(.spaceBefore)
      case 47 where byte(1) == 47: skipLineComment()
      case 47 where byte(1) == 42: skipBlockComment()
      default: return true
      }
    }
    return false
  }

  /// Behind a backslash that joins lines; GNU C allows blanks between it and the end of the line.
  private func endOfSplice(_ start: Int) -> Int? {
    var index = start + 1
    while index < text.count, text[index] == 32 || text[index] == 9 || text[index] == 13 { index += 1 }
    return index < text.count && text[index] == 10 ? index + 1 : nil
  }

  private mutating func newLine() {
    line += 1
    lineStart = position
  }

  private mutating func skipLineComment() {
    flags.insert(.spaceBefore)
    while position < text.count && text[position] != 10 {
      if text[position] == 92, let next = endOfSplice(position) {
        position = next
        newLine()
      } else {
        position += 1
      }
    }
  }

  private mutating func skipBlockComment() {
    flags.insert(.spaceBefore)
    let start = (position, line, lineStart)
    position += 2
    while position < text.count {
      if text[position] == 42 && byte(1) == 47 {
        position += 2
        return
      }
      position += 1
      if text[position - 1] == 10 { newLine() }
    }
    let end = (line, lineStart)
    (line, lineStart) = (start.1, start.2)
    report(.unterminated("a comment"), from: start.0, through: text.count)
    (line, lineStart) = end
  }

  private mutating func report(_ problem: COpaque.Reason, from lower: Int, through upper: Int) {
    append(.problem, Symbol(rawValue: UInt32(problems.count)), from: lower, upper)
    problems.append(problem)
    flags = []
  }

  private mutating func append(_ kind: TokenKind, _ symbol: Symbol, from lower: Int, _ upper: Int) {
    tokens.append(
      Token(
        kind: kind, flags: flags, origin: 0, symbol: symbol, lower: UInt32(lower), upper: UInt32(upper),
        line: line, column: UInt32(lower - lineStart + 1)))
  }

  private func spelling(from lower: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: text[lower..<position])
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 32
    return (lower >= 97 && lower <= 122) || byte == 95
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private mutating func readToken(into symbols: inout SymbolTable) {
    let first = text[position]
    if Self.isLetter(first) {
      readWord(into: &symbols)
    } else if Self.isDigit(first) || (first == 46 && Self.isDigit(byte(1))) {
      readNumber(into: &symbols)
    } else if first == 34 || first == 39 {
      readLiteral(quote: first, prefixLength: 0, into: &symbols)
    } else if let (kind, length) = punctuator(first) {
      append(kind, .none, from: position, position + length)
      position += length
    } else {
      readStray(into: &symbols)
    }
  }

  private mutating func readWord(into symbols: inout SymbolTable) {
    let start = position
    while position < text.count && (Self.isLetter(text[position]) || Self.isDigit(text[position])) {
      position += 1
    }
    let quote = byte(0)
    if quote == 34 || quote == 39, position - start <= 2, isLiteralPrefix(from: start) {
      let length = position - start
      position = start
      return readLiteral(quote: quote, prefixLength: length, into: &symbols)
    }
    append(.identifier, symbols.symbol(spelling(from: start)), from: start, position)
  }

  private func isLiteralPrefix(from start: Int) -> Bool {
    let prefix = text[start..<position]
    return ["L", "u", "U", "u8"].contains { prefix.elementsEqual($0.utf8) }
  }

  /// A preprocessing number (C11 6.4.8), which is more than what makes a number.
  private mutating func readNumber(into symbols: inout SymbolTable) {
    let start = position
    while position < text.count {
      let next = text[position]
      if next == 43 || next == 45 {
        let isHexadecimal = position - start > 1 && text[start] == 48 && text[start + 1] | 32 == 120
        let before = text[position - 1] | 32
        guard isHexadecimal ? before == 112 : before == 101 || before == 112 else { break }
      } else if !Self.isLetter(next) && !Self.isDigit(next) && next != 46 {
        break
      }
      position += 1
    }
    append(.number, symbols.symbol(spelling(from: start)), from: start, position)
  }

  /// A literal ends on its line; one that does not is an invalid token up to the end of the line.
  private mutating func readLiteral(quote: UInt8, prefixLength: Int, into symbols: inout SymbolTable) {
    let start = position
    let startLine = (line, lineStart)
    position += prefixLength + 1
    var isClosed = false
    while position < text.count && text[position] != 10 {
      let next = text[position]
      if next == 92 {
        if let end = endOfSplice(position) {
          position = end
          newLine()
        } else {
          position = min(position + 2, text.count)
          if text[position - 1] == 10 { position -= 1 }
        }
        continue
      }
      position += 1
      if next == quote {
        isClosed = true
        break
      }
    }
    let kind: TokenKind = !isClosed ? .invalid : quote == 34 ? .string : .character
    let symbol = symbols.symbol(spelling(from: start))
    let endLine = (line, lineStart)
    (line, lineStart) = startLine
    append(kind, symbol, from: start, position)
    (line, lineStart) = endLine
  }

  /// A run of bytes that begin no token: one token for all of them.
  private mutating func readStray(into symbols: inout SymbolTable) {
    let start = position
    position += 1
    while position < text.count {
      let next = text[position]
      guard next >= 128 || next < 9 || (next > 13 && next < 32) || next == 127 else { break }
      position += 1
    }
    append(.invalid, symbols.symbol(spelling(from: start)), from: start, position)
  }

  private func punctuator(_ first: UInt8) -> (TokenKind, Int)? {
    let second = byte(1)
    let isEqual = second == 61
    switch first {
    case 40: return (.leftParenthesis, 1)
    case 41: return (.rightParenthesis, 1)
    case 91: return (.leftBracket, 1)
    case 93: return (.rightBracket, 1)
    case 123: return (.leftBrace, 1)
    case 125: return (.rightBrace, 1)
    case 59: return (.semicolon, 1)
    case 44: return (.comma, 1)
    case 58: return (.colon, 1)
    case 63: return (.question, 1)
    case 126: return (.tilde, 1)
    case 46: return second == 46 && byte(2) == 46 ? (.ellipsis, 3) : (.dot, 1)
    case 43: return second == 43 ? (.plusPlus, 2) : isEqual ? (.plusEqual, 2) : (.plus, 1)
    case 45:
      if second == 62 { return (.arrow, 2) }
      return second == 45 ? (.minusMinus, 2) : isEqual ? (.minusEqual, 2) : (.minus, 1)
    case 42: return isEqual ? (.starEqual, 2) : (.star, 1)
    case 47: return isEqual ? (.slashEqual, 2) : (.slash, 1)
    case 37: return isEqual ? (.percentEqual, 2) : (.percent, 1)
    case 38:
      return second == 38 ? (.ampersandAmpersand, 2) : isEqual ? (.ampersandEqual, 2) : (.ampersand, 1)
    case 124: return second == 124 ? (.barBar, 2) : isEqual ? (.barEqual, 2) : (.bar, 1)
    case 94: return isEqual ? (.caretEqual, 2) : (.caret, 1)
    case 33: return isEqual ? (.exclamationEqual, 2) : (.exclamation, 1)
    case 61: return isEqual ? (.equalEqual, 2) : (.equal, 1)
    case 60:
      if second == 60 { return byte(2) == 61 ? (.shiftLeftEqual, 3) : (.shiftLeft, 2) }
      return isEqual ? (.lessEqual, 2) : (.less, 1)
    case 62:
      if second == 62 { return byte(2) == 61 ? (.shiftRightEqual, 3) : (.shiftRight, 2) }
      return isEqual ? (.greaterEqual, 2) : (.greater, 1)
    case 35: return second == 35 ? (.hashHash, 2) : (.hash, 1)
    default: return nil
    }
  }
}
