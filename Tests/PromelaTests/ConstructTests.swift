import Program
import StateSpace
import Testing
import SpinSupport

/// Every construct of a program, exported and counted by Spin.
@Suite(.enabled(if: Spin.isWanted, Comment(rawValue: Spin.absence)))
struct ConstructTests {
  @Test(arguments: ConstructModels.all)
  func agrees(model: Model) async throws {
    for fused in [true, false] {
      let compiled = try CompiledModel(model, fused: fused)
      let own = Observation(compiled)
      #expect(try await Spin.verify(promela(of: compiled)) == own, "\(model.name), fused: \(fused)")
      let searched = try search(compiled, for: [])
      #expect(searched.states == own.states)
      #expect(searched.transitions == own.transitions)
    }
  }

  /// The models would prove little if what they are made for never happened.
  @Test func theModelsDoWhatTheyAreFor() throws {
    func observe(_ model: Model) throws -> Observation { Observation(try CompiledModel(model)) }
    #expect(try observe(ConstructModels.findings).findings == ["odd"])
    #expect(try observe(ConstructModels.findings).crashes == ["bug"])
    #expect(try observe(ConstructModels.modelErrors).crashes == ["model-error"])
    #expect(try observe(ConstructModels.endlessLoop).crashes == ["model-error"])
    #expect(try observe(ConstructModels.waiting).deadlocks > 0)
    #expect(try observe(ConstructModels.divisions).crashes == ["model-error"])
    #expect(try observe(ConstructModels.wideValues).states > 50)
    #expect(try observe(ConstructModels.truncations).seen.count > 5)
    let sets = try observe(ConstructModels.valueSets)
    #expect(sets.crashes == ["model-error"] && sets.findings == ["odd"] && sets.states > 200)
    #expect(sets.seen == ["one is enabled", "same", "indexed", "least"] && sets.violated == sets.seen)
    let pairs = try observe(ConstructModels.valuesFromTwoSets)
    #expect(pairs.crashes == ["model-error"] && pairs.states > 200 && pairs.seen.count > 10)
  }
}
