import Machine

/// What is wrong where something was found, as far as the step tells more than its kind.
struct FindingText {
  private let id: String
  private let step: Trace.Step
  private let trace: Trace

  init(_ id: String, _ step: Trace.Step, _ trace: Trace) {
    self.id = id
    self.step = step
    self.trace = trace
  }

  /// Nil for what no machine finds by itself.
  var sentence: String? {
    guard let known = BuiltInViolation.findings.first(where: { $0.id == id })?.text else { return nil }
    switch id {
    case "sleep-in-atomic" where isReader:
      return "a function that may sleep runs between rcu_read_lock() and rcu_read_unlock()"
    case "warn": return [known, warning].compactMap { $0 }.joined(separator: ": ")
    default: return known
    }
  }

  /// Whether the context reads under RCU before the step or behind it: a step can end right before the call
  /// that is found.
  private var isReader: Bool {
    // Contexts count from 1 there.
    guard let graph = trace.graph, let layout = trace.layout,
      let context = graph.contexts.firstIndex(where: { $0.name == step.context }),
      let cell = graph.cells.firstIndex(where: { $0.name == "rcu.nesting[\(context + 1)]" })
    else { return false }
    return [trace.beforeLast, trace.last].contains { layout.value(of: cell, in: $0) > 0 }
  }

  /// Who warns, if the step says it.
  private var warning: String? {
    let function = step.text.prefix { $0 != "(" }
    switch function {
    case "refcount_inc": return "refcount_inc() finds the count at 0, so the object may be gone"
    case "refcount_dec": return "refcount_dec() brings the count to 0, and nobody would free the object"
    case "refcount_dec_and_test": return "refcount_dec_and_test() finds the count at 0"
    default: return step.quote.flatMap { $0.text.contains("WARN") ? $0.text : nil }
    }
  }
}
