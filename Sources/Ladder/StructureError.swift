/// Why a list of states is not a ladder that the hotplug core could walk.
enum StructureError: Error, Sendable, Equatable {
  case missing(symbol: String)
  case outOfOrder(lower: String, higher: String)

  var sentence: String {
    switch self {
    case .missing(let symbol):
      "\(symbol) is missing"
    case .outOfOrder(let lower, let higher):
      "\(lower) must come before \(higher)"
    }
  }
}
