/// Expands the blocks of a level on several workers and hands them to the inserting thread in order.
///
/// ```
/// level     | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |    blocks
///                 ^taken          ^claimed
/// ring      blocks taken ..< claimed, each being expanded or ready
/// ```
/// Workers claim blocks in order, expand them into a ring, and sleep while it is full. The inserting thread
/// takes block after block; whenever the next one is not ready it expands a block itself. So expansion
/// overlaps insertion, and the order of insertion does not depend on the workers. With one job there is no
/// thread and the ring has one place.
final class ExpansionCrew<System: TransitionSystem>: @unchecked Sendable {
  private let system: System
  private let ownGroups: [Bool]
  private let states: VectorStore.Reader
  private let lock = WaitingLock()
  private let ring: UnsafeMutablePointer<ExpandedBlock>
  private let places: Int
  /// Of the inserting thread alone.
  private var expander: BlockExpander<System.Expander>
  private var threads: [WorkerThread] = []

  // Guarded by the lock; blocks of the ring belong to whoever claimed them until they are ready.
  private var levelFirst = 0
  private var levelEnd = 0
  private var claimed = 0
  private var taken = 0
  private var isReady: [Bool]
  private var isDismissed = false

  /// `states` must outlive the crew's last `dismiss`.
  init(system: System, states: VectorStore.Reader, jobs: Int) {
    self.system = system
    self.states = states
    ownGroups = system.groups.map { $0.agency == .kernel || $0.agency == .hardware }
    expander = BlockExpander(expander: system.makeExpander(), ownGroups: ownGroups)
    places = jobs == 1 ? 1 : 4 * jobs
    ring = .allocate(capacity: places)
    for place in 0..<places {
      (ring + place).initialize(to: ExpandedBlock(wordCount: states.wordCount))
    }
    isReady = Array(repeating: false, count: places)
  }

  deinit {
    precondition(threads.isEmpty, "a crew is dismissed before it goes")
    ring.deinitialize(count: places)
    ring.deallocate()
  }

  /// Makes threads for all jobs but the caller's own.
  func hire(_ count: Int) throws(SearchError) {
    for _ in 0..<count {
      do {
        threads.append(
          try WorkerThread {
            var expander = BlockExpander(expander: self.system.makeExpander(), ownGroups: self.ownGroups)
            self.work(&expander)
          })
      } catch {
        dismiss()
        throw error
      }
    }
  }

  /// Ends all threads. Blocks that nobody took are lost.
  func dismiss() {
    lock.lock()
    isDismissed = true
    lock.wakeAll()
    lock.unlock()
    for thread in threads { thread.join() }
    threads = []
  }

  /// Begins with the states `first ..< end`, all of which are stored. The level before must be finished.
  func begin(first: Int, end: Int) {
    lock.lock()
    levelFirst = first
    levelEnd = end
    claimed = 0
    taken = 0
    lock.wakeAll()
    lock.unlock()
  }

  /// The next block of the level, or nil at its end. Belongs to the caller until `release`.
  func next() -> UnsafeMutablePointer<ExpandedBlock>? {
    lock.lock()
    defer { lock.unlock() }
    while taken < blockCount {
      if isReady[taken % places] { return ring + taken % places }
      if canClaim {
        expandClaimed(&expander)
      } else {
        lock.wait()
      }
    }
    return nil
  }

  /// Gives back the block that `next` returned.
  func release() {
    lock.lock()
    isReady[taken % places] = false
    taken += 1
    if !threads.isEmpty { lock.wakeAll() }
    lock.unlock()
  }

  private var blockCount: Int { (levelEnd - levelFirst + ExpandedBlock.size - 1) / ExpandedBlock.size }
  private var canClaim: Bool { claimed < blockCount && claimed < taken + places }

  private func work(_ expander: inout BlockExpander<System.Expander>) {
    lock.lock()
    while !isDismissed {
      if canClaim {
        expandClaimed(&expander)
        lock.wakeAll()
      } else {
        lock.wait()
      }
    }
    lock.unlock()
  }

  /// Claims a block and expands it. The lock is held before and after, not meanwhile.
  private func expandClaimed(_ expander: inout BlockExpander<System.Expander>) {
    let place = claimed % places
    let first = levelFirst + claimed * ExpandedBlock.size
    let count = min(ExpandedBlock.size, levelEnd - first)
    claimed += 1
    lock.unlock()
    expander.expand(first: first, count: count, of: states, into: &ring[place])
    lock.lock()
    isReady[place] = true
  }
}
