import Program

extension Kernel {
  static let registerPrimitives: [Primitive] = [
    // A macro that assigns to its second argument.
    Primitive("rdmsrl", "void rdmsrl(unsigned int msr, u64 value)", [.name, .place]) {
      $0.value(1) <- readMSR($0.name(0))
    },
    Primitive("wrmsrl", "void wrmsrl(unsigned int msr, u64 value)", [.name, .value]) {
      Do("wrmsrl(\($0.name(0)))", $0.value(1))
    },
  ]
}
