import Program

/// Per-CPU variables. What reads or writes this CPU's element does so in one step, as x86 does it in one
/// instruction; the forms that begin with two underscores leave it to the caller to stay on the CPU, and a
/// caller that may migrate is reported.
extension Kernel {
  static let perCPUPrimitives: [Primitive] =
    [
      Primitive(
        "this_cpu_ptr", "void *this_cpu_ptr(void __percpu *variable)", [.perCPU],
        returns: .elementPointer(ofArgument: 0)
      ) { if let result = $0.result { smpProcessorID(result) } },
      Primitive(
        "raw_cpu_ptr", "void *raw_cpu_ptr(void __percpu *variable)", [.perCPU],
        returns: .elementPointer(ofArgument: 0)
      ) { $0.give(.currentCPU) },
      Primitive(
        "get_cpu_ptr", "void *get_cpu_ptr(void __percpu *variable)", [.perCPU],
        returns: .elementPointer(ofArgument: 0)
      ) { call in
        preemptDisable()
        call.give(.currentCPU)
      },
      Primitive("put_cpu_ptr", "void put_cpu_ptr(void __percpu *variable)", [.any]) { _ in preemptEnable() },
      Primitive(
        "per_cpu_ptr", "void *per_cpu_ptr(void __percpu *variable, int cpu)", [.perCPU, .value],
        returns: .elementPointer(ofArgument: 0)
      ) { $0.give($0.value(1)) },
      // A macro that stands for the element itself.
      Primitive(
        "per_cpu", "void *per_cpu(void *variable, int cpu)", [.perCPU, .value],
        returns: .element(ofArgument: 0)
      ) { $0.give($0.value(1)) },
    ] + ["this_cpu", "__this_cpu", "raw_cpu"].flatMap(operations)

  /// The operations on this CPU's element, for one prefix.
  private static func operations(_ prefix: String) -> [Primitive] {
    func update(
      _ name: String, _ list: String, _ parameters: [Parameter], returns: Result = .nothing,
      _ returning: AtomicResult = .behind,
      when condition: @escaping @Sendable (Expansion, Expression) -> Expression = { _, _ in 1 },
      _ value: @escaping @Sendable (Expansion, Expression) -> Expression
    ) -> Primitive {
      let name = "\(prefix)_\(name)"
      let type = returns == .nothing ? "void" : "u64"
      return Primitive(name, "\(type) \(name)(\(list))", parameters, returns: returns) { call in
        if prefix == "__this_cpu" { checkMigration() }
        atomicUpdate(
          "\(name)(\(call.name(0)))", PerCPU(call.name(0)).here, into: call.result, returning,
          when: { condition(call, $0) }, to: { value(call, $0) })
      }
    }
    let own = Result.value(ofArgument: 0)
    return [
      Primitive("\(prefix)_read", "u64 \(prefix)_read(u64 variable)", [.perCPU], returns: own) { call in
        if let result = call.result {
          if prefix == "__this_cpu" { checkMigration() }
          Atomic("\(prefix)_read(\(call.name(0)))") { result <- PerCPU(call.name(0)).here }
        }
      },
      update("write", "u64 variable, u64 new", [.perCPU, .value]) { call, _ in call.value(1) },
      update("add", "u64 variable, u64 i", [.perCPU, .value]) { call, old in old + call.value(1) },
      update("sub", "u64 variable, u64 i", [.perCPU, .value]) { call, old in old - call.value(1) },
      update("inc", "u64 variable", [.perCPU]) { _, old in old + 1 },
      update("dec", "u64 variable", [.perCPU]) { _, old in old - 1 },
      update("inc_return", "u64 variable", [.perCPU], returns: own) { _, old in old + 1 },
      update("dec_return", "u64 variable", [.perCPU], returns: own) { _, old in old - 1 },
      update("add_return", "u64 variable, u64 i", [.perCPU, .value], returns: own) { call, old in
        old + call.value(1)
      },
      update("xchg", "u64 variable, u64 new", [.perCPU, .value], returns: own, .before) { call, _ in
        call.value(1)
      },
      update(
        "cmpxchg", "u64 variable, u64 old, u64 new", [.perCPU, .value, .value], returns: own, .before,
        when: { call, old in old == call.value(1) }
      ) { call, _ in call.value(2) },
    ]
  }
}
