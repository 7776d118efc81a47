/// One run of a callback, as `cpuhp_enter` or `cpuhp_multi_enter` shows it.
public struct CallbackRun: Sendable, Hashable {
  /// The state, the `step` of the event.
  public let number: Int
  /// The function as ftrace prints it.
  public let function: String
  /// Whether the event is `cpuhp_multi_enter`.
  public let isMultiInstance: Bool
  public let direction: WalkDirection

  public init(number: Int, function: String, isMultiInstance: Bool, direction: WalkDirection) {
    self.number = number
    self.function = function
    self.isMultiInstance = isMultiInstance
    self.direction = direction
  }
}

extension CallbackTable {
  /// Every callback of one whole walk, in the order in which they begin, once for each instance.
  public func walk(_ direction: WalkDirection) -> [CallbackRun] {
    let ordered = direction == .up ? callbacks : callbacks.reversed()
    return ordered.flatMap { callbacks -> [CallbackRun] in
      guard let function = callbacks.traceName(direction) else { return [] }
      let run = CallbackRun(
        number: callbacks.number, function: function, isMultiInstance: callbacks.isMultiInstance,
        direction: direction)
      return Array(repeating: run, count: callbacks.instances)
    }
  }

  /// The part of a walk that a trace of the cpuhp events shows: not STARTING, which runs on a CPU that is not
  /// online, where tracepoints record nothing (`TP_CONDITION(cpu_online(...))` of every tracepoint).
  ///
  /// On the way down a trace has one event more: `cpuhp_kick_ap_work`, which belongs to no state.
  public func tracedWalk(_ direction: WalkDirection) -> [CallbackRun] {
    let ladder = Ladder.builtIn(kernel)
    return walk(direction).filter { !ladder.isAtomic($0.number) }
  }
}
