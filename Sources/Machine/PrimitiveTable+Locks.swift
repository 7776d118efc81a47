import Program

/// Locks. A spinlock is a raw one, as it is without PREEMPT_RT; `spin_lock_bh` switches preemption off, which
/// is all that it does to what is modelled. The interruptible forms of `mutex_lock` always succeed: no signal
/// comes.
///
/// Steps: taking, trying, releasing and asking one each; a spinning waiter two, a reader or writer of a
/// percpu rwsem two, with the wait for the readers three; assertions none.
extension Kernel {
  static let lockPrimitives: [Primitive] =
    mutexes + ["raw_spin", "spin"].flatMap(spinlocks) + readWriteLocks + assertions

  private static let mutexes: [Primitive] = [
    Primitive("mutex_init", "void mutex_init(struct mutex *lock)", [.place]) { writeOnce($0.place(0), 0) },
    Primitive("mutex_lock", "void mutex_lock(struct mutex *lock)", [.place]) { mutexLock($0.place(0)) },
    Primitive(
      "mutex_lock_nested", "void mutex_lock_nested(struct mutex *lock, unsigned int subclass)",
      [.place, .any]
    ) { mutexLock($0.place(0)) },
    Primitive(
      "mutex_lock_interruptible", "int mutex_lock_interruptible(struct mutex *lock)", [.place],
      returns: .errno
    ) { call in
      mutexLock(call.place(0))
      call.give(0)
    },
    Primitive(
      "mutex_lock_killable", "int mutex_lock_killable(struct mutex *lock)", [.place], returns: .errno
    ) { call in
      mutexLock(call.place(0))
      call.give(0)
    },
    Primitive("mutex_trylock", "int mutex_trylock(struct mutex *lock)", [.place], returns: .truth) {
      mutexTryLock($0.place(0), into: $0.result)
    },
    Primitive("mutex_unlock", "void mutex_unlock(struct mutex *lock)", [.place]) { mutexUnlock($0.place(0)) },
    Primitive("mutex_is_locked", "bool mutex_is_locked(struct mutex *lock)", [.place], returns: .truth) {
      $0.give("mutex_is_locked", $0.value(0) != 0)
    },
  ]

  /// `raw_spin_lock` or `spin_lock` and their relatives.
  private static func spinlocks(_ prefix: String) -> [Primitive] {
    let type = prefix == "spin" ? "spinlock_t" : "raw_spinlock_t"
    let list = "\(type) *lock"
    return [
      Primitive("\(prefix)_lock_init", "void \(prefix)_lock_init(\(list))", [.place]) {
        writeOnce($0.place(0), 0)
      },
      Primitive("\(prefix)_lock", "void \(prefix)_lock(\(list))", [.place]) { rawSpinLock($0.place(0)) },
      Primitive(
        "\(prefix)_lock_nested", "void \(prefix)_lock_nested(\(list), unsigned int subclass)",
        [.place, .any]
      ) { rawSpinLock($0.place(0)) },
      Primitive("\(prefix)_lock_bh", "void \(prefix)_lock_bh(\(list))", [.place]) {
        rawSpinLock($0.place(0))
      },
      Primitive("\(prefix)_lock_irq", "void \(prefix)_lock_irq(\(list))", [.place]) {
        rawSpinLockIRQ($0.place(0))
      },
      // A macro that assigns to its second argument.
      Primitive(
        "\(prefix)_lock_irqsave", "void \(prefix)_lock_irqsave(\(list), unsigned long flags)",
        [.place, .place]
      ) { rawSpinLockIRQSave($0.place(0), $0.value(1)) },
      Primitive("\(prefix)_trylock", "int \(prefix)_trylock(\(list))", [.place], returns: .truth) {
        rawSpinTryLock($0.place(0), into: $0.result)
      },
      Primitive("\(prefix)_unlock", "void \(prefix)_unlock(\(list))", [.place]) {
        rawSpinUnlock($0.place(0))
      },
      Primitive("\(prefix)_unlock_bh", "void \(prefix)_unlock_bh(\(list))", [.place]) {
        rawSpinUnlock($0.place(0))
      },
      Primitive("\(prefix)_unlock_irq", "void \(prefix)_unlock_irq(\(list))", [.place]) {
        rawSpinUnlockIRQ($0.place(0))
      },
      Primitive(
        "\(prefix)_unlock_irqrestore",
        "void \(prefix)_unlock_irqrestore(\(list), unsigned long flags)", [.place, .value]
      ) { rawSpinUnlockIRQRestore($0.place(0), $0.value(1)) },
      Primitive("\(prefix)_is_locked", "int \(prefix)_is_locked(\(list))", [.place], returns: .truth) {
        $0.give("\(prefix)_is_locked", $0.value(0) != 0)
      },
    ]
  }

