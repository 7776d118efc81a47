/// The states that were found, each stored whole and once, numbered in the order of their discovery.
///
/// ```
/// slots        [ tag | number + 1 ] ...     open addressing, linear probing, at most 3/4 full
///                        |
///                        v
/// vectors      [ vector 0 | vector 1 | ... ]
/// predecessors [ root     | root     | ... ]   the state from whose expansion the vector came first
/// ```
/// A slot is 64 bits: the upper half of the hash as tag, and the number of the state plus one; zero is an
/// empty slot. The table is exact: a tag only saves the comparison of vectors that differ. Append-only
/// vectors and a separate array of roots follow Laarman, van de Pol and Weber (FMCAD 2010), without the
/// lock-free part: one thread inserts.
struct StateTable: ~Copyable {
  /// The predecessor of an initial state, and the answer of an `insert` that a limit refused.
  static var none: UInt32 { .max }
  /// Numbers 0 ..< 2^32 - 2, so that a number plus one is neither zero nor `none`.
  static var greatestCount: Int { (1 << 32) - 2 }

  private(set) var vectors: VectorStore
  private(set) var predecessors = NumberStore()
  var slots: SlotMemory
  /// The count at which the slots have to double.
  var growthCount: Int
  let wordCount: Int
  private let maximumStates: Int
  /// Bytes that the table may take. Whoever stores beside it lowers this.
  var maximumBytes: Int
  /// The limit that refused an insertion.
  private(set) var refusal: Limit?
  /// Greatest number of bytes so far, both tables during a growth included.
  private(set) var peakBytes = 0
  /// What the warming loads have read; keeps them alive in optimized code.
  private var warmth: UInt64 = 0

  init(wordCount: Int, maximumStates: Int, maximumBytes: Int) {
    self.wordCount = wordCount
    self.maximumStates = maximumStates
    self.maximumBytes = maximumBytes
    vectors = VectorStore(wordCount: wordCount)
    slots = SlotMemory(capacity: 1 << 12)
    growthCount = Self.growthCount(capacity: 1 << 12)
  }

  static func growthCount(capacity: Int) -> Int { capacity / 4 * 3 }

  @inline(__always)
  var count: Int { vectors.count }
  /// Bytes of vectors, predecessors and slots.
  var bytes: Int { vectors.bytes + predecessors.bytes + slots.bytes }

  /// Returns the number of the state, which is the old `count` if the state is new, or `none` if a limit
  /// forbids it.
  ///
  /// - Complexity: O(1) expected.
  @inline(__always)
  mutating func insert(_ vector: UnsafePointer<UInt64>, hash: UInt64, predecessor: UInt32) -> UInt32 {
    let mask = slots.mask
    var position = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[position]
      if slot == 0 { return add(vector, hash: hash, predecessor: predecessor, position: position) }
      if (slot ^ hash) &>> 32 == 0 {
        let number = UInt32(truncatingIfNeeded: slot) &- 1
        if isEqual(vector, vectors.reader.vector(at: Int(number))) { return number }
      }
      position = (position &+ 1) & mask
    }
  }

  /// The number of a state that is stored, or nil.
  func find(_ vector: UnsafePointer<UInt64>) -> UInt32? {
    let hash = StateHash.hash(vector, count: wordCount)
    var position = Int(truncatingIfNeeded: hash) & slots.mask
    while slots[position] != 0 {
      let number = UInt32(truncatingIfNeeded: slots[position]) &- 1
      if isEqual(vector, vectors.reader.vector(at: Int(number))) { return number }
      position = (position &+ 1) & slots.mask
    }
    return nil
  }

  /// Loads what the insertion of states with these hashes is going to need, without waiting for any single
  /// load: a probe is a cache miss or two, and the processor overlaps misses only while none depends on
  /// another.
  @inline(never)
  mutating func warm(hashes: UnsafePointer<UInt64>, count: Int) {
    let mask = slots.mask
    var sum: UInt64 = 0
    var index = 0
    while index < count {
      sum &+= slots[Int(truncatingIfNeeded: hashes[index]) & mask]
      index &+= 1
    }
    index = 0
    let reader = vectors.reader
    while index < count {
      let hash = hashes[index]
      let slot = slots[Int(truncatingIfNeeded: hash) & mask]
      if slot != 0, (slot ^ hash) &>> 32 == 0 {
        sum &+= reader.vector(at: Int(UInt32(truncatingIfNeeded: slot) &- 1))[0]
      }
      index &+= 1
    }
    keepWarm(sum)
  }

  mutating func keepWarm(_ sum: UInt64) { warmth &+= sum }

  @inline(__always)
  private func isEqual(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>) -> Bool {
    var word = 0
    while word < wordCount {
      if a[word] != b[word] { return false }
      word &+= 1
    }
    return true
  }

  @inline(never)
  private mutating func add(
    _ vector: UnsafePointer<UInt64>, hash: UInt64, predecessor: UInt32, position: Int
  ) -> UInt32 {
    guard makeRoom() else { return Self.none }
    let number = UInt32(truncatingIfNeeded: count)
    let position = count == growthCount ? emptySlotAfterGrowth(hash) : position
    slots[position] = hash & 0xffff_ffff_0000_0000 | UInt64(number + 1)
    vectors.append(vector)
    predecessors.append(predecessor)
    return number
  }

  private mutating func emptySlotAfterGrowth(_ hash: UInt64) -> Int {
    growSlots()
    return slots.firstEmpty(from: hash)
  }

  /// False, with the reason in `refusal`, if one more state would break a limit.
  @inline(__always)
  private mutating func makeRoom() -> Bool {
    if count >= maximumStates {
      refusal = .states(maximumStates)
      return false
    }
    if vectors.isFull || predecessors.isFull || count == growthCount { return makeRoomForChunks() }
    return true
  }

  @inline(never)
  private mutating func makeRoomForChunks() -> Bool {
    if count >= Self.greatestCount {
      refusal = .stateNumbers
      return false
    }
    var needed = bytes
    if vectors.isFull { needed += vectors.chunkBytes }
    if predecessors.isFull { needed += NumberStore.chunkBytes }
    if count == growthCount { needed += 2 * slots.bytes }
    if needed > maximumBytes {
      refusal = .memory(bytes: maximumBytes)
      return false
    }
    peakBytes = max(peakBytes, needed)
    return true
  }
}
