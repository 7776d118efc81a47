extension StructuralRungs {
  /// Finds every role and checks the order that the hotplug core relies on: each section's ends, and the
  /// dynamic ranges inside their sections.
  init(of seats: [Seat]) throws(StructureError) {
    offline = try Self.find(.offline, in: seats)
    kickAP = seats.firstIndex { $0.symbol == StructuralRole.kickAP.symbol }
    bringupCPU = try Self.find(.bringupCPU, in: seats)
    idleDead = try Self.find(.idleDead, in: seats)
    apOffline = try Self.find(.apOffline, in: seats)
    apOnline = try Self.find(.apOnline, in: seats)
    teardownCPU = try Self.find(.teardownCPU, in: seats)
    apOnlineIdle = try Self.find(.apOnlineIdle, in: seats)
    active = try Self.find(.active, in: seats)
    online = try Self.find(.online, in: seats)
    prepareDynamic = try Self.slots(of: .prepare, in: seats)
    onlineDynamic = try Self.slots(of: .online, in: seats)

    var places: [(String, Int)] = [
      ("CPUHP_OFFLINE", offline), (DynamicRange.prepare.symbol, prepareDynamic.lowerBound),
    ]
    if let kickAP { places.append((StructuralRole.kickAP.symbol, kickAP)) }
    let fixed: [StructuralRole] = [
      .bringupCPU, .idleDead, .apOffline, .apOnline, .teardownCPU, .apOnlineIdle,
    ]
    for role in fixed { places.append((role.symbol, number(of: role)!)) }
    places.append((DynamicRange.online.symbol, onlineDynamic.lowerBound))
    places.append((StructuralRole.online.symbol, online))
    for (lower, higher) in zip(places, places.dropFirst()) where lower.1 >= higher.1 {
      throw .outOfOrder(lower: lower.0, higher: higher.0)
    }
    if offline != 0 { throw .outOfOrder(lower: StructuralRole.offline.symbol, higher: "every other state") }
    if online != seats.count - 1 {
      throw .outOfOrder(lower: "every other state", higher: StructuralRole.online.symbol)
    }
    // Moving sched:active is a question somebody may ask, but only the CPU's own thread can run it.
    if active <= apOnlineIdle {
      throw .outOfOrder(lower: StructuralRole.apOnlineIdle.symbol, higher: StructuralRole.active.symbol)
    }
  }

  private static func find(_ role: StructuralRole, in seats: [Seat]) throws(StructureError) -> Int {
    guard let index = seats.firstIndex(where: { $0.symbol == role.symbol }) else {
      throw .missing(symbol: role.symbol)
    }
    return index
  }

  private static func slots(of range: DynamicRange, in seats: [Seat]) throws(StructureError) -> ClosedRange<
    Int
  > {
    guard let first = seats.firstIndex(where: { $0.slotOf == range }),
      let last = seats.lastIndex(where: { $0.slotOf == range })
    else { throw .missing(symbol: range.symbol) }
    return first...last
  }
}
