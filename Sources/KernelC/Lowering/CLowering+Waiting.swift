import Machine
import Program

/// `wait_event` and its relatives: macros that look at a condition whenever somebody has woken the queue.
extension CLowering {
  /// Those that come back when the time is over, too.
  private static let timedWaits: Set<String> = [
    "wait_event_timeout", "wait_event_idle_timeout", "wait_event_interruptible_timeout",
    "wait_event_killable_timeout", "swait_event_timeout_exclusive",
    "swait_event_interruptible_timeout_exclusive", "swait_event_idle_timeout_exclusive",
  ]
  /// No signal comes, so those that one could end wait as long as all others.
  private static let waits: Set<String> = [
    "wait_event", "wait_event_idle", "wait_event_interruptible", "wait_event_killable",
    "wait_event_freezable", "wait_event_interruptible_exclusive", "swait_event_exclusive",
    "swait_event_idle_exclusive", "swait_event_interruptible_exclusive",
  ]

  /// The value, or nil if the name is none of them.
  mutating func lowerWait(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    let isTimed = CLowering.timedWaits.contains(name)
    guard isTimed && arguments.count == 3 || CLowering.waits.contains(name) && arguments.count == 2,
      let primitive = Kernel.primitive(name)
    else { return nil }
    let target = try lowerPlace(arguments[0])
    // What the condition stores into a local is not known before it was looked at, nor behind it.
    let assigns = arguments[1].assigns
    if assigns { known = [:] }
    let (look, condition) = try capture { (reader) throws(CReadError) in
      try reader.lower(arguments[1]).truth
    }
    if assigns { known = [:] }
    guard let queue = machinePlace(target, primitive, at: place) else {
      // Whoever wakes it is not known either: it looks again and again.
      emit(Kernel.waitFor(condition.expression, look: look, name), at: place)
      return CValue(isTimed ? 1 : 0)
    }
    noteWritten(target, name, [])
    guard isTimed else {
      emit(Kernel.waitEvent(queue, condition.expression, look: look), at: place)
      return CValue(0)
    }
    guard isUsed else {
      emit(Kernel.waitEventTimeout(queue, condition.expression, look: look, into: nil), at: place)
      return CValue(0, .void)
    }
    let result = temporary(.truth, node: nil, at: place)
    emit(
      Kernel.waitEventTimeout(queue, condition.expression, look: look, into: .local(result)), at: place)
    return CValue(.local(result), .long, .truth)
  }
}

extension CExpression {
  /// Whether evaluating it stores into something that it names.
  fileprivate var assigns: Bool {
    var found = false
    visit {
      switch $0.kind {
      case .assignment, .postfix, .unary(.increment, _), .unary(.decrement, _), .statements: found = true
      default: break
      }
    }
    return found
  }
}
