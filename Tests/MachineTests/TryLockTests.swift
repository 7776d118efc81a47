import Machine
import ModelTestSupport
import Program
import Testing

/// Locks that are tried, locks that switch interrupts off, and who may take them.
@Suite struct TryLockTests {
  private func computer() -> Computer {
    var computer = Computer(name: "try", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...9)))
    computer.addMutex("lock")
    computer.addPercpuRwsem("cpu_hotplug_lock", waiters: 2)
    computer.remember("inside 0", "inside 1", "failed", "preempted", "done")
    return computer
  }

  /// One who tries a lock gets it or goes on without; it never waits, and never stands beside the holder.
  @Test(arguments: [
    ("mutex_trylock", "mutex_lock", "mutex_unlock"), ("spin_trylock", "spin_lock", "spin_unlock"),
  ])
  func tryingNeverWaits(names: (String, String, String)) throws {
    var computer = computer()
    let lock = Kernel.Argument.variable("lock")
    let got = Expression.local("got", .bool)
    let (attempt, take, give) = try (
      computer.call(names.0, lock, into: got), computer.call(names.1, lock), computer.call(names.2, lock)
    )
    computer.addThread("holder", on: 0) {
      take
      Global("inside 0") <- 1
      Global("data") <- 1
      Global("inside 0") <- 0
      give
    }
    computer.addThread("trier", on: 1) {
      attempt
      If(got) {
        Global("inside 1") <- 1
        Global("data") <- 2
        Global("inside 1") <- 0
        give
      }.Else { Global("failed") <- 1 }
      Global("done") <- 1
    }
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("both inside", Global("inside 0") && Global("inside 1"))
    computer.observe("failed while it was held", Global("done") && Global("failed") && Global("lock") == 1)
    computer.observe("inside", Global("inside 1"))
    computer.observe(
      "clean", !Global("done") || (PerCPU("preempt_count")[1] == 0 && PerCPU("cpu_owner")[1] == 0))
    let explored = try Exploration(computer, finishing: [("started", "done")], steadily: ["started"])
    #expect(explored.canFinish(from: "started", reach: "done"))
    #expect(!explored.sometimes("both inside"))
    #expect(explored.sometimes("failed while it was held") && explored.sometimes("inside"))
    #expect(explored.always("clean"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// A reader that tries gets in while there is no writer, also a second time; behind a writer's `block` it
  /// fails where `percpu_down_read` would sleep for ever.
  @Test(arguments: [true, false])
  func aNestedReadThatIsTriedDoesNotDeadlock(tries: Bool) throws {
    var computer = computer()
    let got = Expression.local("got", .bool)
    let (read, unlock) = try (computer.call("cpus_read_lock"), computer.call("cpus_read_unlock"))
    let attempt = try computer.call("cpus_read_trylock", into: got)
    computer.addThread("reader", on: 0) {
      read
      if tries {
        attempt
        If(got) { unlock }.Else { Global("failed") <- 1 }
      } else {
        read
        unlock
      }
      unlock
      Global("done") <- 1
    }
    let (write, free) = try (computer.call("cpus_write_lock"), computer.call("cpus_write_unlock"))
    computer.addThread("writer", on: 1) {
      write
      Global("inside 1") <- 1
      Global("data") <- Global("cpu_hotplug_lock.readers")
      Global("inside 1") <- 0
      free
    }
    computer.observe("started", 1)
    computer.observe("done", Global("done"))
    computer.observe("failed", Global("failed"))
    computer.observe(
      "readers beside the writer", Global("inside 1") && Global("cpu_hotplug_lock.readers") > 0)
    let explored = try Exploration(computer, finishing: [("started", "done")])
    #expect(explored.canFinish(from: "started", reach: "done") == tries)
    #expect(explored.sometimes("done"))
    #expect(explored.sometimes("failed") == tries)
    #expect(!explored.sometimes("readers beside the writer"))
  }

  /// `raw_spin_lock_irq` keeps handlers out, and its unlock lets them in, also where they were off before:
  /// which is why callers with interrupts off need irqsave.
  @Test(arguments: ["irq", "irqsave"], [false, true])
  func unlockIRQSwitchesInterruptsOnWhateverTheyWere(kind: String, offBefore: Bool) throws {
    var computer = computer()
    computer.add(Variable("raised", .bool, initial: [1]))
    let flags = Kernel.Argument.place(Place(.local("flags", .bool)))
    let saved = Kernel.Argument.value(.local("flags", .bool))
    let lock = Kernel.Argument.variable("lock")
    let (take, give) =
      kind == "irq"
      ? (try computer.call("raw_spin_lock_irq", lock), try computer.call("raw_spin_unlock_irq", lock))
      : (
        try computer.call("raw_spin_lock_irqsave", lock, flags),
        try computer.call("raw_spin_unlock_irqrestore", lock, saved)
      )
    computer.addThread("task", on: 0) {
      if offBefore { Kernel.localIRQDisable() }
      take
      Global("inside 0") <- 1
      Global("data") <- 1
      Global("inside 0") <- 0
      give
      Global("inside 1") <- 1
      Global("data") <- 2
      Global("inside 1") <- 0
      if offBefore { Kernel.localIRQEnable() }
    }
    computer.addInterrupt(
      "timer", on: 0, pending: Global("raised"),
      acknowledge: { Global("raised") <- 0 },
      handler: {
        Global("data") <- 3
        Global("failed") <- Global("inside 0")
        Global("preempted") <- Global("inside 1")
      })
    computer.observe("inside the lock", Global("failed"))
    computer.observe("behind the lock", Global("preempted"))
    let explored = try Exploration(computer)
    #expect(!explored.sometimes("inside the lock"))
    #expect(explored.sometimes("behind the lock") == (!offBefore || kind == "irq"))
  }

  /// `stop_machine` runs the function on the first CPU of the mask, or of those that are online, and takes
  /// the hotplug lock; the other form asserts it.
  @Test(arguments: ["stop_machine", "stop_machine_cpuslocked"], [0, 2, 4, 6])
  func stopMachineRunsOnTheFirstCPUOfTheMask(name: String, mask: Int) throws {
    var computer = Computer(name: "stop", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.add(Variable("ran on", .range(0...3)))
    computer.addPercpuRwsem("cpu_hotplug_lock", waiters: 1)
    computer.add(
      Procedure("function") {
        Atomic { Global("ran on") <- Global("ran on") + .currentCPU + 1 }
        Return(-12)
      })
    computer.addStopMachine(functions: ["function"])
    computer.remember("done")
    computer.remember("result", as: .errno)
    let result = Expression.local("result", .errno)
    let call = try computer.call(
      name, .name("function"), .value(0), .value(.constant(mask)), into: result)
    computer.addThread("task", on: 0) {
      call
      Global("result") <- result
      Global("done") <- 1
    }
    computer.observe("done", Global("done"))
    computer.observe("result", !Global("done") || Global("result") == -12)
    let first = mask == 0 ? 0 : mask.trailingZeroBitCount
    computer.observe("where", !Global("done") || Global("ran on") == .constant(first + 1))
    computer.observe("lock free", !Global("done") || Global("cpu_hotplug_lock.readers") == 0)
    let explored = try Exploration(computer, finishing: [])
    #expect(explored.sometimes("done"))
    for name in ["result", "where", "lock free"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.findings == (name == "stop_machine" ? [] : ["lockdep"]))
  }
}
