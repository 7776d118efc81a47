import Ladder
import Machine
import Program

/// Multi-instance states: their lists of instances, the walk over them, and how instances come and go while
/// the model runs (`cpuhp_invoke_callback`, `__cpuhp_state_add_instance_cpuslocked`,
/// `__cpuhp_state_remove_instance`, kernel/cpu.c, 6.12).
///
/// The list of a state that is there from the start holds its instances in order and does not change. That of
/// a state that is registered in the run begins empty; an instance is added at its head, so the last that
/// came is called first.
extension CPUHotplug {
  private var multiInstanceRungs: [HotplugRung] { (rungs + dynamicRungs).filter(\.isMultiInstance) }
  var hasInstances: Bool { !multiInstanceRungs.isEmpty }

  /// Instances are added while the model runs, rather than all there from the start.
  func hasRuntimeInstances(_ rung: HotplugRung) -> Bool { rung.isMultiInstance && rung.isRegisteredLater }

  /// How many instances there can be at once.
  private func most(_ rung: HotplugRung) -> Int {
    hasRuntimeInstances(rung) && rung.instances == 0 ? 2 : rung.instances
  }

  /// `st->last` points to an instance of whatever state: those of the states before come first.
  private func offset(_ rung: HotplugRung) -> Int {
    multiInstanceRungs.prefix { $0.name != rung.name }.map(most).reduce(0, +)
  }

  var lastDomain: Domain { .range(0...multiInstanceRungs.map(most).reduce(0, +)) }

  private func list(_ rung: HotplugRung) -> PerCPU { PerCPU("cpuhp_hp_states[\(rung.name)].list") }

  func addLists(to computer: inout Computer) {
    for rung in multiInstanceRungs where hasRuntimeInstances(rung) {
      // Changed under cpuhp_state_mutex with the hotplug lock held for reading.
      computer.add(
        Variable(list(rung).name, .range(0...most(rung)), count: most(rung), storage: .sequenced))
    }
  }

  /// The instance at a place of the list; 0 behind its end.
  private func instance(_ rung: HotplugRung, _ place: Int) -> Expression {
    hasRuntimeInstances(rung) ? list(rung)[.constant(place)] : .constant(place + 1)
  }

  func hasInstances(_ rung: HotplugRung) -> Expression { instance(rung, 0) != 0 }

  @ProgramBuilder func clearInstances(_ rung: HotplugRung) -> [Statement] {
    for place in 0..<most(rung) { list(rung)[.constant(place)] <- 0 }
  }

  // MARK: The walk over a list

  /// `cpuhp_invoke_callback` for a state with instances: those of the list in order, with `lastp` up to where
  /// the walk before failed. Without it a failure undoes those before at once.
  @ProgramBuilder
  func instancesBody(_ rung: HotplugRung, _ bringup: Bool, _ useLast: Expression) -> [Statement] {
    let ret = Expression.local("ret", resultDomain)
    let callback = rung.callback(bringup)!
    if hasRuntimeInstances(rung) {
      // Single invocation, for an instance that is added or removed.
      If(single[cpu] && node[cpu] != 0) {
        Require("warn", !useLast || last[cpu] == 0)
        call(rung, callback, ret)
        Return(ret)
      }
    }
    for place in 0..<most(rung) {
      If(instance(rung, place) != 0) {
        If(useLast && last[cpu] == instance(rung, place) + .constant(offset(rung))) {
          last[cpu] <- 0
          Return(0)
        }
        call(rung, callback, ret)
        If(ret != 0) {
          If(useLast) {
            last[cpu] <- instance(rung, place) + .constant(offset(rung))
          }.Else {
            if let back = rung.callback(!bringup) {
              for _ in 0..<place {
                call(rung, back, .local("rollback_ret", resultDomain))
                Require("warn", .local("rollback_ret", resultDomain) == 0)
              }
            }
          }
          Return(ret)
        }
      }
    }
    If(useLast) { last[cpu] <- 0 }
    Return(0)
  }

  @ProgramBuilder
  private func call(
    _ rung: HotplugRung, _ callback: HotplugRung.Callback, _ ret: Expression
  ) -> [Statement] {
    trace(rung) { Event("cpuhp_multi_enter \(callback.function)", cpu, target[cpu], number(rung)) }
    ret <- Call(bodyProcedure(rung, callback), cpu)
    trace(rung) { Event("cpuhp_exit", cpu, state[cpu], number(rung), ret) }
  }

