import StateSpace

/// Whether a path is a run of the system, checked by expanding every state on it.
func replays<System: TransitionSystem>(_ path: Path, in system: System) -> Bool {
  guard system.initialStates.contains(path.initial) else { return false }
  var expander = system.makeExpander()
  var current = path.initial
  for step in path.steps {
    var successors = SuccessorBuffer(wordCount: system.wordCount)
    current.withUnsafeBufferPointer { expander.expand($0.baseAddress!, into: &successors) }
    guard step.successor < successors.count,
      successors.group(at: step.successor) == step.group,
      successors.words(at: step.successor) == step.state
    else { return false }
    let findings = successors.reports.filter { $0.successor == step.successor }.map(\.finding)
    guard findings == step.findings else { return false }
    current = step.state
  }
  return true
}
