/// The states that the system's own steps reach from one state, renumbered 0, 1, ... in breadth-first order.
struct OwnRegion {
  /// For each member, its number in the table.
  private(set) var states: [UInt32]
  /// For each member, the member from which it was found first; the first one is its own parent.
  private var parents: [Int] = [0]
  private var rows: [Range<Int>] = []
  private var targets: [Int] = []
  /// For each state of the table, its member number plus one, or zero.
  private var members: [UInt32]

  init(start: Int, stateCount: Int) {
    states = [UInt32(start)]
    members = Array(repeating: 0, count: stateCount)
    members[start] = 1
  }

  /// Adds the steps of `member`; rows come in order, and new targets become members.
  mutating func addRow(of member: Int, targets numbers: [UInt32]) {
    precondition(member == rows.count, "rows come in order")
    let first = targets.count
    for number in numbers {
      if members[Int(number)] == 0 {
        states.append(number)
        parents.append(member)
        members[Int(number)] = UInt32(states.count)
      }
      targets.append(Int(members[Int(number)]) - 1)
    }
    rows.append(first..<targets.count)
  }

  /// The members on a shortest path from the first member to `member`, the first one left out.
  func path(to member: Int) -> [Int] {
    var path: [Int] = []
    var current = member
    while current != 0 {
      path.append(current)
      current = parents[current]
    }
    return path.reversed()
  }

  /// The members after `member` on a shortest cycle through it, which ends with `member` itself.
  func shortestCycle(through member: Int) -> [Int] {
    var origins = [Int?](repeating: nil, count: states.count)
    var queue = [member]
    var next = 0
    while next < queue.count {
      let current = queue[next]
      next += 1
      for target in targets[rows[current]] {
        if target == member {
          var cycle = [member]
          var step = current
          while step != member {
            cycle.append(step)
            step = origins[step]!
          }
          return cycle.reversed()
        }
        if origins[target] == nil {
          origins[target] = current
          queue.append(target)
        }
      }
    }
    preconditionFailure("the member lies on no cycle")
  }

  /// For each member, whether some cycle passes through it: strongly connected components after Tarjan (SIAM
  /// J. Comput. 1972), with a stack of its own because regions are deep.
  func statesOnCycles() -> [Bool] {
    var isOnCycle = [Bool](repeating: false, count: states.count)
    var order = [Int](repeating: 0, count: states.count)
    var low = [Int](repeating: 0, count: states.count)
    var isOpen = [Bool](repeating: false, count: states.count)
    var component: [Int] = []
    var calls: [(member: Int, edge: Int)] = []
    var visited = 0

    func open(_ member: Int) {
      visited += 1
      order[member] = visited
      low[member] = visited
      isOpen[member] = true
      component.append(member)
      calls.append((member, rows[member].lowerBound))
    }

    open(0)
    while let (member, edge) = calls.last {
      if edge < rows[member].upperBound {
        calls[calls.count - 1].edge += 1
        let target = targets[edge]
        if target == member { isOnCycle[member] = true }
        if order[target] == 0 {
          open(target)
        } else if isOpen[target] {
          low[member] = min(low[member], order[target])
        }
        continue
      }
      calls.removeLast()
      if let caller = calls.last { low[caller.member] = min(low[caller.member], low[member]) }
      guard low[member] == order[member] else { continue }
      let first = component.lastIndex(of: member)!
      let isCycle = component.count - first > 1
      for closed in component[first...] {
        isOpen[closed] = false
        isOnCycle[closed] = isOnCycle[closed] || isCycle
      }
      component.removeSubrange(first...)
    }
    return isOnCycle
  }
}
