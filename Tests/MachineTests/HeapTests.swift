import Machine
import ModelTestSupport
import Program
import Testing

/// The heap: what is found without being asked, and what a bounded pool must not hide.
@Suite struct HeapTests {
  private let page = Expression.local("page", .pointer(to: "page"))
  private let other = Expression.local("other", .pointer(to: "page"))
  private let slot = Global("slot")

  private func computer(slots: Int = 2, faults: Int = 0) -> Computer {
    var computer = Computer(name: "heap", cpus: 1, faults: faults, online: [0])
    computer.addPool("page", slots: slots)
    computer.add(Variable("slot", .pointer(to: "page")), Variable("data", .bool))
    computer.observe("no leak", !computer.leaks("page"))
    return computer
  }

  private func use(_ pointer: Program.Expression) -> Statement.Kind {
    Atomic("use") { Kernel.dereference(pointer, "page") }
  }

  enum Life: String, CaseIterable {
    case used, null, afterFree, freedTwice, freedNull, forgotten, kept
  }

  @Test(arguments: Life.allCases)
  func misuseEndsThePathInItsKind(life: Life) throws {
    var computer = computer()
    computer.remember("done")
    computer.addThread("task", on: 0) {
      if life != .null && life != .freedNull { page <- Call("kmalloc(page)") }
      if life == .kept { slot <- page }
      if life == .afterFree { Do("kfree(page)", page) }
      if life != .freedNull && life != .freedTwice { use(page) }
      if life != .kept && life != .afterFree && life != .forgotten { Do("kfree(page)", page) }
      if life == .freedTwice { Do("kfree(page)", page) }
      Global("done") <- 1
      Global("data") <- 1
    }
    // A second context, so that the pointer is shared.
    computer.addAgent("other") { Option("look", when: slot != 0 && Global("data")) { Atomic {} } }
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer)
    let expected: Set<String> =
      switch life {
      case .null: ["null-dereference"]
      case .afterFree: ["use-after-free"]
      case .freedTwice: ["double-free"]
      default: []
      }
    #expect(explored.crashes == expected)
    #expect(explored.sometimes("done") == expected.isEmpty)
    if expected.isEmpty { #expect(explored.always("no leak") == (life != .forgotten)) }
  }

  /// A freed slot is not handed out again while somebody still points to it, however long ago it was freed.
  @Test(arguments: [true, false])
  func aReferencedSlotIsNotReused(reference: Bool) throws {
    var computer = computer(slots: 2)
    computer.remember("second")
    computer.add(Variable("got", .range(0...2), storage: .ghost))
    computer.addThread("task", on: 0) {
      page <- Call("kmalloc(page)")
      slot <- page
      Do("kfree(page)", page)
      if !reference { slot <- 0 }
      page <- 0
      other <- Call("kmalloc(page)")
      Global("got") <- other
      Atomic("use") { Kernel.dereference(other, "page") }
    }
    computer.addAgent("other") { Option("look", when: slot != 0 && Global("data")) { Atomic {} } }
    computer.observe("got the same", Global("got") == 1)
    computer.observe("got another", Global("got") == 2)
    let explored = try Exploration(computer)
    #expect(explored.sometimes("got the same") == !reference)
    #expect(explored.sometimes("got another") == reference)
    #expect(explored.crashes.isEmpty)
  }

  /// A local of another context is a reference as well.
  @Test func aLocalKeepsItsSlot() throws {
    var computer = Computer(name: "heap", cpus: 2, faults: 0, online: [0, 1])
    computer.addPool("page", slots: 2)
    computer.add(Variable("slot", .pointer(to: "page")), Variable("phase", .range(0...3)))
    computer.add(Variable("got", .range(0...2), storage: .ghost))
    let phase = Global("phase")
    computer.addThread("owner", on: 0) {
      page <- Call("kmalloc(page)")
      slot <- page
      phase <- 1
      Wait(phase == 2)
      slot <- 0
      Do("kfree(page)", page)
      page <- 0
      other <- Call("kmalloc(page)")
      Global("got") <- other
      phase <- 3
      Do("kfree(page)", other)
    }
    computer.addThread("user", on: 1) {
      Wait(phase == 1)
      page <- slot
      phase <- 2
      Wait(phase == 3)
      Atomic("use") { Kernel.dereference(page, "page") }
    }
    computer.observe("got the same", Global("got") == 1)
    let explored = try Exploration(computer)
    #expect(!explored.sometimes("got the same"))
    #expect(explored.crashes == ["use-after-free"])
  }

  /// No slot left is no answer of the kernel's: never NULL, but the crash that makes a verdict inconclusive.
  @Test(arguments: [1, 2])
  func exhaustionIsNotAFailureOfKmalloc(slots: Int) throws {
    var computer = computer(slots: slots)
    computer.remember("null")
    computer.addThread("task", on: 0) {
      page <- Call("kmalloc(page)")
      slot <- page
      other <- Call("kmalloc(page)")
      Global("null") <- (other == 0)
      Atomic("use") { Kernel.dereference(other, "page") }
    }
    computer.addAgent("other") { Option("look", when: slot != 0 && Global("data")) { Atomic {} } }
    computer.observe("null", Global("null"))
    let explored = try Exploration(computer)
    #expect(!explored.sometimes("null"))
    #expect(explored.crashes == (slots == 1 ? ["pool-exhausted"] : []))
  }

  /// The budget bounds how many allocations fail along one path, and which of them is open.
  @Test(arguments: 0...3)
  func failuresStayWithinTheBudget(faults: Int) throws {
    var computer = computer(slots: 3, faults: faults)
    computer.add(Variable("failed", .range(0...7), storage: .ghost))
    let failed = Global("failed")
    computer.addThread("task", on: 0) {
      for number in 0..<3 {
        page <- Call("kmalloc(page)")
        If(page == 0) {
          failed <- failed + .constant(1 << number)
          Global("data") <- 1
        }
        Do("kfree(page)", page)
      }
    }
    for mask in 0..<8 { computer.observe("failed \(mask)", failed == .constant(mask)) }
    let explored = try Exploration(computer)
    for mask in 0..<8 {
      #expect(explored.sometimes("failed \(mask)") == (mask.nonzeroBitCount <= faults), "\(mask)")
    }
    #expect(explored.crashes.isEmpty)
  }
}
