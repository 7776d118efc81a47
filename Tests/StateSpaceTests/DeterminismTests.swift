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

  @Test func eachFormThatCanBeDecidedEarlyEndsTheSearch() throws {
    // Node 0 shows everything; the long chain after it need not be walked.
    var edges = (0..<2_000).map { [GraphSystem.Edge(target: $0 + 1, group: 2)] }
    edges[0][0].findings = [1]
    edges.append([])
    let system = GraphSystem(edges: edges, masks: Array(repeating: 1, count: edges.count))
    var options = SearchOptions()
    options.stopsWhenDecided = true
    let early: [Property] = [
      .always(predicate: 1), .sometimes(predicate: 0), .never(finding: 1),
      .neverStuck(while: nil, unless: nil),
    ]
    for properties in early.map({ [$0] }) + [early] {
      let result = try search(system, for: properties, options: options)
      #expect(result.end == .decided && result.states < 100, "\(properties)")
    }
    for open in [Property.always(predicate: 0), .sometimes(predicate: 1), .never(finding: 0)] {
      let result = try search(system, for: early + [open], options: options)
      #expect(result.end == .exhausted && result.states == 2_001, "\(open)")
    }
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
