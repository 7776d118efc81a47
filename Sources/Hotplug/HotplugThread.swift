import Machine
import Program

/// The cpuhp thread of a CPU, and how the control task kicks it.
extension CPUHotplug {
  func addThreadFunctions(to computer: inout Computer) {
    let step = Expression.local("state", stateDomain)
    let up = Expression.local("bringup", .bool)
    let again = Expression.local("should_run", .bool)
    let ret = Expression.local("ret", resultDomain)
    let targetLocal = Local("target", stateDomain)
    let previous = Expression.local("prev_state", stateDomain)
    let isAtomic = step >= .constant(ladder.structure.idleDead) && step < .constant(ladder.structure.apOnline)
    computer.add(
      Procedure("cpuhp_thread_fun", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        up <- bringup[cpu]
        again <- 1
        if hasLaterRungs {
          If(single[cpu]) {
            step <- callbackState[cpu]
            again <- 0
          }.Else { advance(step, up) }
        } else {
          advance(step, up)
        }
        If(step != 0) {
          if hasLaterRungs {
            If(isAtomic) { Kernel.localIRQDisable() }
            result[cpu] <- Call("cpuhp_invoke_callback", cpu, step, up, 1)
            If(isAtomic) {
              Kernel.localIRQEnable()
              Require("error-in-nofail", result[cpu] == 0)
              Require("warn", result[cpu] == 0)
            }
          } else {
            result[cpu] <- Call("cpuhp_invoke_callback", cpu, step, up, 1)
          }
          If(result[cpu] != 0) {
            // A failure in a rollback: no way forward, no way back.
            Require("warn", !rollback[cpu])
            again <- 0
          }
        }.Else { again <- 0 }
        If(!again) {
          shouldRun[cpu] <- 0
          If(up) { Kernel.complete(doneUp[cpu]) }.Else { Kernel.complete(doneDown[cpu]) }
        }
      },
      Procedure("__cpuhp_kick_ap", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        If(state[cpu] == target[cpu] && (hasLaterRungs ? !single[cpu] : 1)) { Return() }
        result[cpu] <- 0
        up <- bringup[cpu]
        Atomic("st->should_run = true; wake_up_process(cpuhp thread)") { shouldRun[cpu] <- 1 }
        If(up) { Kernel.waitForCompletion(doneUp[cpu]) }.Else { Kernel.waitForCompletion(doneDown[cpu]) }
      },
      Procedure("cpuhp_kick_ap", source: "kernel/cpu.c", parameters: [cpuLocal, targetLocal]) {
        previous <- state[cpu]
        Do("cpuhp_set_state", cpu, .local(targetLocal))
        Do("__cpuhp_kick_ap", cpu)
        ret <- result[cpu]
        If(ret != 0) {
          Do("cpuhp_reset_state", cpu, previous)
          Do("__cpuhp_kick_ap", cpu)
        }
        Return(ret)
      },
      Procedure("cpuhp_kick_ap_work", source: "kernel/cpu.c", parameters: [cpuLocal]) {
        previous <- state[cpu]
        if options.isObserved { Event("cpuhp_enter cpuhp_kick_ap_work", cpu, target[cpu], previous) }
        ret <- Call("cpuhp_kick_ap", cpu, target[cpu])
        if options.isObserved { Event("cpuhp_exit", cpu, state[cpu], previous, ret) }
        Return(ret)
      })
  }

  @ProgramBuilder private func advance(_ step: Expression, _ up: Expression) -> [Statement] {
    If(up) {
      nextState(step, cpu, target[cpu], bringup: true)
    }.Else {
      nextState(step, cpu, target[cpu], bringup: false)
    }
  }

  /// The cpuhp thread of one CPU.
  func addThread(of number: Int, to computer: inout Computer) {
    let here = Expression.constant(number)
    computer.addThread("cpuhp/\(number)", kind: .hotplugThread, on: number) {
      Forever {
        Wait(shouldRun[here] && !isParked[here], "smpboot_thread_fn: cpuhp_should_run()")
        Do("cpuhp_thread_fun", here)
      }
    }
  }

  /// The idle task of a CPU that goes up and down.
  func addIdle(of number: Int, to computer: inout Computer) {
    let here = Expression.constant(number)
    computer.addThread("swapper/\(number)", kind: .idle, on: number) {
      if onlineAtStart.contains(number) { Do("do_idle", here) }
      Forever {
        Do("start_secondary", here)
        Do("do_idle", here)
      }
    }
  }
}
