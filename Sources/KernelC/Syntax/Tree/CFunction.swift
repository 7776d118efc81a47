/// A function with its body.
public struct CFunction: Hashable, Sendable {
  public let name: String
  public let type: CFunctionType
  public let storage: CStorage
  /// Annotations before and behind the name: `__init`, `__must_check`, `noinstr`.
  public let attributes: [CAttribute]
  /// A `compound` statement.
  public let body: CStatement
  /// Of the body's tokens, as they stand in the file.
  public let digest: CDigest
  /// What was not understood inside of the function, in order.
  public let opaque: [COpaque]
  /// From the first specifier to the closing brace.
  public let place: CPlace
  /// The place of the name.
  public let namePlace: CPlace

  public var result: CType { type.result }
  public var parameters: [CParameter] { type.parameters }
  public var isStatic: Bool { storage.contains(.static) }
  public var isInline: Bool { storage.contains(.inline) }

  /// The attribute of this name.
  public func attribute(_ name: String) -> CAttribute? { attributes.first { $0.name == name } }
}

/// A fingerprint of a function's body that does not change with white space, comments and place.
///
/// It is the SHA-256 of the body's tokens from `{` to `}` as they stand in the file, before any macro is
/// expanded, each followed by one line feed. Lines of the preprocessor inside of the body count, each as a
/// `#`, its tokens and an empty token at its end, and so do branches that the configuration leaves out.
public struct CDigest: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]

  /// 64 hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
