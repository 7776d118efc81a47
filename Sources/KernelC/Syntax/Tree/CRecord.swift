/// A `struct` or `union` with its members.
public struct CRecord: Hashable, Sendable {
  /// `struct` or `union`.
  public let tag: CTag
  public let name: String?
  public let members: [CMember]
  /// What stands between the braces and was not understood.
  public let opaque: [COpaque]
  public let attributes: [CAttribute]
  public let place: CPlace
}

/// A member of a `struct` or `union`.
public struct CMember: Hashable, Sendable {
  /// Nil for an anonymous record, an unnamed bit-field, and a macro of unknown meaning.
  public let name: String?
  /// Nil only for a macro of unknown meaning.
  public let type: CType?
  public let bitWidth: CExpression?
  /// The macro that declares the member, as in `DECLARE_BITMAP(mask, 64);`.
  public let declaredBy: CMacroUse?
  public let attributes: [CAttribute]
  public let place: CPlace
}

/// An `enum` with its constants.
public struct CEnumeration: Hashable, Sendable {
  public let name: String?
  /// The integer type, where it is given: `enum state : u8 { ... }`.
  public let underlying: CType?
  public let constants: [CEnumerator]
  /// What stands between the braces and was not understood.
  public let opaque: [COpaque]
  public let attributes: [CAttribute]
  public let place: CPlace
}

public struct CEnumerator: Hashable, Sendable {
  public let name: String
  /// Nil where the constant is one more than the one before it.
  public let value: CExpression?
  public let attributes: [CAttribute]
  public let place: CPlace
}
