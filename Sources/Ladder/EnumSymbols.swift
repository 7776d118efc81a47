/// The enums that are built in, written as words: a symbol, or `symbol*n` for a dynamic range of n slots.
enum EnumSymbols {
  static func seats(of table: String) -> [Seat] {
    var seats: [Seat] = []
    for word in table.split(whereSeparator: \.isWhitespace) {
      let parts = word.split(separator: "*")
      let symbol = String(parts[0])
      if parts.count == 2, let count = Int(parts[1]) {
        guard let range = DynamicRange.allCases.first(where: { $0.symbol == symbol }) else {
          preconditionFailure("the table repeats \(symbol), which is no dynamic range")
        }
        seats += Seat.slots(count, of: range)
      } else {
        seats.append(Seat(symbol: symbol, name: RegisteredNames.names(of: symbol).first))
      }
    }
    return seats
  }
}
