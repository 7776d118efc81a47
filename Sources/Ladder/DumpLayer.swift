/// Works out which symbol stands where when a dump is laid over a ladder.
///
/// Fixed states are permuted: each goes where the dump has its name. If that place belonged to a state that
/// the dump does not list, this one follows the chain of moves to the place that became free at its end.
struct DumpLayer {
  let dump: StatesDump
  let below: [Seat]

  func seats() -> [Seat] {
    var seats = below
    for index in seats.indices {
      seats[index].isListed = false
      // Which slots are taken is known from the dump alone.
      if seats[index].slotOf != nil { seats[index].name = nil }
    }
    let moves = moves()
    for (destination, source) in moves {
      seats[destination].symbol = below[source].symbol
    }
    let sources = Set(moves.values)
    for source in sources where moves[source] == nil {
      seats[source].symbol = nil
      seats[source].name = nil
    }
    // The displaced: they had a symbol, their place was taken, and they were not moved themselves.
    for destination in moves.keys where !sources.contains(destination) && below[destination].symbol != nil {
      var free = destination
      while let source = moves[free] { free = source }
      seats[free].symbol = below[destination].symbol
      seats[free].name = below[destination].name
    }
    for entry in dump.entries {
      seats[entry.number].name = entry.name
      seats[entry.number].isListed = true
    }
    return seats
  }

  /// Destination to source. One to one: no source twice because a home is claimed once, and no destination
  /// twice because the numbers of a dump are distinct.
  private func moves() -> [Int: Int] {
    let homes = homes()
    var claimed: Set<Int> = []
    for entry in dump.entries where homes[entry.name] == entry.number { claimed.insert(entry.number) }
    var moves: [Int: Int] = [:]
    for entry in dump.entries {
      guard let home = homes[entry.name], claimed.insert(home).inserted else { continue }
      moves[entry.number] = home
    }
    return moves
  }

  /// Where each name of a fixed state belongs on the ladder below.
  private func homes() -> [String: Int] {
    var homes: [String: Int] = [:]
    for (number, seat) in below.enumerated() where seat.slotOf == nil {
      guard let symbol = seat.symbol else { continue }
      for name in RegisteredNames.names(of: symbol) { homes[name] = number }
      if let name = seat.name { homes[name] = number }
    }
    return homes
  }
}