  static let hotplugLock = "cpu_hotplug_lock"

  private static let readWriteLocks: [Primitive] = [
    Primitive("percpu_down_read", "void percpu_down_read(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuDownRead($0.name(0))
    },
    Primitive(
      "percpu_down_read_trylock", "bool percpu_down_read_trylock(struct percpu_rw_semaphore *sem)", [.name],
      returns: .truth
    ) { percpuDownReadTryLock($0.name(0), into: $0.result) },
    Primitive("percpu_down_write", "void percpu_down_write(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuDownWrite($0.name(0))
    },
    Primitive("percpu_up_read", "void percpu_up_read(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuUpRead($0.name(0))
    },
    Primitive("percpu_up_write", "void percpu_up_write(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuUpWrite($0.name(0))
    },
    onHotplugLock("cpus_read_lock") { percpuDownRead(hotplugLock) },
    onHotplugLock("cpus_read_unlock") { percpuUpRead(hotplugLock) },
    onHotplugLock("cpus_write_lock") { percpuDownWrite(hotplugLock) },
    onHotplugLock("cpus_write_unlock") { percpuUpWrite(hotplugLock) },
    Primitive("cpus_read_trylock", "int cpus_read_trylock(void)", [], returns: .truth) {
      call throws(PrimitiveError) in
      try call.needs(variable: "\(hotplugLock).block", "addPercpuRwsem(\"\(hotplugLock)\", waiters: ..)")
      percpuDownReadTryLock(hotplugLock, into: call.result)
    },
  ]

  private static let assertions: [Primitive] = [
    Primitive("lockdep_assert_held", "void lockdep_assert_held(void *lock)", [.place]) {
      lockdepAssertHeld($0.place(0), in: $0.computer)
    },
    Primitive("lockdep_assert_not_held", "void lockdep_assert_not_held(void *lock)", [.place]) {
      lockdepAssertNotHeld($0.place(0), in: $0.computer)
    },
    onHotplugLock("lockdep_assert_cpus_held") { lockdepAssertHeldByAnyone(hotplugLock) },
    Primitive("lockdep_assert_irqs_disabled", "void lockdep_assert_irqs_disabled(void)", []) { _ in
      lockdepAssertIRQsDisabled()
    },
    Primitive("lockdep_assert_irqs_enabled", "void lockdep_assert_irqs_enabled(void)", []) { _ in
      lockdepAssertIRQsEnabled()
    },
    Primitive("lockdep_assert_preemption_disabled", "void lockdep_assert_preemption_disabled(void)", []) {
      _ in lockdepAssertPreemptionDisabled()
    },
    Primitive("lockdep_assert_preemption_enabled", "void lockdep_assert_preemption_enabled(void)", []) {
      _ in lockdepAssertPreemptionEnabled()
    },
  ]

  /// A function without arguments that needs `cpu_hotplug_lock` to be declared.
  static func onHotplugLock(
    _ name: String, _ expand: @escaping @Sendable () -> [Statement]
  ) -> Primitive {
    Primitive(name, "void \(name)(void)", []) { call throws(PrimitiveError) in
      try call.needs(variable: "\(hotplugLock).block", "addPercpuRwsem(\"\(hotplugLock)\", waiters: ..)")
      expand()
    }
  }
}
