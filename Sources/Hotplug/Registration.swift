import Ladder
import Machine
import Program

/// Registering and removing callbacks while CPUs come and go: `cpuhp_setup_state` with and without calls, its
/// removal, and the instances of a multi-instance state (`__cpuhp_setup_state_cpuslocked` and below,
/// kernel/cpu.c, 6.12).
///
/// A registration at a rung of its own succeeds with 0, one in a dynamic range with the number of the slot
/// that it got (`setupResult`), by which it is removed.
extension CPUHotplug {
  /// The procedures for a rung that is registered in the modelled run.
  public static func setupState(_ rung: String) -> String { "cpuhp_setup_state(\(rung))" }
  public static func setupStateNocalls(_ rung: String) -> String { "cpuhp_setup_state_nocalls(\(rung))" }
  public static func removeState(_ rung: String) -> String { "cpuhp_remove_state(\(rung))" }
  public static func removeStateNocalls(_ rung: String) -> String { "cpuhp_remove_state_nocalls(\(rung))" }
  /// Takes the number of the slot.
  public static func removeState(in range: DynamicRange) -> String { removeState(range.symbol) }
  /// Takes the number of the slot.
  public static func removeStateNocalls(in range: DynamicRange) -> String { removeStateNocalls(range.symbol) }
  public static func addInstance(_ rung: String) -> String { "cpuhp_state_add_instance(\(rung))" }

  /// What `cpuhp_setup_state` returns: an errno, 0, or the number of a dynamic slot.
  public var setupResult: Domain { .range(-133...ladder.structure.online) }

  func addRegistration(to computer: inout Computer) {
    let cpus = computer.cpus
    for rung in rungs + dynamicRungs where rung.isRegisteredLater {
      for direction in [true, false] { computer.add(issueCall(rung, bringup: direction)) }
      computer.add(
        setup(rung, CPUHotplug.setupState(rung.name), invoke: !rung.isMultiInstance, cpus: cpus),
        setup(rung, CPUHotplug.setupStateNocalls(rung.name), invoke: false, cpus: cpus))
    }
    for rung in rungs where rung.isRegisteredLater {
      computer.add(
        remove(rung, CPUHotplug.removeState(rung.name), invoke: true, cpus: cpus),
        remove(rung, CPUHotplug.removeStateNocalls(rung.name), invoke: false, cpus: cpus))
      if hasRuntimeInstances(rung) { computer.add(addInstance(rung, cpus: cpus)) }
    }
    for range in dynamicRanges {
      computer.add(
        remove(range, CPUHotplug.removeState(in: range), invoke: true, cpus: cpus),
        remove(range, CPUHotplug.removeStateNocalls(in: range), invoke: false, cpus: cpus))
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

  private func issueName(_ rung: HotplugRung, _ bringup: Bool) -> String {
    "cpuhp_issue_call(\(rung.name), \(bringup ? "startup" : "teardown"))"
  }

  private func issueCall(_ rung: HotplugRung, bringup: Bool) -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure(
      issueName(rung, bringup), source: "kernel/cpu.c", parameters: [cpuLocal, nodeLocal, slotLocal]
    ) {
      if rung.callback(bringup) != nil {
        if ladder.runsOnControlCPU(rung.number) {
          // The kernel passes the node on; here it lies where the CPU's thread would look for it.
          single[cpu] <- 1
          node[cpu] <- .local(nodeLocal)
          ret <- Call("cpuhp_invoke_callback", cpu, .local(slotLocal), bringup ? 1 : 0, 0)
          node[cpu] <- 0
          single[cpu] <- 0
        } else {
          ret <- Call("cpuhp_invoke_ap_callback", cpu, .local(slotLocal), bringup ? 1 : 0, .local(nodeLocal))
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
  private func invokeAll(_ rung: HotplugRung, _ cpus: Int, _ ret: Expression, node: Expression) -> [Statement]
  {
    ret <- 0
    for present in 0..<cpus {
      If(ret == 0 && state[.constant(present)] >= number(rung)) {
        ret <- Call(issueName(rung, true), .constant(present), node, number(rung))
        if rung.teardown != nil { If(ret != 0) { tearDownAll(rung, present, node: node) } }
      }
    }
  }

  /// Calls the teardown on the CPUs below a number that stand at or above the rung. It must not fail.
  @ProgramBuilder
  private func tearDownAll(_ rung: HotplugRung, _ cpus: Int, node: Expression) -> [Statement] {
    let undone = Expression.local("undone", .errno)
    for present in 0..<cpus {
      If(state[.constant(present)] >= number(rung)) {
        undone <- Call(issueName(rung, false), .constant(present), node, number(rung))
      }
    }
  }

  /// `cpuhp_store_callbacks` with a name: -EBUSY if the rung has one, or a slot of a dynamic range.
  @ProgramBuilder private func store(_ rung: HotplugRung, _ ret: Expression) -> [Statement] {
    if rung.isDynamic {
      reserve(rung, number(rung), ret)
    } else {
      ret <- .conditional(Global(registered(rung)), -16, 0)
      If(ret == 0) { Global(registered(rung)) <- 1 }
    }
  }

  /// `cpuhp_store_callbacks` without a name.
  @ProgramBuilder private func clear(_ rung: HotplugRung) -> [Statement] {
    if let range = rung.range { free(number(rung), in: range) } else { Global(registered(rung)) <- 0 }
  }

  private func setup(_ rung: HotplugRung, _ name: String, invoke: Bool, cpus: Int) -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure(name, source: "kernel/cpu.c") {
      Kernel.percpuDownRead("cpu_hotplug_lock")
      Kernel.mutexLock("cpuhp_state_mutex")
      store(rung, ret)
      if invoke && rung.startup != nil {
        If(ret == 0) {
          invokeAll(rung, cpus, ret, node: 0)
          If(ret != 0) { clear(rung) }
        }
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      Kernel.percpuUpRead("cpu_hotplug_lock")
      if rung.isDynamic { If(ret == 0) { Return(number(rung)) } }
      Return(ret)
    }
  }

  private func remove(_ rung: HotplugRung, _ name: String, invoke: Bool, cpus: Int) -> Procedure {
    Procedure(name, source: "kernel/cpu.c") {
      Kernel.percpuDownRead("cpu_hotplug_lock")
      Kernel.mutexLock("cpuhp_state_mutex")
      if rung.isMultiInstance {
        if hasRuntimeInstances(rung) { Require("warn", Global(nodes(rung)) == 0) }
      } else if invoke && rung.teardown != nil {
        If(Global(registered(rung))) { tearDownAll(rung, cpus, node: 0) }
      }
      clear(rung)
      if hasRuntimeInstances(rung) { Global(nodes(rung)) <- 0 }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      Kernel.percpuUpRead("cpu_hotplug_lock")
    }
  }

  /// The removal of a slot, whoever stands there.
  private func remove(_ range: DynamicRange, _ name: String, invoke: Bool, cpus: Int) -> Procedure {
    let argument = Local("argument", setupResult)
    let slot = Expression.local(slotLocal)
    return Procedure(name, source: "kernel/cpu.c", parameters: [argument]) {
      take(.local(argument), as: slot, in: range)
      Kernel.percpuDownRead("cpu_hotplug_lock")
      Kernel.mutexLock("cpuhp_state_mutex")
      if invoke {
        forOccupant(of: slot, in: range) { rung in
          if rung.teardown != nil { tearDownAll(rung, cpus, node: 0) }
        }
      }
      free(slot, in: range)
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
