extension Ladder {
  /// Where the order of this ladder is not that of another one, in ascending order of this ladder's numbers,
  /// then what is missing here.
  ///
  /// Order counts, not numbers: a removed state lowers all later ones without moving them. As few rungs as
  /// possible are reported as moved (all but a longest common order). Names that only one ladder has in its
  /// dynamic slots are no difference: which drivers are loaded is not the order of a kernel.
  /// - Complexity: n log n in the number of states.
  public func differences(from other: Ladder) -> [LadderDifference] {
    let here = positions()
    let there = other.positions()
    var result: [(Int, LadderDifference)] = []
    var common: [(number: Int, theirs: Int)] = []
    for (key, number) in here.ordered {
      if let theirs = there.byKey[key] {
        common.append((number, theirs))
      } else if rungs[number].slotOf == nil {
        result.append((number, .added(name: rungs[number].name, number: number)))
      }
    }
    let kept = LongestIncrease.indices(of: common.map(\.theirs))
    for (index, pair) in common.enumerated() where !kept.contains(index) {
      result.append((pair.number, .moved(name: rungs[pair.number].name, from: pair.theirs, to: pair.number)))
    }
    for (number, theirs) in common {
      guard let symbol = rungs[number].symbol, let name = rungs[number].registeredName,
        let old = other.rungs[theirs].registeredName, name != old,
        !RegisteredNames.names(of: symbol).contains(name)
      else { continue }
      result.append((number, .renamed(symbol: symbol, from: old, to: name, number: number)))
    }
    result.sort { $0.0 < $1.0 }
    let removed = there.ordered.compactMap { key, number -> LadderDifference? in
      guard here.byKey[key] == nil, other.rungs[number].slotOf == nil else { return nil }
      return .removed(name: other.rungs[number].name, number: number)
    }
    return result.map(\.1) + removed
  }

  /// Every rung that can be recognised on another ladder: by symbol, or by the name in its slot.
  private func positions() -> (ordered: [(String, Int)], byKey: [String: Int]) {
    var ordered: [(String, Int)] = []
    var byKey: [String: Int] = [:]
    for rung in rungs {
      guard let key = rung.symbol ?? rung.registeredName, byKey[key] == nil else { continue }
      byKey[key] = rung.number
      ordered.append((key, rung.number))
    }
    return (ordered, byKey)
  }
}
