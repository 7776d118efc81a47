import Program

/// Locals that others have a pointer to: such a one lives from its declaration to the end of its block, one
/// for each context that runs the function.
extension Kernel {
  /// The array that says of each of them whether it lives.
  public static func life(of local: String) -> String { "\(local).lives" }

  /// The check of an access through a pointer: belongs into the atomic step of the access.
  @ProgramBuilder public static func checkLocal(_ pointer: Expression, _ local: String) -> [Statement] {
    If(pointer == 0) { Crash("null-dereference") }
    If(pointer != 0 && !PerCPU(life(of: local))[slot(of: pointer)]) { Crash("use-after-return") }
  }

  static func isAlive(_ pointer: Expression, _ local: String) -> Expression {
    pointer != 0 && PerCPU(life(of: local))[slot(of: pointer)]
  }
}
