/// Consecutive states of one level together with all their successors: what a worker makes and the inserter
/// takes.
struct ExpandedBlock: ~Copyable {
  /// States in a block. Small enough for its successors to stay in a core's cache, large enough to make
  /// handing it over cheap. The partition does not depend on the number of workers, so neither does anything
  /// decided at its borders.
  static var size: Int { 128 }

  /// Number of the first state.
  var first = 0
  /// Number of states.
  var count = 0
  var successors: SuccessorBuffer
  /// For each successor, the hash of its vector.
  var hashes = FlatBuffer<UInt64>(capacity: 1024)
  /// For each state, the end of its successors.
  var ends = FlatBuffer<Int>(capacity: size)
  /// For each state, the predicates that hold in it.
  var predicates = FlatBuffer<UInt64>(capacity: size)
  /// For each state, whether it has a step of its own (`.kernel` or `.hardware`).
  var canStep = FlatBuffer<Bool>(capacity: size)
  /// For each successor, its number; filled by the inserter.
  var numbers = FlatBuffer<UInt32>(capacity: 1024)

  init(wordCount: Int) {
    successors = SuccessorBuffer(wordCount: wordCount)
  }
}
