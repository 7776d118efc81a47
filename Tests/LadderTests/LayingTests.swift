import Ladder
import Testing

@Suite struct LayingTests {
  /// A dump of 6.12 as a Hyper-V guest with KVM would print it.
  static func hyperVDump(_ edit: (inout [String]) -> Void = { _ in }) throws -> StatesDump {
    var lines = try Captures.lines(Captures.statesFile(.linux6dot12, .kvmLoaded))
    let kvm = try #require(lines.firstIndex { $0.hasSuffix("kvm/cpu:online") })
    lines.insert("147: x86/hyperv_init:online", at: kvm)
    edit(&lines)
    return try StatesDump(parsing: lines.joined(separator: "\n"), file: "states")
  }

  private func line(of name: String, in lines: [String]) -> Int {
    lines.firstIndex { $0.hasSuffix(": \(name)") }!
  }

  @Test func exchangedNamesGiveAnotherOrderAndSayWhere() throws {
    let dump = try Self.hyperVDump { lines in
      exchangeNames(
        &lines, line(of: "x86/hyperv_init:online", in: lines), line(of: "irq/affinity:online", in: lines))
    }
    let ladder = try Ladder.laying(dump)
    #expect(ladder.rung(symbol: "CPUHP_AP_HYPERV_ONLINE")?.number == 151)
    #expect(ladder.rung(symbol: "CPUHP_AP_IRQ_AFFINITY_ONLINE")?.number == 147)
    #expect(
      ladder.differences(from: .builtIn(.linux6dot12)) == [
        .moved(name: "irq/affinity:online", from: 151, to: 147),
        .moved(name: "x86/hyperv_init:online", from: 147, to: 151),
      ])
    #expect(ladder.label == "states over 6.12")
  }

  @Test func neighboursExchangedAreOneMove() throws {
    let dump = try Self.hyperVDump { lines in
      exchangeNames(
        &lines, line(of: "x86/hyperv_init:online", in: lines), line(of: "kvm/cpu:online", in: lines))
    }
    let differences = try Ladder.laying(dump).differences(from: .builtIn(.linux6dot12))
    #expect(differences.count == 1)
    #expect(differences.first?.description == "kvm/cpu:online moved from 148 to 147")
  }

  /// Without Hyper-V the state above KVM's new place is displaced, not lost.
  @Test func anUnlistedStateGoesToThePlaceThatBecameFree() throws {
    var lines = try Captures.lines(Captures.statesFile(.linux6dot12, .kvmLoaded))
    lines[line(of: "kvm/cpu:online", in: lines)] = "147: kvm/cpu:online"
    let ladder = try Ladder.laying(try StatesDump(parsing: lines.joined(separator: "\n"), file: "states"))
    #expect(ladder[147].symbol == "CPUHP_AP_KVM_ONLINE" && ladder[147].isListed)
    #expect(ladder[148].symbol == "CPUHP_AP_HYPERV_ONLINE" && !ladder[148].isListed)
    #expect(ladder.differences(from: .builtIn(.linux6dot12)).count == 1)
  }

  @Test func aDisplacedStateFollowsTheWholeChainOfMoves() throws {
    var lines = try Captures.lines(Captures.statesFile(.linux6dot12, .kvmLoaded))
    lines[line(of: "kvm/cpu:online", in: lines)] = "147: kvm/cpu:online"
    lines[line(of: "sched:waitempty", in: lines)] = "148: sched:waitempty"
    let ladder = try Ladder.laying(try StatesDump(parsing: lines.joined(separator: "\n"), file: "states"))
    #expect(
      ladder.rungs[147...149].map(\.symbol) == [
        "CPUHP_AP_KVM_ONLINE", "CPUHP_AP_SCHED_WAIT_EMPTY", "CPUHP_AP_HYPERV_ONLINE",
      ])
    let moved = LadderDifference.moved(name: "x86/hyperv_init:online", from: 147, to: 149)
    #expect(ladder.differences(from: .builtIn(.linux6dot12)) == [moved])
  }

  @Test func aFixedNameInASlotTakesItsSymbolAlong() throws {
    let dump = try Self.hyperVDump { lines in
      exchangeNames(
        &lines, line(of: "x86/hyperv_init:online", in: lines), line(of: "mm/writeback:online", in: lines))
    }
    let ladder = try Ladder.laying(dump)
    #expect(ladder.rung(symbol: "CPUHP_AP_HYPERV_ONLINE")?.number == 192)
    #expect(ladder[147].name == "mm/writeback:online" && ladder[147].symbol == nil)
    #expect(ladder.structure.onlineDynamic == 192...232)
    #expect(
      ladder.differences(from: .builtIn(.linux6dot12)).contains(
        .moved(name: "x86/hyperv_init:online", from: 147, to: 192)))
  }

  @Test func anUnknownNameRenamesItsState() throws {
    let dump = try Self.hyperVDump { lines in
      lines[line(of: "kvm/cpu:online", in: lines)] = "148: my/kvm:online"
    }
    let ladder = try Ladder.laying(dump)
    #expect(
      ladder.differences(from: .builtIn(.linux6dot12)) == [
        .renamed(symbol: "CPUHP_AP_KVM_ONLINE", from: "kvm/cpu:online", to: "my/kvm:online", number: 148)
      ])
  }

  @Test func anotherArchitecturesNameIsNoDifference() throws {
    let dump = try Self.hyperVDump { lines in
      lines[line(of: "x86/hyperv_init:online", in: lines)] = "147: arm64/hyperv_init:online"
    }
    #expect(try Ladder.laying(dump).differences(from: .builtIn(.linux6dot12)).isEmpty)
  }

  @Test func everyExchangeOfTwoNamesIsReadOrRefused() throws {
    let dump = try Self.hyperVDump()
    let lines = dump.entries.map { "\($0.number): \($0.name)" }
    let pinned = [
      "offline", "cpu:kick_ap", "cpu:bringup", "idle:dead", "ap:offline", "ap:online", "cpu:teardown",
      "online",
    ]
    for one in lines.indices {
      for other in lines.indices where one < other {
        var edited = lines
        exchangeNames(&edited, one, other)
        let names = [dump.entries[one].name, dump.entries[other].name]
        do {
          let ladder = try Ladder.laying(try StatesDump(parsing: edited.joined(separator: "\n"), file: "s"))
          #expect(!names.contains(where: pinned.contains), "\(names)")
          #expect(ladder[dump.entries[one].number].name == names[1])
          #expect(ladder[dump.entries[other].number].name == names[0])
          let bothInSlots =
            ladder[dump.entries[one].number].slotOf != nil && ladder[dump.entries[other].number].slotOf != nil
          #expect(ladder.differences(from: .builtIn(.linux6dot12)).isEmpty == bothInSlots, "\(names)")
          #expect(!ladder.differences(from: try Ladder.laying(dump)).isEmpty, "\(names)")
        } catch let error as LayingError {
          #expect(names.contains(where: pinned.contains) || names.contains("sched:active"), "\(error)")
        }
      }
    }
  }

  private func layingError(_ text: String, over ladder: Ladder? = nil) throws -> LayingError? {
    let dump = try StatesDump(parsing: text, file: "states")
    do {
      _ =
        try ladder.map { ladder throws(LayingError) in try Ladder.laying(dump, over: ladder) }
        ?? Ladder.laying(dump)
      return nil
    } catch {
      return error as? LayingError
    }
  }

  @Test func errorsNameTheLine() throws {
    let text = try Captures.lines(Captures.statesFile(.linux6dot12, .plain)).joined(separator: "\n")
    let shifted = text.replacing("144: ap:online", with: "143: ap:online")
    #expect(
      try layingError(shifted)?.description
        == "states:45: ap:online is state 143, which no built-in kernel has (6.12 comes nearest, with 144): "
        + "give the include/linux/cpuhotplug.h of the kernel that the dump comes from as well.")
    #expect(
      try layingError(text, over: .builtIn(.linux6dot1))?.reason
        == .structureDiffers(name: "cpu:bringup", number: 86, ladder: "6.1", expected: 91))
    #expect(
      try layingError(text + "\n237: more")?.reason
        == .beyondLadder(number: 237, ladder: "6.12", highest: 236))
    let taken = text.replacing("145: cpu:teardown", with: "145: cpu:teardown\n146: my:state")
    #expect(
      try layingError(taken)?.reason
        == .placeTaken(name: "my:state", number: 146, symbol: "CPUHP_AP_ONLINE_IDLE", ladder: "6.12"))
    let low = text.replacing("189: random:online", with: "189: sched:active")
      .replacing("235: sched:active", with: "235: random:online")
    #expect(try layingError(low) == nil)
    let lower = text.replacing("90: sched:starting", with: "90: sched:active")
      .replacing("235: sched:active", with: "235: sched:starting")
    #expect(
      try layingError(lower)?.reason
        == .notALadder(why: "CPUHP_AP_ONLINE_IDLE must come before CPUHP_AP_ACTIVE"))
  }
}
