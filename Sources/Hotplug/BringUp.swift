import Machine
import Program

/// The way up, as the control task and the AP share it: kick, STARTING section with interrupts off, the two
/// windows, idle.
extension CPUHotplug {
  func addBringUp(to computer: inout Computer) {
    let ret = Expression.local("ret", .errno)
    let structure = ladder.structure
    computer.add(
      Procedure("cpuhp_kick_ap_alive", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        Atomic("arch_cpuhp_kick_ap_alive: INIT, SIPI") { syncState[cpu] <- 1 }
        Wait(syncState[cpu] == 2, "wait for SYNC_STATE_ALIVE")
        Return(0)
      },
      Procedure("bringup_wait_for_ap_online", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        Kernel.waitForCompletion(doneUp[cpu])
        Require("warn", isOnline[cpu])
        Atomic("kthread_unpark(cpuhp thread)") { isParked[cpu] <- 0 }
        // The AP has booted once by now: a secondary thread that may not run is taken down again.
        if let isBootable = isBootable(cpu) { If(!isBootable) { Return(-125) } }
        Return(0)
      },
      Procedure(
        hasSplitStartup ? "cpuhp_bringup_ap" : "bringup_cpu", source: "kernel/cpu.c", parameters: [cpuLocal]
      ) {
        Kernel.mutexLock("sparse_irq_lock")
        if hasSplitStartup {
          Atomic("cpuhp_bp_sync_alive: SYNC_STATE_SHOULD_ONLINE") { syncState[cpu] <- 3 }
        } else {
          // 6.1: __cpu_up kicks the AP and waits for it in one; the AP does not stop on the way.
          Atomic("__cpu_up: INIT, SIPI") { syncState[cpu] <- 1 }
          Wait(syncState[cpu] == 2, "do_boot_cpu: wait for the AP")
          Atomic("do_boot_cpu: the AP goes on") { syncState[cpu] <- 3 }
          Wait(isOnline[cpu], "native_cpu_up: wait until the CPU is online")
          Kernel.mutexUnlock("sparse_irq_lock")
        }
        ret <- Call("bringup_wait_for_ap_online", cpu)
        if hasSplitStartup { Kernel.mutexUnlock("sparse_irq_lock") }
        If(ret != 0) { Return(ret) }
        If(target[cpu] <= .constant(structure.apOnlineIdle)) { Return(0) }
        ret <- Call("cpuhp_kick_ap", cpu, target[cpu])
        Return(ret)
      },
      Procedure("notify_cpu_starting", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        if hasSecondaryThreads { bootedOnce[cpu] <- 1 }
        let limit = Expression.conditional(
          target[cpu] < .constant(structure.apOnline), target[cpu], .constant(structure.apOnline))
        Do("__cpuhp_invoke_callback_range", 1, cpu, limit, 1)
      },
      startSecondary())
  }

  /// `start_secondary` (arch/x86/kernel/smpboot.c): window W1 lies between the STARTING callbacks and
  /// set_cpu_online, W2 between set_cpu_online and the first ONLINE callback.
  private func startSecondary() -> Procedure {
    Procedure("start_secondary", source: "arch/x86/kernel/smpboot.c", parameters: [cpuLocal]) {
      Atomic("the AP starts with interrupts off: SYNC_STATE_ALIVE", when: syncState[cpu] == 1) {
        PerCPU("irqs_off")[cpu] <- 1
        PerCPU("preempt_count")[cpu] <- 1
        PerCPU("cpu_owner")[cpu] <- .currentContext
        syncState[cpu] <- 2
      }
      Wait(syncState[cpu] == 3, "cpuhp_ap_sync_alive: wait for SYNC_STATE_SHOULD_ONLINE")
      Do("notify_cpu_starting", cpu)
      Atomic("set_cpu_online(true)", reason: "under vector_lock, with lapic_online()") { isOnline[cpu] <- 1 }
      Kernel.localIRQEnable()
      Do("cpuhp_online_idle", cpu)
      Atomic("cpu_startup_entry: the idle loop", reason: "the last two steps touch this CPU alone") {
        PerCPU("preempt_count")[cpu] <- 0
        PerCPU("cpu_owner")[cpu] <- 0
      }
    }
  }
}
