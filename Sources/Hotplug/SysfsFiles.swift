import Ladder
import Machine
import Program

/// The files below `/sys/devices/system/cpu/cpuN/hotplug`: `fail` and `target` (`fail_store`, `target_store`,
/// kernel/cpu.c, 6.12).
extension CPUHotplug {
  private static let einval: Expression = -22

  private func isOne(_ number: Expression, of numbers: [Int]) -> Expression {
    numbers.map { number == .constant($0) }.reduce(0) { $0 || $1 }
  }

  /// Whether somebody has registered a callback at this number in the run, or with `isNamed` anything at all.
  private func isRegistered(_ number: Expression, isNamed: Bool) -> Expression {
    let later = rungs.filter { $0.isRegisteredLater && (isNamed || $0.hasCallback) }
      .map { number == .constant($0.number) && isRegistered($0) }
    return (later + [isSlotTaken(number, isNamed: isNamed)]).reduce(0) { $0 || $1 }
  }

  /// What looks at the table of callbacks takes its mutex, which nobody else holds if nothing is registered
  /// in the run.
  @ProgramBuilder private func underStateMutex(@ProgramBuilder _ body: () -> [Statement]) -> [Statement] {
    if registersInTheRun { Kernel.mutexLock("cpuhp_state_mutex") }
    body()
    if registersInTheRun { Kernel.mutexUnlock("cpuhp_state_mutex") }
  }

  /// `echo number > hotplug/fail`: -1 disarms; refused for atomic states, for those of the control CPU's part
  /// while the CPU is above it, and for states with no callback.
  @ProgramBuilder
  public func storeFail(_ cpu: Expression, _ number: Expression, _ ret: Expression) -> [Statement] {
    let armed = rungs.filter { !ladder.isAtomic($0.number) && !$0.isRegisteredLater && $0.hasCallback }
    let atomic =
      number >= .constant(ladder.structure.idleDead) && number < .constant(ladder.structure.apOnline)
    let bringupCPU = Expression.constant(ladder.structure.bringupCPU)
    ret <- CPUHotplug.einval
    underStateMutex {
      If(
        number == -1
          || ((isOne(number, of: armed.map(\.number)) || (isRegistered(number, isNamed: false) && !atomic))
            && !(number <= bringupCPU && state[cpu] > bringupCPU))
      ) {
        ret <- 0
      }
    }
    If(ret == 0) { fail[cpu] <- number }
  }

  /// `echo number > hotplug/target`, with CONFIG_CPU_HOTPLUG_STATE_CONTROL: any named state at which a CPU
  /// can stop. For a CPU that stands there already the kernel warns if it is not where it was told to go.
  @ProgramBuilder
  public func storeTarget(_ cpu: Expression, _ number: Expression, _ ret: Expression) -> [Statement] {
    let later = Set(rungs.filter(\.isRegisteredLater).map(\.number))
    let stops = ladder.rungs.filter {
      $0.registeredName != nil && !ladder.cantStop($0.number) && !later.contains($0.number)
    }
    ret <- CPUHotplug.einval
    underStateMutex {
      If(isOne(number, of: stops.map(\.number)) || isRegistered(number, isNamed: true)) { ret <- 0 }
    }
    If(ret == 0) {
      If(state[cpu] < number) {
        ret <- Call("cpu_up", cpu, number)
      }.Else {
        If(state[cpu] > number) {
          ret <- Call("cpu_down", cpu, number)
        }.Else {
          Require("warn", target[cpu] == number)
          target[cpu] <- number
        }
      }
    }
  }

  /// What the environment may ask of a CPU: `echo number > hotplug/target`, while it stands elsewhere.
  public func targetOption(_ cpu: Int, _ number: Int) -> Statement.Option {
    let here = Expression.constant(cpu)
    let goal = Expression.constant(number)
    let situation = PerCPU("situation")[here]
    let wasOnline = PerCPU("was_online")[here]
    let ret = Expression.local("ret", resultDomain)
    return Option("echo \(number) > cpu\(cpu)/hotplug/target", when: state[here] != goal) {
      Atomic {
        situation
          <- .conditional(
            state[here] > goal, .constant(Situation.down.rawValue),
            .conditional(
              wasOnline, .constant(Situation.reOnline.rawValue), .constant(Situation.firstOnline.rawValue)))
      }
      If(state[here] < goal) {
        ret <- Call("cpu_up", here, goal)
      }.Else {
        ret <- Call("cpu_down", here, goal)
      }
      situation <- 0
    }
  }
}
