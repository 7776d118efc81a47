/// Where to put a state: next to a symbol of the ladder.
public enum Placement: Sendable, Hashable, CustomStringConvertible {
  /// Directly above it, so that it runs next on the way up.
  case after(String)
  /// Directly below it, so that it runs just before it on the way up.
  case before(String)

  public var symbol: String {
    switch self {
    case .after(let symbol), .before(let symbol): symbol
    }
  }

  public var description: String {
    switch self {
    case .after(let symbol): "after \(symbol)"
    case .before(let symbol): "before \(symbol)"
    }
  }
}
