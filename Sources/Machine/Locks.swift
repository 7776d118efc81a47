import Program

/// Mutexes and raw spinlocks. A lock holds the number of the context that has it, 0 if none.
extension Computer {
  public mutating func addMutex(_ name: String) { addContextValued(name) }
  public mutating func addRawSpinlock(_ name: String) { addContextValued(name) }

  mutating func addContextValued(_ name: String) {
    add(Variable(name, .range(0...0), valueNames: Computer.contextValued))
  }
}

extension Kernel {
  /// `mutex_lock`: sleeps until it is free. Taken by its holder it never returns, which is reported first.
  @ProgramBuilder public static func mutexLock(_ name: String) -> [Statement] {
    mightSleep()
    Require("lock-misuse", Global(name) != .currentContext)
    Atomic("mutex_lock(&\(name))", when: Global(name) == 0) { Global(name) <- .currentContext }
  }

  @ProgramBuilder public static func mutexUnlock(_ name: String) -> [Statement] {
    Atomic("mutex_unlock(&\(name))") {
      Require("lock-misuse", Global(name) == .currentContext)
      Global(name) <- 0
    }
  }

  /// `raw_spin_lock`: preemption goes off, and a waiter spins, which keeps its CPU. A lock that is free is
  /// taken in the same step: what could come between the two could come before both.
  @ProgramBuilder public static func rawSpinLock(_ name: String) -> [Statement] {
    Require("lock-misuse", Global(name) != .currentContext)
    Choose {
      Option("raw_spin_lock(&\(name))", .kernel, when: Global(name) == 0) {
        Atomic {
          preemptCount <- preemptCount + 1
          takeCPU()
          Global(name) <- .currentContext
        }
      }
      Option("raw_spin_lock(&\(name)): spin", .kernel, when: Global(name) != 0) {
        Atomic {
          preemptCount <- preemptCount + 1
          takeCPU()
        }
        Atomic("raw_spin_lock(&\(name))", when: Global(name) == 0) { Global(name) <- .currentContext }
      }
    }
  }

  @ProgramBuilder public static func rawSpinUnlock(_ name: String) -> [Statement] {
    Atomic("raw_spin_unlock(&\(name))") {
      Require("lock-misuse", Global(name) == .currentContext)
      Global(name) <- 0
      preemptCount <- preemptCount - 1
      releaseCPU()
    }
  }

  /// `raw_spin_lock_irqsave`: interrupts and preemption go off, so that enabling interrupts within does not
  /// give the CPU away (`__raw_spin_lock_irqsave`, include/linux/spinlock_api_smp.h, 6.12).
  @ProgramBuilder public static func rawSpinLockIRQSave(_ name: String, _ flags: Expression) -> [Statement] {
    Require("lock-misuse", Global(name) != .currentContext)
    Choose {
      Option("raw_spin_lock_irqsave(&\(name), \(flags))", .kernel, when: Global(name) == 0) {
        Atomic {
          flags <- irqsOff
          irqsOff <- 1
          preemptCount <- preemptCount + 1
          takeCPU()
          Global(name) <- .currentContext
        }
      }
      Option("raw_spin_lock_irqsave(&\(name), \(flags)): spin", .kernel, when: Global(name) != 0) {
        Atomic {
          flags <- irqsOff
          irqsOff <- 1
          preemptCount <- preemptCount + 1
          takeCPU()
        }
        Atomic("raw_spin_lock_irqsave(&\(name), \(flags))", when: Global(name) == 0) {
          Global(name) <- .currentContext
        }
      }
    }
  }

  @ProgramBuilder public static func rawSpinUnlockIRQRestore(_ name: String, _ flags: Expression)
    -> [Statement]
  {
    Atomic("raw_spin_unlock_irqrestore(&\(name), \(flags))") {
      Require("lock-misuse", Global(name) == .currentContext)
      Global(name) <- 0
      irqsOff <- flags
      preemptCount <- preemptCount - 1
      releaseCPU()
    }
  }
}
