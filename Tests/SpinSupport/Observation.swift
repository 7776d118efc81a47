import Program
import StateSpace

/// What is compared between two searches of one model.
package struct Observation: Equatable {
  package var states = 0
  /// Initial states don't count.
  package var transitions = 0
  package var findings: Set<String> = []
  package var crashes: Set<String> = []
  /// Predicates that hold in some state, and those that don't hold in some state.
  package var seen: Set<String> = []
  package var violated: Set<String> = []
  /// States without a successor that have not crashed.
  package var deadlocks = 0
}

extension Observation {
  /// From the output of a verifier that ran to its end.
  package init(spin output: String) throws {
    let errors = output.contains("errors: 0")
    let isCut = output.contains("max search depth too small") || output.contains("Search not completed")
    guard errors, !isCut else { throw Spin.Failure(description: "the verifier did not finish:\n\(output)") }
    for line in output.split(separator: "\n") {
      func rest(_ prefix: String) -> String? {
        line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : nil
      }
      func count(_ suffix: String) -> Int? {
        guard let range = line.range(of: suffix) else { return nil }
        return Int(line[..<range.lowerBound].drop { $0 == " " })
      }
      if let id = rest("finding: ") { findings.insert(id) }
      if let id = rest("crash: ") { crashes.insert(id) }
      if let name = rest("predicate seen: ") { seen.insert(name) }
      if let name = rest("predicate violated: ") { violated.insert(name) }
      if let number = rest("deadlocks: ").flatMap({ Int($0) }) { deadlocks = number }
      if let number = count(" states, stored") { states = number }
      if let number = count(" transitions (=") { transitions = number - 1 }
    }
  }

  /// From a plain breadth-first search over a dictionary: the slow twin of `search`.
  package init(_ model: CompiledModel) {
    var expander = model.makeExpander()
    var known = Set(model.initialStates)
    var queue = model.initialStates
    var next = 0
    let names = model.predicateNames
    let ownPredicates = model.graph.declaredPredicates
    let crashed = model.graph.crashCell
    while next < queue.count {
      let state = queue[next]
      next += 1
      var buffer = SuccessorBuffer(wordCount: model.wordCount)
      var bits: UInt64 = 0
      state.withUnsafeBufferPointer {
        bits = expander.predicates(of: $0.baseAddress!)
        expander.expand($0.baseAddress!, into: &buffer)
      }
      for index in 0..<ownPredicates {
        if bits >> UInt64(index) & 1 == 1 { seen.insert(names[index]) } else { violated.insert(names[index]) }
      }
      let kind = model.layout.value(of: crashed, in: state)
      if kind > 0 { crashes.insert(model.graph.crashes[kind - 1].id) }
      if kind == 0 && buffer.count == 0 { deadlocks += 1 }
      transitions += buffer.count
      for report in buffer.reports { findings.insert(model.findingNames[report.finding]) }
      for successor in 0..<buffer.count {
        let words = buffer.words(at: successor)
        if known.insert(words).inserted { queue.append(words) }
      }
    }
    states = queue.count
  }
}
