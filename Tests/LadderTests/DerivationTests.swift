import Ladder
import Testing

@Suite struct DerivationTests {
  let ladder = Ladder.builtIn(.linux6dot12)
  static let hyperv = "CPUHP_AP_HYPERV_ONLINE"

  private func error(_ body: () throws -> Void) -> DerivationError? {
    do {
      try body()
      return nil
    } catch {
      return error as? DerivationError
    }
  }

  /// The ladder before 9636be85cc5b: Hyper-V asks for a dynamic slot.
  @Test func beforeHyperVHadItsState() throws {
    let before = try ladder.removing(Self.hyperv)
    #expect(before.rungs.count == 236)
    #expect(before.rung(symbol: Self.hyperv) == nil)
    #expect(before.rung(symbol: "CPUHP_AP_KVM_ONLINE")?.number == 147)
    #expect(before.structure.onlineDynamic == 191...231)
    #expect(before.structure.prepareDynamic == ladder.structure.prepareDynamic)
    #expect(before.structure.online == 235)
    #expect(before.label == "6.12, no real kernel: CPUHP_AP_HYPERV_ONLINE removed")
    #expect(before.origin.isHypothetical && !ladder.origin.isHypothetical)
    #expect(before.differences(from: ladder) == [.removed(name: "x86/hyperv_init:online", number: 147)])
    let (registered, slot) = try before.registering("x86/hyperv_init:online", in: .online)
    #expect(slot == 191)
    let rung = try #require(registered.rung(named: "x86/hyperv_init:online"))
    #expect(rung.number == 191 && rung.slotOf == .online && rung.section == .online)
    #expect(registered.label == before.label)
  }

  /// The first version of the patch: above KVM.
  @Test func hyperVAboveKVM() throws {
    let v1 = try ladder.moving(Self.hyperv, .after("CPUHP_AP_KVM_ONLINE"))
    #expect(v1.rungs.count == 237)
    #expect(v1.rung(symbol: "CPUHP_AP_KVM_ONLINE")?.number == 147)
    #expect(v1.rung(symbol: Self.hyperv)?.number == 148)
    #expect(v1.rung(named: "x86/hyperv_init:online")?.number == 148)
    #expect(v1.label == "6.12, no real kernel: CPUHP_AP_HYPERV_ONLINE moved after CPUHP_AP_KVM_ONLINE")
    #expect(try ladder.moving("CPUHP_AP_KVM_ONLINE", .before(Self.hyperv)).rungs == v1.rungs)
    let back = try v1.moving(Self.hyperv, .before("CPUHP_AP_KVM_ONLINE"))
    #expect(back.rungs == ladder.rungs && back.origin.alterations.count == 2)
  }

  @Test func insertingIsTheOppositeOfRemoving() throws {
    for rung in ladder.rungs where rung.role == nil && rung.slotOf == nil {
      let symbol = try #require(rung.symbol)
      let below = ladder[rung.number - 1]
      let placement = Placement.after(below.symbol ?? (below.slotOf?.endSymbol ?? ""))
      let without = try ladder.removing(symbol)
      let again = try without.inserting(symbol: symbol, name: rung.registeredName, placement)
      #expect(again.rungs == ladder.rungs, "\(symbol)")
    }
  }

