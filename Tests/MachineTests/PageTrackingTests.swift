import Machine
import ModelTestSupport
import Program
import Testing

/// Pages that are handed out before they are written, or while they are encrypted.
@Suite struct PageTrackingTests {
  private let page = Expression.local("page", .pointer(to: "page"))
  private let error = Expression.local("error", .errno)
  private let pool = Kernel.Argument.name("page")
  private var pointer: Kernel.Argument { .value(page) }

  private func computer(_ tracks: PageTracking, faults: Int = 0) -> Computer {
    var computer = Computer(name: "pages", cpus: 1, faults: faults, online: [0])
    computer.addPool("page", slots: 2, tracks: tracks)
    computer.remember("done")
    return computer
  }

  private func run(_ computer: Computer, _ body: [Statement]) throws -> Exploration {
    var computer = computer
    computer.addThread("task", on: 0) {
      body
      Global("done") <- 1
    }
    computer.observe("done", Global("done"))
    return try Exploration(computer)
  }

  /// What a page has gone through before it is handed out.
  enum Life: String, CaseIterable {
    case kmalloc, kzalloc, kmallocZero, kmallocKernel, memset, memcpy, reused, touched
    case decrypted, decryptedAndCleared, clearedAndDecrypted, encryptedAgain
  }

  private func statements(_ life: Life, _ computer: Computer) throws -> [Statement] {
    func allocate(_ name: String, _ flags: Int = 0xcc0) throws -> [Statement] {
      try computer.call(name, pool, .value(64), .value(.constant(flags)), into: page)
    }
    func fill() throws -> [Statement] { try computer.call("memset", pool, pointer, .value(0), .value(64)) }
    func convert(_ name: String) throws -> [Statement] {
      try computer.call(name, pool, pointer, .value(1), into: error)
    }
    let free = try computer.call("kfree", pool, pointer)
    switch life {
    case .kmalloc: return try allocate("kmalloc", 0)
    case .kmallocKernel: return try allocate("kmalloc")
    case .kzalloc: return try allocate("kzalloc")
    case .kmallocZero: return try allocate("kmalloc", 0xcc0 | 0x100)
    case .memset: return try allocate("kmalloc") + fill()
    case .memcpy:
      return try allocate("kmalloc") + computer.call("memcpy", pool, pointer, .value(0), .value(64))
    case .touched: return try allocate("kmalloc") + Kernel.touch(page, "page", "read a field")
    // The content of what was freed is nobody's.
    case .reused: return try allocate("kzalloc") + free + [Statement(page <- 0)] + allocate("kmalloc")
    case .decrypted: return try allocate("kmalloc") + convert("set_memory_decrypted")
    case .decryptedAndCleared: return try allocate("kmalloc") + convert("set_memory_decrypted") + fill()
    case .clearedAndDecrypted: return try allocate("kzalloc") + convert("set_memory_decrypted")
    case .encryptedAgain:
      return try allocate("kmalloc") + convert("set_memory_decrypted") + convert("set_memory_encrypted")
        + fill()
    }
  }

  private static let uninitialised: Set<Life> = [
    .kmalloc, .kmallocKernel, .reused, .touched, .decrypted, .clearedAndDecrypted,
  ]
  private static let decrypted: Set<Life> = [.decrypted, .decryptedAndCleared, .clearedAndDecrypted]

  /// Each finding is made exactly where the pool tracks what it is about. Decryption makes garbage of what
  /// was written before, but only where there is anything encrypted.
  @Test(arguments: Life.allCases, 0...3)
  func pagesAreLookedAtWhenTheyAreHandedOut(life: Life, tracking: Int) throws {
    let tracks = PageTracking(rawValue: tracking)
    let computer = computer(tracks)
    let explored = try run(
      computer, try statements(life, computer) + [Statement(Kernel.handOut(page, "page"))])
    var expected: Set<String> = []
    let isEncrypting = tracks.contains(.encryption)
    let isUninitialised =
      PageTrackingTests.uninitialised.contains(life)
      && (isEncrypting || life != .clearedAndDecrypted)
    if tracks.contains(.initialisation) && isUninitialised { expected.insert("uninitialised-page") }
    if isEncrypting && !PageTrackingTests.decrypted.contains(life) { expected.insert("encrypted-page") }
    #expect(explored.findings == expected)
    #expect(explored.crashes.isEmpty && explored.sometimes("done"))
  }

