/// Where a ladder comes from, so that no report shows an order without saying whose it is.
public struct LadderOrigin: Sendable, Hashable, CustomStringConvertible {
  public enum Source: Sendable, Hashable {
    case builtIn
    /// A dump of `hotplug/states`, laid over the enum of `kernel`.
    case dump(file: String)
    /// `enum cpuhp_state` of a header.
    case header(file: String)
  }

  /// The kernel version of the enum, such as `6.12`, or what the caller called the tree of a header.
  public let kernel: String

  public let source: Source

  /// What was changed by hand since, oldest first; each a phrase such as `CPUHP_AP_HYPERV_ONLINE removed`.
  public internal(set) var alterations: [String] = []

  /// Whether somebody changed it: then no kernel has this ladder.
  public var isHypothetical: Bool { !alterations.isEmpty }

  public var description: String {
    let whose =
      switch source {
      case .builtIn: kernel
      case .dump(let file): "\(file) over \(kernel)"
      case .header(let file): "\(kernel) (\(file))"
      }
    return isHypothetical ? "\(whose), no real kernel: " + alterations.joined(separator: ", ") : whose
  }
}
