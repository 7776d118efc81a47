/// A set of state numbers below a fixed bound, one bit each.
struct StateSet {
  private(set) var words: [UInt64]

  init(bound: Int) {
    words = Array(repeating: 0, count: (bound + 63) / 64)
  }

  var bytes: Int { words.count * 8 }

  func contains(_ state: Int) -> Bool { words[state >> 6] >> UInt64(state & 63) & 1 == 1 }
  mutating func insert(_ state: Int) { words[state >> 6] |= 1 << UInt64(state & 63) }
}
