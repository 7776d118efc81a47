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
  /// What `cpuhp_setup_state` returns: an errno, 0, or the number of a dynamic slot.
  public var setupResult: Domain {
    let slots = 0...ladder.structure.online
    guard case .range(let errors) = resultDomain else { return .range(-133...slots.upperBound) }
    return .range(min(errors.lowerBound, -133)...max(errors.upperBound, slots.upperBound))
  }

  /// What goes up to whoever asked for a change: what callbacks return.
  public var resultDomain: Domain { options.callbackResult }

  func addRegistration(to computer: inout Computer) {
    let cpus = computer.cpus
    computer.add(
      Finding("cpus-not-held", "a function that needs the hotplug lock is called and nobody holds it"))
    for rung in rungs + dynamicRungs where rung.isRegisteredLater {
      for direction in [true, false] { computer.add(issueCall(rung, bringup: direction)) }
    }
    for cpusLocked in [false, true] {
      for rung in rungs + dynamicRungs where rung.isRegisteredLater {
        let name = rung.name
        computer.add(
          setup(rung, CPUHotplug.setupState(name, cpusLocked: cpusLocked), true, cpusLocked, cpus),
          setup(rung, CPUHotplug.setupStateNocalls(name, cpusLocked: cpusLocked), false, cpusLocked, cpus))
      }
      for (holder, name) in holders {
        computer.add(
          remove(holder, CPUHotplug.removeState(name, cpusLocked: cpusLocked), true, cpusLocked, cpus),
          remove(holder, CPUHotplug.removeStateNocalls(name, cpusLocked: cpusLocked), false, cpusLocked, cpus)
        )
      }
    }
    addApCallback(to: &computer)
    addInstanceProcedures(to: &computer)
  }

  /// Whose callbacks a function is about that takes the number of a state: a rung of its own, which stands in
  /// its name here, or whoever stands in a slot of a range, whose number it takes.
  enum Holder {
    case rung(HotplugRung)
    case range(DynamicRange)
  }

  var holders: [(Holder, name: String)] {
    rungs.filter(\.isRegisteredLater).map { (.rung($0), $0.name) }
      + dynamicRanges.map { (.range($0), $0.symbol) }
  }

  /// The parameter of such a function.
  private static func argument(_ domain: Domain) -> Local { Local("argument", domain) }

  func parameters(_ holder: Holder) -> [Local] {
    if case .range = holder { [CPUHotplug.argument(setupResult)] } else { [] }
  }

  /// Begins such a function: the slot that its caller names.
  @ProgramBuilder func takeArgument(_ holder: Holder) -> [Statement] {
    if case .range(let range) = holder {
      take(.local(CPUHotplug.argument(setupResult)), as: .local(slotLocal), in: range)
    }
  }

  /// What is done for whoever is registered there; nothing if nobody is.
  @ProgramBuilder func forHolder(
    _ holder: Holder, @ProgramBuilder _ body: (HotplugRung) -> [Statement]
  ) -> [Statement] {
    switch holder {
    case .rung(let rung): If(Global(registered(rung))) { body(rung) }
    case .range(let range): forOccupant(of: .local(slotLocal), in: range, body)
    }
  }

  /// `cpus_read_lock`, or `lockdep_assert_cpus_held`; whose the lock is the model can't tell.
  @ProgramBuilder func cpusReadLock(_ isHeld: Bool) -> [Statement] {
    if isHeld {
      Atomic("lockdep_assert_cpus_held") {
        Require("cpus-not-held", Global("cpu_hotplug_lock.readers") > 0 || Global("cpu_hotplug_lock.block"))
      }
    } else {
      Kernel.percpuDownRead("cpu_hotplug_lock")
    }
  }

  @ProgramBuilder func cpusReadUnlock(_ isHeld: Bool) -> [Statement] {
    if !isHeld { Kernel.percpuUpRead("cpu_hotplug_lock") }
  }

  var nodeLocal: Local { Local("node", .range(0...30)) }

  /// `cpuhp_invoke_ap_callback`: through the CPU's thread, if it is in `cpu_online_mask`.
  private func addApCallback(to computer: inout Computer) {
    let (stepLocal, upLocal) = (Local("state", stateDomain), Local("bringup", .bool))
    let ret = Expression.local("ret", resultDomain)
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
    let ret = Expression.local("ret", resultDomain)
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
  func invokeAll(_ rung: HotplugRung, _ cpus: Int, _ ret: Expression, node: Expression) -> [Statement] {
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
  func tearDownAll(_ rung: HotplugRung, _ cpus: Int, node: Expression) -> [Statement] {
    let undone = Expression.local("undone", resultDomain)
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

  /// `cpuhp_store_callbacks` without a name. The list of instances is begun anew.
  @ProgramBuilder private func clear(_ rung: HotplugRung) -> [Statement] {
    if let range = rung.range { free(number(rung), in: range) } else { Global(registered(rung)) <- 0 }
    if hasRuntimeInstances(rung) { clearInstances(rung) }
  }

  private func setup(
    _ rung: HotplugRung, _ name: String, _ invoke: Bool, _ cpusLocked: Bool, _ cpus: Int
  ) -> Procedure {
    let ret = Expression.local("ret", resultDomain)
    return Procedure(name, source: "kernel/cpu.c") {
      cpusReadLock(cpusLocked)
      Kernel.mutexLock("cpuhp_state_mutex")
      store(rung, ret)
      // Of a multi-instance state nothing is called: its instances come later.
      if invoke && !rung.isMultiInstance && rung.startup != nil {
        If(ret == 0) {
          invokeAll(rung, cpus, ret, node: 0)
          If(ret != 0) { clear(rung) }
        }
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      cpusReadUnlock(cpusLocked)
      if rung.isDynamic { If(ret == 0) { Return(number(rung)) } }
      Return(ret)
    }
  }

  /// `__cpuhp_remove_state`. Instances that are left are warned about and forgotten.
  private func remove(
    _ holder: Holder, _ name: String, _ invoke: Bool, _ cpusLocked: Bool, _ cpus: Int
  ) -> Procedure {
    Procedure(name, source: "kernel/cpu.c", parameters: parameters(holder)) {
      takeArgument(holder)
      cpusReadLock(cpusLocked)
      Kernel.mutexLock("cpuhp_state_mutex")
      forHolder(holder) { rung in
        if hasRuntimeInstances(rung) {
          Require("warn", !hasInstances(rung))
        } else if invoke && rung.teardown != nil {
          tearDownAll(rung, cpus, node: 0)
        }
        clear(rung)
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      cpusReadUnlock(cpusLocked)
    }
  }
}
