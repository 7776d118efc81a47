import Machine
import Program

/// Registering and removing callbacks while CPUs come and go: `cpuhp_setup_state` with and without calls, its
/// removal, and the instances of a multi-instance state (`__cpuhp_setup_state_cpuslocked` and below,
/// kernel/cpu.c, 6.12).
///
/// Which slot a dynamic state gets is decided when the ladder is made (`Ladder.registering`, the lowest free
/// one).
extension CPUHotplug {
  /// The procedures for a rung that is registered in the modelled run.
  public static func setupState(_ rung: String) -> String { "cpuhp_setup_state(\(rung))" }
  public static func setupStateNocalls(_ rung: String) -> String { "cpuhp_setup_state_nocalls(\(rung))" }
  public static func removeState(_ rung: String) -> String { "cpuhp_remove_state(\(rung))" }
  public static func removeStateNocalls(_ rung: String) -> String { "cpuhp_remove_state_nocalls(\(rung))" }
  public static func addInstance(_ rung: String) -> String { "cpuhp_state_add_instance(\(rung))" }

  func addRegistration(to computer: inout Computer) {
    for rung in rungs where rung.isRegisteredLater {
      for direction in [true, false] { computer.add(issueCall(rung, bringup: direction)) }
      computer.add(
        setup(rung, CPUHotplug.setupState(rung.name), invoke: !rung.isMultiInstance, cpus: computer.cpus),
        setup(rung, CPUHotplug.setupStateNocalls(rung.name), invoke: false, cpus: computer.cpus),
        remove(rung, CPUHotplug.removeState(rung.name), invoke: true, cpus: computer.cpus),
        remove(rung, CPUHotplug.removeStateNocalls(rung.name), invoke: false, cpus: computer.cpus))
      if hasRuntimeInstances(rung) { computer.add(addInstance(rung, cpus: computer.cpus)) }
    }
    addApCallback(to: &computer)
  }

  private var nodeLocal: Local { Local("node", .range(0...30)) }

  /// `cpuhp_invoke_ap_callback`: through the CPU's thread, if it is in `cpu_online_mask`.
  private func addApCallback(to computer: inout Computer) {
    let (stepLocal, upLocal) = (Local("state", stateDomain), Local("bringup", .bool))
    let ret = Expression.local("ret", .errno)
    computer.add(
      Procedure(
        "cpuhp_invoke_ap_callback", source: "kernel/cpu.c",
        parameters: [cpuLocal, stepLocal, upLocal, nodeLocal]
      ) {
        If(!isOnline[cpu]) { Return(0) }
        rollback[cpu] <- 0
        last[cpu] <- 0
        node[cpu] <- .local(nodeLocal)
        bringup[cpu] <- .local(upLocal)
        callbackState[cpu] <- .local(stepLocal)
        single[cpu] <- 1
        Do("__cpuhp_kick_ap", cpu)
        ret <- result[cpu]
        If(ret != 0 && last[cpu] != 0) {
          rollback[cpu] <- 1
          bringup[cpu] <- !.local(upLocal)
          Do("__cpuhp_kick_ap", cpu)
        }
        node[cpu] <- 0
        last[cpu] <- 0
        single[cpu] <- 0
        Return(ret)
      })
  }

  private func issueCall(_ rung: HotplugRung, bringup: Bool) -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure(
      "cpuhp_issue_call(\(rung.name), \(bringup ? "startup" : "teardown"))", source: "kernel/cpu.c",
      parameters: [cpuLocal, nodeLocal]
    ) {
      if rung.callback(bringup) != nil {
        if ladder.runsOnControlCPU(rung.number) {
          // The kernel passes the node on; here it lies where the CPU's thread would look for it.
          single[cpu] <- 1
          node[cpu] <- .local(nodeLocal)
          ret <- Call("cpuhp_invoke_callback", cpu, .constant(rung.number), bringup ? 1 : 0, 0)
          node[cpu] <- 0
          single[cpu] <- 0
        } else {
          ret
            <- Call(
              "cpuhp_invoke_ap_callback", cpu, .constant(rung.number), bringup ? 1 : 0, .local(nodeLocal))
        }
        if !bringup { If(ret != 0) { Crash("bug") } }
        Return(ret)
      } else {
        Return(0)
      }
    }
  }

  /// Calls the startup on every present CPU that stands at or above the rung; a failure undoes it on those
  /// before.
  @ProgramBuilder
  private func invokeAll(
    _ rung: HotplugRung, _ cpus: Int, _ ret: Expression, node: Expression
  ) -> [Statement] {
    let undone = Expression.local("undone", .errno)
    ret <- 0
    for present in 0..<cpus {
      If(ret == 0 && state[.constant(present)] >= .constant(rung.number)) {
        ret <- Call("cpuhp_issue_call(\(rung.name), startup)", .constant(present), node)
        if rung.teardown != nil {
          If(ret != 0) {
            for done in 0..<present {
              If(state[.constant(done)] >= .constant(rung.number)) {
                undone <- Call("cpuhp_issue_call(\(rung.name), teardown)", .constant(done), node)
              }
            }
          }
        }
      }
    }
  }

  private func setup(_ rung: HotplugRung, _ name: String, invoke: Bool, cpus: Int) -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure(name, source: "kernel/cpu.c") {
      Kernel.percpuDownRead("cpu_hotplug_lock")
      Kernel.mutexLock("cpuhp_state_mutex")
      If(Global(registered(rung))) {
        ret <- -16
      }.Else {
        Global(registered(rung)) <- 1
        ret <- 0
        if invoke && rung.startup != nil {
          invokeAll(rung, cpus, ret, node: 0)
          If(ret != 0) { Global(registered(rung)) <- 0 }
        }
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      Kernel.percpuUpRead("cpu_hotplug_lock")
      Return(ret)
    }
  }

  private func remove(_ rung: HotplugRung, _ name: String, invoke: Bool, cpus: Int) -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure(name, source: "kernel/cpu.c") {
      Kernel.percpuDownRead("cpu_hotplug_lock")
      Kernel.mutexLock("cpuhp_state_mutex")
      if rung.isMultiInstance {
        if hasRuntimeInstances(rung) { Require("warn", Global(nodes(rung)) == 0) }
      } else if invoke && rung.teardown != nil {
        If(Global(registered(rung))) {
          for present in 0..<cpus {
            If(state[.constant(present)] >= .constant(rung.number)) {
              ret <- Call("cpuhp_issue_call(\(rung.name), teardown)", .constant(present), 0)
            }
          }
        }
      }
      Global(registered(rung)) <- 0
      if hasRuntimeInstances(rung) { Global(nodes(rung)) <- 0 }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      Kernel.percpuUpRead("cpu_hotplug_lock")
    }
  }

  private func addInstance(_ rung: HotplugRung, cpus: Int) -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure(CPUHotplug.addInstance(rung.name), source: "kernel/cpu.c", parameters: [nodeLocal]) {
      Kernel.percpuDownRead("cpu_hotplug_lock")
      If(!Global(registered(rung))) {
        Kernel.percpuUpRead("cpu_hotplug_lock")
        Return(-22)
      }
      Kernel.mutexLock("cpuhp_state_mutex")
      if rung.startup != nil { invokeAll(rung, cpus, ret, node: .local(nodeLocal)) } else { ret <- 0 }
      If(ret == 0) {
        Global(nodes(rung)) <- Global(nodes(rung)) | (1 << (.local(nodeLocal) - 1))
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      Kernel.percpuUpRead("cpu_hotplug_lock")
      Return(ret)
    }
  }
}
