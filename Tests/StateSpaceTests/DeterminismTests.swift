import StateSpace
import Testing

/// Results are equal in every field, paths included, for any number of workers.
@Suite struct DeterminismTests {
  private let properties: [Property] = [
    .always(predicate: 0), .sometimes(predicate: 1), .neverStuck(while: 1, unless: nil),
    .canFinish(from: 0, reach: 1, absorbing: nil),
  ]

  private func expectEqualResults(_ options: SearchOptions, hasBug: Bool) throws {
    var options = options
    let model = PeerModel(cpus: 3, hasBug: hasBug)
    let expected = try search(model, for: properties, options: options)
    for jobs in [2, 3, 4, 7] {
      options.jobs = jobs
      let result = try search(model, for: properties, options: options)
      #expect(result == expected, "\(jobs) jobs")
    }
    for path in expected.answers.compactMap(\.path) { #expect(replays(path, in: model)) }
  }

  @Test(arguments: [false, true])
  func wholeSpace(hasBug: Bool) throws {
    try expectEqualResults(SearchOptions(), hasBug: hasBug)
  }

  @Test(arguments: [1, 2, 100, 1_000, 12_345])
  func limitOnStates(maximum: Int) throws {
    var options = SearchOptions()
    options.maximumStates = maximum
    try expectEqualResults(options, hasBug: true)
  }

  @Test func limitOnMemory() throws {
    var options = SearchOptions()
    options.maximumBytes = 5 << 20
    try expectEqualResults(options, hasBug: false)
  }

  @Test func endingWhenDecided() throws {
    var options = SearchOptions()
    options.stopsWhenDecided = true
    let model = PeerModel(cpus: 3, hasBug: true)
    let expected = try search(model, for: [.always(predicate: 0)], options: options)
    #expect(expected.end == .decided)
    #expect(expected.expandedStates < expected.states)
    for jobs in 2...4 {
      options.jobs = jobs
      #expect(try search(model, for: [.always(predicate: 0)], options: options) == expected)
    }
  }
}
