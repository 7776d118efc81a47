import StateSpace
import Testing

/// Spaces whose sizes and distances are in the textbooks.
@Suite struct PuzzleTests {
  @Test func eightPuzzle() throws {
    let result = try search(EightPuzzle(), for: [])
    #expect(result.states == 181_440)
    #expect(result.depth == 31)
    #expect(result.statesPerLevel.reduce(0, +) == 181_440)
    // 2 positions lie 31 moves away from this corner (Reinefeld, IJCAI 1993).
    #expect(result.statesPerLevel.last == 2)
    // The hole has two, three or four neighbours: 24 moves over the nine squares, each in 8!/2 positions.
    #expect(result.transitions == 24 * 20_160)
  }

  @Test func riverCrossingTakesSevenTrips() throws {
    let result = try search(
      RiverCrossing(), for: [.sometimes(predicate: 0), .always(predicate: 1), .never(finding: 0)])
    #expect(result.answers.map(\.verdict) == [.holds, .holds, .holds])
    let path = try #require(result.answers[0].path)
    #expect(path.steps.map(\.group) == [2, 0, 1, 2, 3, 0, 2])
    #expect(replays(path, in: RiverCrossing()))
    #expect(result.states == 10)
  }

  @Test func aCarelessFarmerLosesSomebodyOnTheFirstTrip() throws {
    let system = RiverCrossing(isCareful: false)
    let result = try search(system, for: [.always(predicate: 1), .never(finding: 0)])
    #expect(result.answers.map(\.verdict) == [.violated, .violated])
    #expect(result.answers.allSatisfy { $0.path?.steps.map(\.group) == [0] })
    #expect(result.findings.map(\.finding) == [0])
    #expect(result.findings[0].path.steps.last?.findings == [0])
  }

  @Test func fourGallonsTakeSixMoves() throws {
    let result = try search(Jugs(), for: [.sometimes(predicate: 0), .neverStuck(while: nil, unless: nil)])
    #expect(result.states == 16)
    #expect(result.transitions == 16 * 6)
    #expect(result.answers[0].path?.steps.count == 6)
    // Every move is the environment's, so the system itself is stuck from the beginning.
    #expect(result.answers[1].verdict == .violated)
    #expect(result.answers[1].path?.steps.isEmpty == true)
  }
}
