/// How a system that can no longer finish goes on by itself: to a state without a step of its own, or round
/// in a cycle.
///
/// Works on the states that the system's own steps reach from the point of no return, which are closed under
/// such steps.
struct StuckContinuation {
  /// Numbers of the states after the point of no return, in order.
  var states: [Int] = []
  /// If the run ends in a cycle: how many of the steps come before the state to which the last step returns.
  var cycleStart: Int?

  /// The nearest stuck state if there is one. Otherwise the nearest state that lies on a cycle, and a
  /// shortest cycle through it.
  ///
  /// - Complexity: O(states + own steps) of the region.
  init<Expander>(
    from start: Int, in table: borrowing StateTable, builder: inout PathBuilder<Expander>
  ) {
    var region = OwnRegion(start: start, stateCount: table.count)
    var next = 0
    while next < region.states.count {
      let targets = builder.ownTargets(of: Int(region.states[next]), in: table)
      region.addRow(of: next, targets: targets)
      if targets.isEmpty {
        states = region.path(to: next).map { Int(region.states[$0]) }
        return
      }
      next += 1
    }
    let cyclic = region.statesOnCycles()
    // Without a stuck state every run of the finite region repeats a state, so there is one.
    let entry = cyclic.firstIndex(of: true)!
    let approach = region.path(to: entry)
    let cycle = region.shortestCycle(through: entry)
    states = (approach + cycle).map { Int(region.states[$0]) }
    cycleStart = approach.count
  }
}
