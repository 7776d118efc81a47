/// Why a piece could not be read. It is thrown up to where something opaque can take its place, so it is kept
/// small.
struct ParseFailure: Error {
  let cause: Cause
  /// The token at which it went wrong.
  let token: Int

  enum Cause {
    case expected(Expectation)
    case unterminated
    case unbalanced
    case oldStyleParameters
    case nestedFunction
    case number
    case specifiers
    case limit(ParseLimits.Name)
  }

  /// What could stand where something else does.
  enum Expectation: String {
    case expression = "an expression"
    case statement = "a statement"
    case declaration = "a declaration"
    case type = "a type"
    case name = "a name"
    case semicolon = "a semicolon"
    case parenthesis = "a parenthesis"
    case bracket = "a closing bracket"
    case comma = "a comma or the end of a list"
    case colon = "a colon"
    case brace = "a brace"
    case assignment = "an initialiser"
    case whileKeyword = "while"
    case endOfArgument = "the end of the argument"
  }
}
