/// Numbers of 64 bits that grow without an end in what is known of them: counters.
extension Facts {
  /// What such a number is given: no state could hold all that its type does. It has 32 bits for as long as
  /// nothing else is stored; a path on which it leaves them ends as an error of the model, so that no verdict
  /// rests on it.
  mutating func counterLimits(_ object: String, _ known: PossibleValues, _ limits: PossibleValues)
    -> PossibleValues
  {
    let isSigned = limits == LoweredType.long.limits
    guard isSigned || limits == LoweredType.unsignedLong.limits, limits != .anything || isSigned else {
      return limits
    }
    let narrow = PossibleValues.all(bits: 32, signed: isSigned)
    guard known.isSubset(of: narrow) else { return limits }
    counters[object] = narrow
    return narrow
  }
}

extension PossibleValues {
  /// Those that are in an interval.
  func within(_ interval: PossibleValues) -> PossibleValues {
    if let elements { return PossibleValues(elements.filter { interval.contains($0) }) }
    let (first, last) = (max(lowest, interval.lowest), min(highest, interval.highest))
    return first <= last ? PossibleValues(lowest: first, highest: last) : .empty
  }
}
