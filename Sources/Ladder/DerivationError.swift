/// Why a hypothetical ladder cannot be derived.
public enum DerivationError: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownSymbol(String, ladder: String)
  case alreadyThere(String, ladder: String)
  case badSymbol(String)
  /// The hotplug core knows this state by its symbol.
  case pinned(String)
  /// The states of a dynamic range stay together.
  case insideDynamicRange(String)
  /// Between these two neither the control CPU nor the hotplug thread would run a callback.
  case neverRun(below: String, above: String)
  case aroundItself(String)
  case tooManyStates
  /// Every slot of the range has a name; the kernel would answer -ENOSPC.
  case rangeFull(String, ladder: String)

  public var description: String {
    switch self {
    case .unknownSymbol(let symbol, let ladder):
      "\(symbol) is not on the ladder of \(ladder): use one of its symbols, as enum cpuhp_state spells them."
    case .alreadyThere(let symbol, let ladder):
      "\(symbol) is already on the ladder of \(ladder): move it, or insert another one."
    case .badSymbol(let symbol):
      "\"\(symbol)\" cannot be a symbol: use a C identifier such as CPUHP_AP_HYPERV_ONLINE."
    case .pinned(let symbol):
      "\(symbol) is part of the hotplug core, which would be another one without it or with it elsewhere: "
        + "change a callback's state instead."
    case .insideDynamicRange(let symbol):
      "there is no place inside the dynamic range at \(symbol): go before its first or after its last slot."
    case .neverRun(let below, let above):
      "nothing is run between \(below) and \(above): choose a place in PREPARE, STARTING or ONLINE."
    case .aroundItself(let symbol):
      "\(symbol) cannot be moved next to itself: name another state."
    case .tooManyStates:
      "the ladder has \(ReadingLimits.maximumStates) states already: remove one first."
    case .rangeFull(let symbol, let ladder):
      "every slot of \(symbol) is taken on the ladder of \(ladder), where the kernel would answer -ENOSPC: "
        + "register fewer names."
    }
  }
}
