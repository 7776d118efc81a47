import Hotplug
import KernelC
import Ladder
import Machine
import Program

/// Why a cell of a C file is violated, in one sentence: the line, what is wrong there, and what would have
/// been needed or who has undone it.
struct CFileExplanation {
  let cell: Cell
  let subject: Subject
  let trace: Trace

  init(_ cell: Cell, _ subject: Subject, _ trace: Trace) {
    self.cell = cell
    self.subject = subject
    self.trace = trace
  }

  var sentence: String {
    switch cell.claim {
    case .sometimes: return "none of the states that were seen is one in which it is true"
    case .canFinish: return waiting
    case .always: return cell.id == CFileSystem.leakCell ? leak : "\(here) makes it false"
    case .never, .neverStuck: return finding ?? crash
    }
  }

  // MARK: The step

  /// `my.c:12: x = 1` with who does it, of the last step.
  private var here: String { trace.steps.last.map(place) ?? "the start" }

  private func place(_ step: Trace.Step) -> String {
    let actor = step.function == step.context ? step.context : "\(step.function)() in \(step.context)"
    guard let quote = step.quote, let file = subject.sources.keys.first else { return actor }
    return "\(file):\(quote.line): \(actor)"
  }

  private var finding: String? {
    guard let step = trace.steps.last, let id = step.findings.first else { return nil }
    let known = FindingText(id, step, trace).sentence
    guard let known else { return "\(place(step)): `\(step.quote?.text ?? id)` does not hold" }
    // What looks at the moment in which a step ends belongs to the one that would come next.
    let looksAhead = step.quote == nil || id == "sleep-in-atomic" || id == "lockdep"
    if looksAhead, let next = Pending.of(step.context, in: trace) { return "\(place(next)): \(known)" }
    return "\(place(step)): \(known)"
  }

  private func place(_ next: Pending) -> String {
    let actor = next.function == next.context ? next.context : "\(next.function)() in \(next.context)"
    guard let place = next.place, let quote = Trace.Quote(place, subject.sources) else { return actor }
    return "\(place.file):\(quote.line): \(actor)"
  }

  // MARK: Crashes

  private var crash: String {
    guard let step = trace.steps.last else { return cell.text }
    let kind = step.changes.first { $0.name == "the system" }?.after ?? "it is violated"
    let sentence = "\(place(step)): \(kind)"
    if kind == BuiltInViolation.text("null-dereference"), let missing { return "\(sentence): \(missing)" }
    if let freed,
      kind == BuiltInViolation.text("use-after-free") || kind == BuiltInViolation.text("double-free")
    {
      return "\(sentence): \(freed)"
    }
    return sentence
  }

  /// What is said about the variable whose pointer is NULL: who has cleared it, or which rung sets it.
  private var missing: String? {
    guard let (name, element) = nullPointer else { return nil }
    let cellName = element.map { "\(name)[\($0)]" } ?? name
    let subject = element.map { "`\(name)` of CPU \($0)" } ?? "`\(name)`"
    if let step = trace.steps.last(where: {
      $0.changes.contains { $0.name == cellName && $0.after == "NULL" }
    }) {
      return "\(subject) was cleared in step \(step.index), \(place(step))"
    }
    guard let setter = self.subject.setters[name], let cpu = element else {
      return "\(subject) was never set"
    }
    guard let state = trace.valueBeforeLast("cpuhp_state.state", cpu), state < setter.number else {
      return "\(subject) was never set, although the CPU has reached \(setter.name), which sets it"
    }
    let standing = Explanation.place(state, self.subject, goesUp: true)
    return "\(subject) is NULL: it is set by \(setter.name), "
      + "\(Explanation.rungs(setter.number - standing.number)) above \(standing.name)"
  }

