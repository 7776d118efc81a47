/// A hash of a state vector that is the same in every process, on every machine.
///
/// One folded 64 x 64 -> 128 bit multiplication per word, after wyhash (Wang Yi, 2019). The table stores
/// whole vectors, so a weak hash could cost time and never a wrong answer. `Hasher` is seeded per process and
/// therefore out.
enum StateHash {
  @inline(__always)
  static func hash(_ words: UnsafePointer<UInt64>, count: Int) -> UInt64 {
    var hash = fold(words[0] ^ 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db)
    var word = 1
    while word < count {
      hash = fold(hash ^ words[word], 0xe703_7ed1_a0b4_28db)
      word &+= 1
    }
    return fold(hash ^ 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3)
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
