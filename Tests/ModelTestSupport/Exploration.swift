import Machine
import Program
import StateSpace

/// A small model explored to the end, and every question that a test asks of it.
///
/// One search answers for each predicate whether it always holds and whether it can hold, for each kind of
/// crash and each finding whether it occurs, and for the pairs that were given whether one stays reachable
/// from the other.
public struct Exploration: Sendable {
  public let model: CompiledModel
  public let result: SearchResult

  /// More states than this are taken for a mistake of the test, unless it says otherwise.
  public static let maximumStates = 3_000_000

  /// - Parameters:
  ///   - finishing: pairs of predicates (from, reach) for `canFinish`.
  ///   - steadily: predicates under which the system must always be able to step.
  public init(
    _ source: Model, fused: Bool = true, jobs: Int = 1, finishing: [(from: String, reach: String)] = [],
    steadily: [String] = [], maximumStates: Int = Exploration.maximumStates
  ) throws {
    model = try CompiledModel(source, fused: fused)
    let names = model.predicateNames
    func predicate(_ name: String) throws -> Int {
      guard let index = names.firstIndex(of: name) else { throw UnknownName(name) }
      return index
    }
    let crashed = try predicate("crashed")
    var properties = names.indices.flatMap { index -> [Property] in
      [.always(predicate: index), .sometimes(predicate: index)]
    }
    for pair in finishing {
      properties.append(
        .canFinish(from: try predicate(pair.from), reach: try predicate(pair.reach), absorbing: crashed))
    }
    for name in steadily {
      properties.append(.neverStuck(while: try predicate(name), unless: crashed))
    }
    var options = SearchOptions()
    options.jobs = jobs
    options.maximumStates = maximumStates
    result = try search(model, for: properties, options: options)
    guard result.end == .exhausted else { throw Unfinished(states: result.states) }
  }

  public init(
    _ computer: Computer, fused: Bool = true, jobs: Int = 1, finishing: [(from: String, reach: String)] = [],
    steadily: [String] = []
  ) throws {
    try self.init(computer.finished(), fused: fused, jobs: jobs, finishing: finishing, steadily: steadily)
  }

  public struct UnknownName: Error {
    public var name: String
    init(_ name: String) { self.name = name }
  }

  public struct Unfinished: Error {
    public var states: Int
  }

  public var states: Int { result.states }
  public var transitions: Int { result.transitions }

  private func answer(_ property: Property) -> SearchResult.Answer? {
    result.answers.first { $0.property == property }
  }

  private func verdict(of property: Property) -> Verdict? { answer(property)?.verdict }

  private func index(_ name: String) -> Int {
    guard let index = model.predicateNames.firstIndex(of: name) else {
      preconditionFailure("the model has no predicate \(name)")
    }
    return index
  }

  /// The predicate holds in every reachable state.
  public func always(_ name: String) -> Bool { verdict(of: .always(predicate: index(name))) == .holds }

  /// Some reachable state satisfies the predicate.
  public func sometimes(_ name: String) -> Bool { verdict(of: .sometimes(predicate: index(name))) == .holds }

  /// The number of steps of a shortest path to a state that satisfies the predicate.
  public func distance(to name: String) -> Int? {
    answer(.sometimes(predicate: index(name)))?.path?.steps.count
  }

  public func canFinish(from: String, reach: String) -> Bool {
    verdict(of: .canFinish(from: index(from), reach: index(reach), absorbing: index("crashed"))) == .holds
  }

  public func neverStuck(while name: String) -> Bool {
    verdict(of: .neverStuck(while: index(name), unless: index("crashed"))) == .holds
  }

  /// The findings that some transition reports, by id.
  public var findings: Set<String> { Set(result.findings.map { model.findingNames[$0.finding] }) }

  /// The kinds of crash that are reached, by id; `model-error` is a mistake of the model.
  public var crashes: Set<String> {
    let kinds = model.predicateNames.filter { $0.hasPrefix("not ") }
      .filter { name in model.graph.crashes.contains { "not \($0.id)" == name } }
    return Set(kinds.filter { !always($0) }.map { String($0.dropFirst(4)) })
  }

  /// The value of a cell, such as `cpu_online[1]`, in the last state of the way to a predicate.
  public func value(of cell: String, at predicate: String) -> Int? {
    guard let path = answer(.sometimes(predicate: index(predicate)))?.path,
      let number = model.graph.cells.firstIndex(where: { $0.name == cell })
    else { return nil }
    return model.layout.value(of: number, in: path.last)
  }

  /// What the steps of the shortest way to a predicate are called, for the message of a test that failed.
  public func way(to predicate: String) -> String {
    guard let path = answer(.sometimes(predicate: index(predicate)))?.path else { return "no way" }
    return path.steps.map { step in
      let action = model.graph.actions[step.group]
      return "\(model.graph.contexts[action.context].name): \(action.text)"
    }.joined(separator: "\n")
  }

  /// The way to the first transition that reports a finding.
  public func way(toFinding finding: String) -> String {
    guard let found = result.findings.first(where: { model.findingNames[$0.finding] == finding }) else {
      return "no way"
    }
    return found.path.steps.map { step in
      let action = model.graph.actions[step.group]
      return "\(model.graph.contexts[action.context].name): \(action.text)"
    }.joined(separator: "\n")
  }
}

extension Exploration: CustomStringConvertible {
  public var description: String { "\(model.graph.name): \(states) states, \(transitions) transitions" }
}

extension Computer {
  /// Names a condition so that an exploration can be asked about it.
  public mutating func observe(_ name: String, _ condition: Program.Expression) {
    model.predicates.append(Predicate(name, condition))
  }

  /// A variable that no kernel code reads: what a test keeps of the past.
  public mutating func remember(_ names: String..., as domain: Domain = .bool) {
    for name in names { add(Variable(name, domain, storage: .ghost)) }
  }
}
