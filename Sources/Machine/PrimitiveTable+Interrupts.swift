import Program

/// Interrupts, preemption and the number of the CPU. Softirqs are not modelled: `local_bh_disable` is
/// `preempt_disable`, which it includes.
///
/// Steps: what changes the CPU's state one each; questions one where others could change the answer.
extension Kernel {
  static let interruptPrimitives: [Primitive] =
    [
      Primitive("local_irq_disable", "void local_irq_disable(void)", []) { _ in localIRQDisable() },
      Primitive("local_irq_enable", "void local_irq_enable(void)", []) { _ in localIRQEnable() },
      Primitive("local_irq_restore", "void local_irq_restore(unsigned long flags)", [.value]) {
        localIRQRestore($0.value(0))
      },
      // A macro that assigns to its argument.
      Primitive("local_irq_save", "void local_irq_save(unsigned long flags)", [.place]) {
        localIRQSave($0.value(0))
      },
      // A macro that assigns to its argument.
      Primitive("local_save_flags", "void local_save_flags(unsigned long flags)", [.place]) {
        $0.value(0) <- irqsOff
      },
      Primitive("preempt_count", "int preempt_count(void)", [], returns: .range(0...3)) {
        $0.give("preempt_count", preemptCount)
      },
      Primitive("get_cpu", "int get_cpu(void)", [], returns: .cpu) {
        preemptDisable()
        $0.give(.currentCPU)
      },
      Primitive("smp_processor_id", "int smp_processor_id(void)", [], returns: .cpu) {
        if let result = $0.result { smpProcessorID(result) }
      },
      Primitive("raw_smp_processor_id", "int raw_smp_processor_id(void)", [], returns: .cpu) {
        $0.give(.currentCPU)
      },
      Primitive("migrate_disable", "void migrate_disable(void)", []) { _ in migrateDisable() },
      Primitive("migrate_enable", "void migrate_enable(void)", []) { _ in migrateEnable() },
    ]
    + ["preempt_disable", "preempt_count_inc", "local_bh_disable"].map { name in
      Primitive(name, "void \(name)(void)", []) { _ in preemptDisable() }
    }
    + [
      "preempt_enable", "preempt_enable_no_resched", "preempt_count_dec", "local_bh_enable", "put_cpu",
    ].map { name in
      Primitive(name, "void \(name)(void)", []) { _ in preemptEnable() }
    }
    + [
      question("irqs_disabled") { irqsDisabled },
      question("preemptible") { !irqsOff && preemptCount == 0 && handler == 0 },
      question("in_atomic") { preemptCount != 0 || handler != 0 },
      question("in_interrupt") { .inInterrupt }, question("in_hardirq") { .inInterrupt },
      question("in_irq") { .inInterrupt }, question("in_task") { !.inInterrupt },
    ]

  /// A question about the context that asks; one step if others could change the answer.
  private static func question(
    _ name: String, _ answer: @escaping @Sendable () -> Expression
  ) -> Primitive {
    Primitive(name, "bool \(name)(void)", [], returns: .truth) { $0.give(name, answer()) }
  }
}
