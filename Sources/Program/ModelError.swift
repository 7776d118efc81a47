/// What is wrong with a model. Found before anything is explored, and never a crash.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    case unknownName
    case doubledName
    case wrongArguments
    case recursion
    case notAssignable
    case badIndex
    case badDomain
    case choiceInAtomic
    case strayBreak
    case unknownLabel
    case missingResult
    case endlessLocalRun
    case tooLarge
  }

  public var code: Code
  public var message: String
  public var place: SourcePlace?

  public init(_ code: Code, _ message: String, at place: SourcePlace? = nil) {
    self.code = code
    self.message = message
    self.place = place
  }

  public var description: String { place.map { "\($0): \(message)" } ?? message }
}
