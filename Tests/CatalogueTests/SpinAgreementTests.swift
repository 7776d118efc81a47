import Catalogue
import struct Catalogue.Cell
import Foundation
import Program
import SpinSupport
import StateSpace
import Testing

/// Spin on our own export of every variant: the same number of states and transitions, the same findings,
/// crashes and predicates, and the same answer to whether anything gets stuck. Exact storage, no reduction on
/// Spin's side.
///
/// Generating and compiling a verifier takes most of a minute a variant, so all of them are run only where
/// Spin is required (BRINGUP_REQUIRE_SPIN=1, as CI does).
@Suite(.serialized) struct SpinAgreementTests {
  static let isRequired = ProcessInfo.processInfo.environment["BRINGUP_REQUIRE_SPIN"] == "1"

  @Test(.enabled(if: isRequired, "BRINGUP_REQUIRE_SPIN=1 runs Spin on every variant"))
  func everyVariantAgrees() async throws {
    // Two at a time: as many as the smallest machine of ours has cores.
    let variants = Case.hypervInputPage.variants
    try await withThrowingTaskGroup(of: Void.self) { group in
      var waiting = variants[...]
      for variant in waiting.prefix(2) { group.addTask { try await agrees(variant) } }
      waiting = waiting.dropFirst(2)
      while try await group.next() != nil {
        if let variant = waiting.popFirst() { group.addTask { try await agrees(variant) } }
      }
    }
  }

  private func agrees(_ variant: Case.Variant) async throws {
    let subjectCase = Case.hypervInputPage
    let settings = Settings(cpus: 2, faults: 0, parameters: ["kthreads": "prev-cpu"])
    let model = try CompiledModel(subjectCase.build(variant, settings).model)
    let spin = try await Spin.verify(promela(of: model), tableBits: 22, compilerOptions: ["-O0"])
    let results = try check(subjectCase, variant, settings, options: SearchOptions())
    #expect(spin.states == results[0].states, "\(variant.name)")
    #expect(spin.transitions == results[0].transitions, "\(variant.name)")
    #expect(spin.deadlocks == 0, "\(variant.name)")
    let found = spin.findings
    #expect(found == Set(results[0].findings), "\(variant.name)")
    for result in results {
      guard let cell = subjectCase.cells.first(where: { $0.id == result.cell }) else { continue }
      #expect(verdict(of: cell.claim, spin) == result.verdict, "\(variant.name) \(cell.id)")
    }
  }

  /// What Spin's counting run says about a claim; a `canFinish` goes to it as a check for stuck states.
  private func verdict(of claim: Cell.Claim, _ spin: Observation) -> RecordedVerdict {
    let holds: Bool
    switch claim {
    case .never(let findings, let crashes):
      holds = spin.findings.isDisjoint(with: findings) && spin.crashes.isDisjoint(with: crashes)
    case .always(let predicate): holds = !spin.violated.contains(predicate)
    case .sometimes(let predicate): holds = spin.seen.contains(predicate)
    case .neverStuck, .canFinish: holds = spin.deadlocks == 0
    }
    return holds ? .holds : .violated
  }
}
