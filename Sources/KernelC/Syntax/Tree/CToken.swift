/// A token of C as it stands in a macro's definition.
public struct CToken: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case identifier
    case number
    case character
    case string
    case punctuator
    /// Bytes that make no token: stray ones, or a literal that is not closed on its line.
    case invalid
  }

  public let kind: Kind
  /// The spelling, quotation marks included.
  public let text: String
  /// White space or a comment stands before it; `#` keeps that much of an argument's form.
  public let hasSpaceBefore: Bool
  public let place: CPlace
}
