extension StateTable {
  #if BRINGUP_INTERNAL_CHECKS
    /// - Complexity: O(capacity + `count` * `wordCount`).
    func checkInvariants() {
      precondition(slots.capacity & slots.mask == 0, "a capacity is a power of two")
      precondition(count <= growthCount, "the slots should have doubled")
      precondition(predecessors.count == count, "each vector has one predecessor")
      var used = 0
      for position in 0..<slots.capacity where slots[position] != 0 {
        used += 1
        let number = Int(UInt32(truncatingIfNeeded: slots[position]) &- 1)
        precondition(number < count, "a slot names a state that does not exist")
        let hash = StateHash.hash(vectors.reader.vector(at: number), count: wordCount)
        precondition(hash >> 32 == slots[position] >> 32, "a tag differs from the hash of its vector")
      }
      precondition(used == count, "the slots and the vectors differ in number")
      for number in 0..<count {
        precondition(find(vectors.reader.vector(at: number)) == UInt32(number), "a state is lost or doubled")
        let predecessor = predecessors[number]
        precondition(predecessor == Self.none || predecessor < number, "a predecessor comes first")
      }
    }
  #else
    @inline(__always)
    func checkInvariants() {}
  #endif
}
