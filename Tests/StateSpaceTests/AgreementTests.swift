import StateSpace
import Testing

/// The engine against its slow twin on random systems. A failure prints the seed of the system.
@Suite struct AgreementTests {
  private let properties: [Property] = [
    .always(predicate: 0), .always(predicate: 1), .sometimes(predicate: 2), .sometimes(predicate: 3),
    .never(finding: 0), .never(finding: 2),
    .neverStuck(while: nil, unless: nil), .neverStuck(while: 1, unless: 2),
    .neverStuck(while: 3, unless: nil),
    .canFinish(from: 0, reach: 1, absorbing: nil), .canFinish(from: 2, reach: 3, absorbing: 1),
    .canFinish(from: 3, reach: 3, absorbing: nil),
  ]

  @Test(arguments: 0..<4)
  func smallSystems(batch: Int) throws {
    var seen = Seen()
    for seed in UInt64(batch * 1_000)..<UInt64(batch * 1_000 + 1_000) {
      try compare(seed: seed, nodes: 1...24, jobs: 1, seen: &seen)
    }
    // Agreement on nothing would prove nothing. The last property is the only one that always holds.
    #expect(seen.verdicts.count == properties.count * 2 - 1)
    #expect(seen.stuckHangs > 100)
    #expect(seen.cyclicHangs > 30)
  }

  @Test(arguments: 0..<6)
  func largerSystems(batch: Int) throws {
    var seen = Seen()
    for seed in UInt64(batch * 20)..<UInt64(batch * 20 + 20) {
      try compare(seed: 1_000_000 + seed, nodes: 100...400, jobs: 1 + batch % 4, seen: &seen)
    }
  }

  /// What the random systems have shown.
  private struct Seen {
    var verdicts: Set<[Int]> = []
    var stuckHangs = 0
    var cyclicHangs = 0
  }

  private func compare(
    seed: UInt64, nodes: ClosedRange<Int>, jobs: Int, seen: inout Seen
  ) throws {
    let system = GraphSystem.random(seed: seed, nodes: nodes)
    let reference = ReferenceSearch(system)
    var options = SearchOptions()
    options.jobs = jobs
    let result = try search(system, for: properties, options: options)
    #expect(result.end == .exhausted, "seed \(seed)")
    #expect(result.states == reference.order.count, "seed \(seed)")
    #expect(result.expandedStates == reference.order.count, "seed \(seed)")
    #expect(result.transitions == reference.transitions, "seed \(seed)")
    let depth = reference.levels.values.max()!
    let perLevel = (0...depth).map { level in reference.levels.values.count { $0 == level } }
    #expect(result.statesPerLevel == perLevel, "seed \(seed)")
    let occurrences = (0..<3).compactMap { finding in
      reference.firstOccurrence(of: finding).map { SearchResult.Finding(finding: finding, path: $0) }
    }
    #expect(result.findings == occurrences, "seed \(seed)")
    for (index, property) in properties.enumerated() {
      let answer = result.answers[index]
      let expected = reference.answer(property)
      #expect(answer.verdict == expected.verdict, "seed \(seed), \(property)")
      seen.verdicts.insert([index, answer.verdict == .holds ? 1 : 0])
      if case .canFinish = property, let path = answer.path, let toPoint = expected.path {
        if path.cycleStart == nil { seen.stuckHangs += 1 } else { seen.cyclicHangs += 1 }
        expectHang(path, toPoint: toPoint, reference: reference, label: "seed \(seed), \(property)")
      } else {
        #expect(answer.path == expected.path, "seed \(seed), \(property)")
      }
    }
  }

  /// The path goes to the point of no return and on, by own steps, to the nearest stuck state; or, if there
  /// is none, to the nearest state on a cycle and once round a shortest cycle through it.
  private func expectHang(_ path: Path, toPoint: Path, reference: ReferenceSearch, label: String) {
    #expect(replays(path, in: reference.system), "\(label)")
    let approach = toPoint.steps.count
    #expect(path.pointOfNoReturn == approach, "\(label)")
    #expect(
      path.initial == toPoint.initial && Array(path.steps.prefix(approach)) == toPoint.steps, "\(label)")
    for step in path.steps.dropFirst(approach) {
      let agency = reference.system.groups[step.group].agency
      #expect(agency == .kernel || agency == .hardware, "\(label)")
    }
    let distances = reference.ownDistances(from: Int(toPoint.last[0]))
    let toStuck = distances.filter { reference.ownTargets($0.key).isEmpty }.values.min()
    if let toStuck {
      #expect(path.cycleStart == nil && path.steps.count == approach + toStuck, "\(label)")
      #expect(reference.ownTargets(Int(path.last[0])).isEmpty, "\(label)")
      return
    }
    func girth(_ node: Int) -> Int? {
      reference.ownTargets(node).compactMap { reference.ownDistances(from: $0)[node] }.min().map { $0 + 1 }
    }
    let toCycle = distances.filter { girth($0.key) != nil }.values.min()!
    guard let start = path.cycleStart else {
      Issue.record("the path ends nowhere: \(label)")
      return
    }
    #expect(start == approach + toCycle, "\(label)")
    #expect(path.state(after: start) == path.last, "\(label)")
    #expect(path.steps.count - start == girth(Int(path.last[0])), "\(label)")
  }
}
