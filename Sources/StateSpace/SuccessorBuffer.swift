/// The successors of one or several states, in the order in which the system enumerates them.
///
/// A flat buffer: vector i occupies words `i * wordCount ..< (i + 1) * wordCount`, its group stands in a
/// second array. `append` is the one call that crosses the module boundary for every transition, so it is
/// inlinable and does nothing but copy a vector; everything rare (growth, findings) stays out of line.
public struct SuccessorBuffer: ~Copyable {
  /// A finding together with the successor whose transition reported it.
  public struct Report: Sendable, Equatable {
    /// Index of the successor in the buffer.
    public var successor: Int
    /// Index of the finding in `TransitionSystem.findingNames`.
    public var finding: Int
  }

  /// Words of one vector, 1...64.
  public let wordCount: Int
  @usableFromInline var storedCount: Int
  @usableFromInline var capacity: Int
  @usableFromInline var vectors: UnsafeMutablePointer<UInt64>
  @usableFromInline var groups: UnsafeMutablePointer<UInt32>
  /// What the appended transitions reported, in the order of the reports.
  public private(set) var reports: [Report] = []

  /// An empty buffer for vectors of `wordCount` words, 1...64.
  public init(wordCount: Int) {
    precondition((1...64).contains(wordCount), "a state has 1 to 64 words")
    self.wordCount = wordCount
    storedCount = 0
    capacity = 64
    vectors = .allocate(capacity: capacity * wordCount)
    groups = .allocate(capacity: capacity)
  }

  // Inlinable because the optimizer of Swift 6.3.1 crashes on an opaque deinit of a type that inlinable code
  // uses.
  @inlinable
  deinit {
    vectors.deallocate()
    groups.deallocate()
  }

  /// Number of successors appended.
  @inlinable
  public var count: Int { storedCount }

  /// Appends a copy of `source` as a successor by `group` and returns the copy, for the caller to edit.
  ///
  /// `source` must not lie in this buffer. The result is valid until the next `append`.
  ///
  /// - Complexity: O(`wordCount`), amortised.
  @inlinable
  @inline(__always)
  @discardableResult
  public mutating func append(
    copying source: UnsafePointer<UInt64>, group: Int
  ) -> UnsafeMutablePointer<UInt64> {
    if storedCount == capacity { grow() }
    let copy = vectors + storedCount &* wordCount
    copy[0] = source[0]
    var word = 1
    while word < wordCount {
      copy[word] = source[word]
      word &+= 1
    }
    groups[storedCount] = UInt32(truncatingIfNeeded: group)
    storedCount &+= 1
    return copy
  }

  /// Reports that the transition to the successor appended last shows the finding with this index.
  public mutating func report(finding: Int) {
    precondition(storedCount > 0, "a finding belongs to a transition: append its successor first")
    reports.append(Report(successor: storedCount - 1, finding: finding))
  }

  /// Takes back the successor appended last together with its findings.
  public mutating func removeLast() {
    precondition(storedCount > 0, "there is no successor to take back")
    storedCount -= 1
    while let last = reports.last, last.successor == storedCount { reports.removeLast() }
  }

  /// Empties the buffer and keeps its memory.
  public mutating func removeAll() {
    storedCount = 0
    if !reports.isEmpty { reports.removeAll(keepingCapacity: true) }
  }

  /// The group of successor `index`, an index into `TransitionSystem.groups`.
  @inlinable
  public func group(at index: Int) -> Int {
    precondition(index >= 0 && index < storedCount, "no such successor")
    return Int(groups[index])
  }

  /// The words of successor `index`.
  public func words(at index: Int) -> [UInt64] {
    Array(UnsafeBufferPointer(start: vector(at: index), count: wordCount))
  }

  /// The vector of successor `index`, valid until the buffer changes.
  @inlinable
  public func vector(at index: Int) -> UnsafePointer<UInt64> {
    precondition(index >= 0 && index < storedCount, "no such successor")
    return UnsafePointer(vectors + index &* wordCount)
  }

  @usableFromInline
  @inline(never)
  mutating func grow() {
    let larger = capacity * 2
    let largerVectors = UnsafeMutablePointer<UInt64>.allocate(capacity: larger * wordCount)
    largerVectors.moveInitialize(from: vectors, count: storedCount * wordCount)
    vectors.deallocate()
    vectors = largerVectors
    let largerGroups = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    largerGroups.moveInitialize(from: groups, count: storedCount)
    groups.deallocate()
    groups = largerGroups
    capacity = larger
  }
}
