/// Why a search could not begin. Ending at a limit is a result, not an error.
public enum SearchError: Error, Sendable, Hashable, CustomStringConvertible {
  case wordCount(Int)
  case predicateCount(Int)
  case noInitialState
  case initialState(index: Int, words: Int, expected: Int)
  case unknownPredicate(Int, property: Int)
  case unknownFinding(Int, property: Int)
  case jobs(Int)
  case threadCreation(errorNumber: Int32)

  public var description: String {
    switch self {
    case .wordCount(let count):
      "A state of this system has \(count) words; the search takes 1 to 64."
    case .predicateCount(let count):
      "The system has \(count) predicates; the search takes at most 64."
    case .noInitialState:
      "The system has no initial state, so there is nothing to search."
    case .initialState(let index, let words, let expected):
      "Initial state \(index) has \(words) words where the system promises \(expected)."
    case .unknownPredicate(let predicate, let property):
      "Property \(property) refers to predicate \(predicate), which the system does not have."
    case .unknownFinding(let finding, let property):
      "Property \(property) refers to finding \(finding), which the system does not have."
    case .jobs(let jobs):
      "A search runs with 1 to 1024 workers, not \(jobs)."
    case .threadCreation(let errorNumber):
      "The operating system refused to make a thread (error \(errorNumber)); try again with fewer jobs."
    }
  }
}
