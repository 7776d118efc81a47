import Machine
import Program

/// Walking the ladder: which rung is next, calling what is registered there, and turning round after a
/// failure.
extension CPUHotplug {
  /// -EAGAIN, which `hotplug/fail` returns without a call.
  static let eagain: Expression = -11

  func isRegistered(_ rung: HotplugRung) -> Expression {
    rung.isRegisteredLater ? Global(registered(rung)) : 1
  }

  func addWalk(to computer: inout Computer) {
    for rung in rungs + dynamicRungs { addStep(rung, to: &computer) }
    let (stepState, bringupLocal) = (Local("state", stateDomain), Local("bringup", .bool))
    let (step, up) = (Expression.local(stepState), Expression.local(bringupLocal))
    let useLast = Local("lastp", .bool)
    let ret = Expression.local("ret", resultDomain)
    func table(_ bringup: Bool) -> [Statement.DispatchEntry] {
      rungs.filter { $0.callback(bringup) != nil }
        .map { Statement.DispatchEntry(value: $0.number, procedure: stepProcedure($0, bringup)) }
    }
    computer.add(
      Procedure(
        "cpuhp_invoke_callback", source: "kernel/cpu.c",
        parameters: [cpuLocal, stepState, bringupLocal, useLast]
      ) {
        if options.isObserved {
          If(fail[cpu] == step) {
            fail[cpu] <- -1
            Return(CPUHotplug.eagain)
          }
        }
        callSlot(step, up, .local(useLast), ret)
        If(up) {
          Dispatch(step, table(true), cpu, .local(useLast), into: ret)
        }.Else {
          Dispatch(step, table(false), cpu, .local(useLast), into: ret)
        }
        Return(ret)
      },
      invokeRange(), setState(), resetState())
  }

  /// `cpuhp_next_state`: moves `st->state` ahead and yields the rung to run, or ends at the target with 0.
  @ProgramBuilder
  func nextState(_ step: Expression, _ cpu: Expression, _ target: Expression, bringup: Bool) -> [Statement] {
    if bringup {
      step
        <- places(true).reversed()
        .reduce(0) {
          .conditional(state[cpu] < .constant($1.number) && $1.isThere, .constant($1.number), $0)
        }
      If(step != 0 && step <= target) {
        state[cpu] <- step
      }.Else {
        step <- 0
        If(state[cpu] < target) { state[cpu] <- target }
      }
    } else {
      step
        <- places(false)
        .reduce(0) {
          .conditional(state[cpu] >= .constant($1.number) && $1.isThere, .constant($1.number), $0)
        }
      If(step > target) {
        state[cpu] <- step - 1
      }.Else {
        step <- 0
        If(state[cpu] > target) { state[cpu] <- target }
      }
    }
  }

  /// `__cpuhp_invoke_callback_range`: the control CPU's and the atomic sections' walk.
  private func invokeRange() -> Procedure {
    let (bringupLocal, targetLocal, nofail) = (
      Local("bringup", .bool), Local("target", stateDomain), Local("nofail", .bool)
    )
    let step = Expression.local("state", stateDomain)
    let (ret, err) = (Expression.local("ret", resultDomain), Expression.local("err", resultDomain))
    return Procedure(
      "__cpuhp_invoke_callback_range", source: "kernel/cpu.c",
      parameters: [bringupLocal, cpuLocal, targetLocal, nofail]
    ) {
      ret <- 0
      Forever {
        If(.local(bringupLocal)) {
          nextState(step, cpu, .local(targetLocal), bringup: true)
        }.Else {
          nextState(step, cpu, .local(targetLocal), bringup: false)
        }
        If(step == 0) { Break() }
        err <- Call("cpuhp_invoke_callback", cpu, step, .local(bringupLocal), 0)
        If(err != 0) {
          If(.local(nofail)) {
            Require("error-in-nofail", 0)
            ret <- -1
          }.Else {
            ret <- err
            Break()
          }
        }
      }
      Return(ret)
    }
  }

  private func setState() -> Procedure {
    let targetLocal = Local("target", stateDomain)
    return Procedure("cpuhp_set_state", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
      rollback[cpu] <- 0
      last[cpu] <- 0
      target[cpu] <- .local(targetLocal)
      if hasLaterRungs { single[cpu] <- 0 }
      bringup[cpu] <- (state[cpu] < .local(targetLocal))
      isDying[cpu] <- !bringup[cpu]
    }
  }

