/// A `#define` of the file.
public struct CMacro: Hashable, Sendable {
  public let name: String
  /// The names of the parameters, without the variadic one; nil for an object-like macro.
  public let parameters: [String]?
  /// `__VA_ARGS__`, or the name before `...`; nil if the macro takes no further arguments.
  public let variadic: String?
  /// What the macro stands for.
  public let tokens: [CToken]
  public let place: CPlace

  public var isFunctionLike: Bool { parameters != nil }
}

/// A macro used where a declaration or a definition stands: `DEFINE_MUTEX(lock)`, `__aligned(8)`.
public struct CMacroUse: Hashable, Sendable {
  public let name: String
  /// The arguments: expressions, types (`CExpression.Kind.type`), or opaque.
  public let arguments: [CExpression]
  public let place: CPlace
}

/// A macro that stands alone between declarations: `core_initcall(setup);`, `TASK(admin) { ... }`.
public struct CMacroItem: Hashable, Sendable {
  public let use: CMacroUse
  /// The block behind the arguments, if there is one.
  public let body: CStatement?
  /// What stands behind an `=`.
  public let initializer: CExpression?
  /// Specifiers before it (`static const`) and annotations.
  public let storage: CStorage
  public let qualifiers: CQualifiers
  public let attributes: [CAttribute]
  public let place: CPlace

  public var name: String { use.name }
}

/// An `#include`: listed, not followed.
public struct CInclude: Hashable, Sendable {
  public let path: String
  /// Written with `<` and `>`.
  public let isSystem: Bool
  public let place: CPlace
}
