import Program

/// How a context that sleeps on another CPU is woken.
public enum WakeUps: Sendable {
  /// It goes on as soon as what it waits for is there: an idle CPU polls.
  case direct
  /// An idle CPU halts, and only an interrupt ends that. Who wakes somebody on another CPU sends it a
  /// reschedule interrupt (`ttwu_queue`, `resched_curr`, kernel/sched/core.c, 6.12). The woken context goes
  /// on when a handler on its CPU has returned, or when another context of that CPU goes to sleep: then the
  /// scheduler looks.
  case byIPI
}

extension Computer {
  /// Declares something to sleep on; with direct wake-ups it is nothing.
  ///
  /// Bound contexts that wait for a completion, a mutex, a wait queue, a percpu rwsem or `stop_machine` are
  /// woken by IPI. Workers, tasks that migrate and those that wait for readers of RCU or SRCU are woken
  /// directly.
  public mutating func addSleepers(_ name: String, count: Int? = nil) {
    guard wakeUps == .byIPI else { return }
    add(
      Variable("\(name).waiters", .range(0...0), count: count, valueNames: Computer.contextSet))
  }

  mutating func addWakeUps() {
    facts.insert(.wakesByIPI)
    // Contexts that were woken by another CPU, which theirs has not noticed yet.
    add(Variable("wakeups.unnoticed", .range(0...0), valueNames: Computer.contextSet))
    add(Variable("apic.reschedule", .range(0...0), storage: .sequenced))
    let unnoticed = Global("wakeups.unnoticed")
    let woken = Expression.local("woken", .range(0...(1 << 31 - 1)))
    let cpus = cpus
    for cpu in 0..<cpus { add(Variable(contextsOn(cpu), .range(0...0), storage: .sequenced)) }
    add(
      Procedure(
        "try_to_wake_up", source: "kernel/sched/core.c",
        parameters: [Local("woken", .range(0...(1 << 31 - 1)))],
        isPrimitive: true
      ) {
        for cpu in 0..<cpus {
          let here = Global(contextsOn(cpu))
          If(.currentCPU != .constant(cpu) && (woken & here) != 0 && PerCPU("cpu_online")[.constant(cpu)]) {
            unnoticed <- unnoticed | (woken & here)
            Do("reschedule", .constant(cpu))
          }
        }
      },
      Procedure("reschedule", parameters: [Local("cpu", .range(0...7))], isPrimitive: true) {
        let cpu = Expression.local("cpu", .range(0...7))
        If(LocalAPIC.isEnabled[cpu]) {
          LocalAPIC.requests[cpu] <- LocalAPIC.requests[cpu] | Global("apic.reschedule")
        }
      },
      Procedure("schedule", source: "kernel/sched/core.c", isPrimitive: true) {
        for cpu in 0..<cpus {
          If(.currentCPU == .constant(cpu)) { unnoticed <- unnoticed & ~Global(contextsOn(cpu)) }
        }
      })
  }

  /// The APIC through which CPUs call each other, if they do.
  var sendingAPIC: LocalAPIC? {
    guard wakeUps == .byIPI else { return nil }
    guard let apic else { preconditionFailure("with wake-ups by IPI, addLocalAPIC comes first") }
    return apic
  }

  func contextsOn(_ cpu: Int) -> String { "contexts_on.\(cpu)" }
}

extension Kernel {
  /// This CPU's scheduler looks who has been woken. Belongs into an atomic step.
  @ProgramBuilder static func schedule() -> [Statement] {
    If(.fact(.wakesByIPI)) { Do("schedule") }
  }

  private static var isNoticed: Expression { (Global("wakeups.unnoticed") & bit(.currentContext)) == 0 }

  /// Sleeps until a condition holds, and takes what it waited for in the same step. One step, or two if it
  /// has to sleep and wake-ups go by IPI.
  ///
  /// - Parameters:
  ///   - sleepers: what `addSleepers` was called with.
  ///   - take: what happens in the step in which it goes on.
  @ProgramBuilder public static func sleep(
    on sleepers: some PlaceConvertible, until condition: Expression, _ text: String,
    @ProgramBuilder take: () -> [Statement] = { [] }
  ) -> [Statement] {
    let sleepers = sleepers.place
    let taken = take()
    let slept = Expression.local("slept", .bool)
    If(.fact(.wakesByIPI)) {
      Atomic(text) {
        If(sleepers.orBroken(condition)) {
          taken
          slept <- 0
        }.Else {
          sleepers.part("waiters") <- sleepers.part("waiters") | bit(.currentContext)
          Do("schedule")
          slept <- 1
        }
      }
      If(slept) {
        Atomic("\(text): go on", when: sleepers.orBroken(condition) && isNoticed) {
          taken
          sleepers.part("waiters") <- sleepers.part("waiters") & ~bit(.currentContext)
        }
      }
    }.Else {
      Atomic(text, when: sleepers.orBroken(condition)) { taken }
    }
  }

  /// Wakes those who sleep there. Belongs into the atomic step that makes their condition hold.
  @ProgramBuilder public static func wake(_ sleepers: some PlaceConvertible) -> [Statement] {
    If(.fact(.wakesByIPI)) { Do("try_to_wake_up", sleepers.place.part("waiters")) }
  }

  /// Wakes a set of contexts.
  @ProgramBuilder static func wake(contexts: Expression) -> [Statement] {
    If(.fact(.wakesByIPI)) { Do("try_to_wake_up", contexts) }
  }

  /// Goes on when a condition holds and the CPU has noticed that somebody else made it hold.
  @ProgramBuilder static func goOn(
    _ text: String, when condition: Expression, @ProgramBuilder _ body: () -> [Statement] = { [] }
  ) -> [Statement] {
    let body = body()
    If(.fact(.wakesByIPI)) {
      Atomic(text, when: condition && isNoticed) { body }
    }.Else {
      Atomic(text, when: condition) { body }
    }
  }

  /// `smp_send_reschedule`: an interrupt that makes the scheduler of a CPU look; nothing where wake-ups are
  /// direct. To a CPU that is offline it is a WARN (`native_smp_send_reschedule`). One step.
  @ProgramBuilder public static func sendReschedule(to cpu: Expression) -> [Statement] {
    Atomic("smp_send_reschedule(\(cpu))") {
      Require("warn", PerCPU("cpu_online")[cpu])
      If(.fact(.wakesByIPI)) { Do("reschedule", cpu) }
    }
  }
}
