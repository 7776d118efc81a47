import Catalogue
import ModelTestSupport
import Program
import StateSpace
import Testing

/// The unfused search against the fused one: every statement a step, so other counts and the same verdicts.
enum Twin {
  static func agree(
    _ name: String, kthreads: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let subject = VerdictTests.subject
    let variant = try #require(subject.variant(name))
    let model = try subject.build(variant, VerdictTests.settings(kthreads)).model
    let (from, reach) = ("request in progress", "no request in progress")
    let fused = try Exploration(model, finishing: [(from, reach)])
    let unfused = try Exploration(model, fused: false, finishing: [(from, reach)], maximumStates: 40_000_000)
    #expect(unfused.states > fused.states, sourceLocation: sourceLocation)
    #expect(fused.findings == unfused.findings, sourceLocation: sourceLocation)
    #expect(fused.crashes == unfused.crashes, sourceLocation: sourceLocation)
    for predicate in model.predicates.map(\.name) {
      #expect(fused.always(predicate) == unfused.always(predicate), "\(predicate)")
      #expect(fused.sometimes(predicate) == unfused.sometimes(predicate), "\(predicate)")
    }
    #expect(
      fused.canFinish(from: from, reach: reach) == unfused.canFinish(from: from, reach: reach),
      sourceLocation: sourceLocation)
  }
}
