import KernelC
import Program
import StateSpace

/// The answer for one cell.
public struct CheckResult: Sendable {
  public var caseName: String
  public var variant: String
  public var cell: String
  public var verdict: RecordedVerdict
  public var recorded: RecordedVerdict?
  public var parameters: [String: String]
  public var environment: String
  public var cpus: Int
  public var faults: Int
  public var states: Int
  public var transitions: Int
  public var depth: Int
  public var trace: Trace
  /// What the cell claims.
  public var claim: String
  /// Why it is violated, skipped or inconclusive, in one sentence; empty if it holds.
  public var reason: String
  /// Built-in violations and other findings that were met on the way, by id.
  public var findings: [String]
  public var ladder: String
  /// What ended the search before it had seen the whole space, nil if nothing did: then the counts are what
  /// was seen so far, and a cell that is violated may not be the only one.
  public var limit: String?
  /// What reading C took for granted, nil if the programs are not read from C.
  public var reading: CReport? = nil
}

/// Searches one variant once and decides all its cells.
public func check(
  _ subjectCase: Case, _ variant: Case.Variant, _ settings: Settings, options: SearchOptions
) throws(SearchError) -> [CheckResult] {
  let subject: Subject
  let model: CompiledModel
  func withoutAnswer(_ verdict: RecordedVerdict, _ reason: String) -> [CheckResult] {
    subjectCase.cells.enumerated().map { index, cell in
      CheckResult(
        caseName: subjectCase.name, variant: variant.name, cell: cell.id, verdict: verdict,
        recorded: subjectCase.recorded(variant, cell: index, settings), parameters: settings.parameters,
        environment: subjectCase.environment(settings), cpus: settings.cpus, faults: settings.faults,
        states: 0,
        transitions: 0, depth: 0, trace: .empty, claim: cell.text, reason: reason, findings: [],
        ladder: settings.ladder?.label ?? "built in", limit: nil)
    }
  }
  do {
    subject = try subjectCase.build(variant, settings)
  } catch {
    if case .skipped(let reason) = error { return withoutAnswer(.skipped, reason) }
    return withoutAnswer(.inconclusive, error.description)
  }
  do {
    model = try CompiledModel(subject.model)
  } catch {
    return withoutAnswer(.inconclusive, CaseError.broken(error).description)
  }
  let questions = subjectCase.cells.map { properties(of: $0.claim, in: model) }
  let guards = ["not pool-exhausted", "not model-error"].map { name in
    Property.always(predicate: model.predicateNames.firstIndex(of: name)!)
  }
  let result = try search(model, for: questions.flatMap { $0 } + guards, options: options)
  let exhausted = exhaustion(result, model)
  var limit: String?
  if case .limit(let reached) = result.end { limit = "\(reached)" }
  var next = 0
  return zip(subjectCase.cells, questions).enumerated().map { index, pair in
    let (cell, properties) = pair
    let answers = result.answers[next..<(next + properties.count)]
    next += properties.count
    var (verdict, path, reason) = decide(answers)
    if let difference = subject.difference {
      (verdict, path, reason) = (.inconclusive, nil, difference)
    } else if let exhausted, cell.claim.needsWholeSpace(for: verdict) {
      verdict = .inconclusive
      reason = exhausted
    }
    var trace = path.map { Trace($0, of: model, quoting: subject.sources) } ?? .empty
    if let ready = subject.ready {
      trace.prelude = trace.preludeLength(until: ready.variable)
      trace.preludeText = ready.text
    }
    if verdict == .violated { reason = subjectCase.explain(cell, subject, trace) }
    return CheckResult(
      caseName: subjectCase.name, variant: variant.name, cell: cell.id, verdict: verdict,
      recorded: subjectCase.recorded(variant, cell: index, settings), parameters: settings.parameters,
      environment: subjectCase.environment(settings), cpus: settings.cpus, faults: settings.faults,
      states: result.states, transitions: result.transitions, depth: result.depth, trace: trace,
      claim: cell.text,
      reason: reason, findings: result.findings.map { model.findingNames[$0.finding] },
      ladder: subject.ladder.label, limit: limit, reading: subject.reading)
  }
}

extension Cell.Claim {
  /// Whether such a verdict says something of states that nobody may have seen. One that has a path does
  /// not: that path is there, whatever else is. Neither does a `canFinish` that is violated: a state from
  /// which a crash can be reached counts as one that can finish, so nothing was cut off behind the point of
  /// no return.
  fileprivate func needsWholeSpace(for verdict: RecordedVerdict) -> Bool {
    if case .sometimes = self { return verdict == .violated }
    return verdict == .holds
  }
}

/// A crash that speaks of the model and not of the kernel: no verdict may rest on a space cut short by it.
private func exhaustion(_ result: SearchResult, _ model: CompiledModel) -> String? {
  for answer in result.answers where answer.verdict == .violated {
    guard case .always(let predicate) = answer.property else { continue }
    switch model.predicateNames[predicate] {
    case "not pool-exhausted":
      return "the modelled heap ran out of slots: the bound is too small for an answer"
    case "not model-error": return "a value left the range that the model declares for it: the model is wrong"
    default: break
    }
  }
  return nil
}

/// The properties of the search that a claim comes to.
private func properties(of claim: Cell.Claim, in model: CompiledModel) -> [Property] {
  func predicate(_ name: String) -> Int {
    guard let index = model.predicateNames.firstIndex(of: name) else {
      preconditionFailure("the case refers to predicate \(name), which its model lacks")
    }
    return index
  }
  switch claim {
  case .never(let findings, let crashes):
    return findings.map { id in
      guard let index = model.findingNames.firstIndex(of: id) else {
        preconditionFailure("the case refers to finding \(id), which its model lacks")
      }
      return .never(finding: index)
    } + crashes.map { .always(predicate: predicate("not \($0)")) }
  case .always(let name): return [.always(predicate: predicate(name))]
  case .sometimes(let name): return [.sometimes(predicate: predicate(name))]
  case .neverStuck(let name):
    return [.neverStuck(while: predicate(name), unless: predicate("crashed"))]
  case .canFinish(let from, let reach):
    return [.canFinish(from: predicate(from), reach: predicate(reach), absorbing: predicate("crashed"))]
  }
}

/// The worst of the answers, with the shortest path among those.
private func decide(_ answers: ArraySlice<SearchResult.Answer>) -> (RecordedVerdict, Path?, String) {
  let violated = answers.filter { $0.verdict == .violated }
  if !violated.isEmpty {
    let path = violated.compactMap(\.path).min { $0.steps.count < $1.steps.count }
    return (.violated, path, "")
  }
  for answer in answers {
    if case .inconclusive(let limit) = answer.verdict { return (.inconclusive, nil, "\(limit)") }
  }
  return (.holds, nil, "")
}
