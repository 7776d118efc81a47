import Ladder
import Machine
import Program

/// The scheduler's callbacks that matter to others: `cpu_active_mask`, and the wait until no stray task is
/// left.
extension CPUHotplug {
  /// The rungs, for those that the ladder has. Their procedures come with `addSchedulerProcedures`.
  public static func schedulerRungs(of ladder: Ladder) -> [HotplugRung] {
    var rungs = [
      HotplugRung(
        number: ladder.structure.active, name: "sched:active",
        startup: .init("sched_cpu_activate", procedure: "sched_cpu_activate"),
        teardown: .init("sched_cpu_deactivate", procedure: "sched_cpu_deactivate"))
    ]
    if let wait = ladder.rung(symbol: "CPUHP_AP_SCHED_WAIT_EMPTY") {
      rungs.append(
        HotplugRung(
          number: wait.number, name: "sched:waitempty",
          teardown: .init("sched_cpu_wait_empty", procedure: "sched_cpu_wait_empty")))
    }
    return rungs
  }

  public func addSchedulerProcedures(to computer: inout Computer) {
    computer.add(
      Procedure("sched_cpu_activate", source: "kernel/sched/core.c", parameters: [cpuLocal]) {
        Atomic("set_cpu_active(true)") { isActive[cpu] <- 1 }
        Return(0)
      },
      Procedure("sched_cpu_deactivate", source: "kernel/sched/core.c", parameters: [cpuLocal]) {
        Atomic("set_cpu_active(false); balance_push_set()") { isActive[cpu] <- 0 }
        Return(0)
      },
      Procedure("sched_cpu_wait_empty", source: "kernel/sched/core.c", parameters: [cpuLocal]) {
        Wait(options.isEmpty(cpu), "balance_hotplug_wait: until only per-CPU threads are left")
        Return(0)
      })
  }
}
