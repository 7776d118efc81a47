import Program

/// What is known of a computer only when it is finished, and decides what its primitives expand to. A
/// statement `If(.fact(..))` is replaced by the branch that is taken, so that a model which does not use
/// something has no trace of it.
enum MachineFact: String, CaseIterable {
  /// `addRCU` was called.
  case usesRCU = "machine.uses-rcu"
  /// Wake-ups go to other CPUs by interrupt.
  case wakesByIPI = "machine.wakes-by-ipi"
}

extension Expression {
  static func fact(_ fact: MachineFact) -> Expression { .shared(fact.rawValue) }
}

extension [Statement] {
  /// The statements with every branch on a fact decided.
  func resolving(_ facts: Set<MachineFact>) -> [Statement] {
    flatMap { statement -> [Statement] in
      if case .conditional(.shared(let name), let then, let otherwise) = statement.kind,
        let fact = MachineFact(rawValue: name)
      {
        return (facts.contains(fact) ? then : otherwise).resolving(facts)
      }
      return [Statement(statement.kind.mapBlocks { $0.resolving(facts) }, at: statement.place)]
    }
  }
}
