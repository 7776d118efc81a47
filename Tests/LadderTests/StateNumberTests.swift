import Ladder
import Testing

/// The state numbers that docs/semantics.md rests on, for both kernels.
@Suite struct StateNumberTests {
  static let golden: [(symbol: String, in6dot1: Int?, in6dot12: Int?)] = [
    ("CPUHP_OFFLINE", 0, 0), ("CPUHP_CREATE_THREADS", 1, 1), ("CPUHP_PERF_PREPARE", 2, 2),
    ("CPUHP_WORKQUEUE_PREP", 41, 38), ("CPUHP_HRTIMERS_PREPARE", 43, 40), ("CPUHP_SMPCFD_PREPARE", 46, 42),
    ("CPUHP_RCUTREE_PREP", 50, 45), ("CPUHP_TIMERS_PREPARE", 68, 61), ("CPUHP_BP_PREPARE_DYN", 70, 64),
    ("CPUHP_BP_PREPARE_DYN_END", 90, 84), ("CPUHP_BP_KICK_AP", nil, 85), ("CPUHP_BRINGUP_CPU", 91, 86),
    ("CPUHP_AP_IDLE_DEAD", 92, 87), ("CPUHP_AP_OFFLINE", 93, 88), ("CPUHP_AP_CACHECTRL_STARTING", nil, 89),
    ("CPUHP_AP_SCHED_STARTING", 94, 90), ("CPUHP_AP_HYPERV_TIMER_STARTING", 137, 132),
    ("CPUHP_AP_KVM_STARTING", 138, nil), ("CPUHP_AP_SMPCFD_DYING", 148, 139),
    ("CPUHP_AP_HRTIMERS_DYING", 149, 140), ("CPUHP_AP_TICK_DYING", nil, 141), ("CPUHP_AP_ONLINE", 152, 144),
    ("CPUHP_TEARDOWN_CPU", 153, 145), ("CPUHP_AP_ONLINE_IDLE", 154, 146),
    ("CPUHP_AP_HYPERV_ONLINE", nil, 147),
    ("CPUHP_AP_KVM_ONLINE", nil, 148), ("CPUHP_AP_SCHED_WAIT_EMPTY", 155, 149),
    ("CPUHP_AP_SMPBOOT_THREADS", 156, 150), ("CPUHP_AP_IRQ_AFFINITY_ONLINE", 158, 151),
    ("CPUHP_AP_PERF_ONLINE", 162, 155), ("CPUHP_AP_WATCHDOG_ONLINE", 196, 187),
    ("CPUHP_AP_WORKQUEUE_ONLINE", 197, 188), ("CPUHP_AP_RANDOM_ONLINE", 198, 189),
    ("CPUHP_AP_RCUTREE_ONLINE", 199, 190), ("CPUHP_AP_ONLINE_DYN", 201, 192),
    ("CPUHP_AP_ONLINE_DYN_END", 231, 232), ("CPUHP_AP_ACTIVE", 235, 235), ("CPUHP_ONLINE", 236, 236),
  ]

  @Test func numbersOfBothKernels() {
    for (symbol, in6dot1, in6dot12) in Self.golden {
      #expect(Ladder.builtIn(.linux6dot1).rung(symbol: symbol)?.number == in6dot1, "\(symbol) in 6.1")
      #expect(Ladder.builtIn(.linux6dot12).rung(symbol: symbol)?.number == in6dot12, "\(symbol) in 6.12")
    }
  }

