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
    /// Whether the name of a pool comes before the arguments: a reader of C takes it from the type that the
    /// pointer points to.
    public var takesPool: Bool
    private var body: @Sendable (_ arguments: [Argument], _ result: Expression?) -> [Statement]?

    init(
      _ name: String, _ signature: String, takesPool: Bool = false,
      _ body: @escaping @Sendable (_ arguments: [Argument], _ result: Expression?) -> [Statement]?
    ) {
      self.name = name
      self.signature = signature
      self.takesPool = takesPool
      self.body = body
    }

    /// What it becomes; nil if number or kind of the arguments, or a result, do not fit the signature.
    public func expand(_ arguments: [Argument], _ result: Expression?) -> [Statement]? {
      guard arguments.count == parameterCount + (takesPool ? 1 : 0), returnsValue || result == nil else {
        return nil
      }
      return body(arguments, result)
    }

    /// Whether the prototype returns anything.
    public var returnsValue: Bool { !signature.hasPrefix("void \(name)(") }

    /// The number of parameters in the prototype.
    public var parameterCount: Int {
      let list = signature.drop { $0 != "(" }.dropFirst().dropLast()
      return list == "void" ? 0 : list.split(separator: ",").count
    }
  }

  /// The primitive of this name.
  public static func primitive(_ name: String) -> Primitive? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })
}
