import Foundation
import Program
import StateSpace
import Testing
import SpinSupport

/// Spin and the native search on seeded random models. Compiling a verifier costs more than running it, so
/// many models stand side by side in one: a first step chooses which of them goes on.
@Suite(.enabled(if: Spin.isWanted, Comment(rawValue: Spin.absence)))
struct RandomAgreementTests {
  static let modelsPerBatch = 20
  static var batches: Int { ProcessInfo.processInfo.environment["BRINGUP_LONG_TESTS"] == "1" ? 60 : 10 }

  @Test(arguments: 0..<batches)
  func agrees(batch: Int) async throws {
    let models = RandomAgreementTests.models(ofBatch: batch)
    let fused = batch % 4 != 3
    let compiled = try CompiledModel(RandomAgreementTests.sideBySide(models), fused: fused)
    let own = Observation(compiled)
    let searched = try search(compiled, for: [])
    #expect(searched.states == own.states && searched.transitions == own.transitions)
    if try await Spin.verify(promela(of: compiled)) == own { return }
    // One by one, to name the model.
    for model in models {
      let compiled = try CompiledModel(RandomAgreementTests.sideBySide([model]), fused: fused)
      #expect(try await Spin.verify(promela(of: compiled)) == Observation(compiled), "\(model.name)")
    }
    Issue.record("batch \(batch) disagrees as a whole")
  }

  /// The models would prove little if most of them were stillborn.
  @Test func theModelsAreAlive() throws {
    var (states, findings, crashes, deadlocks) = (0, 0, 0, 0)
    let models = RandomAgreementTests.models(ofBatch: 0) + RandomAgreementTests.models(ofBatch: 1)
    for model in models {
      let own = Observation(try CompiledModel(RandomAgreementTests.sideBySide([model])))
      states += own.states
      findings += own.findings.count
      crashes += own.crashes.count
      deadlocks += own.deadlocks
    }
    #expect(states > 3_000 && findings > 6 && crashes > 5 && deadlocks > 6)
    #expect(crashes < models.count)
    let withSets = models.count {
      $0.variables.contains { if case .values = $0.domain { true } else { false } }
    }
    #expect(withSets > 8)
  }

  /// Models of 5 to 5,000 states that the verifier of programs accepts.
  static func models(ofBatch batch: Int) -> [Model] {
    var models: [Model] = []
    var seed = UInt64(batch) << 32
    while models.count < modelsPerBatch {
      seed += 1
      let model = RandomModel.make(seed: seed, prefix: "m\(models.count)_")
      guard let compiled = try? CompiledModel(sideBySide([model]), fused: batch % 4 != 3) else { continue }
      var options = SearchOptions()
      options.maximumStates = 5_000
      guard let result = try? search(compiled, for: [], options: options) else { continue }
      if result.end == .exhausted && result.states >= 5 { models.append(model) }
    }
    return models
  }

  static func sideBySide(_ models: [Model]) -> Model {
    var union = Model(name: models.map(\.name).joined(separator: " "))
    union.variables = [Variable("which", .range(0...models.count))]
    union.crashes = [Finding("bug", ""), Finding("oops", "")]
    union.contexts = [
      Context(
        "chooser", kind: .agent,
        body: [
          Statement(
            Choose {
              for index in models.indices {
                Option(models[index].name) { Atomic { Global("which") <- .constant(index + 1) } }
              }
            })
        ])
    ]
    for (index, model) in models.enumerated() {
      union.variables += model.variables
      union.pools += model.pools
      union.procedures += model.procedures
      union.findings += model.findings
      union.predicates += model.predicates
      union.contexts += model.contexts.map { context in
        var context = context
        context.runnable = Global("which") == .constant(index + 1) && context.runnable
        return context
      }
    }
    return union
  }
}
