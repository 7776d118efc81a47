import Program

/// What a C object may hold, as far as it is known without running anything: a small set of values, or an
/// interval. It only grows while a program is read, and has a bounded number of steps to grow by, so that
/// reading ends.
struct PossibleValues: Hashable, Sendable {
  /// A finite set with more elements than this becomes an interval.
  static let maximumElements = 64
  /// An operation on two sets looks at no more pairs than this.
  static let maximumPairs = 4096

  /// Sorted; nil for an interval.
  private(set) var elements: [Int]?
  private(set) var lowest: Int
  private(set) var highest: Int

  /// Nothing is known to be stored yet.
  static let empty = PossibleValues(elements: [], lowest: 0, highest: 0)
  static let truth = PossibleValues([0, 1])
  static let anything = PossibleValues(lowest: Int.min, highest: Int.max)

  private init(elements: [Int]?, lowest: Int, highest: Int) {
    self.elements = elements
    self.lowest = lowest
    self.highest = highest
  }

  init(_ value: Int) { self.init(elements: [value], lowest: value, highest: value) }

  init(_ values: some Sequence<Int>) {
    let sorted = Set(values).sorted()
    guard let first = sorted.first, let last = sorted.last else {
      self = .empty
      return
    }
    self.init(
      elements: sorted.count <= PossibleValues.maximumElements ? sorted : nil, lowest: first, highest: last)
  }

  init(lowest: Int, highest: Int) {
    let (span, overflow) = highest.subtractingReportingOverflow(lowest)
    if !overflow && span < PossibleValues.maximumElements {
      self.init(elements: Array(lowest...highest), lowest: lowest, highest: highest)
    } else {
      self.init(elements: nil, lowest: lowest, highest: highest)
    }
  }

  init(_ domain: Domain, slots: (String) -> Int) {
    switch domain {
    case .range(let range): self.init(lowest: range.lowerBound, highest: range.upperBound)
    case .values(let set): self.init(set.values)
    case .pointer(let pool): self.init(lowest: 0, highest: slots(pool))
    case .pointerOrError(let pool, let lowest): self.init(lowest: lowest, highest: slots(pool))
    }
  }

  var isEmpty: Bool { elements?.isEmpty ?? false }
  /// The one value that it can be.
  var constant: Int? { elements?.count == 1 ? lowest : nil }
  /// Whether the value is certainly not 0; nil if it may be both.
  var truthValue: Bool? {
    if isEmpty { return nil }
    if constant == 0 { return false }
    return contains(0) ? nil : true
  }

  func contains(_ value: Int) -> Bool {
    if let elements { return elements.contains(value) }
    return (lowest...highest).contains(value)
  }

  func isSubset(of other: PossibleValues) -> Bool {
    if isEmpty { return true }
    if other.isEmpty { return false }
    if let elements { return elements.allSatisfy(other.contains) }
    return other.elements == nil && other.lowest <= lowest && highest <= other.highest
  }

  func union(_ other: PossibleValues) -> PossibleValues {
    if isEmpty { return other }
    if other.isEmpty { return self }
    if let elements, let others = other.elements { return PossibleValues(elements + others) }
    return PossibleValues(lowest: min(lowest, other.lowest), highest: max(highest, other.highest))
  }

  /// The values for which a comparison with a constant holds: what is known behind an `if`.
  func limited(_ op: BinaryOperator, _ bound: Int) -> PossibleValues {
    if let elements { return PossibleValues(elements.filter { op.apply($0, bound) == 1 }) }
    switch op {
    case .less where bound > Int.min: return clamped(lowest, bound - 1)
    case .lessOrEqual: return clamped(lowest, bound)
    case .greater where bound < Int.max: return clamped(bound + 1, highest)
    case .greaterOrEqual: return clamped(bound, highest)
    case .equal: return contains(bound) ? PossibleValues(bound) : .empty
    default: return self
    }
  }

  private func clamped(_ low: Int, _ high: Int) -> PossibleValues {
    let (low, high) = (max(low, lowest), min(high, highest))
    return low > high ? .empty : PossibleValues(lowest: low, highest: high)
  }

