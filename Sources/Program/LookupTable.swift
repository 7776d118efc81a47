/// A function of one small operand, value by value.
public struct LookupTable: Hashable, Sendable {
  /// The operand of the first entry.
  public var lowest: Int
  public var entries: [Int]

  public init(lowest: Int, entries: [Int]) {
    self.lowest = lowest
    self.entries = entries
  }

  /// Nil for an operand outside of the table.
  public subscript(operand: Int) -> Int? {
    let (position, overflow) = operand.subtractingReportingOverflow(lowest)
    return !overflow && entries.indices.contains(position) ? entries[position] : nil
  }

  /// The entries for the operands from `first` to `last`.
  func entries(for first: Int, _ last: Int) -> ArraySlice<Int> {
    let highest = lowest + entries.count - 1
    guard first <= highest, last >= lowest else { return [] }
    return entries[(max(first, lowest) - lowest)...(min(last, highest) - lowest)]
  }
}
