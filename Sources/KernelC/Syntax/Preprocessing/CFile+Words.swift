/// A word of a file, behind conditional compilation and the expansion of macros.
public struct CWord: Hashable, Sendable {
  public let name: String
  public let place: CPlace
}

extension CFile {
  /// The wanted words of all that is read of the file, in its order. Those that stand in what makes no token,
  /// as in a comment or a literal that is not closed, are among them.
  ///
  /// - Parameter options: those that the file was parsed with.
  public func words(
    options: ParseOptions = ParseOptions(), where isWanted: (String) -> Bool
  ) -> [CWord] {
    var preprocessor = Preprocessor(path: path, text: text, options: options)
    preprocessor.run()
    var words: [CWord] = []
    for token in preprocessor.output {
      switch token.kind {
      case .identifier:
        let name = preprocessor.symbols.text(token.symbol)
        if isWanted(name) { words.append(CWord(name: name, place: preprocessor.place(token))) }
      case .problem, .invalid:
        words += preprocessor.words(inside: token).filter { isWanted($0.name) }
      default: break
      }
    }
    return words
  }
}

extension Preprocessor {
  /// What would be words if the text of the token were read.
  fileprivate func words(inside token: Token) -> [CWord] {
    var words: [CWord] = []
    var (line, lineStart) = (token.line, Int(token.lower) + 1 - Int(token.column))
    var index = Int(token.lower)
    let end = min(Int(token.upper), text.count)
    while index < end {
      guard Preprocessor.isWord(text[index]) else {
        index += 1
        if text[index - 1] == 10 { (line, lineStart) = (line + 1, index) }
        continue
      }
      let start = index
      while index < end, Preprocessor.isWord(text[index]) { index += 1 }
      let place = CPlace(
        origin: origins[Int(token.origin)], lower: UInt32(start), upper: UInt32(index), line: line,
        column: UInt32(start - lineStart + 1))
      words.append(CWord(name: String(decoding: text[start..<index], as: UTF8.self), place: place))
    }
    return words
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 95, 97...122: true
    default: false
    }
  }
}
