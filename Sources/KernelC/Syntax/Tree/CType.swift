/// A type as it is written. Names of typedefs are not resolved.
public struct CType: Hashable, Sendable {
  public let kind: Kind
  public let qualifiers: CQualifiers
  public let place: CPlace
  /// How many nodes stand inside of each other here; the parser keeps it below its limit.
  let height: Int

  public indirect enum Kind: Hashable, Sendable {
    case void
    /// `bool`, `_Bool`.
    case boolean
    case integer(CInteger)
    /// `float`, `double`, `long double`, by its spelling.
    case floating(String)
    /// A typedef's name, such as `size_t` or `gfp_t`.
    case named(String)
    /// `struct mutex`, without a body.
    case tag(CTag, String)
    /// `struct { ... }` or `union { ... }`, with or without a tag.
    case record(CRecord)
    /// `enum { ... }`, with or without a tag.
    case enumeration(CEnumeration)
    case pointer(CType)
    /// The count is nil in `[]`.
    case array(CType, count: CExpression?)
    case function(CFunctionType)
    /// `typeof(x)`; a type in the brackets is an expression of kind `type`.
    case typeof(CExpression)
    /// `__auto_type`, or a declaration without a type of its own, as in `auto x = y`.
    case automatic
  }

  init(_ kind: Kind, qualifiers: CQualifiers = [], at place: CPlace) {
    self.kind = kind
    self.qualifiers = qualifiers
    self.place = place
    height = 1 + kind.heightOfParts
  }

  /// The same type with more qualifiers.
  func qualified(_ more: CQualifiers) -> CType {
    more.isSubset(of: qualifiers) ? self : CType(kind, qualifiers: qualifiers.union(more), at: place)
  }
}

/// The word before a tag.
public enum CTag: String, Hashable, Sendable {
  case `struct`, union, `enum`
}

/// An integer type of known width, on a machine with 64-bit `long`.
public struct CInteger: Hashable, Sendable {
  public enum ByteOrder: Hashable, Sendable { case native, little, big }

  /// In bits.
  public let width: Int
  public let isSigned: Bool
  /// `__le32` and its like have one of their own.
  public let byteOrder: ByteOrder
  /// The spelling in one fixed form: `unsigned long`, `u32`, `__le16`.
  public let name: String
}

/// A function's parameters and what it returns.
public struct CFunctionType: Hashable, Sendable {
  public let result: CType
  /// Empty for `(void)` and for `()`.
  public let parameters: [CParameter]
  public let isVariadic: Bool
}

public struct CParameter: Hashable, Sendable {
  public let name: String?
  public let type: CType
  public let attributes: [CAttribute]
  public let place: CPlace
}

/// Qualifiers, and the annotations of address spaces that sparse reads.
public struct CQualifiers: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let const = CQualifiers(rawValue: 1 << 0)
  public static let volatile = CQualifiers(rawValue: 1 << 1)
  public static let restrict = CQualifiers(rawValue: 1 << 2)
  public static let atomic = CQualifiers(rawValue: 1 << 3)
  public static let percpu = CQualifiers(rawValue: 1 << 4)
  public static let iomem = CQualifiers(rawValue: 1 << 5)
  public static let user = CQualifiers(rawValue: 1 << 6)
  public static let rcu = CQualifiers(rawValue: 1 << 7)
  public static let kernel = CQualifiers(rawValue: 1 << 8)
  public static let force = CQualifiers(rawValue: 1 << 9)
  public static let nocast = CQualifiers(rawValue: 1 << 10)
  public static let safe = CQualifiers(rawValue: 1 << 11)
  public static let `private` = CQualifiers(rawValue: 1 << 12)
  public static let bitwise = CQualifiers(rawValue: 1 << 13)

  /// Each with its spelling, in the order in which the printer writes them.
  public static let names: [(CQualifiers, String)] = [
    (.const, "const"), (.volatile, "volatile"), (.restrict, "restrict"), (.atomic, "_Atomic"),
    (.percpu, "__percpu"), (.iomem, "__iomem"), (.user, "__user"), (.rcu, "__rcu"), (.kernel, "__kernel"),
    (.force, "__force"), (.nocast, "__nocast"), (.safe, "__safe"), (.private, "__private"),
    (.bitwise, "__bitwise"),
  ]
}

extension CType {
  /// The function type, if this is one.
  public var function: CFunctionType? {
    if case .function(let type) = kind { type } else { nil }
  }

  /// What the pointer points to, if this is one.
  public var pointee: CType? {
    if case .pointer(let type) = kind { type } else { nil }
  }
}