  /// A pool that tracks nothing has the state it always had.
  @Test func whatIsNotTrackedCostsNothing() {
    let plain = computer([]).finished()
    #expect(plain.variables.filter { $0.name.hasPrefix("page.") }.map(\.name) == ["page.allocated"])
    let all = computer([.initialisation, .encryption]).finished()
    #expect(
      all.variables.filter { $0.name.hasPrefix("page.") }.map(\.name)
        == ["page.allocated", "page.initialised", "page.encrypted"])
    // Nobody allocates, so no primitive is left to be read.
    #expect(plain.procedures.isEmpty && all.procedures.isEmpty)
  }

  /// NULL and what is freed are found when they are handed out, tracked or not.
  @Test(arguments: [true, false], 0...3)
  func freedPagesAreFound(isNull: Bool, tracking: Int) throws {
    let computer = computer(PageTracking(rawValue: tracking))
    var body: [Statement] = []
    if !isNull {
      body =
        try computer.call("kzalloc", pool, .value(64), .value(0), into: page)
        + computer.call("kfree", pool, pointer)
    }
    let explored = try run(computer, body + [Statement(Kernel.handOut(page, "page"))])
    #expect(explored.crashes == [isNull ? "null-dereference" : "use-after-free"])
  }

  /// A conversion that fails leaves the page encrypted and what was written readable, and says so; a caller
  /// that does not look hands out an encrypted page.
  @Test(arguments: [true, false])
  func aConversionMayFail(looks: Bool) throws {
    let computer = computer([.initialisation, .encryption], faults: 1)
    let convert = try computer.call("set_memory_decrypted", pool, pointer, .value(1), into: error)
    let fill = try computer.call("memset", pool, pointer, .value(0), .value(64))
    let allocate = try computer.call("kmalloc", pool, .value(64), .value(0), into: page)
    let out = Statement(Kernel.handOut(page, "page"))
    let rest = looks ? [Statement(If(error == 0) { fill + [out] })] : fill + [out]
    let explored = try run(computer, allocate + [Statement(If(page != 0) { convert + rest })])
    #expect(explored.findings == (looks ? [] : ["encrypted-page"]))
    #expect(explored.sometimes("done") && explored.crashes.isEmpty)
  }

  /// It flushes the TLBs of all CPUs: a BUG with interrupts off, a finding with preemption off. What it
  /// flushes with runs before the change and behind it, so that a page published before the change is used
  /// while it is encrypted.
  @Test(arguments: ["plain", "preemption off", "irqs off"], [true, false])
  func conversionNeedsInterrupts(place: String, flushes: Bool) throws {
    var computer = Computer(name: "pages", cpus: 1, faults: 0, online: [0])
    computer.addPool("page", slots: 1, tracks: .encryption, onConversion: flushes ? "flush" : nil)
    computer.add(Variable("published", .pointer(to: "page")))
    computer.add(
      Procedure("flush") {
        If(Global("published") != 0) { Kernel.handOut(Global("published"), "page") }
      })
    computer.remember("done")
    let allocate = try computer.call("kmalloc", pool, .value(64), .value(0), into: page)
    let convert = try computer.call("set_memory_decrypted", pool, pointer, .value(1), into: error)
    let explored = try run(
      computer,
      allocate + [Statement(Global("published") <- page)]
        + (place == "irqs off" ? Kernel.localIRQDisable() : [])
        + (place == "preemption off" ? Kernel.preemptDisable() : []) + convert)
    #expect(explored.crashes == (place == "irqs off" ? ["bug"] : []))
    #expect(explored.findings.contains("sleep-in-atomic") == (place != "plain"))
    #expect(explored.findings.contains("encrypted-page") == (flushes && place != "irqs off"))
    #expect(explored.sometimes("done") == (place != "irqs off"))
  }

  /// Flags that are known only when the program runs decide then.
  @Test func flagsMayBeVariables() throws {
    let computer = computer(.initialisation)
    let flags = Expression.local("flags", .range(0...0x100))
    let allocate = try computer.call("kmalloc", pool, .value(64), .value(flags), into: page)
    let explored = try run(
      computer,
      [
        Statement(
          Choose {
            Option("zeroed") { flags <- 0x100 }
            Option("not") { flags <- 0 }
          })
      ] + allocate + [Statement(If(flags == 0x100) { Kernel.handOut(page, "page") })])
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty && explored.sometimes("done"))
  }
}
