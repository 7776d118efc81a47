import StateSpace
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Figures on which Spin 6.5.2, Rumur 2022.08.20 and TLC 2.15 agree.
@Suite struct PeerModelTests {
  @Test(arguments: [(2, 1_472, 5_772), (3, 29_996, 141_964)])
  func counts(cpus: Int, states: Int, transitions: Int) throws {
    try expectCounts(cpus: cpus, states: states, transitions: transitions)
  }

  /// Half a minute in a debug build: for release builds, or whoever asks.
  @Test(
    .enabled(if: getenv("BRINGUP_LONG_TESTS") != nil),
    arguments: [(4, 541_880, 2_960_780), (5, 9_245_348, 57_177_228)])
  func longCounts(cpus: Int, states: Int, transitions: Int) throws {
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
