/// A piece of a file that conditional compilation decided about by assuming something.
public struct CDecision: Hashable, Sendable {
  /// What was assumed, each with the place that needed it.
  public let assumptions: [CAssumption]
  /// From the `#if` to its `#endif`, or the one expression that asked.
  public let range: Range<Int>
  /// What is defined in there, in branches that were read and in those that were not: who uses none of it,
  /// and does not stand there itself, does not depend on the assumptions. Nil if nobody looked.
  public let names: Set<String>?
}
