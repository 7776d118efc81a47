import Program

/// The kernel's primitives: what a function body may call without that being modelled further.
///
/// Each is a function here, which the Swift DSL calls, and an entry of `table` with its C signature, which a
/// reader of kernel C links against. Both expand to the same statements.
public enum Kernel {
  /// One argument of a primitive as a caller gives it.
  public enum Argument: Sendable, Equatable {
    case value(Expression)
    /// The name of a variable whose address is passed: a lock, a completion.
    case variable(String)
  }

  public struct Primitive: Sendable {
    public var name: String
    /// The C prototype, as the kernel's headers have it in spirit: `void mutex_lock(struct mutex *lock)`.
    public var signature: String
    /// What it becomes; nil if the arguments do not fit.
    public var expand: @Sendable (_ arguments: [Argument], _ result: Expression?) -> [Statement]?
  }

  /// The primitive of this name.
  public static func primitive(_ name: String) -> Primitive? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })
}
