/// Reads the enumerators between the braces of `enum cpuhp_state`, one after the other.
struct EnumHeaderReader {
  private var lexer: HeaderLexer
  private let file: String
  private var token: HeaderToken?
  private var conditions = HeaderConditions()
  private var states: [EnumHeader.State] = []
  private var values: [String: (value: Int, line: Int)] = [:]
  private var byNumber: [Int: EnumHeader.State] = [:]
  private var nextValue = 0

  init(_ bytes: [UInt8], file: String) {
    lexer = HeaderLexer(bytes)
    self.file = file
  }

  mutating func read() throws(EnumHeaderError) -> EnumHeader {
    try findEnum()
    while let current = token, !current.isPunctuation("}") {
      if current.isPunctuation(",") {
        try step()
      } else {
        try enumerator(current)
      }
    }
    guard token != nil else { throw EnumHeaderError(file: file, line: nil, reason: .unterminated) }
    states.sort { $0.number < $1.number }
    return EnumHeader(file: file, states: states, assumptions: conditions.assumptions)
  }

  /// Goes to the first token behind `enum cpuhp_state {`; uses of the type, without a brace, are passed over.
  private mutating func findEnum() throws(EnumHeaderError) {
    var matched = 0
    while let next = lexer.next() {
      if matched == 2, next.isPunctuation("{") { return try step() }
      if matched == 1, next.kind == .identifier("cpuhp_state") {
        matched = 2
      } else {
        matched = next.kind == .identifier("enum") ? 1 : 0
      }
    }
    throw EnumHeaderError(file: file, line: nil, reason: .noEnum)
  }

  /// Goes to the next token that this build of the kernel would see.
  private mutating func step() throws(EnumHeaderError) {
    while let next = lexer.next() {
      token = next
      if case .directive(let text) = next.kind {
        guard conditions.read(text, line: next.line) else { throw error(.nestedTooDeep) }
      } else if !conditions.areSkipping {
        if case .identifier(let text) = next.kind { try checkLength(text) }
        if case .number(let text) = next.kind { try checkLength(text) }
        return
      }
    }
    token = nil
  }

  private func checkLength(_ text: String) throws(EnumHeaderError) {
    guard text.utf8.count <= ReadingLimits.maximumIdentifierLength else {
      throw error(.identifierTooLong(bytes: text.utf8.count))
    }
  }

  private mutating func enumerator(_ first: HeaderToken) throws(EnumHeaderError) {
    guard case .identifier(let symbol) = first.kind else { throw error(.unexpected(token: describe(first))) }
    var value = nextValue
    try step()
    if token?.isPunctuation("=") == true {
      try step()
      value = try sum(depth: 0)
    }
    if let token, !token.isPunctuation(","), !token.isPunctuation("}") {
      throw error(.unexpected(token: describe(token)))
    }
    try define(symbol, value, line: first.line)
  }

  private mutating func define(_ symbol: String, _ value: Int, line: Int) throws(EnumHeaderError) {
    func fail(_ reason: EnumHeaderError.Reason) -> EnumHeaderError {
      EnumHeaderError(file: file, line: line, reason: reason)
    }
    if let earlier = values[symbol] { throw fail(.doubledSymbol(symbol, firstLine: earlier.line)) }
    // CPUHP_INVALID is -1 and no state.
    guard (-1..<ReadingLimits.maximumStates).contains(value) else {
      throw fail(.outOfRange(symbol: symbol, value: value))
    }
    values[symbol] = (value, line)
    nextValue = value + 1
    guard value >= 0 else { return }
    let state = EnumHeader.State(symbol: symbol, number: value, line: line)
    if let other = byNumber[value] {
      throw fail(.doubledNumber(symbol: symbol, number: value, other: other.symbol, otherLine: other.line))
    }
    byNumber[value] = state
    states.append(state)
  }

  /// Terms joined by + and -, all that the kernel's enum has ever used.
  private mutating func sum(depth: Int) throws(EnumHeaderError) -> Int {
    var total = try term(depth: depth)
    while let current = token {
      let isMinus = current.isPunctuation("-")
      guard isMinus || current.isPunctuation("+") else { break }
      try step()
      let operand = try term(depth: depth)
      let (result, overflow) =
        isMinus ? total.subtractingReportingOverflow(operand) : total.addingReportingOverflow(operand)
      guard !overflow else { throw error(.badNumber("the sum")) }
      total = result
    }
    return total
  }

  private mutating func term(depth: Int) throws(EnumHeaderError) -> Int {
    guard depth < ReadingLimits.maximumNesting else { throw error(.nestedTooDeep) }
    guard let current = token else { throw EnumHeaderError(file: file, line: nil, reason: .unterminated) }
    switch current.kind {
    case .number(let text):
      guard let value = Self.integer(text) else { throw error(.badNumber(text)) }
      try step()
      return value
    case .identifier(let symbol):
      guard let known = values[symbol] else { throw error(.unknownSymbol(symbol)) }
      try step()
      return known.value
    case .punctuation(UInt8(ascii: "-")):
      try step()
      return 0 - (try term(depth: depth + 1))
    case .punctuation(UInt8(ascii: "(")):
      try step()
      let value = try sum(depth: depth + 1)
      guard token?.isPunctuation(")") == true else { throw error(.unexpected(token: describe(token))) }
      try step()
      return value
    default:
      throw error(.unexpected(token: describe(current)))
    }
  }

  /// A C integer that fits 32 bits, so that no sum of a header's length of them overflows unseen.
  private static func integer(_ text: String) -> Int? {
    var digits = text[...]
    while let last = digits.last, "uUlL".contains(last) { digits.removeLast() }
    let value: Int?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      value = Int(digits.dropFirst(2), radix: 16)
    } else if digits.hasPrefix("0") {
      value = Int(digits, radix: 8)
    } else {
      value = Int(digits)
    }
    return value.flatMap { Int(Int32(exactly: $0) ?? -1) >= 0 ? $0 : nil }
  }

  private func error(_ reason: EnumHeaderError.Reason) -> EnumHeaderError {
    EnumHeaderError(file: file, line: token?.line, reason: reason)
  }

  private func describe(_ token: HeaderToken?) -> String {
    switch token?.kind {
    case .identifier(let text), .number(let text): text
    case .directive(let text): "#\(text)"
    case .punctuation(let byte): byte > 0x20 && byte < 0x7f ? "'\(Unicode.Scalar(byte))'" : "byte \(byte)"
    case nil: "the end of the file"
    }
  }
}
