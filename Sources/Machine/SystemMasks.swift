import Program

/// `cpu_online_mask` and its relatives. Each is a truth value of every CPU, under the name that the kernel's
/// question about one CPU has: `cpu_online`. A computer whose layers declare no `cpu_present` has all CPUs in
/// it; all are possible.
extension Kernel {
  private static let constantMasks: Set<String> = ["cpu_possible", "cpu_present"]

  /// The mask as a number. It is read in one step only in an atomic block.
  public static func systemMask(
    _ name: String, in computer: Computer
  ) throws(PrimitiveError) -> Expression {
    if computer.variable(name) != nil { return mask(of: name, cpus: computer.cpus) }
    try checkConstant(name)
    return .constant(1 << computer.cpus - 1)
  }

  /// Whether a CPU is in it.
  public static func systemMember(
    _ name: String, _ cpu: Expression, in computer: Computer
  ) throws(PrimitiveError) -> Expression {
    if computer.variable(name) != nil { return PerCPU(name)[cpu] }
    try checkConstant(name)
    return 1
  }

  static func setSystemMember(
    _ name: String, _ cpu: Expression, _ value: Expression, in computer: Computer
  ) throws(PrimitiveError) -> [Statement] {
    guard computer.variable(name) != nil else {
      throw PrimitiveError(
        .unknownName, "set_\(name) needs the variable \(name), a truth value of each CPU: declare it first")
    }
    return [Statement(PerCPU(name)[cpu] <- value)]
  }

  private static func checkConstant(_ name: String) throws(PrimitiveError) {
    guard constantMasks.contains(name) else {
      throw PrimitiveError(
        .unknownName, "\(name) is no variable of the computer: declare it, a truth value of each CPU")
    }
  }
}
