/// An append-only sequence of 32-bit numbers in chunks of 1 MiB: it grows without a copy, at no more than one
/// chunk of slack.
struct NumberStore: ~Copyable {
  private static var shift: Int { 18 }
  private var chunks: [UnsafeMutablePointer<UInt32>] = []
  private(set) var count = 0

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// Bytes of one chunk.
  static var chunkBytes: Int { 4 << shift }
  /// Bytes of all chunks.
  var bytes: Int { chunks.count * Self.chunkBytes }
  /// True if the next `append` allocates a chunk.
  @inline(__always)
  var isFull: Bool { count == chunks.count &<< Self.shift }

  @inline(__always)
  mutating func append(_ number: UInt32) {
    if isFull { chunks.append(.allocate(capacity: 1 << Self.shift)) }
    chunks[count &>> Self.shift][count & ((1 &<< Self.shift) &- 1)] = number
    count &+= 1
  }

  subscript(index: Int) -> UInt32 {
    precondition(index >= 0 && index < count, "no such number")
    return chunks[index &>> Self.shift][index & ((1 &<< Self.shift) &- 1)]
  }
}
