extension EnumHeader {
  /// Reads `enum cpuhp_state` out of the text of include/linux/cpuhotplug.h.
  ///
  /// Comments, blank lines and everything outside the enum are passed over. Of an `#if` inside it the first
  /// side is taken (the second of an `#if 0`), which `assumptions` reports.
  /// - Parameters:
  ///   - bytes: the header; at most `ReadingLimits.maximumBytes`.
  ///   - file: what to call it in errors.
  /// - Throws: the first thing that is wrong, with its line.
  public init(parsing bytes: [UInt8], file: String) throws(EnumHeaderError) {
    guard bytes.count <= ReadingLimits.maximumBytes else {
      throw EnumHeaderError(file: file, line: nil, reason: .tooLarge(bytes: bytes.count))
    }
    let newlines = bytes.reduce(into: 0) { $0 += $1 == HeaderLexer.newline ? 1 : 0 }
    guard newlines <= ReadingLimits.maximumLines else {
      throw EnumHeaderError(file: file, line: nil, reason: .tooManyLines)
    }
    var reader = EnumHeaderReader(bytes, file: file)
    self = try reader.read()
  }

  /// Reads `enum cpuhp_state` from a string; see `init(parsing:file:)` with bytes.
  public init(parsing text: String, file: String) throws(EnumHeaderError) {
    try self.init(parsing: Array(text.utf8), file: file)
  }
}
