import Ladder
import Testing

@Suite struct EnumHeaderTests {
  /// Written for this test, in the shapes that the kernel's header uses.
  static let small = """
    /* SPDX */
    #ifndef GUARD
    #define GUARD
    enum cpuhp_state;
    static inline int f(enum cpuhp_state state) { return '"' + "\\"enum cpuhp_state {"[0]; }
    enum cpuhp_state {
    \tCPUHP_INVALID = -1,
    \t/* first, with a comma */
    \tCPUHP_OFFLINE = 0,
    \tCPUHP_CREATE_THREADS, // and this
    \tCPUHP_BP_PREPARE_DYN,
    \tCPUHP_BP_PREPARE_DYN_END\t\t= CPUHP_BP_PREPARE_DYN + 4,
    \tCPUHP_BRINGUP_CPU,
    \tCPUHP_AP_IDLE_DEAD, CPUHP_AP_OFFLINE,
    #ifdef CONFIG_MINE
    \tCPUHP_AP_MINE_STARTING,
    #else
    \tCPUHP_AP_YOURS_STARTING,
    #endif
    \tCPUHP_AP_ONLINE = (0x8 + 4),
    \tCPUHP_TEARDOWN_CPU,
    \tCPUHP_AP_ONLINE_IDLE,
    \tCPUHP_AP_KVM_ONLINE,
    \tCPUHP_AP_ONLINE_DYN,
    \tCPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 010,
    \tCPUHP_AP_ACTIVE,
    \tCPUHP_ONLINE
    };
    #endif
    """