  @Test func everyPlaceTakesAState() throws {
    // All but the inside of two ranges, the two gaps that never run, and above online.
    #expect(ladder.places.count == 237 - 20 - 40 - 2 - 2 - 1)
    for place in ladder.places {
      let derived = try ladder.inserting(symbol: "CPUHP_NEW", name: "new:state", place)
      #expect(derived.rungs.count == 238)
      let rung = try #require(derived.rung(symbol: "CPUHP_NEW"))
      let below = try #require(derived.rung(symbol: place.symbol))
      #expect(rung.number == below.number + 1)
      #expect(derived.differences(from: ladder) == [.added(name: "new:state", number: rung.number)])
    }
    let symbols = ladder.rungs.compactMap(\.symbol)
    let open = Set(ladder.places.map(\.symbol))
    for symbol in symbols where !open.contains(symbol) {
      #expect(throws: DerivationError.self, "\(symbol)") {
        try ladder.inserting(symbol: "CPUHP_NEW", name: nil, .after(symbol))
      }
    }
  }

  @Test func aStateOfTheCoreStays() {
    for role in StructuralRole.allCases {
      #expect(error { _ = try ladder.removing(role.symbol) } == .pinned(role.symbol))
      if role != .active {
        #expect(error { _ = try ladder.moving(role.symbol, .after(Self.hyperv)) } == .pinned(role.symbol))
      }
    }
    #expect(
      error { _ = try ladder.moving("CPUHP_AP_ACTIVE", .after("CPUHP_AP_SCHED_STARTING")) }
        == .pinned("CPUHP_AP_ACTIVE"))
    #expect(throws: Never.self) { try ladder.moving("CPUHP_AP_ACTIVE", .after("CPUHP_AP_ONLINE_IDLE")) }
  }

  @Test func refusals() throws {
    #expect(error { _ = try ladder.removing("CPUHP_NO") } == .unknownSymbol("CPUHP_NO", ladder: "6.12"))
    #expect(
      error { _ = try ladder.inserting(symbol: "X", name: nil, .after("CPUHP_NO")) }
        == .unknownSymbol("CPUHP_NO", ladder: "6.12"))
    #expect(
      error { _ = try ladder.inserting(symbol: Self.hyperv, name: nil, .after("CPUHP_AP_KVM_ONLINE")) }
        == .alreadyThere(Self.hyperv, ladder: "6.12"))
    for symbol in [
      "", "1A", "A-B", "ä", String(repeating: "A", count: ReadingLimits.maximumIdentifierLength + 1),
    ] {
      #expect(
        error { _ = try ladder.inserting(symbol: symbol, name: nil, .after(Self.hyperv)) }
          == .badSymbol(symbol))
    }
    #expect(error { _ = try ladder.moving(Self.hyperv, .after(Self.hyperv)) } == .aroundItself(Self.hyperv))
    #expect(
      error { _ = try ladder.moving(Self.hyperv, .after("CPUHP_AP_ONLINE_DYN")) }
        == .insideDynamicRange("CPUHP_AP_ONLINE_DYN"))
    #expect(
      error { _ = try ladder.moving(Self.hyperv, .before("CPUHP_AP_ONLINE_DYN_END")) }
        == .insideDynamicRange("CPUHP_AP_ONLINE_DYN_END"))
    #expect(
      try ladder.moving(Self.hyperv, .before("CPUHP_AP_ONLINE_DYN")).rung(symbol: Self.hyperv)?.number == 190
        + 1)
    #expect(
      try ladder.moving(Self.hyperv, .after("CPUHP_AP_ONLINE_DYN_END")).rung(symbol: Self.hyperv)?.number
        == 232)
    #expect(error { _ = try ladder.removing("CPUHP_AP_ONLINE_DYN") } == .pinned("CPUHP_AP_ONLINE_DYN"))
    #expect(
      error { _ = try ladder.moving(Self.hyperv, .after("CPUHP_TEARDOWN_CPU")) }
        == .neverRun(below: "CPUHP_AP_ONLINE", above: "CPUHP_AP_ONLINE_IDLE"))
    #expect(
      error { _ = try ladder.moving(Self.hyperv, .before("CPUHP_AP_OFFLINE")) }
        == .neverRun(below: "CPUHP_BRINGUP_CPU", above: "CPUHP_AP_OFFLINE"))
    #expect(
      error { _ = try ladder.moving(Self.hyperv, .before("CPUHP_OFFLINE")) } == .pinned("CPUHP_OFFLINE"))
    #expect(error { _ = try ladder.moving(Self.hyperv, .after("CPUHP_ONLINE")) } == .pinned("CPUHP_ONLINE"))
  }

  @Test func dynamicSlotsAreTakenFromBelowUntilTheRangeIsFull() throws {
    var ladder = CallbackTable(.linux6dot12).ladder
    #expect(try ladder.registering("a", in: .prepare).slot == 66)
    for slot in 202...232 {
      let (next, taken) = try ladder.registering("driver \(slot)", in: .online)
      #expect(taken == slot)
      ladder = next
    }
    #expect(throws: DerivationError.rangeFull("CPUHP_AP_ONLINE_DYN", ladder: ladder.label)) {
      try ladder.registering("one more", in: .online)
    }
  }

  @Test func aDumpLaysOverADerivedLadder() throws {
    let v1 = try ladder.moving(Self.hyperv, .after("CPUHP_AP_KVM_ONLINE"))
    let dump = try LayingTests.hyperVDump { lines in
      let hyperv = lines.firstIndex { $0.hasSuffix("x86/hyperv_init:online") }!
      exchangeNames(&lines, hyperv, hyperv + 1)
    }
    let laid = try Ladder.laying(dump, over: v1)
    #expect(laid.differences(from: v1).isEmpty)
    #expect(laid.origin.isHypothetical)
  }
}
