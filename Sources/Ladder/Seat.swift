/// What stands at one number while a ladder is being put together; the number is its index.
struct Seat: Sendable, Hashable {
  var symbol: String?
  var name: String?
  var isListed = false
  var slotOf: DynamicRange?

  var role: StructuralRole? { symbol.flatMap(StructuralRole.of(symbol:)) }

  static let empty = Seat()

  static func slots(_ count: Int, of range: DynamicRange) -> [Seat] {
    Array(repeating: Seat(slotOf: range), count: count)
  }
}
