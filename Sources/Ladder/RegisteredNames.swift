/// Which name belongs to which fixed state. The enum holds symbols only; the names are given where a
/// callback is registered, and one state may have several, one per architecture or driver.
enum RegisteredNames {
  /// The names of a symbol, the x86 or generic one first; empty if no kernel we read registers it.
  static func names(of symbol: String) -> [String] { namesBySymbol[symbol] ?? [] }

  /// The symbol that a name belongs to; nil for names that live in dynamic slots, and unknown ones.
  static func symbol(of name: String) -> String? { symbolByName[name] }

  private static let namesBySymbol: [String: [String]] = {
    var result: [String: [String]] = [:]
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      result[words[0]] = Array(words.dropFirst())
    }
    return result
  }()

  private static let symbolByName: [String: String] = {
    var result: [String: String] = [:]
    for (symbol, names) in namesBySymbol {
      for name in names {
        precondition(result[name] == nil, "\(name) belongs to two symbols")
        result[name] = symbol
      }
    }
    return result
  }()
}
