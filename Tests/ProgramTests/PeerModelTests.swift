import PeerModel
import Program
import StateSpace
import Testing

/// The counts that Spin, Rumur and TLC agree on (docs/performance.md).
@Suite struct PeerModelTests {
  @Test(arguments: [(2, 1_472, 5_772), (3, 29_996, 141_964)])
  func countsAreExact(cpus: Int, states: Int, transitions: Int) throws {
    let result = try search(CompiledModel(peerModel(cpus: cpus)), for: [.always(predicate: 0)])
    #expect(result.states == states)
    #expect(result.transitions == transitions)
  }

  @Test func theBugTakesFifteenSteps() throws {
    let result = try search(CompiledModel(peerModel(cpus: 3, bug: true)), for: [.always(predicate: 0)])
    guard let path = result.answers[0].path, result.answers[0].verdict == .violated else {
      Issue.record("the page is freed one rung too early, so the search has to find it")
      return
    }
    #expect(path.steps.count == 15)
  }
}
