import StateSpace
import Testing

/// Figures on which Spin 6.5.2, Rumur 2022.08.20 and TLC 2.15 agree.
@Suite struct PeerModelTests {
  @Test(arguments: [(2, 1_472, 5_772), (3, 29_996, 141_964)])
  func counts(cpus: Int, states: Int, transitions: Int) throws {
    try expectCounts(cpus: cpus, states: states, transitions: transitions)
  }

  private func expectCounts(cpus: Int, states: Int, transitions: Int) throws {
    let result = try search(PeerModel(cpus: cpus, hasBug: false), for: [.always(predicate: 0)])
    #expect(result.states == states)
    #expect(result.transitions == transitions)
    #expect(result.end == .exhausted)
    #expect(result.answers[0].verdict == .holds)
  }

  @Test(arguments: [3, 4])
  func shortestCounterexample(cpus: Int) throws {
    var options = SearchOptions()
    options.stopsWhenDecided = true
    let model = PeerModel(cpus: cpus, hasBug: true)
    let result = try search(model, for: [.always(predicate: 0)], options: options)
    #expect(result.end == .decided)
    #expect(result.answers[0].verdict == .violated)
    #expect(result.answers[0].path?.steps.count == 15)
  }
}
