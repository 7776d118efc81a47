import Program

/// Model-specific registers, by the name of their number. Steps: one each.
extension Kernel {
  static let registerPrimitives: [Primitive] = [
    // A macro that assigns to its second argument.
    Primitive("rdmsrl", "void rdmsrl(unsigned int msr, u64 value)", [.name, .place]) {
      readMSR($0.name(0), into: $0.value(1), in: $0.computer)
    },
    Primitive(
      "rdmsrl_safe", "int rdmsrl_safe(unsigned int msr, u64 *value)", [.name, .place], returns: .errno
    ) { readMSR($0.name(0), into: $0.value(1), error: $0.result, isSafe: true, in: $0.computer) },
    // A macro that assigns to its second and third argument.
    Primitive("rdmsr", "void rdmsr(unsigned int msr, u32 low, u32 high)", [.name, .place, .place]) {
      call throws(PrimitiveError) in
      let register = "msr.\(call.name(0))"
      try call.needs(variable: register, "addMSR(\"\(call.name(0))\", ..)")
      let value = Expression.local("register", call.computer.variable(register)?.domain ?? .bool)
      readMSR(call.name(0), into: value, in: call.computer)
      call.place(1).value <- value & 0xffff_ffff
      call.place(2).value <- (value >> 32) & 0xffff_ffff
    },
    Primitive("wrmsr", "void wrmsr(unsigned int msr, u32 low, u32 high)", [.name, .value, .value]) { call in
      Do("wrmsrl(\(call.name(0)))", call.value(1) | call.value(2) << 32)
    },
    Primitive("wrmsrl", "void wrmsrl(unsigned int msr, u64 value)", [.name, .value]) {
      Do("wrmsrl(\($0.name(0)))", $0.value(1))
    },
    Primitive(
      "wrmsrl_safe", "int wrmsrl_safe(unsigned int msr, u64 value)", [.name, .value], returns: .errno
    ) {
      Statement.Kind.call(
        result: $0.result, procedure: "wrmsrl_safe(\($0.name(0)))", arguments: [$0.value(1)])
    },
  ]
}
