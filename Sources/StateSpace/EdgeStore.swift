/// The system's own steps (`.kernel`, `.hardware`) between numbered states: what `canFinish` asks about.
///
/// Compressed rows: the targets of state 0, of state 1, and so on, with one degree per state. Steps that
/// change nothing and immediate repetitions are left out; they matter to no question about reachability.
struct EdgeStore: ~Copyable {
  private(set) var targets = NumberStore()
  private(set) var degrees = NumberStore()
  private var rowStart = 0
  private var last = StateTable.none

  var bytes: Int { targets.bytes + degrees.bytes }

  @inline(__always)
  mutating func append(from source: Int, to target: UInt32) {
    if Int(target) == source || target == last { return }
    last = target
    targets.append(target)
  }

  /// Ends the row of one state; rows come in the order of the states.
  @inline(__always)
  mutating func endRow() {
    degrees.append(UInt32(targets.count - rowStart))
    rowStart = targets.count
    last = StateTable.none
  }
}
