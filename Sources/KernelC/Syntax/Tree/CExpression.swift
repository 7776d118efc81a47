/// An expression. Brackets around one leave no node.
public struct CExpression: Hashable, Sendable {
  public let kind: Kind
  public let place: CPlace
  /// How many nodes stand inside of each other here; the parser keeps it below its limit.
  let height: Int

  public indirect enum Kind: Hashable, Sendable {
    case integer(CIntegerConstant)
    /// By its spelling; the kernel has none where we look.
    case floating(String)
    /// A string literal; adjacent ones are one.
    case string(CStringConstant)
    /// String literals and macros that stand for some, side by side: `KERN_INFO "up\n"`.
    case concatenation([CExpression])
    case identifier(String)
    /// A call of a function, of a macro that was not expanded, or of a builtin. `_Generic`,
    /// `__builtin_offsetof` and their like are calls too, with types and associations among their arguments.
    case call(CExpression, [CExpression])
    /// `base.name` or, with `arrow`, `base->name`.
    case member(CExpression, String, arrow: Bool)
    case index(CExpression, CExpression)
    case unary(CUnaryOperator, CExpression)
    case postfix(CPostfixOperator, CExpression)
    case binary(CBinaryOperator, CExpression, CExpression)
    /// `=` if there is no operator, else `+=` and its like.
    case assignment(CBinaryOperator?, CExpression, CExpression)
    /// `condition ? yes : no`; GNU C allows to leave out `yes`.
    case conditional(CExpression, CExpression?, CExpression)
    case cast(CType, CExpression)
    /// `(struct point){ .x = 1 }`.
    case compoundLiteral(CType, [CInitializerItem])
    /// `{ .x = 1, [2] = 3 }`, as an initialiser or as an argument of a macro.
    case initializerList([CInitializerItem])
    /// `sizeof x` or, with an operand of kind `type`, `sizeof(struct point)`.
    case sizeof(CExpression)
    case alignof(CExpression)
    /// `({ ... })`.
    case statements([CStatement])
    case comma([CExpression])
    /// A type where a macro or a builtin takes one: `container_of(p, struct point, x)`.
    case type(CType)
    /// `int: x`, or with no type `default: x`, in `_Generic`.
    case association(CType?, CExpression)
    /// `&&label`.
    case labelAddress(String)
    /// An argument of a macro that is a run of statements without braces.
    case run([CStatement])
    /// An argument of a macro with nothing in it.
    case empty
    case opaque(COpaque)
  }

  init(_ kind: Kind, at place: CPlace) {
    self.kind = kind
    self.place = place
    height = 1 + kind.heightOfParts
  }
}

/// A number or a character.
public struct CIntegerConstant: Hashable, Sendable {
  public enum Rank: Hashable, Comparable, Sendable { case int, long, longLong }

  public let value: UInt64
  /// By the suffix, or because only an unsigned type holds the value, as C11 6.4.4.1 decides it.
  public let isUnsigned: Bool
  public let rank: Rank
  /// Written as `'c'`.
  public let isCharacter: Bool
}

/// A string literal, as the bytes that it stands for.
public struct CStringConstant: Hashable, Sendable {
  public let bytes: [UInt8]
  /// `L`, `u`, `U` or `u8`; mostly empty.
  public let prefix: String

  /// The bytes as text; what is no UTF-8 is repaired.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// One entry of an initialiser list.
public struct CInitializerItem: Hashable, Sendable {
  /// `.a.b`, `[1]`, `[1 ... 3]`: from outside to inside; empty where the position decides.
  public let designators: [CDesignator]
  public let value: CExpression
  public let place: CPlace
}

public enum CDesignator: Hashable, Sendable {
  case member(String)
  case index(CExpression)
  case range(CExpression, CExpression)
}

extension CExpression {
  /// The name, if this is an identifier.
  public var identifier: String? {
    if case .identifier(let name) = kind { name } else { nil }
  }

  /// The name of the called function or macro and the arguments, if this is a call by name.
  public var namedCall: (name: String, arguments: [CExpression])? {
    guard case .call(let callee, let arguments) = kind, let name = callee.identifier else { return nil }
    return (name, arguments)
  }
}
