import Program
import StateSpace
import Testing

/// The compiled model and its slow twins see the same things.
@Suite struct TwinTests {
  /// Bytecode, packing and search against a walk over the graph: counts, findings, crashes and predicates are
  /// equal.
  @Test(arguments: [true, false])
  func compiledModelsAgreeWithTheirGraph(fused: Bool) throws {
    var compared = 0
    var seen: Set<String> = []
    for seed in 0..<500 {
      var options = RandomPrograms.Options()
      options.isWild = true
      options.observesAll = seed % 2 == 0
      options.hasValueSets = seed % 3 == 0
      var programs = RandomPrograms(seed: seed, options)
      let model = programs.model()
      guard let compiled = try? CompiledModel(model, fused: fused) else { continue }
      let twin = GraphTwin(compiled.graph, limit: 250)
      guard twin.isComplete else { continue }
      compared += 1
      let names = compiled.predicateNames
      let result = try search(compiled, for: names.indices.map { .sometimes(predicate: $0) })
      let found = Set(result.findings.map { compiled.findingNames[$0.finding] })
      let reached = Set(names.indices.filter { result.answers[$0].verdict == .holds }.map { names[$0] })
      let isEqual: Bool =
        result.states == twin.states.count && result.transitions == twin.transitions
        && found == twin.findings && reached == twin.reachable
      guard isEqual else {
        Issue.record(
          """
          seed \(seed): \(result.states) states and \(twin.states.count), \(result.transitions) transitions and \
          \(twin.transitions), \(found) and \(twin.findings), \(reached.symmetricDifference(twin.reachable))
          \(textForm(of: model))
          """)
        return
      }
      seen.formUnion(twin.findings)
      seen.formUnion(twin.crashes)
    }
    // A generator that makes nothing happen would agree with everything.
    #expect(seen == ["odd", "even", "bug", "oops", "model-error"])
    let isUseful: Bool = compared > 250
    #expect(isUseful, "only \(compared) models were small enough")
  }

  /// What a search sees, but for its counts.
  private struct Verdicts: Equatable {
    var findings: Set<String>
    var reachable: Set<String>

    /// Nil if the space is larger than the limit.
    init?(_ model: Model, fused: Bool, limit: Int) throws {
      let compiled = try CompiledModel(model, fused: fused)
      let names = compiled.predicateNames
      var options = SearchOptions()
      options.maximumStates = limit
      let properties = names.indices.map { Property.sometimes(predicate: $0) }
      let result = try search(compiled, for: properties, options: options)
      guard result.end == .exhausted else { return nil }
      findings = Set(result.findings.map { compiled.findingNames[$0.finding] })
      reachable = Set(names.indices.filter { result.answers[$0].verdict == .holds }.map { names[$0] })
      // A kind of crash is decided the other way round.
      for (index, name) in names.enumerated() where name.hasPrefix("not ") {
        let always = try search(compiled, for: [.always(predicate: index)])
        if always.answers[0].verdict == .violated { reachable.insert("crash" + name) }
      }
    }
  }

  /// Fusing changes counts and no verdict, as long as observers look at what is their own.
  @Test func fusedAndUnfusedSearchesAgree() throws {
    var compared = 0
    for seed in 0..<1500 {
      var options = RandomPrograms.Options()
      options.observesOwnOnly = true
      options.errs = false
      options.observesAll = seed % 3 != 0
      options.hasValueSets = seed % 4 == 0
      var programs = RandomPrograms(seed: seed, options)
      let model = programs.model()
      guard let fused = try Verdicts(model, fused: true, limit: 3_000),
        let unfused = try Verdicts(model, fused: false, limit: 10_000)
      else { continue }
      compared += 1
      guard fused == unfused else {
        Issue.record(
          """
          seed \(seed): fused \(fused.findings), unfused \(unfused.findings); \
          reached by one only: \(fused.reachable.symmetricDifference(unfused.reachable).sorted())
          \(textForm(of: model))
          """)
        return
      }
    }
    let isUseful: Bool = compared > 1000
    #expect(isUseful, "only \(compared) models were small enough")
  }

  /// The whole way from the tree to the search against runs of the tree itself: which values the variables
  /// have together, what is found, and how paths end.
  @Test func fusedSearchesAgreeWithTheTree() throws {
    var compared = 0
    var seen: Set<String> = []
    var reached: Set<String> = []
    for seed in 0..<600 {
      var options = RandomPrograms.Options()
      options.hasValueSets = seed % 2 == 0
      var programs = RandomPrograms(seed: seed, options)
      let model = programs.model()
      let twin = TreeTwin(model, limit: 600)
      // A constant index may lie outside of its array, which is refused before any search.
      guard twin.isComplete, let fused = try? Verdicts(model, fused: true, limit: 5_000) else { continue }
      compared += 1
      let crashes = Set(fused.reachable.filter { $0.hasPrefix("crashnot ") }.map { String($0.dropFirst(9)) })
      let values = fused.reachable.filter { name in model.predicates.contains { $0.name == name } }
      reached.formUnion(values)
      guard fused.findings == twin.findings, crashes == twin.crashes, values == twin.reachable else {
        Issue.record(
          """
          seed \(seed): \(fused.findings) and \(twin.findings), \(crashes) and \(twin.crashes); \
          by one only: \(values.symmetricDifference(twin.reachable).sorted())
          \(textForm(of: model))
          """)
        return
      }
      seen.formUnion(twin.findings)
      seen.formUnion(twin.crashes)
    }
    #expect(seen == ["odd", "even", "bug", "oops", "model-error"])
    #expect(RandomPrograms.widePredicates.allSatisfy { reached.contains($0.name) })
    let isUseful: Bool = compared > 300
    #expect(isUseful, "only \(compared) models were small enough")
  }
}
