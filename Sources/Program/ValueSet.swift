/// A few known values out of all of 64 bits: what an MSR, a word of flags or a field of a C structure takes.
///
/// A cell of the state does not hold the value itself but its *content*, a small number: the values in
/// ascending order, counted from the 0 of the set, or from the first value where 0 is none of them.
///
///     {-22, 0, 4096, 4097}    contents -1, 0, 1, 2
///
/// So a cell that was cleared holds the value 0, and contents are in the same order as the values.
public struct ValueSet: Hashable, Sendable {
  /// How many values a declared set may have.
  public static let maximumCount = 256

  /// Ascending, each once.
  public let values: [Int]
  /// The content of the first value.
  public let lowest: Int

  /// In any order; what occurs twice counts once.
  public init(_ values: some Sequence<Int>) {
    self.values = Set(values).sorted()
    lowest = -(ValueSet.position(of: 0, in: self.values) ?? 0)
  }

  /// The content of the last value.
  public var highest: Int { lowest + values.count - 1 }

  /// Number of contents less one.
  var span: Int { values.count - 1 }

  /// What a cell holds for the value, nil for a value outside of the set.
  public func content(of value: Int) -> Int? {
    ValueSet.position(of: value, in: values).map { lowest + $0 }
  }

  /// The value for what a cell holds, which lies between `lowest` and `highest`.
  public func value(of content: Int) -> Int { values[content - lowest] }

  public func contains(_ value: Int) -> Bool { content(of: value) != nil }

  public func union(_ other: some Sequence<Int>) -> ValueSet { ValueSet(values + other) }

  /// The values by their contents.
  var table: LookupTable { LookupTable(lowest: lowest, entries: values) }

  private static func position(of value: Int, in values: [Int]) -> Int? {
    var candidates = values.indices
    while let first = candidates.first {
      let middle = first + candidates.count / 2
      if values[middle] == value { return middle }
      candidates = values[middle] < value ? middle + 1..<candidates.upperBound : first..<middle
    }
    return nil
  }
}

extension Domain {
  /// These values and no others, in whatever order they are written.
  public static func values(_ values: [Int]) -> Domain { .values(ValueSet(values)) }
}
