extension CMacro {
  /// What an object-like macro stands for, if that is an expression: for one that a header defines, which the
  /// preprocessor of another file does not see.
  var expression: CExpression? {
    guard !isFunctionLike, (1...CMacro.maximumTokens).contains(tokens.count) else { return nil }
    // The parser reads files, so the expression is given a file of its own.
    let text = tokens.map { ($0.hasSpaceBefore ? " " : "") + $0.text }.joined()
    guard let file = try? CFile(parsing: "enum { value = (\(text)) };", path: place.file),
      let enumeration = file.enumerations.first, enumeration.constants.count == 1, enumeration.opaque.isEmpty
    else { return nil }
    return enumeration.constants[0].value
  }

  private static let maximumTokens = 64
}
