import Program

/// Interrupt and preemption state of the CPU on which a context runs.
///
/// Switching either off makes the context the CPU's owner: the scheduler does not run, and no other task of
/// the CPU steps. In an interrupt handler both are off already, so the owner below it is left alone.
extension Kernel {
  static var irqsOff: Expression { PerCPU("irqs_off").here }
  static var preemptCount: Expression { PerCPU("preempt_count").here }
  static var owner: Expression { PerCPU("cpu_owner").here }
  static var handler: Expression { PerCPU("in_handler").here }

  /// `irqs_disabled()`: the flag is clear, or a handler runs.
  public static var irqsDisabled: Expression { irqsOff || handler != 0 }

  @ProgramBuilder static func takeCPU() -> [Statement] {
    If(handler == 0) { owner <- .currentContext }
  }

  @ProgramBuilder static func releaseCPU() -> [Statement] {
    If(handler == 0 && !irqsOff && preemptCount == 0) { owner <- 0 }
  }

  /// `local_irq_save(flags)`; `flags` is a truth-valued local of the caller.
  @ProgramBuilder public static func localIRQSave(_ flags: Expression) -> [Statement] {
    // In a handler interrupts are off and stay off: nothing that others could see happens.
    If(.inInterrupt) {
      flags <- 1
    }.Else {
      Atomic("local_irq_save(\(flags))") {
        flags <- irqsOff
        irqsOff <- 1
        takeCPU()
      }
    }
  }

  @ProgramBuilder public static func localIRQRestore(_ flags: Expression) -> [Statement] {
    If(!.inInterrupt) {
      Atomic("local_irq_restore(\(flags))") {
        irqsOff <- flags
        releaseCPU()
      }
    }
  }

  @ProgramBuilder public static func localIRQDisable() -> [Statement] {
    Atomic("local_irq_disable()") {
      irqsOff <- 1
      takeCPU()
    }
  }

  @ProgramBuilder public static func localIRQEnable() -> [Statement] {
    Atomic("local_irq_enable()") {
      irqsOff <- 0
      releaseCPU()
    }
  }

  @ProgramBuilder public static func preemptDisable() -> [Statement] {
    Atomic("preempt_disable()") {
      preemptCount <- preemptCount + 1
      takeCPU()
    }
  }

  @ProgramBuilder public static func preemptEnable() -> [Statement] {
    Atomic("preempt_enable()") {
      preemptCount <- preemptCount - 1
      releaseCPU()
    }
  }

  /// `might_sleep()`: a finding where the scheduler must not be entered. It observes and takes no step.
  @ProgramBuilder public static func mightSleep() -> [Statement] {
    let maySleep = !irqsOff && preemptCount == 0 && handler == 0
    If(.fact(.usesRCU)) {
      Require("sleep-in-atomic", maySleep && rcuNesting == 0)
    }.Else {
      Require("sleep-in-atomic", maySleep)
    }
  }

  /// `might_sleep_if`; what is known when the program is built takes no branch.
  static func mightSleep(if condition: Expression) -> [Statement] {
    switch condition.folded {
    case .constant(0): return []
    case .constant: return mightSleep()
    case let condition: return [Statement(If(condition) { mightSleep() })]
    }
  }

  /// Whether the scheduler may move the context that evaluates it, ownership aside.
  static var mayMigrate: Expression {
    ((Global("migratable_contexts") >> .currentContext) & 1) == 1
      && PerCPU("migration_disabled")[.currentContext] == 0
  }

  /// The check of CONFIG_DEBUG_PREEMPT for tasks that may migrate: a per-CPU thread may ask at any time
  /// (`check_preemption_disabled`, lib/smp_processor_id.c, 6.12). It observes and takes no step.
  @ProgramBuilder static func checkMigration() -> [Statement] {
    Require("migratable-processor-id", !mayMigrate || irqsOff || preemptCount > 0 || handler != 0)
  }

  /// `smp_processor_id()` into a local, with the check. One step if the task may migrate.
  @ProgramBuilder public static func smpProcessorID(_ result: Expression) -> [Statement] {
    Atomic("\(result) = smp_processor_id()") {
      result <- .currentCPU
      checkMigration()
    }
  }

  /// `migrate_disable`: the task stays on its CPU, where others may preempt it. It nests up to three times.
  /// One step.
  @ProgramBuilder public static func migrateDisable() -> [Statement] {
    Atomic("migrate_disable()") {
      PerCPU("migration_disabled")[.currentContext] <- PerCPU("migration_disabled")[.currentContext] + 1
    }
  }

  @ProgramBuilder public static func migrateEnable() -> [Statement] {
    Atomic("migrate_enable()") {
      PerCPU("migration_disabled")[.currentContext] <- PerCPU("migration_disabled")[.currentContext] - 1
    }
  }
}
