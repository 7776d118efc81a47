extension Ladder {
  /// Whether `number` is reached after `other` on the way up, and left before it on the way down.
  public func isAbove(_ number: Int, _ other: Int) -> Bool { number > other }

  /// How many rungs `higher` stands above `lower`; negative if it stands below.
  public func distance(from lower: Rung, to higher: Rung) -> Int { higher.number - lower.number }

  /// The rungs that lie strictly between two, in ascending order, whichever of the two is higher.
  public func rungs(between one: Rung, and other: Rung) -> ArraySlice<Rung> {
    let low = min(one.number, other.number)
    let high = max(one.number, other.number)
    guard high - low > 1, rungs.indices.contains(low), rungs.indices.contains(high) else { return [] }
    return rungs[(low + 1)..<high]
  }
}
