import Program

/// Mutexes and raw spinlocks. A lock holds the number of the context that has it, 0 if none.
extension Computer {
  public mutating func addMutex(_ name: String, count: Int? = nil) {
    addContextValued(name, count)
    addSleepers(name, count: count)
  }
  public mutating func addRawSpinlock(_ name: String, count: Int? = nil) { addContextValued(name, count) }

  mutating func addContextValued(_ name: String, _ count: Int? = nil) {
    add(Variable(name, .range(0...0), count: count, valueNames: Computer.contextValued))
  }
}

extension Kernel {
  /// `mutex_lock`: sleeps until it is free. Taken by its holder it never returns, which is reported first.
  /// One step; two if it sleeps and wake-ups go by IPI.
  @ProgramBuilder public static func mutexLock(_ lock: some PlaceConvertible) -> [Statement] {
    let lock = lock.place
    mightSleep()
    Require("lock-misuse", lock.orBroken(lock.value != .currentContext))
    sleep(on: lock, until: lock.value == 0, "mutex_lock(&\(lock))") {
      lock.check
      lock.value <- .currentContext
    }
  }

  /// `mutex_trylock` into a truth value; nil if nobody looks at it. One step.
  @ProgramBuilder public static func mutexTryLock(
    _ lock: some PlaceConvertible, into result: Expression?
  ) -> [Statement] {
    let lock = lock.place
    Atomic("mutex_trylock(&\(lock))") {
      lock.check
      If(lock.value == 0) {
        lock.value <- .currentContext
        if let result { result <- 1 }
      }.Else {
        if let result { result <- 0 }
      }
    }
  }

  /// `mutex_unlock`. One step.
  @ProgramBuilder public static func mutexUnlock(_ lock: some PlaceConvertible) -> [Statement] {
    let lock = lock.place
    Atomic("mutex_unlock(&\(lock))") {
      lock.check
      Require("lock-misuse", lock.value == .currentContext)
      lock.value <- 0
      wake(lock)
    }
  }

  /// `raw_spin_lock`: preemption goes off, and a waiter spins, which keeps its CPU. A lock that is free is
  /// taken in the same step: what could come between the two could come before both. One step, two for a
  /// waiter.
  @ProgramBuilder public static func rawSpinLock(_ lock: some PlaceConvertible) -> [Statement] {
    spinLock(lock.place, "raw_spin_lock(&\(lock.place))") { preemptCount <- preemptCount + 1 }
  }

  /// `raw_spin_trylock` into a truth value: preemption goes off if it succeeds. One step.
  @ProgramBuilder public static func rawSpinTryLock(
    _ lock: some PlaceConvertible, into result: Expression?
  ) -> [Statement] {
    let lock = lock.place
    Atomic("raw_spin_trylock(&\(lock))") {
      lock.check
      If(lock.value == 0) {
        preemptCount <- preemptCount + 1
        takeCPU()
        lock.value <- .currentContext
        if let result { result <- 1 }
      }.Else {
        if let result { result <- 0 }
      }
    }
  }

  /// `raw_spin_unlock`. One step.
  @ProgramBuilder public static func rawSpinUnlock(_ lock: some PlaceConvertible) -> [Statement] {
    spinUnlock(lock.place, "raw_spin_unlock(&\(lock.place))") { preemptCount <- preemptCount - 1 }
  }

  /// `raw_spin_lock_irq`: interrupts and preemption go off. One step, two for a waiter.
  @ProgramBuilder public static func rawSpinLockIRQ(_ lock: some PlaceConvertible) -> [Statement] {
    spinLock(lock.place, "raw_spin_lock_irq(&\(lock.place))") {
      irqsOff <- 1
      preemptCount <- preemptCount + 1
    }
  }

  /// `raw_spin_unlock_irq`: interrupts go on, whatever they were before. One step.
  @ProgramBuilder public static func rawSpinUnlockIRQ(_ lock: some PlaceConvertible) -> [Statement] {
    spinUnlock(lock.place, "raw_spin_unlock_irq(&\(lock.place))") {
      irqsOff <- 0
      preemptCount <- preemptCount - 1
    }
  }

  /// `raw_spin_lock_irqsave`: interrupts and preemption go off, so that enabling interrupts within does not
  /// give the CPU away (`__raw_spin_lock_irqsave`, include/linux/spinlock_api_smp.h, 6.12). One step, two for
  /// a waiter.
  @ProgramBuilder public static func rawSpinLockIRQSave(
    _ lock: some PlaceConvertible, _ flags: Expression
  ) -> [Statement] {
    spinLock(lock.place, "raw_spin_lock_irqsave(&\(lock.place), \(flags))") {
      flags <- irqsOff
      irqsOff <- 1
      preemptCount <- preemptCount + 1
    }
  }

  /// `raw_spin_unlock_irqrestore`. One step.
  @ProgramBuilder public static func rawSpinUnlockIRQRestore(
    _ lock: some PlaceConvertible, _ flags: Expression
  ) -> [Statement] {
    spinUnlock(lock.place, "raw_spin_unlock_irqrestore(&\(lock.place), \(flags))") {
      irqsOff <- flags
      preemptCount <- preemptCount - 1
    }
  }

  @ProgramBuilder private static func spinLock(
    _ lock: Place, _ text: String, @ProgramBuilder switchOff: () -> [Statement]
  ) -> [Statement] {
    let off = switchOff()
    Require("lock-misuse", lock.orBroken(lock.value != .currentContext))
    Choose {
      Option(text, .kernel, when: lock.orBroken(lock.value == 0)) {
        Atomic {
          lock.check
          off
          takeCPU()
          lock.value <- .currentContext
        }
      }
      Option("\(text): spin", .kernel, when: lock.ifIntact(lock.value != 0)) {
        Atomic {
          off
          takeCPU()
        }
        Atomic(text, when: lock.orBroken(lock.value == 0)) {
          lock.check
          lock.value <- .currentContext
        }
      }
    }
  }

  @ProgramBuilder private static func spinUnlock(
    _ lock: Place, _ text: String, @ProgramBuilder switchOn: () -> [Statement]
  ) -> [Statement] {
    Atomic(text) {
      lock.check
      Require("lock-misuse", lock.value == .currentContext)
      lock.value <- 0
      switchOn()
      releaseCPU()
    }
  }
}
