import StateSpace

/// The slow twin: sets and queues of nodes, every property by its definition, one question at a time.
struct ReferenceSearch {
  let system: GraphSystem
  /// Nodes in the order of their discovery, and for each how it was found.
  var order: [Int] = []
  var levels: [Int: Int] = [:]
  var parents: [Int: (node: Int, edge: Int)] = [:]
  var transitions = 0

  init(_ system: GraphSystem) {
    self.system = system
    for node in system.initial where levels[node] == nil {
      order.append(node)
      levels[node] = 0
    }
    var next = 0
    while next < order.count {
      let node = order[next]
      next += 1
      for (index, edge) in system.edges[node].enumerated() {
        transitions += 1
        if levels[edge.target] != nil { continue }
        order.append(edge.target)
        levels[edge.target] = levels[node]! + 1
        parents[edge.target] = (node, index)
      }
    }
  }

  func holds(_ predicate: Int?, in node: Int) -> Bool {
    guard let predicate else { return false }
    return system.masks[node] >> UInt64(predicate) & 1 == 1
  }

  func ownTargets(_ node: Int) -> [Int] {
    system.edges[node].filter {
      Agency.allCases[$0.group] == .kernel || Agency.allCases[$0.group] == .hardware
    }
    .map(\.target)
  }

  /// The distances from a node by the system's own steps.
  func ownDistances(from node: Int) -> [Int: Int] {
    var distances = [node: 0]
    var queue = [node]
    while !queue.isEmpty {
      let current = queue.removeFirst()
      for target in ownTargets(current) where distances[target] == nil {
        distances[target] = distances[current]! + 1
        queue.append(target)
      }
    }
    return distances
  }

  func step(_ node: Int, _ edge: Int) -> Path.Step {
    let taken = system.edges[node][edge]
    return Path.Step(
      group: taken.group, successor: edge, state: system.words(taken.target), findings: taken.findings)
  }

  func path(to node: Int) -> Path {
    guard let parent = parents[node] else { return Path(initial: system.words(node), steps: []) }
    var path = path(to: parent.node)
    path.steps.append(step(parent.node, parent.edge))
    return path
  }

  func firstOccurrence(of finding: Int) -> Path? {
    for node in order {
      for (index, edge) in system.edges[node].enumerated() where edge.findings.contains(finding) {
        var path = path(to: node)
        path.steps.append(step(node, index))
        return path
      }
    }
    return nil
  }

  /// The verdict and, except for `canFinish`, the whole path; for `canFinish` the path to the point of no
  /// return.
  func answer(_ property: Property) -> (verdict: Verdict, path: Path?) {
    switch property {
    case .always(let predicate):
      return violated(order.first { !holds(predicate, in: $0) })
    case .sometimes(let predicate):
      guard let node = order.first(where: { holds(predicate, in: $0) }) else { return (.violated, nil) }
      return (.holds, path(to: node))
    case .never(let finding):
      let path = firstOccurrence(of: finding)
      return (path == nil ? .holds : .violated, path)
    case .neverStuck(let condition, let exemption):
      return violated(
        order.first {
          (condition == nil || holds(condition, in: $0)) && !holds(exemption, in: $0)
            && ownTargets($0).isEmpty
        })
    case .canFinish(let from, let reach, let absorbing):
      return violated(
        order.first { node in
          holds(from, in: node)
            && !ownDistances(from: node).keys.contains { holds(reach, in: $0) || holds(absorbing, in: $0) }
        })
    }
  }

  private func violated(_ node: Int?) -> (verdict: Verdict, path: Path?) {
    guard let node else { return (.holds, nil) }
    return (.violated, path(to: node))
  }
}
