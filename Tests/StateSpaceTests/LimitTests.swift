import StateSpace
import Synchronization
import Testing

@Suite struct LimitTests {
  private let model = PeerModel(cpus: 3, hasBug: false)
  private let properties: [Property] = [
    .always(predicate: 0), .sometimes(predicate: 1), .neverStuck(while: nil, unless: nil),
    .canFinish(from: 0, reach: 0, absorbing: nil),
  ]

  @Test func statesLeaveOpenWhatWasNotDecided() throws {
    var options = SearchOptions()
    options.maximumStates = 20_000
    let result = try search(model, for: properties, options: options)
    let limit = Limit.states(20_000)
    #expect(result.end == .limit(limit))
    #expect(result.states == 20_000)
    #expect(result.expandedStates < 20_000)
    #expect(
      result.answers.map(\.verdict) == [
        .inconclusive(limit), .holds, .inconclusive(limit), .inconclusive(limit),
      ])
    #expect(result.statesPerLevel.reduce(0, +) == 20_000)
  }

  @Test func aLimitThatFitsExactlyIsNone() throws {
    var options = SearchOptions()
    options.maximumStates = 29_996
    let result = try search(model, for: properties, options: options)
    #expect(result.end == .exhausted)
    options.maximumStates = 29_995
    #expect(try search(model, for: properties, options: options).end == .limit(.states(29_995)))
  }

  @Test(arguments: [0, 1, 1 << 20, 3 << 20, 4 << 20])
  func memory(bytes: Int) throws {
    var options = SearchOptions()
    options.maximumBytes = bytes
    let result = try search(model, for: [.always(predicate: 0)], options: options)
    if result.end == .exhausted {
      #expect(result.peakBytes <= bytes)
    } else {
      #expect(result.end == .limit(.memory(bytes: bytes)))
      #expect(result.answers[0].verdict == .inconclusive(.memory(bytes: bytes)))
    }
    #expect(result.end != .exhausted || bytes >= 2 << 20)
  }

  @Test func theStopQuestionEndsTheSearch() throws {
    let polls = Mutex(0)
    let reports = Mutex([SearchProgress]())
    var options = SearchOptions()
    options.stop = {
      polls.withLock {
        $0 += 1
        return $0 == 3 ? .interrupt : nil
      }
    }
    options.progress = { progress in reports.withLock { $0.append(progress) } }
    let result = try search(model, for: properties, options: options)
    #expect(result.end == .limit(.stopped(.interrupt)))
    #expect(result.answers[3].verdict == .inconclusive(.stopped(.interrupt)))
    let progress = reports.withLock { $0 }
    #expect(progress.count == 3)
    #expect(progress.last?.states == result.states)
    #expect(progress.last?.transitions == result.transitions)
    #expect(progress.last.map { $0.states - $0.frontier } == result.expandedStates)
    #expect(progress.last?.depth == result.depth - 1)
  }

  @Test func aViolationBeforeTheLimitRemains() throws {
    let system = GraphSystem(
      edges: [
        [GraphSystem.Edge(target: 1, group: 0)], [], [],
      ], masks: [1, 0, 0])
    var options = SearchOptions()
    options.maximumStates = 2
    // State 1 violates both; a limit of one state hides it.
    let whole = try search(system, for: [.always(predicate: 0)], options: options)
    #expect(whole.answers[0].verdict == .violated)
    options.maximumStates = 1
    let cut = try search(system, for: [.always(predicate: 0)], options: options)
    #expect(cut.answers[0].verdict == .inconclusive(.states(1)))
  }

  @Test func statesBeyondTheLastExpansionAreStillLookedAt() throws {
    let system = GraphSystem(
      edges: [
        [GraphSystem.Edge(target: 1, group: 0), GraphSystem.Edge(target: 2, group: 0)], [], [],
      ], masks: [1, 0, 1])
    var options = SearchOptions()
    options.maximumStates = 2
    let result = try search(system, for: [.always(predicate: 0), .sometimes(predicate: 1)], options: options)
    #expect(result.expandedStates == 0)
    #expect(result.answers.map(\.verdict) == [.violated, .inconclusive(.states(2))])
    #expect(result.answers[0].path?.steps.count == 1)
  }

  @Test func aHangThatWasSeenWholeIsAHangInSpiteOfALimit() throws {
    // 1 and 2 form a hang; 3, 4, ... are cut off.
    var edges = [[GraphSystem.Edge(target: 1, group: 2), GraphSystem.Edge(target: 3, group: 2)]]
    edges.append([GraphSystem.Edge(target: 2, group: 0)])
    edges.append([GraphSystem.Edge(target: 1, group: 0)])
    for node in 3..<20 { edges.append([GraphSystem.Edge(target: node + 1, group: 0)]) }
    edges.append([])
    var masks = [UInt64](repeating: 1, count: edges.count)
    masks[0] = 0
    masks[3] |= 4
    let system = GraphSystem(edges: edges, masks: masks)
    var options = SearchOptions()
    options.maximumStates = 8
    let result = try search(
      system,
      for: [.canFinish(from: 0, reach: 1, absorbing: nil), .canFinish(from: 2, reach: 1, absorbing: nil)],
      options: options)
    #expect(result.answers.map(\.verdict) == [.violated, .inconclusive(.states(8))])
    #expect(result.answers[0].path?.last == [1])
    #expect(result.answers[0].path?.cycleStart == 1)
  }
}
