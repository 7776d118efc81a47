/// Cuts the text into tokens, one at a time. A copy is cheap, which is how the parser looks ahead.
struct TextLexer {
  private let bytes: [UInt8]
  private(set) var position = 0
  private(set) var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8]) throws(TextFormError) {
    self.bytes = bytes
    if let bad = TextLexer.firstInvalidByte(bytes) {
      while position < bad { step() }
      throw error(.notUTF8, at: bad)
    }
  }

  /// The offset of the first byte that is no part of a valid UTF-8 sequence.
  private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }

  /// Skips blanks and comments, and returns where the next token starts.
  mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): step()
      case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "/"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      default: return
      }
    }
  }

  /// The next token. Blanks in front of it have to be skipped first.
  mutating func next() throws(TextFormError) -> TextToken {
    guard position < bytes.count else { return .end }
    let first = bytes[position]
    if TextWords.isLetter(first) { return .word(take { TextWords.isLetter($0) || TextWords.isDigit($0) }) }
    if TextWords.isDigit(first) { return .number(try number()) }
    if first == UInt8(ascii: "\"") { return .string(try string()) }
    if first == UInt8(ascii: "@") { return .place(try place()) }
    return .symbol(try symbol())
  }

  /// A file's name, bare or quoted.
  mutating func file() throws(TextFormError) -> String {
    if byte(at: position) == UInt8(ascii: "\"") { return try string() }
    let file = take(TextWords.isPathByte)
    guard !file.isEmpty else { throw error(.badPlace, at: position) }
    return file
  }

  /// The error with the line and the column of a byte of the current line.
  func error(_ problem: TextFormError.Problem, at offset: Int) -> TextFormError {
    TextFormError(problem, line: line, column: column(of: offset))
  }

  /// The column of a byte of the current line, in scalars from 1: continuation bytes of UTF-8 do not count.
  func column(of offset: Int) -> Int {
    1 + bytes[lineStart..<max(lineStart, offset)].count { $0 & 0xC0 != 0x80 }
  }

  private func byte(at offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func step() {
    if bytes[position] == UInt8(ascii: "\n") {
      line += 1
      lineStart = position + 1
    }
    position += 1
  }

  private mutating func take(_ belongs: (UInt8) -> Bool) -> String {
    let start = position
    while position < bytes.count, belongs(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func number() throws(TextFormError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    while let digit = byte(at: position), TextWords.isDigit(digit) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !overflow && !carry else { throw error(.badNumber, at: start) }
      value = sum
      position += 1
    }
    return value
  }

  private mutating func string() throws(TextFormError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while true {
      guard let next = byte(at: position), next != UInt8(ascii: "\n") else {
        throw error(.unfinishedString, at: start)
      }
      position += 1
      switch next {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content += try escape()
      default: content.append(next)
      }
    }
  }

  /// What an escape stands for, in UTF-8. The backslash is read already.
  private mutating func escape() throws(TextFormError) -> [UInt8] {
    let start = position - 1
    guard let letter = byte(at: position) else { throw error(.badEscape, at: start) }
    position += 1
    switch letter {
    case UInt8(ascii: "n"): return [UInt8(ascii: "\n")]
    case UInt8(ascii: "r"): return [UInt8(ascii: "\r")]
    case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [letter]
    case UInt8(ascii: "u"):
      guard byte(at: position) == UInt8(ascii: "{") else { throw error(.badEscape, at: start) }
      position += 1
      let digits = take { $0 != UInt8(ascii: "}") && (TextWords.isLetter($0) || TextWords.isDigit($0)) }
      guard byte(at: position) == UInt8(ascii: "}"), digits.utf8.count <= 6,
        let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
      else { throw error(.badEscape, at: start) }
      position += 1
      return Array(UTF8.encode(scalar)!)
    default: throw error(.badEscape, at: start)
    }
  }

  private mutating func place() throws(TextFormError) -> SourcePlace {
    let start = position
    position += 1
    let file = try file()
    guard byte(at: position) == UInt8(ascii: ":") else { throw error(.badPlace, at: start) }
    position += 1
    let isNegative = byte(at: position) == UInt8(ascii: "-")
    if isNegative { position += 1 }
    guard let digit = byte(at: position), TextWords.isDigit(digit) else { throw error(.badPlace, at: start) }
    let digits = position
    guard let line = TextLexer.signed(try number(), isNegative: isNegative) else {
      throw error(.badNumber, at: digits)
    }
    return SourcePlace(file: file, line: line)
  }

  /// The number with its sign, nil if it has no place in 64 bits.
  static func signed(_ magnitude: UInt64, isNegative: Bool) -> Int? {
    if !isNegative { return Int(exactly: magnitude) }
    return magnitude <= UInt64(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil
  }

  /// The longest symbol that stands here.
  private mutating func symbol() throws(TextFormError) -> TextSymbol {
    let (first, second) = (bytes[position], byte(at: position + 1))
    if let second, let symbol = TextSymbol.pairs[UInt16(first) << 8 | UInt16(second)] {
      position += 2
      return symbol
    }
    let dot = UInt8(ascii: ".")
    if first == dot, second == dot, byte(at: position + 2) == dot {
      position += 3
      return .ellipsis
    }
    if first < 0x80, let symbol = TextSymbol.singles[Int(first)] {
      position += 1
      return symbol
    }
    var end = position + 1
    while let next = byte(at: end), next & 0xC0 == 0x80 { end += 1 }
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    throw error(.strangeCharacter("'\(TextWords.escaped(text))'"), at: position)
  }
}
