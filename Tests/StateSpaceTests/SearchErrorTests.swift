import StateSpace
import Testing

@Suite struct SearchErrorTests {
  private let system = GraphSystem(edges: [[]], masks: [0])

  private func expect(
    _ error: SearchError, from system: GraphSystem, _ properties: [Property] = [], jobs: Int = 1
  ) {
    var options = SearchOptions()
    options.jobs = jobs
    #expect(throws: error) { try search(system, for: properties, options: options) }
  }

  @Test func whatCannotRunIsRefused() {
    var wide = system
    wide.wordCount = 65
    expect(.wordCount(65), from: wide)
    var empty = system
    empty.initial = []
    expect(.noInitialState, from: empty)
    expect(.jobs(0), from: system, jobs: 0)
    expect(.jobs(1_025), from: system, jobs: 1_025)
    expect(.unknownPredicate(4, property: 1), from: system, [.always(predicate: 0), .always(predicate: 4)])
    expect(.unknownPredicate(-1, property: 0), from: system, [.neverStuck(while: nil, unless: -1)])
    expect(.unknownPredicate(9, property: 0), from: system, [.canFinish(from: 0, reach: 1, absorbing: 9)])
    expect(.unknownFinding(3, property: 0), from: system, [.never(finding: 3)])
  }
}
