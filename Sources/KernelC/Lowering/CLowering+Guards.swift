import Machine
import Program

/// Guards of the cleanup classes, and calls with a block behind them.
extension CLowering {
  /// `guard(mutex)(&lock);`: locked until the block is left.
  mutating func lowerGuard(_ expression: CExpression) throws(CReadError) -> Bool {
    guard case .call(let callee, let arguments) = expression.kind,
      let (name, kinds) = callee.namedCall, name == "guard", let kind = kinds.first?.identifier
    else { return false }
    try lock(kind, arguments, at: expression.place)
    return true
  }

  /// Takes a lock of the cleanup classes, and has it released when the innermost block is left.
  mutating func lock(_ kind: String, _ arguments: [CExpression], at place: CPlace) throws(CReadError) {
    guard let (take, release) = CLowering.guards[kind] else {
      return noteOpaque("guard(\(kind))", "this kind of guard is not known", place)
    }
    var arguments = arguments
    if kind.hasSuffix("_irqsave") {
      let flags = "flags@\(place.range.lowerBound)"
      _ = try declareLocal(flags, .unsignedLong, at: place)
      arguments.append(CExpression(.identifier(flags), at: place))
    }
    _ = try lowerCall(CExpression(.identifier(take), at: place), arguments, at: place, isUsed: false)
    let (cleanup, _) = try capture { (reader) throws(CReadError) in
      _ = try reader.lowerCall(
        CExpression(.identifier(release), at: place), arguments, at: place, isUsed: false)
    }
    scope.blocks[scope.blocks.count - 1].cleanups.append(cleanup)
  }

  static let guards: [String: (String, String)] = [
    "mutex": ("mutex_lock", "mutex_unlock"), "spinlock": ("spin_lock", "spin_unlock"),
    "raw_spinlock": ("raw_spin_lock", "raw_spin_unlock"),
    "spinlock_irq": ("spin_lock_irq", "spin_unlock_irq"),
    "raw_spinlock_irq": ("raw_spin_lock_irq", "raw_spin_unlock_irq"),
    "spinlock_irqsave": ("spin_lock_irqsave", "spin_unlock_irqrestore"),
    "raw_spinlock_irqsave": ("raw_spin_lock_irqsave", "raw_spin_unlock_irqrestore"),
    "preempt": ("preempt_disable", "preempt_enable"), "irq": ("local_irq_disable", "local_irq_enable"),
    "cpus_read_lock": ("cpus_read_lock", "cpus_read_unlock"), "rcu": ("rcu_read_lock", "rcu_read_unlock"),
    "migrate": ("migrate_disable", "migrate_enable"),
  ]

  mutating func lowerCallWithBody(_ call: CExpression, _ body: CStatement, at place: CPlace)
    throws(CReadError)
  {
    guard let (name, arguments) = call.namedCall else {
      return noteOpaque("", "a call with a block behind it is not known", place)
    }
    if name == "scoped_guard", let kind = arguments.first?.identifier {
      scope.blocks.append(.init())
      try lock(kind, Array(arguments.dropFirst()), at: place)
      try lower(body)
      let block = scope.blocks.removeLast()
      if isReachable {
        for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
      }
      return
    }
    if try lowerMaskLoop(name, arguments, body, at: place) { return }
    if try lowerListLoop(name, arguments, body, at: place) { return }
    noteOpaque(
      name, "a loop or block of this name is not known: its body is left out", place, kind: "the loop \(name)"
    )
  }
}
