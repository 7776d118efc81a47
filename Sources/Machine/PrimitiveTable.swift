import Program

extension Kernel {
  /// The primitives by name, with their C signatures, in alphabetical order.
  public static let table: [Primitive] = [
    onVariable("complete", "void complete(struct completion *x)") { complete(Global($0)) },
    Primitive("cpumask_first", "unsigned int cpumask_first(const struct cpumask *mask)") {
      arguments, result in
      guard case .value(let mask)? = arguments.first, let result else { return nil }
      return [Statement(result <- .unary(.lowestBit, mask))]
    },
    Primitive("cpumask_weight", "unsigned int cpumask_weight(const struct cpumask *mask)") {
      arguments, result in
      guard case .value(let mask)? = arguments.first, let result else { return nil }
      return [Statement(result <- .unary(.bitCount, mask))]
    },
    onPool("kfree", "void kfree(const void *object)"),
    onPool("kmalloc", "void *kmalloc(size_t size, gfp_t flags)"),
    plain("local_irq_disable", "void local_irq_disable(void)") { localIRQDisable() },
    plain("local_irq_enable", "void local_irq_enable(void)") { localIRQEnable() },
    withFlags("local_irq_restore", "void local_irq_restore(unsigned long flags)") { localIRQRestore($0) },
    withFlags("local_irq_save", "void local_irq_save(unsigned long flags)") { localIRQSave($0) },
    plain("might_sleep", "void might_sleep(void)") { mightSleep() },
    onVariable("mutex_lock", "void mutex_lock(struct mutex *lock)") { mutexLock($0) },
    onVariable("mutex_unlock", "void mutex_unlock(struct mutex *lock)") { mutexUnlock($0) },
    Primitive("on_each_cpu", "void on_each_cpu(smp_call_func_t func, void *info, int wait)") {
      arguments, _ in
      guard case .value(let function)? = arguments.first else { return nil }
      return [Statement(Do("on_each_cpu", function))]
    },
    onVariable("percpu_down_read", "void percpu_down_read(struct percpu_rw_semaphore *sem)") {
      percpuDownRead($0)
    },
    onVariable("percpu_down_write", "void percpu_down_write(struct percpu_rw_semaphore *sem)") {
      percpuDownWrite($0)
    },
    onVariable("percpu_up_read", "void percpu_up_read(struct percpu_rw_semaphore *sem)") { percpuUpRead($0) },
    onVariable("percpu_up_write", "void percpu_up_write(struct percpu_rw_semaphore *sem)") {
      percpuUpWrite($0)
    },
    plain("preempt_disable", "void preempt_disable(void)") { preemptDisable() },
    plain("preempt_enable", "void preempt_enable(void)") { preemptEnable() },
    onVariable("raw_spin_lock", "void raw_spin_lock(raw_spinlock_t *lock)") { rawSpinLock($0) },
    lockWithFlags(
      "raw_spin_lock_irqsave", "void raw_spin_lock_irqsave(raw_spinlock_t *lock, unsigned long flags)"
    ) {
      rawSpinLockIRQSave($0, $1)
    },
    onVariable("raw_spin_unlock", "void raw_spin_unlock(raw_spinlock_t *lock)") { rawSpinUnlock($0) },
    lockWithFlags(
      "raw_spin_unlock_irqrestore",
      "void raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)"
    ) { rawSpinUnlockIRQRestore($0, $1) },
    // A macro that assigns to its second argument.
    Primitive("rdmsrl", "void rdmsrl(unsigned int msr, u64 value)") { arguments, _ in
      guard case .variable(let name) = arguments[0], case .value(let value) = arguments[1] else { return nil }
      return [Statement(value <- readMSR(name))]
    },
    Primitive("smp_processor_id", "int smp_processor_id(void)") { _, result in
      result.map { smpProcessorID($0) }
    },
    Primitive("this_cpu_ptr", "void *this_cpu_ptr(void __percpu *variable)") {
      arguments, result in
      guard case .variable(let name)? = arguments.first, let result else { return nil }
      return [Statement(result <- PerCPU(name).here)]
    },
    onVariable("wait_for_completion", "void wait_for_completion(struct completion *x)") {
      waitForCompletion(Global($0))
    },
    onVariable("wake_up_all", "void wake_up_all(struct wait_queue_head *queue)") { wakeUpAll($0) },
    Primitive("wrmsrl", "void wrmsrl(unsigned int msr, u64 value)") { arguments, _ in
      guard case .variable(let name) = arguments[0], case .value(let value) = arguments[1] else { return nil }
      return [Statement(Do("wrmsrl(\(name))", value))]
    },
  ]

  private static func plain(
    _ name: String, _ signature: String, _ expand: @escaping @Sendable () -> [Statement]
  ) -> Primitive {
    Primitive(name, signature) { _, _ in expand() }
  }

  private static func onVariable(
    _ name: String, _ signature: String, _ expand: @escaping @Sendable (String) -> [Statement]
  ) -> Primitive {
    Primitive(name, signature) { arguments, _ in
      guard case .variable(let variable) = arguments[0] else { return nil }
      return expand(variable)
    }
  }

  private static func withFlags(
    _ name: String, _ signature: String, _ expand: @escaping @Sendable (Expression) -> [Statement]
  ) -> Primitive {
    Primitive(name, signature) { arguments, _ in
      guard case .value(let flags) = arguments[0] else { return nil }
      return expand(flags)
    }
  }

  private static func lockWithFlags(
    _ name: String, _ signature: String, _ expand: @escaping @Sendable (String, Expression) -> [Statement]
  ) -> Primitive {
    Primitive(name, signature) { arguments, _ in
      guard case .variable(let lock) = arguments[0], case .value(let flags) = arguments[1] else { return nil }
      return expand(lock, flags)
    }
  }

  /// Sizes and flags do not matter to a pool; what is freed does.
  private static func onPool(_ name: String, _ signature: String) -> Primitive {
    Primitive(name, signature, takesPool: true) { arguments, result in
      guard case .variable(let pool) = arguments[0] else { return nil }
      guard name == "kfree" else {
        return [Statement(.call(result: result, procedure: "\(name)(\(pool))", arguments: []))]
      }
      guard case .value(let pointer) = arguments[1] else { return nil }
      return [Statement(Do("\(name)(\(pool))", pointer))]
    }
  }
}
