/// Why a write to `hotplug/fail` is answered with -EINVAL.
public enum InjectionRefusal: Sendable, Hashable, CaseIterable {
  /// Not a state, and not -1, which disarms.
  case noSuchState
  /// STARTING and DYING callbacks cannot fail.
  case atomic
  /// DEAD callbacks cannot fail, nor can `cpu:bringup` while the CPU is up.
  case belowBringup
  /// Nothing is registered, or it has no function in either direction.
  case noCallback
}

extension Ladder {
  /// Whether `hotplug/fail` refuses a state, by the rule of `fail_store` (kernel/cpu.c, the same in Linux 6.1
  /// and 6.12). A multi-instance state without instances is not refused.
  /// - Parameters:
  ///   - number: what is written; -1 disarms and is never refused.
  ///   - standing: the state that the CPU is in (`hotplug/state`).
  ///   - hasCallback: whether a state is registered with a function in either direction.
  /// - Returns: the reason that the kernel meets first; nil if it takes the number.
  public func failureInjectionRefusal(
    _ number: Int, whileState standing: Int, hasCallback: (Int) -> Bool
  ) -> InjectionRefusal? {
    if number == -1 { return nil }
    guard rungs.indices.contains(number) else { return .noSuchState }
    if isAtomic(number) { return .atomic }
    if number <= structure.bringupCPU, standing > structure.bringupCPU { return .belowBringup }
    return hasCallback(number) ? nil : .noCallback
  }
}

extension CallbackTable {
  /// Whether `hotplug/fail` refuses a state on this kernel; see `Ladder.failureInjectionRefusal`.
  public func refusesFailureInjection(_ number: Int, whileState standing: Int) -> Bool {
    failureInjectionRefusal(number, whileState: standing) != nil
  }

  /// Why `hotplug/fail` refuses a state on this kernel; nil if it takes it.
  public func failureInjectionRefusal(_ number: Int, whileState standing: Int) -> InjectionRefusal? {
    Ladder.builtIn(kernel).failureInjectionRefusal(number, whileState: standing) {
      self[$0]?.hasCallback == true
    }
  }

  /// Whether an armed failure strikes when a CPU passes the state in this direction: only if there is a
  /// function to replace (`cpuhp_next_state` skips the others), with or without instances.
  public func injectedFailureStrikes(_ number: Int, _ direction: WalkDirection) -> Bool {
    self[number]?.function(direction) != nil
  }
}
