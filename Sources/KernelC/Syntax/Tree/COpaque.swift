/// A piece of C that was not understood. It is kept with its text, its place and the reason, and never
/// dropped.
public struct COpaque: Hashable, Sendable {
  /// The text: as it stands in the file or, if a macro brought it forth, the tokens with a space between
  /// them. Cut off behind `ParseLimits.opaqueBytes`; `place` always covers all of it.
  public let text: String
  public let reason: Reason
  public let place: CPlace

  /// Why a piece was not understood.
  public enum Reason: Hashable, Sendable {
    /// A token that can't stand where it stands; `expected` is what could.
    case unexpected(found: String, expected: String)
    /// A bracket, a literal or a comment that is not closed.
    case unterminated(String)
    /// A closing bracket that closes nothing, or closes another kind of bracket.
    case unbalanced(String)
    /// A byte that begins no token of C.
    case strayBytes
    /// A number that is none, or that does not fit 64 bits.
    case number(String)
    /// A parameter list of the style before C89.
    case oldStyleParameters
    /// A function defined inside of a function.
    case nestedFunction
    /// No type can be made of these specifiers: `unsigned struct x`.
    case specifiers
    /// A macro that can't be expanded: too few arguments, a paste that makes no token, a recursion.
    case macro(name: String, problem: String)
    /// A line of the preprocessor that is not followed: `#error`, `#pragma`, or one that is written wrongly.
    case directive(String)
    /// The piece goes beyond a limit of the parser.
    case limit(ParseLimits.Name, Int)
  }
}

extension COpaque.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unexpected(let found, let expected): "\(found) stands where \(expected) is expected"
    case .unterminated(let what): "\(what) is not closed"
    case .unbalanced(let bracket): "\(bracket) closes nothing that is open"
    case .strayBytes: "these bytes begin no token of C"
    case .number(let text): "\(text) is no number of at most 64 bits"
    case .oldStyleParameters: "the parameters are declared between ) and {"
    case .specifiers: "these words make no type"
    case .nestedFunction: "a function is defined inside of a function"
    case .macro(let name, let problem): "the macro \(name) \(problem)"
    case .directive(let name): "#\(name) is not followed"
    case .limit(let name, let value): "more than \(value) \(name.rawValue)"
    }
  }

  /// The reason without the words of the place: what a list of the most frequent reasons counts.
  public var kind: String {
    switch self {
    case .unexpected(_, let expected): "expected \(expected)"
    case .unterminated(let what): "unterminated \(what)"
    case .unbalanced: "unbalanced bracket"
    case .strayBytes: "stray bytes"
    case .number: "number"
    case .oldStyleParameters: "old-style parameters"
    case .specifiers: "specifiers"
    case .nestedFunction: "nested function"
    case .macro(_, let problem): "a macro \(problem)"
    case .directive(let name): "#\(name)"
    case .limit(let name, _): "limit on \(name.rawValue)"
    }
  }
}
