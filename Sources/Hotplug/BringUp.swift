import Machine
import Program

/// The way up as the control task goes it: the AP is started, released, and handed to its thread; and the
/// STARTING section, which the AP runs with interrupts off.
extension CPUHotplug {
  func addBringUp(to computer: inout Computer) {
    let ret = Expression.local("ret", resultDomain)
    let structure = ladder.structure
    computer.add(
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
        if hasSplitStartup { releaseAP(ret, in: computer) } else { kickAndWait(ret, in: computer) }
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
      })
  }
}
