/// Ladders that no kernel has, for questions of the form "what if this state stood there?". Later states are
/// renumbered, dynamic ranges keep their length, and the label says what was done.
extension Ladder {
  /// A ladder with one more state.
  /// - Parameters:
  ///   - symbol: a C identifier that is not on the ladder yet.
  ///   - name: what `hotplug/states` would print; nil for a state that nothing registers.
  public func inserting(
    symbol: String, name: String?, _ placement: Placement
  ) throws(DerivationError) -> Ladder {
    guard isIdentifier(symbol) else { throw .badSymbol(symbol) }
    guard rung(symbol: symbol) == nil else { throw .alreadyThere(symbol, ladder: label) }
    guard rungs.count < ReadingLimits.maximumStates else { throw .tooManyStates }
    var seats = seats
    seats.insert(Seat(symbol: symbol, name: name), at: try index(for: placement, in: seats))
    return try deriving(seats, "\(symbol) inserted \(placement)")
  }

  /// A ladder with one state in another place. `CPUHP_AP_ACTIVE` may move within ONLINE, the other states
  /// that the hotplug core knows may not.
  public func moving(_ symbol: String, _ placement: Placement) throws(DerivationError) -> Ladder {
    guard placement.symbol != symbol else { throw .aroundItself(symbol) }
    let from = try index(ofMovable: symbol)
    var seats = seats
    let seat = seats.remove(at: from)
    let to = try index(for: placement, in: seats)
    if seat.role == .active, to <= structure.apOnlineIdle { throw .pinned(symbol) }
    seats.insert(seat, at: to)
    return try deriving(seats, "\(symbol) moved \(placement)")
  }

  /// A ladder without one state. None of those that the hotplug core knows can go.
  public func removing(_ symbol: String) throws(DerivationError) -> Ladder {
    let index = try index(ofMovable: symbol)
    guard rungs[index].role == nil else { throw .pinned(symbol) }
    var seats = seats
    seats.remove(at: index)
    return try deriving(seats, "\(symbol) removed")
  }

  /// A ladder on which a driver has registered a name in a dynamic range: it gets the lowest slot without a
  /// name (`cpuhp_reserve_state`), which is returned with it. Any kernel may have this, so the label stays.
  public func registering(
    _ name: String, in range: DynamicRange
  ) throws(DerivationError) -> (ladder: Ladder, slot: Int) {
    guard let slot = structure.slots(of: range).first(where: { rungs[$0].registeredName == nil }) else {
      throw .rangeFull(range.symbol, ladder: label)
    }
    var seats = seats
    seats[slot].name = name
    return (try deriving(seats, nil), slot)
  }

  private func deriving(_ seats: [Seat], _ change: String?) throws(DerivationError) -> Ladder {
    var origin = origin
    if let change { origin.alterations.append(change) }
    do {
      return try Ladder(seats: seats, origin: origin)
    } catch {
      // Pinned states keep their order, and every insertion was checked against their gaps.
      preconditionFailure("deriving broke the structure: \(error.sentence)")
    }
  }

  private func index(ofMovable symbol: String) throws(DerivationError) -> Int {
    if DynamicRange.allCases.contains(where: { symbol == $0.symbol || symbol == $0.endSymbol }) {
      throw .pinned(symbol)
    }
    guard let rung = rung(symbol: symbol) else { throw .unknownSymbol(symbol, ladder: label) }
    if let role = rung.role, role.isPinned { throw .pinned(symbol) }
    guard rung.slotOf == nil else { throw .insideDynamicRange(symbol) }
    return rung.number
  }

  private func index(for placement: Placement, in seats: [Seat]) throws(DerivationError) -> Int {
    let index: Int
    switch placement {
    case .before(let symbol): index = try neighbour(symbol, in: seats)
    case .after(let symbol): index = try neighbour(symbol, in: seats) + 1
    }
    guard index > 0 else { throw .pinned(StructuralRole.offline.symbol) }
    guard index < seats.count else { throw .pinned(StructuralRole.online.symbol) }
    if let range = seats[index].slotOf, seats[index - 1].slotOf == range {
      throw .insideDynamicRange(placement.symbol)
    }
    for (below, above) in Self.gapsThatNeverRun {
      guard let low = seats.firstIndex(where: { $0.symbol == below.symbol }),
        let high = seats.firstIndex(where: { $0.symbol == above.symbol })
      else { continue }
      if low < index, index <= high { throw .neverRun(below: below.symbol, above: above.symbol) }
    }
    return index
  }

  /// The control CPU stops at `cpu:bringup` and the CPU itself begins above `ap:offline`; it walks to
  /// `ap:online` and then sets its state to `ap:online_idle` by itself (`cpuhp_online_idle`, 6.1 and 6.12).
  private static let gapsThatNeverRun: [(StructuralRole, StructuralRole)] = [
    (.bringupCPU, .apOffline), (.apOnline, .apOnlineIdle),
  ]

  private func neighbour(_ symbol: String, in seats: [Seat]) throws(DerivationError) -> Int {
    for range in DynamicRange.allCases {
      if symbol == range.symbol, let first = seats.firstIndex(where: { $0.slotOf == range }) { return first }
      if symbol == range.endSymbol, let last = seats.lastIndex(where: { $0.slotOf == range }) { return last }
    }
    guard let index = seats.firstIndex(where: { $0.symbol == symbol }) else {
      throw .unknownSymbol(symbol, ladder: label)
    }
    return index
  }

  private func isIdentifier(_ symbol: String) -> Bool {
    guard let first = symbol.utf8.first, CharacterClass.startsIdentifier(first) else { return false }
    return symbol.utf8.count <= ReadingLimits.maximumIdentifierLength
      && symbol.utf8.allSatisfy(CharacterClass.continuesIdentifier)
  }
}
