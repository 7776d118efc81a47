/// The states from which a goal can be reached by the system's own steps, by backward reachability over
/// `EdgeStore`.
///
/// One pass over the rows, from the last state to the first, settles every state that comes nearer to the
/// goal as its number grows; that is nearly all, since a breadth-first search numbers states outwards. The
/// steps between the states that are left are then turned round, and the rest is an ordinary backward search.
/// So the reversed edges are held only for the few states that need them, and the whole stays linear in the
/// worst case.
struct FinishAnalysis: ~Copyable {
  /// States from which a goal can be reached.
  private(set) var canFinish: StateSet
  /// Greatest number of bytes that the analysis took.
  private(set) var peakBytes: Int
  private let expanded: Int

  /// Starts with the goal states among `0 ..< count`. States from `expanded` on have no rows; they may lead
  /// anywhere and have to be goals, which keeps every "cannot finish" true for a search that ended early.
  init(count: Int, expanded: Int) {
    canFinish = StateSet(bound: count)
    self.expanded = expanded
    for state in expanded..<count { canFinish.insert(state) }
    peakBytes = canFinish.bytes
  }

  mutating func insertGoal(_ state: Int) { canFinish.insert(state) }

  /// - Complexity: O(states + edges).
  mutating func run(over edges: borrowing EdgeStore) {
    sweep(over: edges)
    let rest = Rest(settled: canFinish, states: expanded)
    if rest.count > 0 { settle(rest, over: edges) }
  }

  /// The pass from the last state to the first.
  private mutating func sweep(over edges: borrowing EdgeStore) {
    var edge = edges.targets.count
    for state in stride(from: expanded - 1, through: 0, by: -1) {
      let first = edge - Int(edges.degrees[state])
      if !canFinish.contains(state) {
        for index in first..<edge where canFinish.contains(Int(edges.targets[index])) {
          canFinish.insert(state)
          break
        }
      }
      edge = first
    }
  }

  /// The exact answer for the states that the pass left.
  private mutating func settle(_ rest: Rest, over edges: borrowing EdgeStore) {
    // Two walks over the rows: one counts the reversed edges of each target, one places them.
    var starts = [Int](repeating: 0, count: rest.count + 1)
    var settled: [Int] = []
    Self.forEachEdge(from: rest, over: edges) { source, target in
      if let rank = rest.rank(target) {
        starts[rank + 1] += 1
      } else if settled.last != source {
        settled.append(source)
      }
    }
    for source in settled { canFinish.insert(source) }
    for rank in 0..<rest.count { starts[rank + 1] += starts[rank] }
    var sources = [UInt32](repeating: 0, count: starts[rest.count])
    var ends = starts
    Self.forEachEdge(from: rest, over: edges) { source, target in
      guard let rank = rest.rank(target) else { return }
      sources[ends[rank]] = UInt32(source)
      ends[rank] += 1
    }
    // Not the capacity of `settled`, which depends on what the allocator has to hand.
    peakBytes += rest.bytes + 16 * starts.count + 4 * sources.count + 8 * settled.count
    while let target = settled.popLast() {
      guard let rank = rest.rank(target) else { continue }
      for index in starts[rank]..<ends[rank] {
        let source = Int(sources[index])
        if canFinish.contains(source) { continue }
        canFinish.insert(source)
        settled.append(source)
      }
    }
  }

  private static func forEachEdge(
    from rest: Rest, over edges: borrowing EdgeStore, _ body: (_ source: Int, _ target: Int) -> Void
  ) {
    var edge = 0
    for state in 0..<edges.degrees.count {
      let end = edge + Int(edges.degrees[state])
      if rest.rank(state) != nil {
        for index in edge..<end { body(state, Int(edges.targets[index])) }
      }
      edge = end
    }
  }
}

extension FinishAnalysis {
  /// The states that one pass left unsettled, numbered densely: the rank of a state is the number of such
  /// states below.
  private struct Rest {
    private var members: [UInt64]
    private var ranks: [UInt32] = []
    private(set) var count = 0

    init(settled: StateSet, states: Int) {
      members = settled.words.map { ~$0 }
      for word in members.indices {
        let excess = (word + 1) * 64 - states
        if excess > 0 { members[word] &= excess >= 64 ? 0 : .max >> UInt64(excess) }
        ranks.append(UInt32(count))
        count += members[word].nonzeroBitCount
      }
    }

    var bytes: Int { members.count * 12 }

    func rank(_ state: Int) -> Int? {
      let word = members[state >> 6]
      let bit = UInt64(state & 63)
      guard word >> bit & 1 == 1 else { return nil }
      return Int(ranks[state >> 6]) + (word & ((1 << bit) - 1)).nonzeroBitCount
    }
  }
}
