/// A piece of C, as far as an enum needs it.
struct HeaderToken: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case identifier(String)
    /// A number as written, its suffix included.
    case number(String)
    /// A preprocessor line without its `#`, continuations joined, spaces normalised.
    case directive(String)
    /// Any other byte.
    case punctuation(UInt8)
  }

  let kind: Kind
  /// From 1.
  let line: Int

  func isPunctuation(_ character: Unicode.Scalar) -> Bool {
    kind == .punctuation(UInt8(ascii: character))
  }
}
