/// The hotplug states of one kernel, in order: every state of its `enum cpuhp_state`, the slots of the
/// dynamic ranges included, so that `rungs[n]` is state n.
///
/// Lookups by symbol or name walk the list (a few hundred states): meant for setting up, not for a search.
public struct Ladder: Sendable, Hashable {
  /// Every state in ascending order, `rungs[n].number == n`; the last is `CPUHP_ONLINE`.
  public let rungs: [Rung]

  /// The numbers of the states that the hotplug core knows by symbol.
  public let structure: StructuralRungs

  public let origin: LadderOrigin

  /// Whose ladder it is, in words; says so if it is no real kernel's.
  public var label: String { origin.description }

  /// The state with this number. The number must be on the ladder, or the program stops; see
  /// `rung(numbered:)`.
  public subscript(number: Int) -> Rung {
    precondition(rungs.indices.contains(number), "no state has this number; ask rung(numbered:) first")
    return rungs[number]
  }

  /// The state with this number, nil if it is not on the ladder.
  public func rung(numbered number: Int) -> Rung? {
    rungs.indices.contains(number) ? rungs[number] : nil
  }

  /// The state with this enumerator; the symbols of the dynamic ranges give their first and last slot.
  public func rung(symbol: String) -> Rung? {
    for range in DynamicRange.allCases {
      if symbol == range.symbol { return rungs[structure.slots(of: range).lowerBound] }
      if symbol == range.endSymbol { return rungs[structure.slots(of: range).upperBound] }
    }
    return rungs.first { $0.symbol == symbol }
  }

  /// The state of this name: a registered name (`kvm/cpu:online`), `ap:online_idle`, another architecture's
  /// name for a fixed state, or a symbol. Of several slots with one name, the lowest.
  public func rung(named name: String) -> Rung? {
    if let rung = rungs.first(where: { $0.registeredName == name }) { return rung }
    if name == StructuralRole.apOnlineIdle.displayName { return rungs[structure.apOnlineIdle] }
    return rung(symbol: RegisteredNames.symbol(of: name) ?? name)
  }

  /// The section of the state with this number, nil if it is not on the ladder.
  public func section(of number: Int) -> Section? { rung(numbered: number)?.section }

  init(seats: [Seat], origin: LadderOrigin) throws(StructureError) {
    let structure = try StructuralRungs(of: seats)
    self.structure = structure
    self.origin = origin
    rungs = seats.enumerated().map { number, seat in
      Rung(
        number: number, symbol: seat.symbol, registeredName: seat.name, isListed: seat.isListed,
        section: structure.section(of: number), role: seat.role, slotOf: seat.slotOf)
    }
  }

  var seats: [Seat] {
    rungs.map { Seat(symbol: $0.symbol, name: $0.registeredName, isListed: $0.isListed, slotOf: $0.slotOf) }
  }
}
