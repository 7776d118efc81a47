/// A token as the parser works with it.
struct Token: Sendable {
  var kind: TokenKind
  var flags: TokenFlags
  /// An index into the origins: 0 for the file itself, else the macro that the token came out of.
  var origin: UInt32
  /// The spelling of what is no punctuator; for `problem` an index into the problems.
  var symbol: Symbol
  var lower: UInt32
  var upper: UInt32
  var line: UInt32
  var column: UInt32
}

struct TokenFlags: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  /// White space or a comment stands before it.
  static let spaceBefore = TokenFlags(rawValue: 1)
  /// The first of its line; a line goes on behind a backslash.
  static let startsLine = TokenFlags(rawValue: 2)
  /// The name of a macro that must not be expanded any more, as C11 6.10.3.4 has it.
  static let isFinal = TokenFlags(rawValue: 4)
}

enum TokenKind: UInt8, Hashable, Sendable {
  /// Behind the last token.
  case end
  case identifier, number, character, string
  /// A piece that makes no token; `symbol` is its text.
  case invalid
  /// Stands for something that could not be read; `symbol` says which of the problems it was.
  case problem

  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case semicolon, comma, colon, question, dot, arrow, ellipsis
  case plus, minus, star, slash, percent, ampersand, bar, caret, tilde, exclamation
  case plusPlus, minusMinus, shiftLeft, shiftRight
  case less, greater, lessEqual, greaterEqual, equalEqual, exclamationEqual
  case ampersandAmpersand, barBar
  case equal, plusEqual, minusEqual, starEqual, slashEqual, percentEqual, ampersandEqual, barEqual, caretEqual
  case shiftLeftEqual, shiftRightEqual
  case hash, hashHash

  /// How a punctuator is spelt; empty for what is none.
  var spelling: String {
    switch self {
    case .end, .identifier, .number, .character, .string, .invalid, .problem: ""
    case .leftParenthesis: "("
    case .rightParenthesis: ")"
    case .leftBracket: "["
    case .rightBracket: "]"
    case .leftBrace: "{"
    case .rightBrace: "}"
    case .semicolon: ";"
    case .comma: ","
    case .colon: ":"
    case .question: "?"
    case .dot: "."
    case .arrow: "->"
    case .ellipsis: "..."
    case .plus: "+"
    case .minus: "-"
    case .star: "*"
    case .slash: "/"
    case .percent: "%"
    case .ampersand: "&"
    case .bar: "|"
    case .caret: "^"
    case .tilde: "~"
    case .exclamation: "!"
    case .plusPlus: "++"
    case .minusMinus: "--"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .less: "<"
    case .greater: ">"
    case .lessEqual: "<="
    case .greaterEqual: ">="
    case .equalEqual: "=="
    case .exclamationEqual: "!="
    case .ampersandAmpersand: "&&"
    case .barBar: "||"
    case .equal: "="
    case .plusEqual: "+="
    case .minusEqual: "-="
    case .starEqual: "*="
    case .slashEqual: "/="
    case .percentEqual: "%="
    case .ampersandEqual: "&="
    case .barEqual: "|="
    case .caretEqual: "^="
    case .shiftLeftEqual: "<<="
    case .shiftRightEqual: ">>="
    case .hash: "#"
    case .hashHash: "##"
    }
  }

  /// The operator between two operands.
  var binaryOperator: CBinaryOperator? {
    switch self {
    case .star: .multiply
    case .slash: .divide
    case .percent: .remainder
    case .plus: .add
    case .minus: .subtract
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .less: .less
    case .greater: .greater
    case .lessEqual: .lessOrEqual
    case .greaterEqual: .greaterOrEqual
    case .equalEqual: .equal
    case .exclamationEqual: .notEqual
    case .ampersand: .and
    case .caret: .exclusiveOr
    case .bar: .or
    case .ampersandAmpersand: .logicalAnd
    case .barBar: .logicalOr
    default: nil
    }
  }

  /// The operator of an assignment: `.some(nil)` for `=`.
  var assignment: CBinaryOperator?? {
    switch self {
    case .equal: .some(nil)
    case .plusEqual: .add
    case .minusEqual: .subtract
    case .starEqual: .multiply
    case .slashEqual: .divide
    case .percentEqual: .remainder
    case .ampersandEqual: .and
    case .barEqual: .or
    case .caretEqual: .exclusiveOr
    case .shiftLeftEqual: .shiftLeft
    case .shiftRightEqual: .shiftRight
    default: nil
    }
  }
}
