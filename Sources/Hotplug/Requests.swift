import Machine
import Program

/// `cpu_up` and `cpu_down` with their locks, and the rollback that the control task does itself.
extension CPUHotplug {
  func addRequests(to computer: inout Computer) {
    let structure = ladder.structure
    let targetLocal = Local("target", stateDomain)
    let goal = Expression.local(targetLocal)
    let ret = Expression.local("ret", resultDomain)
    let previous = Expression.local("prev_state", stateDomain)
    let second = Expression.local("rollback_ret", resultDomain)
    let frozenLocal = Local("tasks_frozen", .bool)
    let others = (0..<computer.cpus).map { isOnline[.constant($0)] }.reduce(0) { $0 + $1 }
    computer.add(
      Procedure("cpuhp_up_callbacks", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
        previous <- state[cpu]
        ret <- Call("__cpuhp_invoke_callback_range", 1, cpu, goal, 0)
        If(ret != 0) {
          Do("cpuhp_reset_state", cpu, previous)
          second <- Call("__cpuhp_invoke_callback_range", 0, cpu, previous, 0)
          Require("warn", second == 0)
        }
        Return(ret)
      },
      Procedure("cpuhp_down_callbacks", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
        previous <- state[cpu]
        ret <- Call("__cpuhp_invoke_callback_range", 0, cpu, goal, 0)
        If(ret != 0) {
          Do("cpuhp_reset_state", cpu, previous)
          If(state[cpu] < previous) {
            second <- Call("__cpuhp_invoke_callback_range", 1, cpu, previous, 0)
            Require("warn", second == 0)
          }
        }
        Return(ret)
      },
      Procedure("_cpu_up", source: "kernel/cpu.c", parameters: [cpuLocal, frozenLocal, targetLocal]) {
        Kernel.percpuDownWrite("cpu_hotplug_lock")
        ret <- 0
        If(state[cpu] < goal) {
          if options.suspends { tasksFrozen <- .local(frozenLocal) }
          Do("cpuhp_set_state", cpu, goal)
          If(state[cpu] > .constant(structure.bringupCPU)) { ret <- Call("cpuhp_kick_ap_work", cpu) }
          If(ret == 0) {
            let limit = Expression.conditional(
              goal < .constant(structure.bringupCPU), goal, .constant(structure.bringupCPU))
            ret <- Call("cpuhp_up_callbacks", cpu, limit)
          }
        }
        Kernel.percpuUpWrite("cpu_hotplug_lock")
        Return(ret)
      },
      Procedure("_cpu_down", source: "kernel/cpu.c", parameters: [cpuLocal, frozenLocal, targetLocal]) {
        If(others == 1) { Return(-16) }
        Kernel.percpuDownWrite("cpu_hotplug_lock")
        if options.suspends { tasksFrozen <- .local(frozenLocal) }
        previous <- state[cpu]
        Do("cpuhp_set_state", cpu, goal)
        ret <- 0
        If(state[cpu] > .constant(structure.teardownCPU)) {
          target[cpu]
            <- .conditional(goal > .constant(structure.teardownCPU), goal, .constant(structure.teardownCPU))
          ret <- Call("cpuhp_kick_ap_work", cpu)
          If(ret == 0 && state[cpu] <= .constant(structure.teardownCPU)) { target[cpu] <- goal }
        }
        If(ret == 0 && state[cpu] <= .constant(structure.teardownCPU)) {
          ret <- Call("cpuhp_down_callbacks", cpu, goal)
          If(ret != 0 && state[cpu] < previous) {
            If(state[cpu] == .constant(structure.teardownCPU)) {
              Do("cpuhp_reset_state", cpu, previous)
              Do("__cpuhp_kick_ap", cpu)
            }.Else {
              if options.isObserved { Event("log WARN: DEAD callback error for CPU", cpu) }
              Require("warn", 0)
            }
          }
        }
        Kernel.percpuUpWrite("cpu_hotplug_lock")
        Return(ret)
      },
      Procedure("cpu_up", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
        Kernel.mutexLock("device_hotplug_lock")
        Kernel.mutexLock("cpu_add_remove_lock")
        if let refusal = refusal(of: cpu, goesUp: true) {
          ret <- refusal
          If(ret == 0) { ret <- Call("_cpu_up", cpu, 0, goal) }
        } else {
          ret <- Call("_cpu_up", cpu, 0, goal)
        }
        Kernel.mutexUnlock("cpu_add_remove_lock")
        Kernel.mutexUnlock("device_hotplug_lock")
        Return(ret)
      },
      Procedure("cpu_down", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
        Kernel.mutexLock("device_hotplug_lock")
        Kernel.mutexLock("cpu_add_remove_lock")
        ret <- Call("cpu_down_maps_locked", cpu, goal)
        Kernel.mutexUnlock("cpu_add_remove_lock")
        Kernel.mutexUnlock("device_hotplug_lock")
        Return(ret)
      },
      Procedure("cpu_down_maps_locked", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
        if let refusal = refusal(of: cpu, goesUp: false) { If(refusal != 0) { Return(refusal) } }
        ret <- Call("_cpu_down", cpu, 0, goal)
        Return(ret)
      })
  }

  /// What `cpu_up` and `cpu_down_maps_locked` look at, under `cpu_add_remove_lock`, before they do anything;
  /// nil if nothing in this model can refuse.
  private func refusal(of cpu: Expression, goesUp: Bool) -> Expression? {
    var refusal: Expression?
    if goesUp, let isBootable = isBootable(cpu) { refusal = .conditional(isBootable, 0, -1) }
    if canBeDisabled { refusal = .conditional(Global(disabledName) > 0, -16, refusal ?? 0) }
    return !goesUp && options.offlineIsDisabled ? -95 : refusal
  }

  /// What the environment may ask of a CPU, for ever: `echo 1 > cpuN/online` and `echo 0 > cpuN/online`. The
  /// choice to ask is the environment's; every step of the request is the kernel's. Ghosts keep what
  /// situation the CPU is in.
  public func sysfsOptions(_ cpu: Int) -> [Statement.Option] {
    let here = Expression.constant(cpu)
    let online = Expression.constant(ladder.structure.online)
    let ret = Expression.local("ret", resultDomain)
    return [
      Option("echo 1 > cpu\(cpu)/online", when: state[here] < online) {
        Atomic { begin(cpu, goesUp: true) }
        ret <- Call("cpu_up", here, online)
        end(cpu, goesUp: true)
      },
      Option("echo 0 > cpu\(cpu)/online", when: state[here] > 0) {
        Atomic { begin(cpu, goesUp: false) }
        ret <- Call("cpu_down", here, 0)
        end(cpu, goesUp: false)
      },
    ]
  }

  /// A request for this CPU begins: which situation it is in now.
  @ProgramBuilder func begin(_ cpu: Int, goesUp: Bool) -> [Statement] {
    let here = Expression.constant(cpu)
    PerCPU("situation")[here]
      <- (goesUp
        ? .conditional(
          PerCPU("was_online")[here], .constant(Situation.reOnline.rawValue),
          .constant(Situation.firstOnline.rawValue)) : .constant(Situation.down.rawValue))
  }

  @ProgramBuilder func end(_ cpu: Int, goesUp: Bool) -> [Statement] {
    let here = Expression.constant(cpu)
    let wasOnline = PerCPU("was_online")[here]
    PerCPU("situation")[here] <- 0
    if goesUp { wasOnline <- (wasOnline || state[here] == .constant(ladder.structure.online)) }
  }
}
