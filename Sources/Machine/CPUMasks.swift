import Program

/// CPU masks and loops over them. A mask is a number with bit c set for CPU c.
extension Computer {
  /// A `struct cpumask` of its own, or one for each of `count`.
  public mutating func addCPUMask(_ name: String, count: Int? = nil, initial: Set<Int> = []) {
    let value = initial.reduce(0) { $0 | 1 << $1 }
    add(Variable(name, .range(0...(1 << cpus - 1)), count: count, initial: [value]))
  }
}

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

  /// `cpumask_first`: the first CPU of a mask, or the number of CPUs (`nr_cpu_ids`) if it is empty. It reads
  /// the mask twice: belongs into an atomic block unless the mask is a local.
  public static func firstCPU(of mask: Expression, cpus: Int) -> Expression {
    .conditional(mask != 0, .unary(.lowestBit, mask), .constant(cpus))
  }

  /// `cpumask_next`: the first CPU of a mask behind `cpu`, which may be -1.
  public static func nextCPU(after cpu: Expression, of mask: Expression, cpus: Int) -> Expression {
    firstCPU(of: (mask >> (cpu + 1)) << (cpu + 1), cpus: cpus)
  }

  /// `cpumask_set_cpu` and `cpumask_clear_cpu`. One step.
  @ProgramBuilder public static func setCPU(
    _ cpu: Expression, in mask: some PlaceConvertible, to isSet: Bool = true
  ) -> [Statement] {
    let mask = mask.place
    Atomic("cpumask_\(isSet ? "set" : "clear")_cpu(\(cpu), &\(mask))") {
      mask.check
      mask.value <- (isSet ? mask.value | bit(cpu) : mask.value & ~bit(cpu))
    }
  }

  /// `cpumask_test_and_set_cpu` and `cpumask_test_and_clear_cpu`: whether it was set goes into a truth value.
  /// One step.
  @ProgramBuilder public static func testAndSetCPU(
    _ cpu: Expression, in mask: some PlaceConvertible, to isSet: Bool = true, into result: Expression?
  ) -> [Statement] {
    let mask = mask.place
    Atomic("cpumask_test_and_\(isSet ? "set" : "clear")_cpu(\(cpu), &\(mask))") {
      mask.check
      if let result { result <- (mask.value >> cpu) & 1 }
      mask.value <- (isSet ? mask.value | bit(cpu) : mask.value & ~bit(cpu))
    }
  }
}
