import Machine
import Program

/// Suspend and resume, as far as they are hotplug: all CPUs but the first go down in one go and those that
/// did come back (`freeze_secondary_cpus`, `thaw_secondary_cpus`, `cpu_hotplug_pm_callback`, kernel/cpu.c;
/// `suspend_enter`, kernel/power/suspend.c; 6.12 and 6.1).
///
/// `_cpu_down` and `_cpu_up` are called directly: neither `cpu_hotplug_disable` nor `cpu_bootable` is asked.
/// The first failure ends the way down; on the way up a failure is logged and nobody is told.
extension CPUHotplug {
  /// `cpuhp_tasks_frozen`, which callbacks look at: set under the hotplug lock.
  var tasksFrozen: Expression { Global("cpuhp_tasks_frozen") }
  private var frozen: PerCPU { PerCPU("frozen_cpus") }

  func addSuspend(to computer: inout Computer) {
    computer.add(
      Variable("cpuhp_tasks_frozen", .bool, storage: .sequenced),
      Variable("frozen_cpus", .bool, count: computer.cpus, storage: .sequenced))
    computer.add(freeze(computer.cpus), thaw(), suspend())
  }

  private func log(_ text: String, _ argument: Expression? = nil) -> [Statement] {
    guard options.isObserved else { return [] }
    return [Statement(.event(name: "log \(text)", arguments: argument.map { [$0] } ?? []))]
  }

  private func freeze(_ cpus: Int) -> Procedure {
    let ret = Expression.local("ret", resultDomain)
    let online = (0..<cpus).map { isOnline[.constant($0)] }.reduce(0) { $0 + $1 }
    // From the highest number; 6.1 from the lowest.
    let order = hasSplitStartup ? hotpluggable.sorted().reversed() : hotpluggable.sorted()
    return Procedure("freeze_secondary_cpus", source: "kernel/cpu.c") {
      Kernel.mutexLock("cpu_add_remove_lock")
      log("Disabling non-boot CPUs ...")
      for cpu in hotpluggable { frozen[.constant(cpu)] <- 0 }
      ret <- 0
      for cpu in order {
        If(ret == 0 && isOnline[.constant(cpu)]) {
          if options.hasWakeUps { lookForWakeUp(ret) }
          If(ret == 0) {
            ret <- Call("_cpu_down", .constant(cpu), 1, 0)
            If(ret == 0) { frozen[.constant(cpu)] <- 1 }.Else { log("Error taking CPU\(cpu) down: ", ret) }
          }
        }
      }
      If(ret == 0) { If(online > 1) { Crash("bug") } }.Else { log("Non-boot CPUs are not disabled") }
      // Whether it failed or not: thaw_secondary_cpus follows in any case.
      Global(disabledName) <- Global(disabledName) + 1
      Kernel.mutexUnlock("cpu_add_remove_lock")
      Return(ret)
    }
  }

  @ProgramBuilder private func lookForWakeUp(_ ret: Expression) -> [Statement] {
    Choose {
      Option("pm_wakeup_pending: no", .kernel) { Atomic {} }
      Option("pm_wakeup_pending: yes", .environment) {
        Atomic {}
        ret <- -16
      }
    }
  }

  private func thaw() -> Procedure {
    let error = Expression.local("error", resultDomain)
    return Procedure("thaw_secondary_cpus", source: "kernel/cpu.c") {
      Kernel.mutexLock("cpu_add_remove_lock")
      Do("__cpu_hotplug_enable")
      let any = hotpluggable.map { frozen[.constant($0)] }.reduce(0) { $0 || $1 }
      if options.isObserved { If(any) { log("Enabling non-boot CPUs ...") } }
      for cpu in hotpluggable.sorted() {
        If(frozen[.constant(cpu)]) {
          error <- Call("_cpu_up", .constant(cpu), 1, .constant(ladder.structure.online))
          If(error == 0) { log("CPU\(cpu) is up") }.Else { log("Error taking CPU\(cpu) up: ", error) }
          frozen[.constant(cpu)] <- 0
        }
      }
      Kernel.mutexUnlock("cpu_add_remove_lock")
    }
  }

  /// From the notifier that disables hotplug by request to the one that enables it.
  private func suspend() -> Procedure {
    let ret = Expression.local("ret", resultDomain)
    return Procedure("pm_suspend", source: "kernel/power/suspend.c") {
      Do("cpu_hotplug_disable")
      ret <- Call("freeze_secondary_cpus")
      if let syscore = options.syscore {
        If(ret == 0) {
          Kernel.localIRQDisable()
          Do(syscore)
          Kernel.localIRQEnable()
        }
      }
      Do("thaw_secondary_cpus")
      Do("cpu_hotplug_enable")
      Return(ret)
    }
  }
}
