/// A question about a system. Predicates and findings are named by their index in the system's tables.
///
/// A step *of its own* is one by a group of agency `.kernel` or `.hardware`: it needs no choice of the
/// environment and no further fault.
public enum Property: Sendable, Hashable {
  /// The predicate holds in every reachable state.
  case always(predicate: Int)
  /// The predicate holds in some reachable state. The path of a verdict `holds` is the witness.
  case sometimes(predicate: Int)
  /// No reachable transition reports the finding. The path of a violation ends with the transition that did.
  case never(finding: Int)
  /// Every reachable state in which `while` holds (every state if nil) and `unless` does not (if given) has
  /// at least one step of its own; a step that changes nothing counts.
  case neverStuck(while: Int?, unless: Int?)
  /// From every reachable state in which `from` holds, a state in which `reach` or `absorbing` holds can be
  /// reached by steps of the system's own.
  ///
  /// This says that the goal stays reachable, not that every fair run reaches it: AG (from -> EF goal) in
  /// CTL, over the system's own steps.
  case canFinish(from: Int, reach: Int, absorbing: Int?)

  /// The predicates that the property refers to.
  var predicates: [Int] {
    switch self {
    case .always(let predicate), .sometimes(let predicate): [predicate]
    case .never: []
    case .neverStuck(let condition, let exemption): [condition, exemption].compactMap { $0 }
    case .canFinish(let from, let reach, let absorbing): [from, reach] + [absorbing].compactMap { $0 }
    }
  }
}
