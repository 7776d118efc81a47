import Machine
import Program
import Testing

extension Computer {
  /// A call of a primitive by its kernel name, as a reader of C would make it.
  func call(
    _ name: String, _ arguments: Kernel.Argument..., into result: Program.Expression? = nil
  ) throws -> [Statement] {
    let primitive = try #require(Kernel.primitive(name), "there is no \(name)")
    return try primitive.expand(arguments, into: result, in: self)
  }
}
