/// One way in which a ladder is not like another one.
public enum LadderDifference: Sendable, Hashable, CustomStringConvertible {
  /// It stands in another order relative to the others. Numbers of states in the other ladder, and here.
  case moved(name: String, from: Int, to: Int)
  /// The same symbol is registered under a name that is unknown for it.
  case renamed(symbol: String, from: String, to: String, number: Int)
  /// Only here.
  case added(name: String, number: Int)
  /// Only in the other ladder, by the number it has there.
  case removed(name: String, number: Int)

  public var description: String {
    switch self {
    case .moved(let name, let from, let to): "\(name) moved from \(from) to \(to)"
    case .renamed(let symbol, let from, let to, let number):
      "\(symbol) (\(number)) is called \(to), not \(from)"
    case .added(let name, let number): "\(name) added at \(number)"
    case .removed(let name, let number): "\(name) removed from \(number)"
    }
  }
}
