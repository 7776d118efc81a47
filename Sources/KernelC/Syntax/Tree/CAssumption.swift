/// What the parser took for granted about a symbol in conditional compilation because nobody said otherwise.
public struct CAssumption: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    /// A `CONFIG_` symbol that the configuration lacks: taken as `y`.
    case enabled
    /// One that a distribution's x86-64 kernel does not set: taken as `n`.
    case disabled
    /// Any other name without a definition: not defined, and 0 in an `#if`.
    case undefined
    /// A condition that can't be evaluated: taken as false.
    case unreadable
  }

  /// The symbol, or the text of the condition.
  public let symbol: String
  public let value: Value
  /// The first place that needed it.
  public let place: CPlace
}

extension CAssumption: CustomStringConvertible {
  public var description: String { "\(claim) (\(place))" }

  /// What is assumed, without the place.
  public var claim: String {
    switch value {
    case .enabled: "\(symbol)=y is assumed"
    case .disabled: "\(symbol)=n is assumed"
    case .undefined: "\(symbol) is assumed not to be defined"
    case .unreadable: "#if \(symbol) is assumed to be false"
    }
  }
}
