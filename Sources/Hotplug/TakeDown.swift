import Machine
import Program

/// The way down below the ONLINE section: stop_machine, the DYING callbacks on the dying CPU, and its death
/// in the idle loop.
extension CPUHotplug {
  func addTakeDown(to computer: inout Computer) {
    let ret = Expression.local("ret", resultDomain)
    let structure = ladder.structure
    let mayRefuse = options.refusesToDie && computer.hasFaults
    let dying = hotpluggable.count == 1 ? Expression.constant(hotpluggable[0]) : Global("stop.active")
    computer.add(
      Procedure("cpuhp_online_idle", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        state[cpu] <- .constant(structure.apOnlineIdle)
        Atomic(
          "SYNC_STATE_ONLINE; st->state = CPUHP_AP_ONLINE_IDLE; complete(&st->done_up)",
          reason: "nobody looks at the first two before the completion"
        ) {
          setSyncState(.online)
          doneUp[cpu] <- doneUp[cpu] + 1
        }
      },
      Procedure("take_cpu_down", source: "kernel/cpu.c") {
        if mayRefuse {
          Choose {
            Option("lapic_can_unplug_cpu: there are vectors enough", .kernel) {}
            Option("lapic_can_unplug_cpu: -ENOSPC", .fault, when: Global("faults_left") > 0) {
              Atomic { Global("faults_left") <- Global("faults_left") - 1 }
              Return(-28)
            }
          }
        }
        [Statement].dispatchOn(dying, hotpluggable, "take_cpu_down_of")
        Return(0)
      },
      Procedure("take_cpu_down_of", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        Atomic("__cpu_disable: remove the CPU from cpu_online_mask", reason: "under vector_lock") {
          isOnline[cpu] <- 0
        }
        if let fixup = options.fixupIRQs { Do(fixup, cpu) }
        let limit = Expression.conditional(
          target[cpu] > .constant(structure.apOffline), target[cpu], .constant(structure.apOffline))
        Do("__cpuhp_invoke_callback_range", 0, cpu, limit, 1)
        Return(0)
      },
      Procedure("takedown_cpu", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        Atomic("kthread_park(cpuhp thread)") { isParked[cpu] <- 1 }
        Kernel.mutexLock("sparse_irq_lock")
        ret <- Call("stop_machine_cpuslocked", 0, cpu)
        If(ret != 0) {
          Kernel.mutexUnlock("sparse_irq_lock")
          Atomic("kthread_unpark(cpuhp thread)") { isParked[cpu] <- 0 }
          Return(ret)
        }
        Kernel.waitForCompletion(doneDown[cpu])
        Kernel.mutexUnlock("sparse_irq_lock")
        waitForDeath(in: computer)
        Return(0)
      },
      Procedure("do_idle", source: "kernel/sched/idle.c", parameters: [cpuLocal]) {
        Atomic("cpu_is_offline(): leave the idle loop", when: !isOnline[cpu] && Global("stop.state") == 0) {
          PerCPU("irqs_off")[cpu] <- 1
          PerCPU("cpu_owner")[cpu] <- .currentContext
        }
        state[cpu] <- .constant(structure.idleDead)
        Atomic(
          "cpuhp_report_idle_dead: complete(&st->done_down)", reason: "an online CPU does it for this one"
        ) {
          doneDown[cpu] <- doneDown[cpu] + 1
        }
        Atomic("arch_cpu_idle_dead: SYNC_STATE_DEAD, the CPU halts") {
          setSyncState(.dead)
          PerCPU("irqs_off")[cpu] <- 0
          PerCPU("cpu_owner")[cpu] <- 0
        }
      })
  }
}

extension [Statement] {
  /// Calls a procedure with a CPU number that is known only when the program runs, as a constant in each
  /// branch.
  static func dispatchOn(_ selector: Expression, _ cpus: [Int], _ procedure: String) -> [Statement] {
    guard cpus.count > 1 else { return [Statement(Do(procedure, .constant(cpus[0])))] }
    return cpus.map { cpu in
      Statement(If(selector == .constant(cpu)) { Do(procedure, .constant(cpu)) })
    }
  }
}