  /// Every symbol at its number, as a checksum: FNV-1a of "number symbol" lines, taken when KernelTreeTests
  /// had compared the ladders with the kernels' own headers.
  @Test func everySymbolStaysWhereTheHeaderHadIt() {
    let checksums = BuiltInKernel.allCases.map { kernel in
      let text = Ladder.builtIn(kernel).rungs.map { "\($0.number) \($0.symbol ?? "-")\n" }.joined()
      return text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    #expect(checksums == [0x363f_072b_959b_c8b4, 0x8940_cd8a_4415_17c4])
  }

  @Test(arguments: BuiltInKernel.allCases) func everyNumberIsARung(_ kernel: BuiltInKernel) {
    let ladder = Ladder.builtIn(kernel)
    #expect(ladder.rungs.count == 237)
    for (index, rung) in ladder.rungs.enumerated() {
      #expect(rung.number == index)
      #expect((rung.symbol == nil) == (rung.slotOf != nil), "\(rung)")
      #expect(!rung.isListed)
    }
    let symbols = ladder.rungs.compactMap(\.symbol)
    #expect(Set(symbols).count == symbols.count)
    let names = ladder.rungs.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func structureAgreesWithSymbols() {
    for kernel in BuiltInKernel.allCases {
      let ladder = Ladder.builtIn(kernel)
      for role in StructuralRole.allCases {
        #expect(ladder.structure.number(of: role) == ladder.rung(symbol: role.symbol)?.number)
      }
    }
    #expect(Ladder.builtIn(.linux6dot1).structure.kickAP == nil)
    #expect(Ladder.builtIn(.linux6dot1).structure.prepareDynamic == 70...90)
    #expect(Ladder.builtIn(.linux6dot1).structure.onlineDynamic == 201...231)
    #expect(Ladder.builtIn(.linux6dot12).structure.prepareDynamic == 64...84)
    #expect(Ladder.builtIn(.linux6dot12).structure.onlineDynamic == 192...232)
  }

  @Test func sectionsFollowTheCoreNotTheNames() throws {
    let ladder = CallbackTable(.linux6dot12).ladder
    #expect(ladder.section(of: 86) == .prepare)
    #expect(ladder.section(of: 87) == .starting)
    #expect(ladder.section(of: 143) == .starting)
    #expect(ladder.section(of: 144) == .online)
    #expect(ladder.section(of: 237) == nil)
    #expect(ladder.section(of: -1) == nil)
    let leds = try #require(ladder.rung(named: "leds/trigger:starting"))
    #expect(leds.section == .online)
    #expect(ladder.runsOnControlCPU(145) && !ladder.runsOnControlCPU(144) && ladder.runsOnControlCPU(86))
    #expect(!ladder.startupMayFail(90) && ladder.startupMayFail(38) && ladder.startupMayFail(147))
    #expect(!ladder.teardownMayFail(38) && !ladder.teardownMayFail(139) && ladder.teardownMayFail(145))
    #expect(!ladder.teardownMayFail(144))
  }

  @Test func distanceCountsRungs() throws {
    let ladder = Ladder.builtIn(.linux6dot12)
    let hyperv = try #require(ladder.rung(named: "x86/hyperv_init:online"))
    let affinity = try #require(ladder.rung(named: "irq/affinity:online"))
    let kvm = try #require(ladder.rung(named: "kvm/cpu:online"))
    #expect(ladder.distance(from: hyperv, to: affinity) == 4)
    #expect(ladder.distance(from: affinity, to: hyperv) == -4)
    #expect(ladder.rungs(between: hyperv, and: affinity).map(\.number) == [148, 149, 150])
    #expect(ladder.rungs(between: affinity, and: hyperv).map(\.number) == [148, 149, 150])
    #expect(ladder.rungs(between: hyperv, and: kvm).isEmpty)
    #expect(ladder.isAbove(kvm.number, hyperv.number) && !ladder.isAbove(hyperv.number, hyperv.number))
  }

  @Test func lookups() {
    let ladder = Ladder.builtIn(.linux6dot12)
    #expect(ladder.rung(named: "ap:online_idle")?.number == 146)
    #expect(ladder.rung(named: "arm64/hyperv_init:online")?.number == 147)
    #expect(ladder.rung(named: "CPUHP_AP_KVM_ONLINE")?.number == 148)
    #expect(ladder.rung(named: "no/such:state") == nil)
    #expect(ladder.rung(numbered: 237) == nil)
    #expect(ladder[200].name == "free slot 200")
    #expect(ladder[146].description == "ap:online_idle (146)")
    #expect(ladder.label == "6.12")
  }

  @Test func cantStop() {
    for kernel in BuiltInKernel.allCases {
      let ladder = Ladder.builtIn(kernel)
      let table = CallbackTable(kernel)
      for rung in ladder.rungs {
        #expect(ladder.cantStop(rung.number) == (table[rung.number]?.cantStop ?? false), "\(rung)")
      }
    }
  }
}
