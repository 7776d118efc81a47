/// The answer to a property. Never a Boolean: "no violation found" and "no violation exists" are different
/// claims.
public enum Verdict: Sendable, Hashable {
  /// The whole space was seen, or, for `sometimes`, a witness was.
  case holds
  /// A path shows it.
  case violated
  /// The search ended at a limit before this property was decided.
  case inconclusive(Limit)
}
