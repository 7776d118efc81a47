/// A declaration inside of a block. At the top of a file its parts are items of their own.
public struct CDeclaration: Hashable, Sendable {
  /// The type that all declarators share, which may define a record: `struct a { int b; } *c, d;`.
  public let base: CType
  public let storage: CStorage
  /// One for each declarator; none in `struct a { int b; };`.
  public let variables: [CVariable]
  public let place: CPlace
}

/// A variable, a declared function, or (with `storage.isTypedef`) a name for a type.
public struct CVariable: Hashable, Sendable {
  public let name: String
  public let type: CType
  public let storage: CStorage
  public let attributes: [CAttribute]
  public let initializer: CExpression?
  /// The macro that stands for the whole definition, such as `DEFINE_MUTEX` with its arguments. `type` is
  /// then what the kernel's macro declares, and `automatic` if that is not known.
  public let definedBy: CMacroUse?
  public let place: CPlace

  /// Defined or declared through a macro of the `DEFINE_PER_CPU` family: there is one for each CPU.
  public var isPerCPU: Bool { definedBy.map { DefiningMacro.isPerCPU($0.name) } ?? false }

  /// The attribute of this name.
  public func attribute(_ name: String) -> CAttribute? { attributes.first { $0.name == name } }
}

/// Storage class and function specifiers.
public struct CStorage: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let `static` = CStorage(rawValue: 1 << 0)
  public static let extern = CStorage(rawValue: 1 << 1)
  public static let register = CStorage(rawValue: 1 << 2)
  public static let auto = CStorage(rawValue: 1 << 3)
  public static let typedef = CStorage(rawValue: 1 << 4)
  public static let threadLocal = CStorage(rawValue: 1 << 5)
  /// `inline`, `__always_inline`.
  public static let inline = CStorage(rawValue: 1 << 6)
  public static let noreturn = CStorage(rawValue: 1 << 7)

  /// Each with its spelling, in the order in which the printer writes them.
  public static let names: [(CStorage, String)] = [
    (.typedef, "typedef"), (.extern, "extern"), (.static, "static"), (.register, "register"), (.auto, "auto"),
    (.threadLocal, "_Thread_local"), (.inline, "inline"), (.noreturn, "_Noreturn"),
  ]
}

/// An annotation: `__init`, `__aligned(8)`, `__free(kfree)`, or an entry of `__attribute__((...))`.
public struct CAttribute: Hashable, Sendable {
  public let name: String
  /// Nil without brackets.
  public let arguments: [CExpression]?
  /// Written inside of `__attribute__((...))`.
  public let isGNU: Bool
  public let place: CPlace
}
