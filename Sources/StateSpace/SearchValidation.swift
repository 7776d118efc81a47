/// Refuses what the search cannot run, before it allocates anything.
func validate(
  _ system: some TransitionSystem, _ properties: [Property], _ options: SearchOptions
) throws(SearchError) {
  guard (1...64).contains(system.wordCount) else { throw .wordCount(system.wordCount) }
  let predicates = system.predicateNames.count
  guard predicates <= 64 else { throw .predicateCount(predicates) }
  guard (1...1024).contains(options.jobs) else { throw .jobs(options.jobs) }
  let initialStates = system.initialStates
  guard !initialStates.isEmpty else { throw .noInitialState }
  for (index, state) in initialStates.enumerated() where state.count != system.wordCount {
    throw .initialState(index: index, words: state.count, expected: system.wordCount)
  }
  let findings = system.findingNames.count
  for (index, property) in properties.enumerated() {
    for predicate in property.predicates where !(0..<predicates).contains(predicate) {
      throw .unknownPredicate(predicate, property: index)
    }
    if case .never(let finding) = property, !(0..<findings).contains(finding) {
      throw .unknownFinding(finding, property: index)
    }
  }
}
