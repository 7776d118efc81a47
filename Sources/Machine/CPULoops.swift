import Program

extension Kernel {
  /// A macro that stands before a loop's body: `for_each_cpu(cpu, mask)`.
  public struct Loop: Sendable {
    public let name: String
    /// What it takes behind the loop's variable.
    public let parameters: [Parameter]
    private let mask: @Sendable (Expansion) throws(PrimitiveError) -> Expression

    init(
      _ name: String, _ parameters: [Parameter],
      _ mask: @escaping @Sendable (Expansion) throws(PrimitiveError) -> Expression
    ) {
      self.name = name
      self.parameters = parameters
      self.mask = mask
    }

    /// The loop in the program of this computer. At each turn it reads the mask anew, in one step, and goes
    /// on behind the CPU that it was at, as the kernel's macros do (include/linux/cpumask.h, 6.12); behind
    /// the loop the variable holds the number of CPUs.
    ///
    /// - Parameter cpu: the loop's variable, a local that can hold the number of CPUs.
    public func expand(
      over cpu: Local, _ arguments: [Argument], in computer: Computer,
      @ProgramBuilder body: () -> [Statement]
    ) throws(PrimitiveError) -> [Statement] {
      let expansion = try Primitive.checked(name, parameters, arguments, computer)
      let mask = try mask(expansion)
      let next = Expression.local("\(cpu.name) of the next turn", .range(0...computer.cpus))
      let count = Expression.constant(computer.cpus)
      let body = body()
      @ProgramBuilder func loop() -> [Statement] {
        next <- 0
        Forever {
          Atomic("\(name)(\(cpu.name))") {
            for argument in arguments { if case .place(let place) = argument { place.check } }
            Expression.local(cpu) <- firstCPU(of: (mask >> next) << next, cpus: computer.cpus)
          }
          If(.local(cpu) >= count) { Break() }
          next <- .local(cpu) + 1
          body
        }
      }
      return loop()
    }
  }

  /// The loop macro of this name.
  public static func loop(_ name: String) -> Loop? { loops.first { $0.name == name } }

  public static let loops: [Loop] =
    [
      Loop("for_each_cpu", [.mask]) { $0.mask(0) },
      Loop("for_each_cpu_and", [.mask, .mask]) { $0.mask(0) & $0.mask(1) },
      Loop("for_each_cpu_andnot", [.mask, .mask]) { $0.mask(0) & ~$0.mask(1) },
      Loop("for_each_cpu_or", [.mask, .mask]) { $0.mask(0) | $0.mask(1) },
    ]
    + ["online", "possible", "present"].map { kind in
      Loop("for_each_\(kind)_cpu", []) { call throws(PrimitiveError) in
        try systemMask("cpu_\(kind)", in: call.computer)
      }
    }
}