  /// The values of `op` over all pairs; exact for small sets, an interval otherwise.
  func applying(_ op: BinaryOperator, _ other: PossibleValues) -> PossibleValues {
    if isEmpty || other.isEmpty { return .empty }
    if let elements, let others = other.elements, elements.count * others.count <= PossibleValues.maximumPairs
    {
      return PossibleValues(elements.flatMap { a in others.compactMap { op.apply(a, $0) } })
    }
    switch op {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or: return .truth
    case .add: return corners(other) { $0.addingReportingOverflow($1) }
    case .subtract: return corners(other) { $0.subtractingReportingOverflow($1) }
    case .multiply: return corners(other) { $0.multipliedReportingOverflow(by: $1) }
    case .bitAnd where lowest >= 0 || other.lowest >= 0:
      let bounds = [self, other].filter { $0.lowest >= 0 }.map(\.highest)
      return PossibleValues(lowest: 0, highest: bounds.min()!)
    case .bitOr where lowest >= 0 && other.lowest >= 0, .bitXor where lowest >= 0 && other.lowest >= 0:
      let bits = Int.bitWidth - max(highest, other.highest).leadingZeroBitCount
      return PossibleValues(lowest: 0, highest: bits >= 63 ? Int.max : (1 << bits) - 1)
    case .divide where lowest >= 0 && other.lowest >= 0, .shiftRight where lowest >= 0 && other.lowest >= 0:
      return PossibleValues(lowest: 0, highest: highest)
    case .remainder where lowest >= 0 && other.lowest >= 0 && other.highest > 0:
      return PossibleValues(lowest: 0, highest: min(highest, other.highest - 1))
    case .shiftLeft where lowest >= 0 && other.lowest >= 0 && other.highest < 32 && highest < 1 << 30:
      return PossibleValues(lowest: 0, highest: highest << other.highest)
    default: return .anything
    }
  }

  /// The values of an operation on 64 bits without a sign over all pairs; nil where there are too many.
  ///
  /// - Parameter apply: nil where C gives no value.
  func applyingToUnsigned(_ other: PossibleValues, _ apply: (UInt, UInt) -> UInt?) -> PossibleValues? {
    guard let elements, let others = other.elements,
      elements.count * others.count <= PossibleValues.maximumPairs
    else { return nil }
    return PossibleValues(
      elements.flatMap { a in
        others.compactMap { apply(UInt(bitPattern: a), UInt(bitPattern: $0)).map { Int(bitPattern: $0) } }
      })
  }

  func applying(_ op: UnaryOperator) -> PossibleValues {
    if let elements { return PossibleValues(elements.map(op.apply)) }
    switch op {
    case .not: return .truth
    case .bitCount: return PossibleValues(lowest: 0, highest: 64)
    case .lowestBit: return PossibleValues(lowest: -1, highest: 63)
    case .complement: return PossibleValues(lowest: ~highest, highest: ~lowest)
    case .negate where lowest > Int.min: return PossibleValues(lowest: -highest, highest: -lowest)
    case .truncate(let bits, let signed) where bits < 64:
      let range = PossibleValues.all(bits: bits, signed: signed)
      return isSubset(of: range) ? self : range
    default: return .anything
    }
  }

  private func corners(_ other: PossibleValues, _ combine: (Int, Int) -> (partialValue: Int, overflow: Bool))
    -> PossibleValues
  {
    var values: [Int] = []
    for a in [lowest, highest] {
      for b in [other.lowest, other.highest] {
        let result = combine(a, b)
        if result.overflow { return .anything }
        values.append(result.partialValue)
      }
    }
    return PossibleValues(lowest: values.min()!, highest: values.max()!)
  }

  /// All values of a C integer; those of an unsigned one of 64 bits wrap into the negative half.
  static func all(bits: Int, signed: Bool) -> PossibleValues {
    if bits >= 64 { return .anything }
    return signed
      ? PossibleValues(lowest: -(1 << (bits - 1)), highest: (1 << (bits - 1)) - 1)
      : PossibleValues(lowest: 0, highest: .lowest(bits: bits))
  }
}

extension Int {
  /// The number in which these bits and no others are set.
  static func lowest(bits: Int) -> Int { Int(bitPattern: UInt.max >> UInt(64 - bits)) }
}
