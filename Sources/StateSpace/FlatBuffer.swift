/// Uninitialised memory for trivial elements, owned by one value. For the hot path: no copy-on-write, no
/// reference count.
///
/// Subscripts are checked only in builds with `BRINGUP_INTERNAL_CHECKS`.
struct FlatBuffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var start: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  deinit {
    start.deallocate()
  }

  /// Makes room for `count` elements. What the buffer held is lost when it has to grow.
  mutating func reserve(discardingContents count: Int) {
    if count <= capacity { return }
    start.deallocate()
    capacity = count + count / 2
    start = .allocate(capacity: capacity)
  }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      check(index)
      return start[index]
    }
    nonmutating set {
      check(index)
      start[index] = newValue
    }
  }

  @inline(__always)
  private func check(_ index: Int) {
    #if BRINGUP_INTERNAL_CHECKS
      precondition(index >= 0 && index < capacity, "index outside of the buffer")
    #endif
  }
}
