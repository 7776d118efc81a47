import Foundation
import PeerModel
import Program
import StateSpace
import Testing
import SpinSupport

/// The exported peers' model against the counts that Spin, Rumur and TLC found on their own texts.
@Suite(.enabled(if: Spin.isWanted, Comment(rawValue: Spin.absence)))
struct PeerAgreementTests {
  @Test(arguments: [(2, 1_472, 5_772), (3, 29_996, 141_964)])
  func countsAreExact(cpus: Int, states: Int, transitions: Int) async throws {
    let model = try CompiledModel(peerModel(cpus: cpus))
    let observed = try await Spin.verify(promela(of: model))
    #expect(observed.states == states)
    #expect(observed.transitions == transitions)
    #expect(observed == Observation(model))
    #expect(observed.violated.isEmpty)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["BRINGUP_LONG_TESTS"] == "1"))
  func countsAreExactForFourCPUs() async throws {
    let model = try CompiledModel(peerModel(cpus: 4))
    let observed = try await Spin.verify(promela(of: model), tableBits: 22)
    #expect(observed.states == 541_880)
    #expect(observed.transitions == 2_960_780)
    #expect(observed == Observation(model))
  }

  @Test func theBugIsFoundByBoth() async throws {
    let model = try CompiledModel(peerModel(cpus: 3, bug: true))
    let observed = try await Spin.verify(promela(of: model))
    #expect(observed == Observation(model))
    #expect(observed.violated == ["no null page, hw bit right"])
    #expect(try await Spin.stepsToViolation(of: 0, in: promela(of: model)) == 15)
  }
}
