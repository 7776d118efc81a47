/// The smallest parts of the text form.
enum TextToken: Equatable {
  /// A C identifier: a name, or one of the notation's words.
  case word(String)
  /// What stood between quotes, without its escapes.
  case string(String)
  /// The digits of a number; a sign is a token of its own.
  case number(UInt64)
  case place(SourcePlace)
  case symbol(TextSymbol)
  case end

  /// The token in an error message.
  var found: String {
    switch self {
    case .word(let word): "'\(TextWords.shortened(word))'"
    case .string(let string): "\"\(TextWords.shortened(string))\""
    case .number(let number): "\(number)"
    case .place: "a place"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the text"
    }
  }
}

enum TextSymbol: String, CaseIterable {
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  case comma = ","
  case semicolon = ";"
  case colon = ":"
  case question = "?"
  case assign = "="
  case ellipsis = "..."
  case not = "!"
  case tilde = "~"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case ampersand = "&"
  case bar = "|"
  case caret = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"

  /// Symbols of one byte, by that byte.
  static let singles: [TextSymbol?] = {
    var singles = [TextSymbol?](repeating: nil, count: 0x80)
    for symbol in allCases where symbol.rawValue.utf8.count == 1 {
      singles[Int(symbol.rawValue.utf8.first!)] = symbol
    }
    return singles
  }()

  /// Symbols of two bytes, by both, the first in the upper half.
  static let pairs: [UInt16: TextSymbol] = {
    var pairs: [UInt16: TextSymbol] = [:]
    for symbol in allCases where symbol.rawValue.utf8.count == 2 {
      pairs[symbol.rawValue.utf8.reduce(0) { $0 << 8 | UInt16($1) }] = symbol
    }
    return pairs
  }()
}
