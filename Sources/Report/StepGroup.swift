import Catalogue
import StateSpace

/// Consecutive steps of one context in one function, told as one: what they changed on the whole.
struct StepGroup: Sendable {
  /// Never empty.
  private(set) var steps: [Trace.Step]
  /// What the steps come to that only make the system ready, whoever takes them; nil for all others.
  private(set) var prelude: String?

  var first: Int { steps[0].index }
  var last: Int { steps[steps.count - 1].index }
  var cpu: Int? { steps[0].cpu }
  var context: String { steps[0].context }
  var function: String { steps[0].function }
  var agency: Agency { steps[0].agency }
  var isDeciding: Bool { steps[0].isDeciding }
  var findings: [String] { steps.flatMap(\.findings) }
  /// Whether somebody outside the kernel decided that this happens.
  var isChoice: Bool { agency == .environment || agency == .fault }

  /// - Parameter isFolded: whether steps are folded; else each is a group of its own.
  static func groups(of trace: Trace, isFolded: Bool) -> [StepGroup] {
    var groups: [StepGroup] = []
    if isFolded, trace.prelude > 0 {
      groups.append(StepGroup(steps: Array(trace.steps.prefix(trace.prelude)), prelude: trace.preludeText))
    }
    for step in trace.steps.dropFirst(groups.isEmpty ? 0 : trace.prelude) {
      if isFolded, trace.cycleStart != step.index - 1, groups.last?.takes(step) == true {
        groups[groups.count - 1].steps.append(step)
      } else {
        groups.append(StepGroup(steps: [step]))
      }
    }
    return groups
  }

  /// A choice, the deciding step and a finding stand alone: they are what the story is about.
  private func takes(_ step: Trace.Step) -> Bool {
    guard prelude == nil else { return false }
    let isSame = context == step.context && function == step.function && cpu == step.cpu
    let isPlain = agency == step.agency && !isChoice && !step.isDeciding && step.findings.isEmpty
    return isSame && isPlain && !isDeciding && findings.isEmpty
  }

  /// `3`, or `3-7`.
  var range: String { first == last ? "\(first)" : "\(first)-\(last)" }

  /// `*` for a choice of the environment, `!` for an injected failure, `~` for hardware.
  var mark: String {
    switch agency {
    case .kernel: return " "
    case .hardware: return "~"
    case .environment: return "*"
    case .fault: return "!"
    }
  }

  /// The function, unless the context says it already.
  var title: String {
    guard prelude == nil else { return "" }
    guard function != context else { return "" }
    // A procedure that was made for one device has its name in the parentheses already.
    return steps[0].source.isEmpty || function.hasSuffix(")") ? function : "\(function)()"
  }

  /// All that the steps changed, from before the first to after the last.
  var changes: [Trace.Change] {
    var changes: [Trace.Change] = []
    for change in steps.flatMap(\.changes) {
      if let index = changes.firstIndex(where: { $0.name == change.name }) {
        changes[index].after = change.after
      } else {
        changes.append(change)
      }
    }
    return changes.filter { $0.before != $0.after }
  }
}
