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

  /// `echo number > hotplug/fail`: -1 disarms; refused for atomic states, for those of the control CPU's part
  /// while the CPU is above it, and for states with no callback.
  @ProgramBuilder
  public func storeFail(_ cpu: Expression, _ number: Expression, _ ret: Expression) -> [Statement] {
    let armed = rungs.filter { !ladder.isAtomic($0.number) && ($0.startup != nil || $0.teardown != nil) }.map(
      \.number)
    let bringupCPU = Expression.constant(ladder.structure.bringupCPU)
    ret <- CPUHotplug.einval
    If(number == -1 || (isOne(number, of: armed) && !(number <= bringupCPU && state[cpu] > bringupCPU))) {
      fail[cpu] <- number
      ret <- 0
    }
  }

  /// `echo number > hotplug/target`, with CONFIG_CPU_HOTPLUG_STATE_CONTROL: any named state at which a CPU
  /// can stop.
  @ProgramBuilder
  public func storeTarget(_ cpu: Expression, _ number: Expression, _ ret: Expression) -> [Statement] {
    let stops = ladder.rungs.filter { $0.registeredName != nil && !ladder.cantStop($0.number) }.map(\.number)
    ret <- CPUHotplug.einval
    If(isOne(number, of: stops)) {
      ret <- 0
      If(state[cpu] < number) {
        ret <- Call("cpu_up", cpu, number)
      }.Else {
        If(state[cpu] > number) { ret <- Call("cpu_down", cpu, number) }
      }
    }
  }
}
