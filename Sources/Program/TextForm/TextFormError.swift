/// Why a text is not the text form of a model: one thing, at one place.
public struct TextFormError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    case tooManyBytes(Int)
    case notUTF8
    case strangeCharacter(String)
    case unfinishedString
    case badEscape
    case badNumber
    case badPlace
    /// What would have been right, and what stands there.
    case expected(String, found: String)
    case unknownFunction(String)
    case badWidth
    case emptyRange
    case doubled(String)
    case tooDeep
    case expressionTooDeep
    case tooManyItems
  }

  public var problem: Problem
  /// Counted from 1.
  public var line: Int
  /// Counted from 1, in Unicode scalars.
  public var column: Int

  public init(_ problem: Problem, line: Int, column: Int) {
    self.problem = problem
    self.line = line
    self.column = column
  }

  static func tooManyBytes(_ count: Int) -> TextFormError {
    TextFormError(.tooManyBytes(count), line: 1, column: 1)
  }

  /// One sentence: where, what is wrong, what to do.
  public var description: String { "line \(line), column \(column): \(problem.sentence)" }
}

extension TextFormError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .tooManyBytes(let count):
      "the text has \(count) bytes and at most \(TextForm.maximumBytes) are read; split the model."
    case .notUTF8: "this byte is not valid UTF-8; save the text as UTF-8."
    case .strangeCharacter(let character):
      "\(character) means nothing outside quotes; remove it, or quote the name that it belongs to."
    case .unfinishedString:
      "this string does not end on its line; close it with a quote and write \\n for a new line."
    case .badEscape:
      "this escape is unknown; write \\\\, \\\", \\n, \\r, \\t or \\u{1F600} with a scalar's number."
    case .badNumber: "this number does not fit into 64 bits with a sign; write a smaller one."
    case .badPlace: "a place is a file, a colon and a line; write @file:12, or @\"a file\":12."
    case .expected(let expected, let found): "\(expected) is expected and \(found) found; put it here."
    case .unknownFunction(let name):
      "\(name) can't be called inside an expression; call it in a statement of its own."
    case .badWidth: "an integer has 1 to 64 bits; write s1 to s64, or u1 to u64."
    case .emptyRange: "this range ends before it begins; write the lower bound first."
    case .doubled(let what): "\(what) stands here for the second time; remove one of the two."
    case .tooDeep:
      "statements and expressions nest deeper than \(TextForm.maximumNesting); move some into a procedure."
    case .expressionTooDeep:
      "this expression is deeper than \(TextForm.maximumExpressionDepth); assign a part to a local first."
    case .tooManyItems: "the model has more than \(TextForm.maximumItems) parts; split it."
    }
  }
}
