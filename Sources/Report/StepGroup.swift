import Catalogue
import Program
import StateSpace

/// Consecutive steps of one context in one function, told as one: what they changed on the whole.
struct StepGroup: Sendable {
  var first: Int
  var last: Int
  var cpu: Int?
  var function: String
  var source: String
  /// The text of the only step, or of a choice that somebody made; nil if several steps were folded.
  var text: String?
  var changes: [Trace.Change]
  var agency: Agency
  var isDeciding: Bool
  var findings: [String]

  /// What the machine keeps for itself: who owns a CPU, how many have acknowledged, what properties remember.
  private static let bookkeeping = [
    "cpu_owner[", "in_handler[", "preempt_count[", "started(", "situation[", "was_online[", "stop.acks",
    "stop.threads", "stop.active", "stop.requested[", "kworker.",
  ]

  /// - Parameter isFolded: whether steps are folded and bookkeeping is left out.
  static func groups(of trace: Trace, isFolded: Bool) -> [StepGroup] {
    var groups: [StepGroup] = []
    for step in trace.steps {
      let isChoice = step.agency == .environment || step.agency == .fault
      if isFolded, let open = groups.last, open.isOpen, !isChoice, !step.isDeciding, open.cpu == step.cpu,
        open.function == step.function, open.last + 1 == step.index, trace.cycleStart != open.last
      {
        groups[groups.count - 1].take(step)
      } else {
        groups.append(StepGroup(step))
      }
    }
    guard isFolded else { return groups }
    return groups.map { group in
      var group = group
      group.changes.removeAll { change in
        change.before == change.after || bookkeeping.contains { change.name.hasPrefix($0) }
      }
      return group
    }
  }

  private init(_ step: Trace.Step) {
    first = step.index
    last = step.index
    cpu = step.cpu
    function = step.function
    source = step.source
    text = step.text
    changes = step.changes
    agency = step.agency
    isDeciding = step.isDeciding
    findings = step.findings
  }

  /// Whether more steps may join: a choice and the deciding step stand alone.
  private var isOpen: Bool { !isDeciding && agency != .environment && agency != .fault }

  private mutating func take(_ step: Trace.Step) {
    last = step.index
    text = nil
    findings += step.findings
    for change in step.changes {
      if let index = changes.firstIndex(where: { $0.name == change.name }) {
        changes[index].after = change.after
      } else {
        changes.append(change)
      }
    }
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

  /// Who does what: the function, and the step's text where it says more.
  var title: String {
    let name = source.isEmpty || function.hasSuffix(")") ? function : "\(function)()"
    guard let text, text != function else { return name }
    return agency == .environment ? text : "\(name): \(text)"
  }

  var effects: [String] { changes.map { "\($0.name) = \($0.after)" } }
}
