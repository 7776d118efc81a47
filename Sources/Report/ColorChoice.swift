/// Whether a stream gets colour: decided for each stream on its own.
public enum ColorChoice: String, Sendable, Hashable, CaseIterable {
  case auto, always, never

  /// - Parameters:
  ///   - noColor: the variable NO_COLOR; counts if it is not empty (https://no-color.org).
  ///   - term: the variable TERM.
  ///   - isTerminal: whether the stream is a terminal.
  public func paints(noColor: String?, term: String?, isTerminal: Bool) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if let noColor, !noColor.isEmpty { return false }
      return term != "dumb" && isTerminal
    }
  }
}
