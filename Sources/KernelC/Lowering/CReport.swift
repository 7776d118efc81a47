/// What reading a program took for granted, and what it did not understand: listed wherever a verdict rests
/// on it.
public struct CReport: Sendable, Equatable {
  /// A call of a function whose body was not read: taken to succeed, or to fail under the fault budget, and
  /// to touch nothing.
  public struct OpaqueCall: Sendable, Hashable {
    /// The name of the event that programs have where the call stands; its argument is the call's index in
    /// `opaqueCalls`.
    public static let event = "opaque call"

    public var callee: String
    /// The function that calls.
    public var caller: String
    public var place: CPlace
  }

  /// A piece of a function that has no meaning in the model, and the reason.
  public struct OpaquePiece: Sendable, Hashable {
    public var function: String
    public var text: String
    /// The reason without the names of what it is about: what pieces are counted by.
    public var kind: String
    public var place: CPlace
  }

  /// A statement that no value reaches, and that was not read for that reason.
  public struct Unreached: Sendable, Hashable {
    public var function: String
    public var place: CPlace
  }

  /// A function whose body was read.
  public struct Function: Sendable, Hashable {
    public var name: String
    public var place: CPlace
    public var digest: CDigest
  }

  public var functions: [Function] = []
  public var opaqueCalls: [OpaqueCall] = []
  public var opaquePieces: [OpaquePiece] = []
  public var unreached: [Unreached] = []
  /// What was assumed where nothing was known: one sentence each.
  public var assumptions: [String] = []

  /// Whether everything that was asked for has a meaning in the model.
  public var isComplete: Bool { opaqueCalls.isEmpty && opaquePieces.isEmpty }
}
