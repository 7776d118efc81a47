/// Explores every state of `system` that can be reached, breadth first, and decides `properties`.
///
/// One search decides all properties. The numbering of states, all counts, verdicts and paths are the same
/// for any number of workers, as long as the caller's `stop` question does not cut in.
///
/// - Complexity: O(transitions * `wordCount`) expected. Beside its words a state takes 15 to 26 bytes, and 36
///   for the moment in which the index doubles; a `canFinish` adds 4 bytes for each state and for each
///   transition of the system's own.
public func search<System: TransitionSystem>(
  _ system: System, for properties: [Property], options: SearchOptions = SearchOptions()
) throws(SearchError) -> SearchResult {
  try validate(system, properties, options)
  let groups = system.groups
  var exploration = Exploration(
    wordCount: system.wordCount, groups: groups, findings: system.findingNames.count,
    properties: properties, options: options)
  exploration.insertInitial(system.initialStates)
  let crew = ExpansionCrew(
    system: system, states: exploration.table.vectors.reader, jobs: options.jobs)
  try crew.hire(options.jobs - 1)
  let levels = explore(&exploration, with: crew, options: options)
  crew.dismiss()

  var conclusion = SearchConclusion(of: system, properties: properties)
  return conclusion.result(of: &exploration, levels: levels)
}

/// Expands level after level and returns the first state of each, and the count at the end.
private func explore<System: TransitionSystem>(
  _ exploration: inout Exploration, with crew: ExpansionCrew<System>, options: SearchOptions
) -> [Int] {
  // A poll every 4,096 states: often enough for a deadline in seconds, too rare to cost anything.
  let blocksPerPoll = 32
  var blocks = 0
  var levels = [0]
  var continues = exploration.limit == nil
  while continues, levels.last! < exploration.table.count {
    let first = levels.last!
    levels.append(exploration.table.count)
    crew.begin(first: first, end: exploration.table.count)
    while continues, let block = crew.next() {
      continues = exploration.take(&block.pointee)
      crew.release()
      if options.stopsWhenDecided && exploration.watch.hasDecidedAll { continues = false }
      blocks += 1
      if continues && blocks % blocksPerPoll == 0 {
        options.progress?(
          SearchProgress(
            states: exploration.table.count, transitions: exploration.transitions, depth: levels.count - 2,
            frontier: exploration.table.count - exploration.expanded))
        if let reason = options.stop?() {
          exploration.stop(at: .stopped(reason))
          continues = false
        }
      }
    }
  }
  if levels.last! < exploration.table.count { levels.append(exploration.table.count) }
  return levels
}
