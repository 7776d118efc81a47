import Program

/// Loops over CPU masks. A mask is a number with bit c set for CPU c.
extension Kernel {
  /// In which order a loop visits the CPUs of a mask.
  public enum CPUOrder: Sendable {
    case ascending
    case descending
    /// Every order is possible: the kernel's choice at each turn.
    case any
  }

  /// `for_each_cpu(cpu, mask)`: runs the body for each CPU in the mask as it is when the loop begins.
  ///
  /// The body is expanded once for each CPU, which makes the CPU number a constant in it; with `any` it is
  /// expanded once, and the number is a local.
  /// - Parameter name: tells the loop's locals from those of other loops in the same procedure.
  @ProgramBuilder
  public static func forEachCPU(
    _ mask: Expression, of cpus: Int, order: CPUOrder = .ascending, name: String = "mask",
    @ProgramBuilder _ body: (Expression) -> [Statement]
  ) -> [Statement] {
    let remaining = Expression.local(name, .range(0...(1 << cpus - 1)))
    remaining <- mask
    switch order {
    case .ascending, .descending:
      for cpu in order == .ascending ? Array(0..<cpus) : Array((0..<cpus).reversed()) {
        If((remaining & .constant(1 << cpu)) != 0) { body(.constant(cpu)) }
      }
    case .any:
      let chosen = Expression.local("\(name)_cpu", .range(0...(cpus - 1)))
      While(remaining != 0) {
        Choose {
          (0..<cpus).map { cpu in
            Option("CPU \(cpu) is next", .kernel, when: (remaining & .constant(1 << cpu)) != 0) {
              Atomic {
                chosen <- .constant(cpu)
                remaining <- remaining & ~.constant(1 << cpu)
              }
            }
          }
        }
        body(chosen)
      }
    }
  }

  /// The mask of CPUs for which a per-CPU truth value holds, read in one step: `cpu_online_mask` as a
  /// snapshot.
  public static func mask(of variable: String, cpus: Int) -> Expression {
    (0..<cpus).map { PerCPU(variable)[.constant($0)] << .constant($0) }.reduce(0) { $0 | $1 }
  }
}
