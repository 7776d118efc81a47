/// Why a primitive can't be expanded with what it is given.
public struct PrimitiveError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    case wrongCount
    case wrongKind
    case noResult
    case unknownName
  }

  public var code: Code
  /// One sentence: what is wrong with which argument, and what to give instead.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
