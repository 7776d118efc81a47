extension StatesDump {
  /// Reads the text of `hotplug/states`: lines such as ` 64: fork:vm_stack_cache`, numbers ascending.
  ///
  /// Blank lines and a carriage return at the end of a line are passed over. A name may repeat in dynamic
  /// slots (two instances of one driver may register the same one), but not for a fixed state. An unknown
  /// name is no error.
  /// - Parameters:
  ///   - bytes: the file; at most `ReadingLimits.maximumBytes`.
  ///   - file: what to call it in errors.
  /// - Throws: the first thing that is wrong, with its line.
  public init(parsing bytes: [UInt8], file: String) throws(StatesDumpError) {
    guard bytes.count <= ReadingLimits.maximumBytes else {
      throw StatesDumpError(file: file, line: nil, reason: .tooLarge(bytes: bytes.count))
    }
    var reader = StatesDumpReader(file: file)
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      try reader.read(line)
    }
    self = try reader.finish()
  }

  /// Reads the text of `hotplug/states` from a string; see `init(parsing:file:)` with bytes.
  public init(parsing text: String, file: String) throws(StatesDumpError) {
    try self.init(parsing: Array(text.utf8), file: file)
  }
}

/// Checks one line after the other against those before it.
private struct StatesDumpReader {
  let file: String
  var line = 0
  var entries: [StatesDump.Entry] = []
  var lineOfNumber: [Int: Int] = [:]
  var lineOfName: [String: Int] = [:]

  mutating func read(_ bytes: ArraySlice<UInt8>) throws(StatesDumpError) {
    line += 1
    guard line <= ReadingLimits.maximumLines else { throw error(.tooManyLines) }
    guard bytes.count <= ReadingLimits.maximumLineLength else {
      throw error(.lineTooLong(bytes: bytes.count))
    }
    var bytes = bytes
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if let control = bytes.first(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw error(.notText(controlByte: control))
    }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw error(.notText(controlByte: nil)) }
    let space = UInt8(ascii: " ")
    while bytes.last == space { bytes.removeLast() }
    guard !bytes.isEmpty else { return }
    let text = bytes.drop { $0 == space }
    let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let rest = text[digits.endIndex...]
    guard !digits.isEmpty, rest.count > 2, rest.starts(with: ": ".utf8) else {
      throw error(.malformed(text: String(decoding: bytes, as: UTF8.self)))
    }
    let name = rest.dropFirst().drop { $0 == space }
    let digitText = String(decoding: digits, as: UTF8.self)
    guard let number = Int(digitText), number < ReadingLimits.maximumStates else {
      throw error(.numberTooLarge(text: digitText))
    }
    try append(number, String(decoding: name, as: UTF8.self))
  }

  private mutating func append(_ number: Int, _ name: String) throws(StatesDumpError) {
    if let firstLine = lineOfNumber[number] {
      throw error(.doubledNumber(number: number, firstLine: firstLine))
    }
    if let last = entries.last, last.number > number {
      throw error(
        .outOfOrder(
          number: number, name: name, afterNumber: last.number, afterName: last.name, afterLine: last.line))
    }
    if RegisteredNames.symbol(of: name) != nil, let firstLine = lineOfName[name] {
      throw error(.doubledName(name: name, firstLine: firstLine))
    }
    lineOfNumber[number] = line
    lineOfName[name] = line
    entries.append(StatesDump.Entry(line: line, number: number, name: name))
  }

  func finish() throws(StatesDumpError) -> StatesDump {
    guard let last = entries.last else { throw StatesDumpError(file: file, line: nil, reason: .empty) }
    for role in StatesDump.indispensable {
      guard let name = role.registeredName, lineOfName[name] == nil else { continue }
      throw StatesDumpError(file: file, line: last.line, reason: .missing(name: name))
    }
    return StatesDump(file: file, entries: entries)
  }

  private func error(_ reason: StatesDumpError.Reason) -> StatesDumpError {
    StatesDumpError(file: file, line: line, reason: reason)
  }
}
