#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The zeroed slots of an open-addressing table; the capacity is a power of two.
///
/// A probe goes to a random place, so beside the cache miss it costs a miss of the TLB, unless the memory
/// lies in huge pages. Linux gives those to whoever asks (`transparent_hugepage=madvise`, the default of most
/// distributions).
struct SlotMemory: ~Copyable {
  private static var hugePageBytes: Int { 1 << 21 }
  private let start: UnsafeMutablePointer<UInt64>
  /// Capacity - 1: the mask that makes a position of a hash.
  let mask: Int

  init(capacity: Int) {
    precondition(capacity > 1 && capacity & (capacity - 1) == 0, "a capacity is a power of two")
    let bytes = capacity * 8
    let isHuge = bytes >= Self.hugePageBytes
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isHuge ? Self.hugePageBytes : 64)
    #if os(Linux)
      if isHuge { _ = madvise(memory, bytes, MADV_HUGEPAGE) }
    #endif
    start = memory.initializeMemory(as: UInt64.self, repeating: 0, count: capacity)
    mask = capacity - 1
  }

  deinit {
    UnsafeMutableRawPointer(start).deallocate()
  }

  var capacity: Int { mask + 1 }
  var bytes: Int { capacity * 8 }

  @inline(__always)
  subscript(position: Int) -> UInt64 {
    get { start[position] }
    nonmutating set { start[position] = newValue }
  }

  /// The first empty slot on the probe sequence of `hash`.
  @inline(__always)
  func firstEmpty(from hash: UInt64) -> Int {
    var position = Int(truncatingIfNeeded: hash) & mask
    while start[position] != 0 { position = (position &+ 1) & mask }
    return position
  }
}
