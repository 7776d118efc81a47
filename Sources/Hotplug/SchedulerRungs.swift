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
    let hasFaults = computer.hasFaults
    computer.add(
      Procedure("sched_cpu_activate", source: "kernel/sched/core.c", parameters: [cpuLocal]) {
        Atomic("set_cpu_active(true)") { isActive[cpu] <- 1 }
        Return(0)
      },
      Procedure("sched_cpu_deactivate", source: "kernel/sched/core.c", parameters: [cpuLocal]) {
        Atomic("set_cpu_active(false); balance_push_set()") { isActive[cpu] <- 0 }
        if options.refusesToDeactivate && hasFaults { refuse() }
        Return(0)
      },
      Procedure("sched_cpu_wait_empty", source: "kernel/sched/core.c", parameters: [cpuLocal]) {
        Wait(options.isEmpty(cpu), "balance_hotplug_wait: until only per-CPU threads are left")
        Return(0)
      })
  }

  /// `cpuset_cpu_inactive`: the check for deadline tasks comes when the CPU has been inactive for a while,
  /// and then it is made active again.
  @ProgramBuilder private func refuse() -> [Statement] {
    let faults = Global("faults_left")
    Choose {
      Option("dl_bw_check_overflow: there is bandwidth enough", .kernel) {}
      Option(
        "dl_bw_check_overflow: -EBUSY", .fault,
        when: faults > 0 && (options.suspends ? !tasksFrozen : 1)
      ) {
        Atomic { faults <- faults - 1 }
        Atomic("set_cpu_active(true)") { isActive[cpu] <- 1 }
        Return(-16)
      }
    }
  }
}
