import Program

/// RCU as CONFIG_PREEMPT_RCU has it: a reader may be preempted and must not sleep. `synchronize_rcu` waits
/// for the readers that began before it, and since 5.0 also for every stretch of code with preemption or
/// interrupts off, handlers included (kernel/rcu/tree.c, 6.12). CPUs that are offline hold nobody up.
extension Computer {
  /// Adds the readers' state and `synchronize_rcu()`. From now on to sleep within a reader is a finding.
  public mutating func addRCU() {
    facts.insert(.usesRCU)
    add(
      Variable("rcu.nesting", .range(0...3), count: 1, valueNames: Computer.contextIndexed),
      Variable("rcu.readers", .range(0...0), valueNames: Computer.contextSet),
      // The readers that the grace period waits for, and who asked for it.
      Variable("rcu.holdouts", .range(0...0), valueNames: Computer.contextSet),
      Variable("rcu.gp", .range(0...0), valueNames: Computer.contextValued))
    let (holdouts, gp) = (Global("rcu.holdouts"), Global("rcu.gp"))
    let cpus = cpus
    add(
      Procedure("synchronize_rcu", source: "kernel/rcu/tree.c") {
        Kernel.mightSleep()
        // One grace period after the other. The next may begin when none of its readers is left, whether or
        // not the one who asked for it has noticed.
        Atomic("synchronize_rcu: a grace period begins", when: holdouts == 0) {
          holdouts <- Global("rcu.readers")
          gp <- .currentContext
        }
        Atomic("synchronize_rcu: no reader is left", when: gp != .currentContext || holdouts == 0) {
          If(gp == .currentContext) { gp <- 0 }
        }
        for cpu in 0..<cpus {
          let owner = PerCPU("cpu_owner")[.constant(cpu)]
          Wait(
            !PerCPU("cpu_online")[.constant(cpu)]
              || ((owner == 0 || owner == .currentContext) && PerCPU("in_handler")[.constant(cpu)] == 0),
            "synchronize_rcu: a quiescent state of CPU \(cpu)")
        }
      })
  }
}

extension Kernel {
  static var rcuNesting: Expression { PerCPU("rcu.nesting")[.currentContext] }

  /// `rcu_read_lock`; it nests up to three times. One step.
  @ProgramBuilder public static func rcuReadLock() -> [Statement] {
    Atomic("rcu_read_lock()") {
      rcuNesting <- rcuNesting + 1
      Global("rcu.readers") <- Global("rcu.readers") | bit(.currentContext)
    }
  }

  /// `rcu_read_unlock`: the outermost one ends the reader. One step.
  @ProgramBuilder public static func rcuReadUnlock() -> [Statement] {
    Atomic("rcu_read_unlock()") {
      Require("lock-misuse", rcuNesting > 0)
      If(rcuNesting > 0) { rcuNesting <- rcuNesting - 1 }
      If(rcuNesting == 0) {
        Global("rcu.readers") <- Global("rcu.readers") & ~bit(.currentContext)
        Global("rcu.holdouts") <- Global("rcu.holdouts") & ~bit(.currentContext)
      }
    }
  }

  /// What `rcu_dereference` asserts with CONFIG_PROVE_RCU: a reader does it. It observes and takes no step.
  @ProgramBuilder static func rcuAssertReader() -> [Statement] {
    If(.fact(.usesRCU)) { Require("lockdep", rcuNesting > 0) }
  }
}
