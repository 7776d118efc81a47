import Testing

@testable import StateSpace

/// The table against a dictionary of arrays.
@Suite struct StateTableTests {
  @Test(arguments: [1, 2, 3, 5, 64])
  func agreesWithADictionary(wordCount: Int) {
    var random = SplitMix64(seed: UInt64(wordCount))
    var table = StateTable(wordCount: wordCount, maximumStates: .max, maximumBytes: .max)
    var twin: [[UInt64]: UInt32] = [:]
    // Few distinct values in few words make many repetitions; 12,000 pass the first growth at 3,072 twice.
    for round in 0..<20_000 {
      var vector = [UInt64](repeating: 0, count: wordCount)
      vector[wordCount - 1] = UInt64.random(in: 0..<12_000, using: &random)
      vector[0] |= UInt64.random(in: 0..<2, using: &random) << 63
      let hash = StateHash.hash(vector, count: wordCount)
      let predecessor = table.count == 0 ? StateTable.none : UInt32(table.count - 1)
      let known = twin[vector]
      let found = table.find(vector)
      table.warm(hashes: [hash], count: 1)
      let number = table.insert(vector, hash: hash, predecessor: predecessor)
      if found != known || number != known ?? UInt32(twin.count) {
        Issue.record("round \(round) gave \(number) where \(String(describing: known)) was expected")
        return
      }
      twin[vector] = number
    }
    let count = table.count
    #expect(count == twin.count)
    for (vector, number) in twin {
      let words = table.vectors.reader.words(at: Int(number))
      #expect(words == vector)
    }
    table.checkInvariants()
  }

  @Test func equalTagsAreToldApartByTheirVectors() {
    var table = StateTable(wordCount: 2, maximumStates: .max, maximumBytes: .max)
    // One hash for all: probing and comparison alone must keep the states apart.
    for round in 0..<2 {
      for value in 0..<200 as Range<UInt64> {
        let vector = [7, value]
        let number = table.insert(vector, hash: 0xabcd_ef01_2345_6789, predecessor: StateTable.none)
        #expect(number == UInt32(value), "round \(round)")
      }
    }
  }

  @Test func theHashIsTheSameEverywhere() {
    // Computed with Python's integers, apart from this implementation.
    let vectors: [[UInt64]] = [[0], [1], [0, 0], [1, 2, 3]]
    let hashes = vectors.map { StateHash.hash($0, count: $0.count) }
    #expect(
      hashes == [
        0x2afa_3043_c0fb_b4d2, 0x27e0_bf1a_b1e8_0487,
        0x47da_9799_ad0e_8232, 0x4a63_2e88_2a40_4e82,
      ])
  }

  @Test func hashesOfNeighboursSpread() {
    // As many random hashes as slots hit 1 - 1/e of them.
    var hit = [Bool](repeating: false, count: 1 << 16)
    for value in 0..<UInt64(1 << 16) {
      let vector = [value << 20, value & 3]
      hit[Int(StateHash.hash(vector, count: 2) & 0xffff)] = true
    }
    let share = Double(hit.count { $0 }) / Double(hit.count)
    #expect(abs(share - 0.632) < 0.01)
  }

  @Test func storesCrossTheirChunks() {
    var numbers = NumberStore()
    for number in 0..<600_000 as Range<UInt32> { numbers.append(number &* 7) }
    let isKept = (0..<600_000).allSatisfy { numbers[$0] == UInt32($0) &* 7 }
    #expect(isKept)
    var vectors = VectorStore(wordCount: 64)
    for value in 0..<5_000 as Range<UInt64> {
      vectors.append((0..<64).map { value * 64 + $0 })
    }
    for value in [0, 2_047, 2_048, 4_999] {
      let words = vectors.reader.words(at: value)
      #expect(words == (0..<64).map { UInt64(value * 64 + $0) })
    }
  }
}
