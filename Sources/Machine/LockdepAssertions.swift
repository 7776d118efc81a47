import Program

/// What `lockdep_assert_*` asserts (include/linux/lockdep.h, 6.12). Each observes and takes no step; where it
/// does not hold, that is the finding `lockdep`.
extension Kernel {
  /// `lockdep_assert_held` for a mutex or spinlock: held by the context that asserts it. A percpu rwsem does
  /// not know its readers, so there it is enough that anybody holds it.
  static func lockdepAssertHeld(_ lock: Place, in computer: Computer) -> [Statement] {
    if let name = rwsem(lock, in: computer) { return lockdepAssertHeldByAnyone(name) }
    return [Statement(Require("lockdep", lock.orBroken(lock.value == .currentContext)))]
  }

  static func lockdepAssertNotHeld(_ lock: Place, in computer: Computer) -> [Statement] {
    // Who reads a percpu rwsem is not known, so nothing can be said against it.
    if rwsem(lock, in: computer) != nil { return [] }
    return [Statement(Require("lockdep", lock.orBroken(lock.value != .currentContext)))]
  }

  private static func rwsem(_ lock: Place, in computer: Computer) -> String? {
    guard case .shared(let name) = lock.value, computer.variable("\(name).block") != nil else { return nil }
    return name
  }

  /// `lockdep_assert_held` for a mutex or a spinlock.
  @ProgramBuilder public static func lockdepAssertHeld(_ lock: some PlaceConvertible) -> [Statement] {
    Require("lockdep", lock.place.orBroken(lock.place.value == .currentContext))
  }

  /// `lockdep_assert_cpus_held` and its like for a percpu rwsem, which does not know its readers: somebody
  /// holds it. So it also holds in a callback of the cpuhp thread, to which the kernel lends the writer's
  /// lock (`lockdep_acquire_cpus_lock`, kernel/cpu.c).
  @ProgramBuilder public static func lockdepAssertHeldByAnyone(_ rwsem: String) -> [Statement] {
    Require("lockdep", Global("\(rwsem).block") || Global("\(rwsem).readers") > 0)
  }

  @ProgramBuilder public static func lockdepAssertIRQsDisabled() -> [Statement] {
    Require("lockdep", irqsDisabled)
  }

  @ProgramBuilder public static func lockdepAssertIRQsEnabled() -> [Statement] {
    Require("lockdep", !irqsDisabled)
  }

  /// Interrupts off are enough.
  @ProgramBuilder public static func lockdepAssertPreemptionDisabled() -> [Statement] {
    Require("lockdep", preemptCount > 0 || irqsDisabled)
  }

  @ProgramBuilder public static func lockdepAssertPreemptionEnabled() -> [Statement] {
    Require("lockdep", preemptCount == 0 && !irqsDisabled)
  }
}
