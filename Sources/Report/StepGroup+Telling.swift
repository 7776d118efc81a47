import Catalogue

extension StepGroup {
  /// What happened, in pieces, the most important first.
  struct Told: Equatable {
    var pieces: [String]
    /// What may be left out without a word: the changes say as much.
    var comment: String?
  }

  var told: Told {
    if let prelude { return Told(pieces: [prelude]) }
    let changes = changes.filter { change in
      !StepGroup.bookkeeping.contains { change.name.hasPrefix($0) }
    }
    // A crash is no variable.
    let effects = changes.map { $0.name == "the system" ? $0.after : "\($0.name) = \($0.after)" }
    if !quotes.isEmpty {
      // A failure, an answer of hardware: what was chosen, and then where.
      let choice = agency == .kernel ? [] : [steps[0].text]
      return Told(pieces: choice + quotes + zip(changes, effects).filter { !isInternal($0.0) }.map(\.1))
    }
    guard steps.count == 1 else {
      // Taken and given back, or only looked: then the texts say more than nothing.
      return Told(pieces: effects.isEmpty ? steps.map(\.text) : effects)
    }
    let text = steps[0].text
    let isSaid = text == function || text == context || StepGroup.isAssignment(text, to: changes)
    if isSaid, !effects.isEmpty { return Told(pieces: effects) }
    let untold = zip(changes, effects).filter { !StepGroup.tells(text, $0.0) }.map(\.1)
    // What no CPU does has no function that would name it.
    let leads = isChoice || isDeciding || cpu == nil || changes.isEmpty || untold.count < changes.count
    return leads ? Told(pieces: [text] + untold) : Told(pieces: effects, comment: text)
  }

  /// Everything, for those who want to see each step: the text and each value before and after.
  var allPieces: [String] {
    var pieces = quotes + steps.map(\.text).filter { $0 != function && $0 != context }
    pieces += changes.map { "\($0.name): \($0.before) -> \($0.after)" }
    return pieces
  }

  /// The lines of C that the steps stand for, each once, with its number.
  private var quotes: [String] {
    var quotes: [String] = []
    for quote in steps.compactMap(\.quote) {
      let text = "\(quote.line): \(quote.text)"
      if !quotes.contains(text) { quotes.append(text) }
    }
    return quotes
  }

  /// Whether the line of C says as much: who holds a lock, what is allocated.
  private func isInternal(_ change: Trace.Change) -> Bool {
    change.name.contains(".allocated[") || change.name.hasPrefix("cpu_hotplug_lock.")
  }

  /// What the machine keeps for itself: who owns a CPU, how many have acknowledged, what properties remember.
  private static let bookkeeping = [
    "cpu_owner[", "in_handler[", "preempt_count[", "irqs_off[", "started(", "situation[", "was_online[",
    "cpu_hotplug_lock.granted", "stop.acks", "stop.threads", "stop.active", "stop.requested[", "kworker.",
  ]

  /// Whether the text is the assignment whose effect is among the changes anyway.
  private static func isAssignment(_ text: String, to changes: [Trace.Change]) -> Bool {
    changes.contains { text.hasPrefix("\($0.name) = ") }
  }

  /// Whether the text names what changed, as `mutex_lock(&name)` does.
  private static func tells(_ text: String, _ change: Trace.Change) -> Bool {
    let name = change.name.prefix { $0 != "[" }
    if text.contains(name) { return true }
    // Part of a lock, as in `cpu_hotplug_lock.block`.
    guard let point = name.lastIndex(of: ".") else { return false }
    return text.contains("(&\(name[..<point]))")
  }
}
