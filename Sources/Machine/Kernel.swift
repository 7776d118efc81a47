/// The kernel's primitives: what a function body may call without that being modelled further.
///
/// Each is a function here, which the Swift DSL calls, and an entry of `table` with its C signature, which a
/// reader of kernel C links against. Both expand to the same statements.
public enum Kernel {
  /// The primitive of this name.
  public static func primitive(_ name: String) -> Primitive? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

  /// The primitives by name, with their C signatures, in alphabetical order.
  public static let table: [Primitive] = [
    lockPrimitives, interruptPrimitives, memoryPrimitives, cpuMaskPrimitives, perCPUPrimitives,
    atomicPrimitives,
    waitingPrimitives, crossCallPrimitives, registerPrimitives, diagnosticPrimitives, staticKeyPrimitives,
    rcuPrimitives, devicePrimitives,
  ].flatMap { $0 }.sorted { $0.name < $1.name }
}