  private func resetState() -> Procedure {
    let previous = Local("prev_state", stateDomain)
    return Procedure("cpuhp_reset_state", source: "kernel/cpu.c", parameters: [cpuLocal, previous]) {
      target[cpu] <- .local(previous)
      If(!rollback[cpu]) {
        rollback[cpu] <- 1
        If(last[cpu] == 0) {
          If(bringup[cpu]) { state[cpu] <- state[cpu] - 1 }.Else { state[cpu] <- state[cpu] + 1 }
        }
        bringup[cpu] <- !bringup[cpu]
        isDying[cpu] <- !bringup[cpu]
      }
    }
  }

  func stepProcedure(_ rung: HotplugRung, _ bringup: Bool) -> String {
    "\(rung.name) \(bringup ? "startup" : "teardown")"
  }

  var slotLocal: Local { Local("state", stateDomain) }
  /// The number of a rung, within procedures that take it as a parameter if it is known only in the run.
  func number(_ rung: HotplugRung) -> Expression {
    rung.isDynamic ? .local(slotLocal) : .constant(rung.number)
  }

  /// An event of a callback, where an observer would see it: tracepoints need an online CPU, and in a walk a
  /// rung of the atomic section runs without one. A registration calls it on an online CPU.
  @ProgramBuilder
  func trace(_ rung: HotplugRung, @ProgramBuilder _ event: () -> [Statement]) -> [Statement] {
    if options.isObserved {
      if !ladder.isAtomic(rung.number) {
        event()
      } else if rung.isRegisteredLater {
        If(single[cpu]) { event() }
      }
    }
  }

  /// The call of one rung's callback in one direction, with its trace events and, for a multi-instance rung,
  /// all instances.
  private func addStep(_ rung: HotplugRung, to computer: inout Computer) {
    for direction in [true, false] {
      guard let callback = rung.callback(direction) else { continue }
      let useLast = Local("lastp", .bool)
      let body =
        rung.isMultiInstance
        ? instancesBody(rung, direction, .local(useLast))
        : singleBody(rung, callback, direction, .local(useLast))
      computer.add(
        Procedure(
          stepProcedure(rung, direction),
          parameters: [cpuLocal, useLast] + (rung.isDynamic ? [slotLocal] : []),
          isPrimitive: true, body: body))
      addCallbackProcedure(rung, callback, direction, to: &computer)
    }
  }

  func bodyProcedure(_ rung: HotplugRung, _ callback: HotplugRung.Callback) -> String {
    callback.procedure ?? "\(callback.function)@\(rung.isDynamic ? rung.name : String(rung.number))"
  }

  private func addCallbackProcedure(
    _ rung: HotplugRung, _ callback: HotplugRung.Callback, _ direction: Bool, to computer: inout Computer
  ) {
    guard callback.procedure == nil else { return }
    let name = bodyProcedure(rung, callback)
    guard !computer.model.procedures.contains(where: { $0.name == name }) else { return }
    let canFail = callback.mayFail && computer.hasFaults
    computer.add(
      Procedure(name, parameters: [cpuLocal]) {
        if canFail {
          Choose {
            Option("\(callback.function) succeeds", .kernel) {}
            Option("\(callback.function) fails", .fault, when: Global("faults_left") > 0) {
              Atomic { Global("faults_left") <- Global("faults_left") - 1 }
              Return(-12)
            }
          }
        }
        Return(0)
      })
  }

  @ProgramBuilder
  private func singleBody(
    _ rung: HotplugRung, _ callback: HotplugRung.Callback, _ bringup: Bool, _ useLast: Expression
  ) -> [Statement] {
    let ret = Expression.local("ret", resultDomain)
    let started = PerCPU(startedName(rung))[cpu]
    if hasInstances { Require("warn", !useLast || last[cpu] == 0) }
    trace(rung) { Event("cpuhp_enter \(callback.function)", cpu, target[cpu], number(rung)) }
    if watchesStartup(rung) && bringup { Require("double-startup", !started) }
    ret <- Call(bodyProcedure(rung, callback), cpu)
    trace(rung) { Event("cpuhp_exit", cpu, state[cpu], number(rung), ret) }
    if watchesStartup(rung) {
      // Where nothing may fail, and in a rollback, the walk goes on as if the teardown had succeeded.
      let counts = ret == 0 || (bringup ? 0 : ladder.isAtomic(rung.number) ? 1 : rollback[cpu])
      If(counts) { started <- (bringup ? 1 : 0) }
    }
    Return(ret)
  }

  /// A layer's rung with both callbacks: its startup must not run twice without its teardown between.
  func watchesStartup(_ rung: HotplugRung) -> Bool {
    !rung.isMultiInstance && rung.startup?.procedure != nil && rung.teardown?.procedure != nil
  }

  func startedName(_ rung: HotplugRung) -> String { "started(\(rung.name))" }
}
