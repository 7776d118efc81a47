/// What the parser took for granted about a symbol in conditional compilation because nobody said otherwise.
public struct CAssumption: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    /// A `CONFIG_` symbol that the configuration lacks: taken as `y`.
    case enabled
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
  public var description: String {
    switch value {
    case .enabled: "\(symbol)=y is assumed (\(place))"
    case .undefined: "\(symbol) is assumed not to be defined (\(place))"
    case .unreadable: "#if \(symbol) is assumed to be false (\(place))"
    }
  }
}
