/// Turns numbers of states back into runs. The search stores who came first, not how; expanding again tells
/// the rest.
struct PathBuilder<Expander: StateExpander> {
  private var expander: Expander
  private let ownGroups: [Bool]

  init(expander: Expander, ownGroups: [Bool]) {
    self.expander = expander
    self.ownGroups = ownGroups
  }

  /// The shortest run to a state that breadth-first search found first.
  mutating func path(to state: Int, in table: borrowing StateTable) -> Path {
    var states = [state]
    while table.predecessors[states.last!] != StateTable.none {
      states.append(Int(table.predecessors[states.last!]))
    }
    states.reverse()
    var path = Path(initial: table.vectors.reader.words(at: states[0]), steps: [])
    for index in states.indices.dropFirst() {
      path.steps.append(step(from: states[index - 1], to: states[index], onlyOwn: false, in: table))
    }
    return path
  }

  /// The run to the state `source` and over its transition number `successor`.
  mutating func path(
    over successor: Int, of source: Int, in table: borrowing StateTable
  ) -> Path {
    var path = path(to: source, in: table)
    let successors = successors(of: source, in: table)
    path.steps.append(Self.step(successor, of: successors))
    return path
  }

  /// The first transition, or the first that is the system's own, between two states.
  mutating func step(
    from source: Int, to target: Int, onlyOwn: Bool, in table: borrowing StateTable
  ) -> Path.Step {
    let successors = successors(of: source, in: table)
    let words = table.vectors.reader.words(at: target)
    for index in 0..<successors.count
    where (!onlyOwn || ownGroups[successors.group(at: index)]) && successors.words(at: index) == words {
      return Self.step(index, of: successors)
    }
    preconditionFailure(
      "a second expansion of a state differs from the first: the system breaks its contract")
  }

  /// The distinct targets of the system's own steps from a state, in the order of its successors.
  mutating func ownTargets(of source: Int, in table: borrowing StateTable) -> [UInt32] {
    let successors = successors(of: source, in: table)
    var targets: [UInt32] = []
    for index in 0..<successors.count where ownGroups[successors.group(at: index)] {
      guard let target = table.find(successors.vector(at: index)) else { continue }
      if !targets.contains(target) { targets.append(target) }
    }
    return targets
  }

  private mutating func successors(of source: Int, in table: borrowing StateTable) -> SuccessorBuffer {
    var successors = SuccessorBuffer(wordCount: table.wordCount)
    expander.expand(table.vectors.reader.vector(at: source), into: &successors)
    return successors
  }

  private static func step(_ index: Int, of successors: borrowing SuccessorBuffer) -> Path.Step {
    Path.Step(
      group: successors.group(at: index), successor: index, state: successors.words(at: index),
      findings: successors.reports.filter { $0.successor == index }.map(\.finding))
  }
}
