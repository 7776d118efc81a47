import StateSpace
import Testing

@Suite struct CanFinishTests {
  /// Predicates: 1 = wants to finish, 2 = finished, 4 = crashed. Edges as (from, to, agency).
  private func graph(_ edges: [(Int, Int, Agency)], masks: [UInt64]) -> GraphSystem {
    var rows = [[GraphSystem.Edge]](repeating: [], count: masks.count)
    for (source, target, agency) in edges {
      rows[source].append(GraphSystem.Edge(target: target, group: Agency.allCases.firstIndex(of: agency)!))
    }
    return GraphSystem(edges: rows, masks: masks)
  }

  private func answer(_ system: GraphSystem, absorbing: Int? = 2) throws -> SearchResult.Answer {
    try search(system, for: [.canFinish(from: 0, reach: 1, absorbing: absorbing)]).answers[0]
  }

  @Test func anEscapeByTheEnvironmentOrAFaultIsStillAHang() throws {
    for agency in [Agency.environment, .fault] {
      let hang = try answer(graph([(0, 1, .kernel), (1, 2, agency)], masks: [1, 1, 2]))
      #expect(hang.verdict == .violated)
      #expect(hang.path?.pointOfNoReturn == 0)
      #expect(hang.path?.steps.count == 1)
      #expect(hang.path?.cycleStart == nil)
    }
    let delivery = try answer(graph([(0, 1, .kernel), (1, 2, .hardware)], masks: [1, 1, 2]))
    #expect(delivery.verdict == .holds)
  }

  @Test func aCrashFinishesEverything() throws {
    let system = graph([(0, 1, .kernel)], masks: [1, 4])
    #expect(try answer(system).verdict == .holds)
    #expect(try answer(system, absorbing: nil).verdict == .violated)
  }

  @Test func thePathMarksTheCycle() throws {
    // 0 may finish (3) until it enters the cycle 2 <-> 4 by way of 1.
    let system = graph(
      [(0, 3, .kernel), (0, 1, .fault), (1, 2, .kernel), (2, 4, .hardware), (4, 2, .kernel)],
      masks: [1, 1, 1, 2, 1])
    let path = try #require(try answer(system).path)
    #expect(path.pointOfNoReturn == 1)
    #expect(path.cycleStart == 2)
    #expect(path.steps.map { $0.state[0] } == [1, 2, 4, 2])
    #expect(replays(path, in: system))
  }

  @Test func spinningInOneStateIsACycle() throws {
    let path = try #require(try answer(graph([(0, 0, .kernel)], masks: [1])).path)
    #expect(path.cycleStart == 0)
    #expect(path.steps.count == 1)
  }

  @Test func longDetoursAreFollowedExactly() throws {
    // The way out runs against the numbering and with it by turns, so that one pass cannot settle it.
    var edges: [(Int, Int, Agency)] = []
    let count = 500
    for node in 1..<count { edges.append((0, node, .environment)) }
    for node in 1..<count - 1 {
      let zigzag = node * 7 % (count - 1) + 1
      edges.append((zigzag, (node + 1) * 7 % (count - 1) + 1, .kernel))
    }
    var masks = [UInt64](repeating: 1, count: count)
    masks[0] = 0
    masks[(count - 1) * 7 % (count - 1) + 1] = 2
    #expect(try answer(graph(edges, masks: masks)).verdict == .holds)
    masks[(count - 1) * 7 % (count - 1) + 1] = 1
    #expect(try answer(graph(edges, masks: masks)).verdict == .violated)
  }
}
