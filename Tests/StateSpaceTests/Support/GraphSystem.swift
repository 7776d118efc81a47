import StateSpace

/// A system given by its graph, edge for edge. The node of a state is word 0; the other words repeat it in
/// disguise.
struct GraphSystem: TransitionSystem {
  struct Edge: Sendable {
    var target: Int
    /// Index of the agency in `Agency.allCases`, which is the index of the group.
    var group: Int
    var findings: [Int] = []
  }

  var wordCount = 1
  var initial = [0]
  var edges: [[Edge]]
  /// For each node, the predicates that hold there.
  var masks: [UInt64]

  var groups: [TransitionGroup] {
    Agency.allCases.map { TransitionGroup(name: "\($0)", agency: $0, guards: 1, reads: 1, writes: 1) }
  }
  var predicateNames: [String] { ["A", "B", "C", "D"] }
  var findingNames: [String] { ["first", "second", "third"] }
  var initialStates: [[UInt64]] { initial.map(words) }

  func words(_ node: Int) -> [UInt64] {
    (0..<wordCount).map { UInt64(node) &* ($0 == 0 ? 1 : 0x9e37_79b9_7f4a_7c15 << UInt64($0)) }
  }

  func makeExpander() -> GraphExpander { GraphExpander(system: self) }
}

struct GraphExpander: StateExpander {
  let system: GraphSystem

  func predicates(of state: UnsafePointer<UInt64>) -> UInt64 { system.masks[Int(state[0])] }

  func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer) {
    for edge in system.edges[Int(state[0])] {
      let copy = successors.append(copying: state, group: edge.group)
      for (index, word) in system.words(edge.target).enumerated() { copy[index] = word }
      for finding in edge.findings { successors.report(finding: finding) }
    }
  }
}

extension GraphSystem {
  /// A small random system: sparse enough for stuck states and for cycles without a way out.
  static func random(seed: UInt64, nodes: ClosedRange<Int>) -> GraphSystem {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: nodes, using: &random)
    let greatestDegree = Int.random(in: 1...4, using: &random)
    let likelihood = Int.random(in: 1...9, using: &random)
    var system = GraphSystem(edges: [], masks: [])
    system.wordCount = Int.random(in: 1...4, using: &random)
    system.initial = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Int.random(in: 0..<count, using: &random)
    }
    for _ in 0..<count {
      system.masks.append(
        (0..<4).reduce(0) { $0 | (Int.random(in: 0..<10, using: &random) < likelihood ? 1 << UInt64($1) : 0) }
      )
      system.edges.append(
        (0..<Int.random(in: 0...greatestDegree, using: &random)).map { _ in
          Edge(
            target: Int.random(in: 0..<count, using: &random),
            group: Int.random(in: 0..<Agency.allCases.count, using: &random),
            findings: (0..<3).filter { _ in Int.random(in: 0..<20, using: &random) == 0 })
        })
    }
    return system
  }
}
