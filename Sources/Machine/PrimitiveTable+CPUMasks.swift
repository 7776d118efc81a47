import Program

extension Kernel {
  static let cpuMaskPrimitives: [Primitive] = [
    Primitive(
      "cpumask_first", "unsigned int cpumask_first(const struct cpumask *mask)", [.mask], returns: .cpu
    ) {
      $0.give(.unary(.lowestBit, $0.value(0)))
    },
    Primitive(
      "cpumask_weight", "unsigned int cpumask_weight(const struct cpumask *mask)", [.mask], returns: .cpu
    ) {
      $0.give(.unary(.bitCount, $0.value(0)))
    },
  ]
}