  // MARK: Adding and removing

  func addInstanceProcedures(to computer: inout Computer) {
    let cpus = computer.cpus
    for (holder, name) in holders where mayHaveInstances(holder) {
      for cpusLocked in [false, true] {
        computer.add(
          add(holder, CPUHotplug.addInstance(name, cpusLocked: cpusLocked), true, cpusLocked, cpus),
          add(holder, CPUHotplug.addInstanceNocalls(name, cpusLocked: cpusLocked), false, cpusLocked, cpus))
      }
      computer.add(
        remove(holder, CPUHotplug.removeInstance(name), true, cpus),
        remove(holder, CPUHotplug.removeInstanceNocalls(name), false, cpus))
    }
  }

  private func mayHaveInstances(_ holder: Holder) -> Bool {
    switch holder {
    case .rung(let rung): rung.isMultiInstance
    case .range(let range): registrations(in: range).contains(where: \.isMultiInstance)
    }
  }

  /// `sp->multi_instance`, which nobody protects: it is looked at in a step of its own.
  @ProgramBuilder private func refuseOthers(_ holder: Holder, _ isMulti: Expression) -> [Statement] {
    Atomic("look at sp->multi_instance") {
      isMulti <- 0
      forHolder(holder) { rung in if rung.isMultiInstance { isMulti <- 1 } }
    }
  }

  private func add(
    _ holder: Holder, _ name: String, _ invoke: Bool, _ cpusLocked: Bool, _ cpus: Int
  ) -> Procedure {
    let ret = Expression.local("ret", resultDomain)
    let isMulti = Expression.local("multi_instance", .bool)
    return Procedure(name, source: "kernel/cpu.c", parameters: parameters(holder) + [nodeLocal]) {
      takeArgument(holder)
      cpusReadLock(cpusLocked)
      refuseOthers(holder, isMulti)
      If(!isMulti) {
        cpusReadUnlock(cpusLocked)
        Return(-22)
      }
      Kernel.mutexLock("cpuhp_state_mutex")
      ret <- 0
      forHolder(holder) { rung in
        if rung.isMultiInstance {
          if invoke && rung.startup != nil { invokeAll(rung, cpus, ret, node: .local(nodeLocal)) }
          If(ret == 0) { insert(rung) }
        }
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      cpusReadUnlock(cpusLocked)
      Return(ret)
    }
  }

  /// `hlist_add_head`. A list that is full is an error of the model, which the range of `left` tells.
  @ProgramBuilder private func insert(_ rung: HotplugRung) -> [Statement] {
    let count = most(rung)
    Expression.local("left", .range(0...0)) <- (instance(rung, count - 1) != 0)
    for place in (1..<max(1, count)).reversed() { list(rung)[.constant(place)] <- instance(rung, place - 1) }
    list(rung)[0] <- .local(nodeLocal)
  }

  private func remove(_ holder: Holder, _ name: String, _ invoke: Bool, _ cpus: Int) -> Procedure {
    let isMulti = Expression.local("multi_instance", .bool)
    return Procedure(name, source: "kernel/cpu.c", parameters: parameters(holder) + [nodeLocal]) {
      takeArgument(holder)
      refuseOthers(holder, isMulti)
      If(!isMulti) { Return(-22) }
      Kernel.percpuDownRead("cpu_hotplug_lock")
      Kernel.mutexLock("cpuhp_state_mutex")
      forHolder(holder) { rung in
        if rung.isMultiInstance {
          if invoke && rung.teardown != nil { tearDownAll(rung, cpus, node: .local(nodeLocal)) }
          delete(rung)
        }
      }
      Kernel.mutexUnlock("cpuhp_state_mutex")
      Kernel.percpuUpRead("cpu_hotplug_lock")
      Return(0)
    }
  }

  /// `hlist_del`: those behind it move up.
  @ProgramBuilder private func delete(_ rung: HotplugRung) -> [Statement] {
    let count = most(rung)
    let found = Expression.local("found", .bool)
    found <- 0
    for place in 0..<count {
      If(instance(rung, place) == .local(nodeLocal)) { found <- 1 }
      If(found) { list(rung)[.constant(place)] <- (place + 1 < count ? instance(rung, place + 1) : 0) }
    }
  }
}
