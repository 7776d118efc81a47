extension Kernel {
  static let lockPrimitives: [Primitive] = [
    Primitive("mutex_lock", "void mutex_lock(struct mutex *lock)", [.place]) { mutexLock($0.place(0)) },
    Primitive("mutex_unlock", "void mutex_unlock(struct mutex *lock)", [.place]) { mutexUnlock($0.place(0)) },
    Primitive("percpu_down_read", "void percpu_down_read(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuDownRead($0.name(0))
    },
    Primitive("percpu_down_write", "void percpu_down_write(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuDownWrite($0.name(0))
    },
    Primitive("percpu_up_read", "void percpu_up_read(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuUpRead($0.name(0))
    },
    Primitive("percpu_up_write", "void percpu_up_write(struct percpu_rw_semaphore *sem)", [.name]) {
      percpuUpWrite($0.name(0))
    },
    Primitive("raw_spin_lock", "void raw_spin_lock(raw_spinlock_t *lock)", [.place]) {
      rawSpinLock($0.place(0))
    },
    Primitive(
      "raw_spin_lock_irqsave", "void raw_spin_lock_irqsave(raw_spinlock_t *lock, unsigned long flags)",
      [.place, .place]
    ) { rawSpinLockIRQSave($0.place(0), $0.value(1)) },
    Primitive("raw_spin_unlock", "void raw_spin_unlock(raw_spinlock_t *lock)", [.place]) {
      rawSpinUnlock($0.place(0))
    },
    Primitive(
      "raw_spin_unlock_irqrestore",
      "void raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)", [.place, .value]
    ) { rawSpinUnlockIRQRestore($0.place(0), $0.value(1)) },
  ]
}
