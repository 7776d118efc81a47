extension StateTable {
  /// Doubles the slots. Hashes are computed again from the vectors, which lie in order, instead of being
  /// stored.
  ///
  /// - Complexity: O(`count`).
  @inline(never)
  mutating func growSlots() {
    let larger = SlotMemory(capacity: slots.capacity * 2)
    let batch = FlatBuffer<UInt64>(capacity: 64)
    var sum: UInt64 = 0
    var first = 0
    while first < count {
      // As in `warm`: independent loads first, so that the misses of a batch overlap.
      let size = min(64, count - first)
      for index in 0..<size {
        let hash = StateHash.hash(vectors.reader.vector(at: first + index), count: wordCount)
        batch[index] = hash
        sum &+= larger[Int(truncatingIfNeeded: hash) & larger.mask]
      }
      for index in 0..<size {
        let hash = batch[index]
        larger[larger.firstEmpty(from: hash)] =
          hash & 0xffff_ffff_0000_0000 | UInt64(first + index + 1)
      }
      first += size
    }
    slots = larger
    growthCount = Self.growthCount(capacity: slots.capacity)
    keepWarm(sum)
    checkInvariants()
  }
}
