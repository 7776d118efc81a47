extension Kernel {
  static let interruptPrimitives: [Primitive] = [
    Primitive("local_irq_disable", "void local_irq_disable(void)", []) { _ in localIRQDisable() },
    Primitive("local_irq_enable", "void local_irq_enable(void)", []) { _ in localIRQEnable() },
    Primitive("local_irq_restore", "void local_irq_restore(unsigned long flags)", [.value]) {
      localIRQRestore($0.value(0))
    },
    Primitive("local_irq_save", "void local_irq_save(unsigned long flags)", [.place]) {
      localIRQSave($0.value(0))
    },
    Primitive("might_sleep", "void might_sleep(void)", []) { _ in mightSleep() },
    Primitive("preempt_disable", "void preempt_disable(void)", []) { _ in preemptDisable() },
    Primitive("preempt_enable", "void preempt_enable(void)", []) { _ in preemptEnable() },
    Primitive("smp_processor_id", "int smp_processor_id(void)", [], returns: .cpu) {
      if let result = $0.result { smpProcessorID(result) }
    },
  ]
}
