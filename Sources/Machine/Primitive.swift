import Program

extension Kernel {
  /// One argument of a primitive as a caller gives it.
  public enum Argument: Sendable, Equatable {
    /// A number, a pointer, a mask, a condition.
    case value(Expression)
    /// The address of a variable, of an element or of a field: `&foo->lock`; also the variable itself where a
    /// macro reads or assigns it.
    case place(Place)
    /// What is known by its name alone: a procedure, a per-CPU variable, a register, a pool.
    case name(String)
    /// A text, such as a format.
    case text(String)

    /// The address of a variable without an index.
    public static func variable(_ name: String) -> Argument { .place(Place(.shared(name))) }
  }

  /// What a parameter asks for.
  public enum Parameter: Sendable, Equatable {
    /// `.value`, evaluated once and before, as C does it.
    case value
    /// `.value` that is evaluated whenever it is looked at: the condition of `wait_event`.
    case condition
    /// `.place`.
    case place
    /// A CPU mask: its address as `.place`, or `.value` for `cpu_online_mask` and `cpumask_of(cpu)`.
    case mask
    /// The name of a per-CPU variable: `.name`, or `.variable`.
    case perCPU
    /// A model-specific register or another thing that has a name: `.name`, or `.variable`.
    case name
    /// A procedure, as `.name`.
    case function
    /// The pool of the type that is pointed to, as `.name`. It is no parameter of C and stands before them.
    case pool
    /// Anything: it does not matter here.
    case any
  }

  /// What a primitive returns.
  public enum Result: Sendable, Equatable {
    case nothing
    case truth
    /// A CPU number, or the number of CPUs for none.
    case cpu
    case errno
    case mask
    case range(ClosedRange<Int>)
    /// A pointer into the pool that the first argument names.
    case pointer
    /// What the variable holds that this argument names or gives the address of.
    case value(ofArgument: Int)
    /// A pointer to an element of the per-CPU variable that this argument names: its index.
    /// `*this_cpu_ptr(x)` is `x[result]`, and `this_cpu_ptr(&foo)->bar` is `foo.bar[result]`.
    case elementPointer(ofArgument: Int)
    /// The element itself, also to assign to: what is given back is its index, so that `per_cpu(x, cpu)` is
    /// `x[result]`.
    case element(ofArgument: Int)
  }

  /// One function or macro of the kernel: its prototype, what its arguments have to be, and what a call
  /// becomes. How many steps a call takes stands with the function of `Kernel` that it expands to, and with
  /// its group in the files `PrimitiveTable+...`; it is one unless they say otherwise.
  public struct Primitive: Sendable {
    public let name: String
    /// The C prototype, as the kernel's headers have it in spirit: `void mutex_lock(struct mutex *lock)`.
    public let signature: String
    /// What it takes; a pool first, then the parameters of the prototype. Behind `...` come any number of
    /// `any`.
    public let parameters: [Parameter]
    public let returns: Result
    private let body: @Sendable (Expansion) throws(PrimitiveError) -> [Statement]

    init(
      _ name: String, _ signature: String, _ parameters: [Parameter], returns: Result = .nothing,
      @ProgramBuilder _ body: @escaping @Sendable (Expansion) throws(PrimitiveError) -> [Statement]
    ) {
      self.name = name
      self.signature = signature
      self.parameters = parameters
      self.returns = returns
      self.body = body
    }

    public var isVariadic: Bool { signature.hasSuffix("...)") }
    public var returnsValue: Bool { returns != .nothing }
    /// Whether the name of a pool comes before the arguments: a reader of C takes it from the type that the
    /// pointer points to.
    public var takesPool: Bool { parameters.first == .pool }

    /// What a call becomes in the program of this computer.
    ///
    /// - Parameter result: the local into which the value goes; nil if nobody wants it.
    public func expand(
      _ arguments: [Argument], into result: Expression? = nil, in computer: Computer
    ) throws(PrimitiveError) -> [Statement] {
      let expansion = try checked(arguments, computer)
      guard returnsValue || result == nil else {
        throw PrimitiveError(.noResult, "\(name) returns nothing, so its result can't be used")
      }
      if let result, !result.isLocal {
        throw PrimitiveError(
          .noResult, "the result of \(name) goes into a local first, and from there into \(result)")
      }
      let statements = try body(Expansion(expansion, result: result))
      guard computer.keepsCalls, !statements.isEmpty else { return statements }
      return [Statement(.call(result: result, procedure: name, arguments: []))]
    }

    /// The values that the result can have, for the local that a caller keeps it in; nil if there is none.
    public func resultDomain(
      _ arguments: [Argument], in computer: Computer
    ) throws(PrimitiveError) -> Domain? {
      let expansion = try checked(arguments, computer)
      switch returns {
      case .nothing: return nil
      case .truth: return .bool
      case .cpu: return .range(0...computer.cpus)
      case .errno: return .errno
      case .mask: return .range(0...(1 << computer.cpus - 1))
      case .range(let range): return .range(range)
      case .pointer: return .pointer(to: expansion.name(0))
      case .value(let position): return try expansion.domain(position)
      case .element, .elementPointer: return .range(0...(computer.cpus - 1))
      }
    }

    private func checked(
      _ arguments: [Argument], _ computer: Computer
    ) throws(PrimitiveError) -> Expansion {
      try Primitive.checked(name, parameters, isVariadic: isVariadic, arguments, computer)
    }

    static func checked(
      _ name: String, _ parameters: [Parameter], isVariadic: Bool = false, _ arguments: [Argument],
      _ computer: Computer
    ) throws(PrimitiveError) -> Expansion {
      guard arguments.count == parameters.count || isVariadic && arguments.count >= parameters.count else {
        let atLeast = isVariadic ? "at least " : ""
        throw PrimitiveError(
          .wrongCount, "\(name) takes \(atLeast)\(parameters.count) arguments and is given \(arguments.count)"
        )
      }
      for (position, parameter) in parameters.enumerated() {
        guard let wanted = parameter.refusal(of: arguments[position]) else { continue }
        throw PrimitiveError(
          .wrongKind,
          "argument \(position + 1) of \(name) is \(arguments[position].kind); it must be \(wanted)")
      }
      return Expansion(name, arguments, computer)
    }
  }
}

extension Kernel.Parameter {
  /// What it asks for, if this argument is not that.
  fileprivate func refusal(of argument: Kernel.Argument) -> String? {
    switch (self, argument) {
    case (.any, _), (.value, .value), (.condition, .value), (.place, .place), (.mask, .place),
      (.mask, .value), (.perCPU, .name), (.name, .name), (.function, .name), (.pool, .name):
      return nil
    case (.perCPU, .place(let place)), (.name, .place(let place)):
      if case .shared = place.value { return nil }
    default: break
    }
    switch self {
    case .any, .value: return "a value"
    case .condition: return "a condition"
    case .place: return "the address of a variable"
    case .mask: return "a CPU mask or its address"
    case .perCPU: return "the name of a per-CPU variable"
    case .name: return "a name"
    case .function: return "the name of a procedure"
    case .pool: return "the name of a pool"
    }
  }
}

extension Kernel.Argument {
  fileprivate var kind: String {
    switch self {
    case .value: return "a value"
    case .place: return "the address of a variable"
    case .name: return "a name"
    case .text: return "a text"
    }
  }
}

extension Expression {
  fileprivate var isLocal: Bool {
    if case .local = self { true } else { false }
  }
}
