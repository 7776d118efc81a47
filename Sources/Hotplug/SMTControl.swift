import Machine
import Program

/// `cpu_smt_control` as far as it can change while the system runs, with the kernel's numbers (`enum
/// cpuhp_smt_control`, include/linux/cpu_smt.h, 6.12).
public enum SMTControl: Int, Sendable, CaseIterable {
  /// `on`.
  case enabled
  /// `off`, or `nosmt` on the command line.
  case disabled
  /// `forceoff`, or `nosmt=force`: it stays.
  case forceDisabled
}

/// Threads of a core that are not its first: whether they may run, and `smt/control`, which says so
/// (`cpu_bootable`, `cpuhp_smt_enable`, `cpuhp_smt_disable`, `__store_smt_control`, kernel/cpu.c, 6.12).
///
/// While they may not, such a CPU comes up once all the same, so that the code for its first boot can set
/// CR4.MCE: it runs its STARTING section and is taken down before its first ONLINE callback.
extension CPUHotplug {
  var hasSecondaryThreads: Bool { !options.secondaryThreads.isEmpty }
  private var control: Expression { Global("cpu_smt_control") }
  private var threads: Expression { Global("cpu_smt_num_threads") }
  /// `cpus_booted_once_mask`.
  var bootedOnce: PerCPU { PerCPU("cpus_booted_once") }

  /// `cpu_smt_num_threads`, which a write to `smt/control` is compared with, came soon after the kick of the
  /// AP was split from the wait for it; 6.1 compares with `cpu_smt_control`.
  private var countsThreads: Bool { hasSplitStartup }

  func addSMTVariables(to computer: inout Computer) {
    precondition(
      options.secondaryThreads.isSubset(of: hotpluggable), "a secondary thread must be able to go up and down"
    )
    let initial = options.smtControl.rawValue
    // All of them are read and written under cpu_add_remove_lock or device_hotplug_lock, or on the AP while
    // its control task waits for it.
    computer.add(
      Variable(
        "cpu_smt_control", .range(0...2), storage: .sequenced, initial: [initial],
        valueNames: [0: "CPU_SMT_ENABLED", 1: "CPU_SMT_DISABLED", 2: "CPU_SMT_FORCE_DISABLED"]),
      Variable(
        "cpus_booted_once", .bool, count: computer.cpus, storage: .sequenced,
        initial: (0..<computer.cpus).map { onlineAtStart.contains($0) ? 1 : 0 }))
    if countsThreads {
      computer.add(
        Variable("cpu_smt_num_threads", .range(1...2), storage: .sequenced, initial: [initial == 0 ? 2 : 1]))
    }
  }

  /// `cpu_bootable`; nil if every CPU always is.
  func isBootable(_ cpu: Expression) -> Expression? {
    guard hasSecondaryThreads else { return nil }
    let isSecondary = options.secondaryThreads.sorted().map { cpu == .constant($0) }.reduce(0) { $0 || $1 }
    return control == .constant(SMTControl.enabled.rawValue) || !isSecondary || !bootedOnce[cpu]
  }

  func addSMTProcedures(to computer: inout Computer) {
    let ret = Expression.local("ret", resultDomain)
    let wanted = Local("ctrlval", .range(0...2))
    computer.add(
      Procedure("cpuhp_smt_disable", source: "kernel/cpu.c", parameters: [wanted]) {
        Kernel.mutexLock("cpu_add_remove_lock")
        ret <- 0
        for sibling in options.secondaryThreads.sorted() {
          If(ret == 0 && isOnline[.constant(sibling)]) {
            ret <- Call("cpu_down_maps_locked", .constant(sibling), 0)
          }
        }
        If(ret == 0) { control <- .local(wanted) }
        Kernel.mutexUnlock("cpu_add_remove_lock")
        Return(ret)
      },
      Procedure("cpuhp_smt_enable", source: "kernel/cpu.c") {
        Kernel.mutexLock("cpu_add_remove_lock")
        ret <- 0
        control <- .constant(SMTControl.enabled.rawValue)
        // Whoever is offline, first threads too; neither cpu_hotplug_disable nor cpu_bootable is asked.
        for present in hotpluggable {
          If(ret == 0 && !isOnline[.constant(present)]) {
            ret <- Call("_cpu_up", .constant(present), 0, .constant(ladder.structure.online))
          }
        }
        Kernel.mutexUnlock("cpu_add_remove_lock")
        Return(ret)
      },
      store(Local("buf", .range(0...2))))
  }

  private func store(_ written: Local) -> Procedure {
    let ret = Expression.local("ret", resultDomain)
    let forced = Expression.local("forced", .bool)
    let original = Expression.local("orig_threads", .range(1...2))
    let wanted = Expression.local(written)
    let force = Expression.constant(SMTControl.forceDisabled.rawValue)
    return Procedure("__store_smt_control", source: "kernel/cpu.c", parameters: [written]) {
      Atomic("look at cpu_smt_control without a lock") { forced <- (control == force) }
      If(forced) { Return(-1) }
      Kernel.mutexLock("device_hotplug_lock")
      ret <- 0
      if countsThreads {
        // Written before anything is done: after a failure the next write of the same finds nothing to do.
        original <- threads
        threads <- .conditional(wanted == 0, 2, 1)
        forced <- (wanted == force && control != force)
        If(threads > original) {
          ret <- Call("cpuhp_smt_enable")
        }.Else {
          If(threads < original || forced) { ret <- Call("cpuhp_smt_disable", wanted) }
        }
      } else {
        If(wanted != control) {
          If(wanted == 0) { ret <- Call("cpuhp_smt_enable") }.Else {
            ret <- Call("cpuhp_smt_disable", wanted)
          }
        }
      }
      Kernel.mutexUnlock("device_hotplug_lock")
      Return(ret)
    }
  }

  /// What the environment may write to `smt/control`, for ever: `on` and `off`.
  public func smtOptions() -> [Statement.Option] {
    [SMTControl.enabled, .disabled].map { wanted in
      let isOn = wanted == .enabled
      let concerned = isOn ? hotpluggable : options.secondaryThreads.sorted()
      return Option("echo \(isOn ? "on" : "off") > smt/control") {
        Atomic { for cpu in concerned { begin(cpu, goesUp: isOn) } }
        Expression.local("ret", resultDomain) <- Call("__store_smt_control", .constant(wanted.rawValue))
        for cpu in concerned { end(cpu, goesUp: isOn) }
      }
    }
  }
}
