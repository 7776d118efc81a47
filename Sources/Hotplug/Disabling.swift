import Machine
import Program

/// `cpu_hotplug_disable` and `cpu_hotplug_enable`: a counter under `cpu_add_remove_lock`, which requests look
/// at when they have that lock (kernel/cpu.c, 6.12 and 6.1).
///
/// It is no lock: it nests, whoever asks meanwhile gets -EBUSY and does not wait, and it stops neither
/// `_cpu_up` nor `_cpu_down` where these are called directly. Taking the counter does wait, for a request
/// that is under way. (`cpu_subsys_online`, drivers/base/cpu.c, 6.12, asks five times more after -EBUSY,
/// which is left to whoever makes the request.)
extension CPUHotplug {
  /// Somebody may disable hotplug: a task of the model, or the suspend of the system, which does it twice
  /// (`cpu_hotplug_pm_callback`, `freeze_secondary_cpus`).
  var canBeDisabled: Bool { options.maximumDisables > 0 || options.suspends }
  var disabledName: String { "cpu_hotplug_disabled" }

  func addDisabling(to computer: inout Computer) {
    let disabled = Global(disabledName)
    // Nobody looks at it without cpu_add_remove_lock.
    let most = options.maximumDisables + (options.suspends ? 2 : 0)
    computer.add(Variable(disabledName, .range(0...most), storage: .sequenced))
    computer.add(
      Procedure("cpu_hotplug_disable", source: "kernel/cpu.c") {
        Kernel.mutexLock("cpu_add_remove_lock")
        disabled <- disabled + 1
        Kernel.mutexUnlock("cpu_add_remove_lock")
      },
      Procedure("cpu_hotplug_enable", source: "kernel/cpu.c") {
        Kernel.mutexLock("cpu_add_remove_lock")
        Do("__cpu_hotplug_enable")
        Kernel.mutexUnlock("cpu_add_remove_lock")
      },
      Procedure("__cpu_hotplug_enable", source: "kernel/cpu.c") {
        Require("warn", disabled > 0)
        If(disabled > 0) { disabled <- disabled - 1 }
      })
  }
}
