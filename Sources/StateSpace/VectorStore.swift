/// State vectors in the order of their discovery: append-only, in chunks that never move.
///
/// ```
/// directory  [ chunk 0 | chunk 1 | ...            ]   allocated once, for 2^32 states
///                |
///                v
///              [ vector 0 | vector 1 | ... ]          2^shift vectors of wordCount words, at most 1 MiB
/// ```
/// Workers read vectors of finished levels while the inserting thread appends new ones. This needs no lock
/// because neither a chunk nor the directory is ever reallocated.
struct VectorStore: ~Copyable {
  /// A copyable view for readers. It must not outlive its store.
  struct Reader {
    fileprivate let directory: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>>
    fileprivate let shift: Int
    let wordCount: Int

    @inline(__always)
    func vector(at index: Int) -> UnsafePointer<UInt64> {
      let offset = index & ((1 &<< shift) &- 1)
      return UnsafePointer(directory[index &>> shift] + offset &* wordCount)
    }

    func words(at index: Int) -> [UInt64] {
      Array(UnsafeBufferPointer(start: vector(at: index), count: wordCount))
    }
  }

  let reader: Reader
  private(set) var count = 0
  private var chunks = 0

  init(wordCount: Int) {
    var shift = 17
    while wordCount << shift > 1 << 17 { shift -= 1 }
    reader = Reader(
      directory: .allocate(capacity: 1 << (32 - shift)), shift: shift, wordCount: wordCount)
  }

  deinit {
    for chunk in 0..<chunks { reader.directory[chunk].deallocate() }
    reader.directory.deallocate()
  }

  /// Bytes of one chunk.
  var chunkBytes: Int { reader.wordCount << (reader.shift + 3) }
  /// Bytes of all chunks.
  var bytes: Int { chunks * chunkBytes }
  /// True if the next `append` allocates a chunk.
  @inline(__always)
  var isFull: Bool { count == chunks &<< reader.shift }

  @inline(__always)
  mutating func append(_ vector: UnsafePointer<UInt64>) {
    if isFull { addChunk() }
    let wordCount = reader.wordCount
    let target = UnsafeMutablePointer(mutating: reader.vector(at: count))
    target[0] = vector[0]
    var word = 1
    while word < wordCount {
      target[word] = vector[word]
      word &+= 1
    }
    count &+= 1
  }

  @inline(never)
  private mutating func addChunk() {
    precondition(chunks < 1 << (32 - reader.shift), "the directory has room for 2^32 states")
    reader.directory[chunks] = .allocate(capacity: reader.wordCount << reader.shift)
    chunks += 1
  }
}
