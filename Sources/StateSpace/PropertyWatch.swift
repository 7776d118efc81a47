/// Watches states and transitions go by, in the order of the search, and remembers the first that decide a
/// property.
struct PropertyWatch {
  /// The first transition that reported a finding.
  struct Occurrence {
    /// Number of the state that the transition leaves, and the transition's position among its successors.
    var source: Int
    var successor: Int
  }

  private struct StuckRule {
    var property: Int
    var condition: UInt64
    var exemption: UInt64
  }

  /// For each property, the state that decided it: against it, or in favour of a `sometimes`.
  private(set) var decisions: [Int?]
  /// For each finding, its first occurrence.
  private(set) var occurrences: [Occurrence?]
  private let properties: [Property]
  /// Predicates whose first false or first true state is still wanted.
  private var wantedFalse: UInt64 = 0
  private var wantedTrue: UInt64 = 0
  private var stuckRules: [StuckRule] = []

  init(properties: [Property], findings: Int) {
    self.properties = properties
    decisions = Array(repeating: nil, count: properties.count)
    occurrences = Array(repeating: nil, count: findings)
    for (index, property) in properties.enumerated() {
      switch property {
      case .always(let predicate): wantedFalse |= 1 << UInt64(predicate)
      case .sometimes(let predicate): wantedTrue |= 1 << UInt64(predicate)
      case .neverStuck(let condition, let exemption):
        stuckRules.append(
          StuckRule(
            property: index, condition: condition.map { 1 << UInt64($0) } ?? 0,
            exemption: exemption.map { 1 << UInt64($0) } ?? 0))
      case .never, .canFinish: break
      }
    }
  }

  /// True if nothing that is still to come can decide a property.
  var hasDecidedAll: Bool {
    for (index, property) in properties.enumerated() {
      switch property {
      case .always, .sometimes, .neverStuck:
        if decisions[index] == nil { return false }
      case .never(let finding):
        if occurrences[finding] == nil { return false }
      case .canFinish: return false
      }
    }
    return true
  }

  /// Takes note of a state. States come in the order of their numbers.
  @inline(__always)
  mutating func observe(state: Int, predicates: UInt64) {
    if (~predicates & wantedFalse) | (predicates & wantedTrue) != 0 {
      decide(state: state, predicates: predicates)
    }
  }

  /// Takes note of an expanded state without a step of its own.
  mutating func observeStuck(state: Int, predicates: UInt64) {
    if stuckRules.isEmpty { return }
    stuckRules.removeAll { rule in
      let concerns = rule.condition == 0 || predicates & rule.condition != 0
      guard concerns && predicates & rule.exemption == 0 else { return false }
      decisions[rule.property] = state
      return true
    }
  }

  /// Takes note of a finding.
  mutating func observe(finding: Int, source: Int, successor: Int) {
    precondition(occurrences.indices.contains(finding), "the system reports a finding that it does not name")
    if occurrences[finding] == nil {
      occurrences[finding] = Occurrence(source: source, successor: successor)
    }
  }

  private mutating func decide(state: Int, predicates: UInt64) {
    for (index, property) in properties.enumerated() where decisions[index] == nil {
      switch property {
      case .always(let predicate) where predicates >> UInt64(predicate) & 1 == 0: decisions[index] = state
      case .sometimes(let predicate) where predicates >> UInt64(predicate) & 1 == 1: decisions[index] = state
      default: break
      }
    }
    wantedFalse &= predicates
    wantedTrue &= ~predicates
  }
}
