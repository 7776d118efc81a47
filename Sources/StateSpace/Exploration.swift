/// The inserting side of a search: takes expanded blocks in order, stores what is new, and decides
/// properties.
struct Exploration: ~Copyable {
  private(set) var table: StateTable
  private(set) var watch: PropertyWatch
  private(set) var edges = EdgeStore()
  private(set) var transitions = 0
  /// States whose successors were all taken: always the first ones.
  private(set) var expanded = 0
  /// The limit at which the exploration ended.
  private(set) var limit: Limit?
  private(set) var peakBytes = 0
  private var hasAllInitial = false
  /// Successors that are warmed up together: the fastest of 16, 32, 64 and 128 for states of two words.
  private static var batchSize: Int { 128 }
  let keepsEdges: Bool
  let maximumBytes: Int
  private let ownGroups: [Bool]

  init(
    wordCount: Int, groups: [TransitionGroup], findings: Int, properties: [Property], options: SearchOptions
  ) {
    table = StateTable(
      wordCount: wordCount, maximumStates: options.maximumStates, maximumBytes: options.maximumBytes)
    watch = PropertyWatch(properties: properties, findings: findings)
    maximumBytes = options.maximumBytes
    ownGroups = groups.map { $0.agency == .kernel || $0.agency == .hardware }
    keepsEdges = properties.contains { if case .canFinish = $0 { true } else { false } }
  }

  /// Bytes of storage now.
  var bytes: Int { table.bytes + edges.bytes }

  /// True if every reachable state was expanded.
  var isExhausted: Bool { hasAllInitial && expanded == table.count }

  mutating func insertInitial(_ states: [[UInt64]]) {
    for state in states where limit == nil {
      state.withUnsafeBufferPointer { words in
        let hash = StateHash.hash(words.baseAddress!, count: words.count)
        let number = table.insert(words.baseAddress!, hash: hash, predecessor: StateTable.none)
        if number == StateTable.none { limit = table.refusal }
      }
    }
    hasAllInitial = limit == nil
    peakBytes = bytes
  }

  /// Takes the next block. False if a limit ended the exploration.
  mutating func take(_ block: inout ExpandedBlock) -> Bool {
    precondition(block.first == expanded, "blocks come in order")
    let stored = insertSuccessors(of: &block)
    for index in 0..<stored {
      let state = block.first + index
      watch.observe(state: state, predicates: block.predicates[index])
      if !block.canStep[index] { watch.observeStuck(state: state, predicates: block.predicates[index]) }
    }
    if stored > 0 { transitions += block.ends[stored - 1] }
    observeReports(of: block, states: stored)
    if keepsEdges { keepEdges(of: block, states: stored) }
    expanded += stored
    table.maximumBytes = maximumBytes - edges.bytes
    peakBytes = max(peakBytes, bytes, table.peakBytes + edges.bytes)
    if limit == nil, bytes > maximumBytes { limit = .memory(bytes: maximumBytes) }
    return limit == nil
  }

  /// Takes note of the predicates of a state that is stored and will not be expanded.
  mutating func observeUnexpanded(state: Int, predicates: UInt64) {
    watch.observe(state: state, predicates: predicates)
  }

  mutating func stop(at limit: Limit) { self.limit = limit }
  mutating func note(bytes: Int) { peakBytes = max(peakBytes, bytes) }

  /// Numbers the successors of the block and returns how many of its states were finished before a limit, if
  /// any.
  private mutating func insertSuccessors(of block: inout ExpandedBlock) -> Int {
    let vectors = UnsafePointer(block.successors.vectors)
    let hashes = UnsafePointer(block.hashes.start)
    let numbers = block.numbers.start
    let wordCount = table.wordCount
    var successor = 0
    var warmed = 0
    for index in 0..<block.count {
      let end = block.ends[index]
      let predecessor = UInt32(truncatingIfNeeded: block.first + index)
      while successor < end {
        if successor == warmed {
          let batch = min(Self.batchSize, block.successors.count - warmed)
          table.warm(hashes: hashes + warmed, count: batch)
          warmed += batch
        }
        let number = table.insert(
          vectors + successor &* wordCount, hash: hashes[successor], predecessor: predecessor)
        if number == StateTable.none {
          limit = table.refusal
          return index
        }
        numbers[successor] = number
        successor &+= 1
      }
    }
    return block.count
  }

  private mutating func observeReports(of block: borrowing ExpandedBlock, states: Int) {
    var index = 0
    for report in block.successors.reports {
      while index < states, block.ends[index] <= report.successor { index += 1 }
      guard index < states else { return }
      let begin = index == 0 ? 0 : block.ends[index - 1]
      watch.observe(
        finding: report.finding, source: block.first + index, successor: report.successor - begin)
    }
  }

  private mutating func keepEdges(of block: borrowing ExpandedBlock, states: Int) {
    var successor = 0
    for index in 0..<states {
      let end = block.ends[index]
      while successor < end {
        if ownGroups[Int(block.successors.groups[successor])] {
          edges.append(from: block.first + index, to: block.numbers[successor])
        }
        successor &+= 1
      }
      edges.endRow()
    }
  }
}