  @Test func aSmallHeader() throws {
    let header = try EnumHeader(parsing: Self.small, file: "cpuhotplug.h")
    let first = try #require(header.states.first)
    let last = try #require(header.states.last)
    #expect(first.symbol == "CPUHP_OFFLINE" && first.number == 0 && first.line == 9)
    #expect(last.symbol == "CPUHP_ONLINE" && last.number == 26 && last.line == 27)
    #expect(
      header.assumptions.map(\.description) == [
        "line 15: #ifdef CONFIG_MINE taken as true", "line 17: #else left out",
      ])
    let ladder = try Ladder(header, kernel: "mine")
    #expect(ladder.rungs.count == 27)
    #expect(ladder.structure.prepareDynamic == 2...6)
    #expect(ladder.structure.onlineDynamic == 16...24)
    #expect(ladder.rung(named: "kvm/cpu:online")?.number == 15)
    #expect(ladder.rung(named: "CPUHP_AP_MINE_STARTING")?.section == .starting)
    #expect(ladder[11].name == "state 11" && ladder[11].symbol == nil)
    #expect(ladder.label == "mine (cpuhotplug.h)")
    #expect(
      try ladder.removing("CPUHP_AP_MINE_STARTING").label.hasPrefix("mine (cpuhotplug.h), no real kernel"))
  }

  @Test func aDumpLaysOverAHeader() throws {
    let ladder = try Ladder(try EnumHeader(parsing: Self.small, file: "h"), kernel: "mine")
    let dump = try StatesDump(
      parsing: """
        0: offline
        2: fork:vm_stack_cache
        7: cpu:bringup
        8: idle:dead
        9: ap:offline
        12: ap:online
        13: cpu:teardown
        15: kvm/cpu:online
        25: sched:active
        26: online
        """, file: "states")
    let laid = try Ladder.laying(dump, over: ladder)
    #expect(laid.rung(named: "fork:vm_stack_cache")?.slotOf == .prepare)
    #expect(laid.differences(from: ladder).isEmpty)
    #expect(laid.label == "states over mine")
    #expect(throws: LayingError.self) { try Ladder.laying(dump) }
  }

  /// The built-in enums, written out as a header and read back.
  @Test(arguments: BuiltInKernel.allCases) func builtInLaddersSurviveAHeader(_ kernel: BuiltInKernel) throws {
    let builtIn = Ladder.builtIn(kernel)
    var text = "enum cpuhp_state { CPUHP_INVALID = -1,\n"
    for rung in builtIn.rungs {
      if let range = rung.slotOf {
        let slots = builtIn.structure.slots(of: range)
        if rung.number == slots.lowerBound { text += range.symbol + ",\n" }
        if rung.number == slots.upperBound {
          text += "\(range.endSymbol) = \(range.symbol) + \(slots.count - 1),\n"
        }
      } else {
        text += (rung.symbol ?? "") + ",\n"
      }
    }
    let header = try EnumHeader(parsing: text + "};", file: "h")
    #expect(header.assumptions.isEmpty)
    #expect(try Ladder(header, kernel: kernel.version).rungs == builtIn.rungs)
  }

  private func reason(_ body: String) -> EnumHeaderError.Reason? {
    do {
      _ = try Ladder(try EnumHeader(parsing: body, file: "h"), kernel: "k")
      return nil
    } catch {
      #expect(error.description.hasPrefix("h:"))
      return error.reason
    }
  }

  @Test func errors() {
    #expect(reason("") == .noEnum)
    #expect(reason("enum cpuhp_state;") == .noEnum)
    #expect(reason("enum cpuhp_state {") == .unterminated)
    #expect(reason("enum cpuhp_state { A =") == .unterminated)
    #expect(reason("enum cpuhp_state { A = B };") == .unknownSymbol("B"))
    #expect(reason("enum cpuhp_state { A = 1 2 };") == .unexpected(token: "2"))
    #expect(reason("enum cpuhp_state { A = ; };") == .unexpected(token: "';'"))
    #expect(reason("enum cpuhp_state { 7 };") == .unexpected(token: "7"))
    #expect(reason("enum cpuhp_state { A = 08 };") == .badNumber("08"))
    #expect(reason("enum cpuhp_state { A = 99999999999999999999 };") == .badNumber("99999999999999999999"))
    #expect(reason("enum cpuhp_state { A = 4096 };") == .outOfRange(symbol: "A", value: 4096))
    #expect(reason("enum cpuhp_state { A = -2 };") == .outOfRange(symbol: "A", value: -2))
    #expect(reason("enum cpuhp_state { A,\nA };") == .doubledSymbol("A", firstLine: 1))
    #expect(
      reason("enum cpuhp_state { A,\nB = 0 };")
        == .doubledNumber(symbol: "B", number: 0, other: "A", otherLine: 1))
    #expect(reason("enum cpuhp_state { };") == .notALadder(why: "it has no states"))
    #expect(reason("enum cpuhp_state { CPUHP_OFFLINE };") == .notALadder(why: "CPUHP_BRINGUP_CPU is missing"))
    let deep = String(repeating: "(", count: 100_000)
    #expect(reason("enum cpuhp_state { A = \(deep)") == .nestedTooDeep)
    #expect(reason("enum cpuhp_state { A = \(String(repeating: "-", count: 100_000))1 };") == .nestedTooDeep)
    #expect(reason("enum cpuhp_state {\n" + String(repeating: "#if X\n", count: 100)) == .nestedTooDeep)
    let long = String(repeating: "A", count: 1000)
    #expect(reason("enum cpuhp_state { \(long) };") == .identifierTooLong(bytes: 1000))
    #expect(reason(String(repeating: "\n", count: ReadingLimits.maximumLines + 1)) == .tooManyLines)
    #expect(
      reason(String(repeating: " ", count: ReadingLimits.maximumBytes + 1))
        == .tooLarge(bytes: ReadingLimits.maximumBytes + 1))
    #expect(
      reason("enum cpuhp_state { CPUHP_AP_ONLINE_DYN, X, CPUHP_AP_ONLINE_DYN_END };")
        == .badRange(symbol: "CPUHP_AP_ONLINE_DYN"))
    #expect(
      reason("enum cpuhp_state { CPUHP_AP_ONLINE_DYN };")
        == .notALadder(why: "CPUHP_AP_ONLINE_DYN_END is missing"))
    #expect(
      reason(Self.small.replacing("CPUHP_AP_ONLINE_IDLE,", with: "").replacing("CPUHP_AP_OFFLINE,", with: ""))
        == .notALadder(why: "CPUHP_AP_OFFLINE is missing"))
    let exchanged = Self.small.replacing(
      "CPUHP_AP_IDLE_DEAD, CPUHP_AP_OFFLINE,", with: "CPUHP_AP_OFFLINE, CPUHP_AP_IDLE_DEAD,")
    #expect(reason(exchanged) == .notALadder(why: "CPUHP_AP_IDLE_DEAD must come before CPUHP_AP_OFFLINE"))
  }

  @Test func conditionsTakeTheFirstSideThatIsNotZero() throws {
    let text = """
      enum cpuhp_state { A,
      #if 0
      B,
      # if X
      C,
      # endif
      #elif defined(Y)
      D,
      #else
      E,
      #endif
      #define F 1
      #endif
      /* before */ #pragma \\
      once
      G };
      """
    let header = try EnumHeader(parsing: text, file: "h")
    #expect(header.states.map(\.symbol) == ["A", "D", "G"])
    #expect(
      header.assumptions.map(\.what) == [
        "#if 0 taken as false", "#elif defined(Y) read", "#else left out", "#define F 1 ignored",
        "#endif without an #if ignored", "#pragma once ignored",
      ])
  }

  @Test func aHeaderCutAtEveryByteIsReadOrRefused() {
    let bytes = Array(Self.small.utf8)
    for length in 0..<bytes.count {
      do {
        _ = try Ladder(try EnumHeader(parsing: Array(bytes.prefix(length)), file: "cut"), kernel: "k")
      } catch {
        #expect(error.description.hasPrefix("cut:"))
      }
    }
  }

  @Test(arguments: 0..<2000) func mutatedHeadersNeverCrash(_ seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed))
    var bytes = Array(Self.small.utf8)
    let pieces = [
      "(", ")", "+", "-", "#if 0\n", "#endif\n", "/*", "*/", "\"", "4095", "CPUHP_ONLINE", "=", ",", "}",
    ]
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: pieces.randomElement(using: &generator)!.utf8, at: place)
      default:
        let end = Int.random(in: place..<min(bytes.count, place + 40), using: &generator)
        bytes.removeSubrange(place..<end)
      }
    }
    do {
      let ladder = try Ladder(try EnumHeader(parsing: bytes, file: "fuzz \(seed)"), kernel: "k")
      #expect(ladder.rungs.last?.role == .online)
    } catch {
      #expect(error.description.hasPrefix("fuzz \(seed):"))
    }
  }
}
