/// Expands blocks of states for one worker.
struct BlockExpander<Expander: StateExpander> {
  private var expander: Expander
  /// For each group, whether its steps are the system's own.
  private let ownGroups: [Bool]

  init(expander: Expander, ownGroups: [Bool]) {
    self.expander = expander
    self.ownGroups = ownGroups
  }

  /// Fills `block` with the states `first ..< first + count` and their successors.
  mutating func expand(
    first: Int, count: Int, of states: VectorStore.Reader, into block: inout ExpandedBlock
  ) {
    block.first = first
    block.count = count
    block.successors.removeAll()
    for index in 0..<count {
      let state = states.vector(at: first + index)
      block.predicates[index] = expander.predicates(of: state)
      expander.expand(state, into: &block.successors)
      block.ends[index] = block.successors.count
    }
    Self.finish(&block, ownGroups: ownGroups, wordCount: states.wordCount)
  }

  /// What needs no system: hashes, and who can step.
  private static func finish(_ block: inout ExpandedBlock, ownGroups: [Bool], wordCount: Int) {
    let total = block.successors.count
    block.hashes.reserve(discardingContents: total)
    block.numbers.reserve(discardingContents: total)
    let vectors = UnsafePointer(block.successors.vectors)
    let groups = block.successors.groups
    var successor = 0
    for index in 0..<block.count {
      let end = block.ends[index]
      var canStep = false
      while successor < end {
        block.hashes[successor] = StateHash.hash(vectors + successor &* wordCount, count: wordCount)
        canStep = ownGroups[Int(groups[successor])] || canStep
        successor &+= 1
      }
      block.canStep[index] = canStep
    }
  }
}
