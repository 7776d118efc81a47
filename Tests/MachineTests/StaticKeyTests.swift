import Machine
import ModelTestSupport
import Program
import Testing

/// Static keys are counted, and changing one takes `cpu_hotplug_lock` for reading (kernel/jump_label.c,
/// 6.12).
@Suite struct StaticKeyTests {
  private let key = Kernel.Argument.variable("key")

  private func computer(initial: Int = 0) -> Computer {
    var computer = Computer(name: "key", cpus: 2, faults: 0, online: [0, 1])
    computer.addPercpuRwsem("cpu_hotplug_lock", waiters: 2)
    computer.addStaticKey("key", initial: initial)
    computer.remember("done", "wrote")
    return computer
  }

  /// A task that holds `cpu_hotplug_lock` and switches a key hangs if a writer comes between; the form for
  /// callers that hold the lock does not, nor does one that holds nothing.
  @Test(
    arguments: ["static_branch_inc", "static_branch_enable", "static_branch_inc_cpuslocked"], [true, false])
  func switchingAKeyUnderTheHotplugLockDeadlocks(name: String, holdsLock: Bool) throws {
    var computer = computer()
    let change = try computer.call(name, key)
    let (lock, unlock) = (try computer.call("cpus_read_lock"), try computer.call("cpus_read_unlock"))
    computer.addThread("task", on: 0) {
      if holdsLock { lock }
      change
      if holdsLock { unlock }
      Global("done") <- 1
    }
    let (down, up) = (try computer.call("cpus_write_lock"), try computer.call("cpus_write_unlock"))
    computer.addThread("hotplug", on: 1) {
      down
      up
      Global("wrote") <- 1
    }
    computer.observe("started", 1)
    computer.observe("both", Global("done") && Global("wrote"))
    let explored = try Exploration(computer, finishing: [("started", "both")])
    let isLocked = name.hasSuffix("cpuslocked")
    #expect(explored.sometimes("both"))
    #expect(explored.canFinish(from: "started", reach: "both") == (!holdsLock || isLocked))
    // Who says that it holds the lock and does not is found, unless the writer has it at that moment.
    #expect(explored.findings == (isLocked && !holdsLock ? ["lockdep"] : []))
  }

  /// Steps: the look whether it may sleep, two of the lock, one of the key, one of the unlock; and for the
  /// reader the look, two of the lock, one of the question.
  @Test func countsOfOneSwitch() throws {
    var computer = computer()
    let change = try computer.call("static_branch_inc", key)
    let on = Expression.local("on", .bool)
    let read = try computer.call("cpus_read_lock") + computer.call("static_branch_likely", key, into: on)
    computer.add(Variable("seen", .bool, storage: .ghost))
    computer.addThread("task", on: 0) { change }
    computer.addThread("reader", on: 1) {
      read
      Global("seen") <- on
    }
    let explored = try Exploration(computer)
    // Who has read the key before and who has read it behind the step stand in two states of their own.
    #expect(explored.states == 6 * 5 + 2)
  }

  @Test(arguments: [0, 1, 2])
  func keysCountAndWarn(initial: Int) throws {
    func run(_ names: [String]) throws -> Exploration {
      var computer = computer(initial: initial)
      let on = Expression.local("on", .bool)
      let statements = try names.flatMap { try computer.call($0, key) }
      let question = try computer.call("static_branch_unlikely", key, into: on)
      computer.remember("on")
      computer.addThread("task", on: 0) {
        statements
        question
        Global("on") <- on
        Global("done") <- 1
      }
      computer.observe("done", Global("done"))
      computer.observe("on", Global("done") && Global("on"))
      for value in 0...4 { computer.observe("\(value)", Global("done") && Global("key") == .constant(value)) }
      return try Exploration(computer)
    }
    let counted = try run(["static_branch_inc", "static_key_slow_inc", "static_branch_dec"])
    #expect(counted.sometimes("\(initial + 1)") && counted.sometimes("on") && counted.findings.isEmpty)
    // To enable what is on is nothing; to enable or disable what is counted is a WARN and changes nothing.
    let enabled = try run(["static_branch_enable"])
    #expect(enabled.sometimes("\(max(1, initial))"))
    #expect(enabled.findings == (initial > 1 ? ["warn"] : []))
    let disabled = try run(["static_branch_disable"])
    #expect(disabled.sometimes("\(initial > 1 ? initial : 0)"))
    #expect(disabled.sometimes("on") == (initial > 1))
    #expect(disabled.findings == (initial > 1 ? ["warn"] : []))
  }

  @Test func aKeyNeedsTheLock() {
    let computer = Computer(name: "key", cpus: 1, faults: 0, online: [0])
    #expect(throws: PrimitiveError.self) { try computer.call("static_branch_inc", key) }
  }
}