  /// The pointer that the last steps of the context have loaded, and found NULL.
  private var nullPointer: (String, Int?)? {
    guard let last = trace.steps.last, let graph = trace.graph else { return nil }
    for step in trace.steps.reversed().prefix(while: { _ in true }) where step.context == last.context {
      guard let sign = step.text.range(of: " = ") else { continue }
      let name = step.text[sign.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      guard let variable = graph.variables.first(where: { $0.name == name }), variable.domain.isPointer else {
        continue
      }
      guard variable.count != nil else { return (String(name), nil) }
      let index = step.text[sign.upperBound...].dropFirst(name.count + 1).prefix { $0 != "]" }
      if let element = Int(index) { return (String(name), element) }
      // Named by a local: the one CPU whose pointer is NULL, if it is one.
      let none = (0..<variable.count!).filter { trace.valueBeforeLast(String(name), $0) == 0 }
      return none.count == 1 ? (String(name), none[0]) : nil
    }
    return nil
  }

  private var freed: String? {
    for step in trace.steps.reversed() {
      let isFreed = step.changes.contains { $0.name.contains(".allocated[") && $0.after == "0" }
      if isFreed { return "it was freed in step \(step.index), \(place(step))" }
    }
    return nil
  }

  private var leak: String {
    guard let step = trace.steps.last else { return cell.text }
    let lost = step.changes.first { change in
      guard let space = change.before.lastIndex(of: " "), let slot = Int(change.before[space...].dropFirst())
      else { return false }
      let pool = change.before[..<space]
      return trace.valueBeforeLast("\(pool).allocated", slot - 1) == 1
    }
    guard let lost else {
      return "\(place(step)): the last pointer to an object is gone, and it is allocated"
    }
    return "\(place(step)): `\(lost.name)` was the last pointer to \(lost.before), which is still allocated"
  }

  // MARK: Who waits

  private var waiting: String {
    let waiters = Pending.waiters(in: trace)
    guard !waiters.isEmpty else { return "what is under way goes on for ever" }
    return waiters.map { waiter in
      let holder = trace.holder(named: waiter.text).map { ", which \($0) holds" } ?? ""
      let verb = waiter.isInterrupted ? "is interrupted" : "waits"
      guard let place = waiter.place, let quote = Trace.Quote(place, subject.sources) else {
        return "\(waiter.context) \(verb) in \(waiter.function)(): \(waiter.text)\(holder)"
      }
      return "\(waiter.context) \(verb) in line \(quote.line): \(quote.text)\(holder)"
    }.joined(separator: "; ")
  }
}

/// What a context would do next, in the last state of a path.
private struct Pending {
  var context: String
  var function: String
  var text: String
  var place: SourcePlace?
  /// A handler runs on its CPU.
  var isInterrupted = false

  /// Nil if it has ended.
  static func of(_ context: String, in trace: Trace) -> Pending? {
    guard let graph = trace.graph, let index = graph.contexts.firstIndex(where: { $0.name == context }) else {
      return nil
    }
    return trace.actions(of: index).first.map { Pending($0, context, graph) }
  }

  private init(_ action: Action, _ context: String, _ graph: Graph) {
    self.context = context
    function = graph.functions[action.function].name
    text = action.text
    place = action.place
  }

  /// Those that can't step though they have begun something.
  static func waiters(in trace: Trace) -> [Pending] {
    guard let graph = trace.graph else { return [] }
    return graph.contexts.enumerated().compactMap { index, context in
      let actions = trace.actions(of: index)
      guard let action = actions.first, !actions.contains(where: { trace.isEnabled($0) }) else { return nil }
      var pending = Pending(action, context.name, graph)
      let cpu: Int?
      switch context.placement {
      case .none: cpu = nil
      case .bound(let number): cpu = number
      case .migratable(let variable): cpu = trace.value(of: variable)
      }
      switch context.kind {
      case .agent, .idle: return nil
      case .interrupt:
        return cpu.flatMap { trace.text(of: "in_handler[\($0)]") } == context.name ? pending : nil
      case .task, .hotplugThread, .stopper:
        pending.isInterrupted = cpu.flatMap { trace.value(of: "in_handler[\($0)]") } ?? 0 != 0
        // A thread at rest waits for something to do.
        if let state = trace.value(of: "task.\(context.name)") { return state == 1 ? pending : nil }
        return pending.function == context.name ? nil : pending
      }
    }
  }
}

extension Trace {
  /// Whether an action can be taken in the last state.
  fileprivate func isEnabled(_ action: Action) -> Bool {
    guard let layout else { return false }
    return action.guardCondition.evaluate { layout.content(of: $0, in: last) }.map { $0 != 0 } ?? false
  }

  /// What a context can do where it stands.
  fileprivate func actions(of context: Int) -> [Action] {
    guard let graph, let layout else { return [] }
    let pc = layout.value(of: graph.contexts[context].pcCell, in: last)
    return graph.actions.filter { $0.context == context && $0.pc == pc }
  }

  /// The value of a cell in the last state.
  fileprivate func value(of name: String) -> Int? {
    guard let graph, let layout else { return nil }
    return graph.cells.firstIndex { $0.name == name }.map { layout.value(of: $0, in: last) }
  }

  /// The same in words.
  fileprivate func text(of name: String) -> String? {
    guard let graph, let cell = graph.cells.firstIndex(where: { $0.name == name }) else { return nil }
    return value(of: name).map { graph.text(of: $0, in: cell) }
  }

  /// Who holds the lock of which a text has the address.
  fileprivate func holder(named text: String) -> String? {
    guard let start = text.firstIndex(of: "&") else { return nil }
    let name = String(text[start...].dropFirst().prefix { $0 != ")" && $0 != "," })
    guard let holder = self.text(of: name), value(of: name) != 0, Int(holder) == nil else { return nil }
    return holder
  }
}

extension BuiltInViolation {
  fileprivate static func text(_ crash: String) -> String? { crashes.first { $0.id == crash }?.text }
}

extension Domain {
  fileprivate var isPointer: Bool { if case .pointer = self { true } else { false } }
}

extension String {
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
