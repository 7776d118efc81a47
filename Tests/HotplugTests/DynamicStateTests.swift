import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Slots of the dynamic ranges, given away while CPUs come and go: the lowest free one to whoever comes first
/// (`cpuhp_reserve_state`, `cpuhp_store_callbacks`, kernel/cpu.c, 6.12 and 6.1).
@Suite struct DynamicStateTests {
  static let ranges = DynamicRange.allCases
  private let names = ["a", "b", "c"]

  /// A ladder on which the range has this many slots left, and their numbers.
  private func ladder(_ range: DynamicRange, free: Int) throws -> (Ladder, [Int]) {
    var ladder = Ladder.builtIn(.linux6dot12)
    func slots() -> [Int] {
      ladder.structure.slots(of: range).filter { ladder[$0].registeredName == nil }
    }
    while slots().count > free {
      ladder = try ladder.registering("driver \(slots().count)", in: range).ladder
    }
    return (ladder, slots())
  }

  /// The core with registrations a, b, c in one range, and their callbacks, which say when they are called
  /// out of turn.
  private func system(
    _ range: DynamicRange, free: Int = 3, names: [String] = ["a", "b"], online: Set<Int> = [0],
    faults: Int = 0, fails: Set<String> = [], isObserved: Bool = false, requests: [HotplugSystem.Request] = []
  ) throws -> (system: HotplugSystem, slots: [Int]) {
    let (ladder, slots) = try ladder(range, free: free)
    var options = CPUHotplug.Options()
    options.isObserved = isObserved
    var system = HotplugSystem(
      faults: faults, online: online, names: ["p1", "o1"], options: options, ladder: ladder
    ) { _, computer in
      computer.remember("order", as: .range(0...63))
      for (index, name) in names.enumerated() {
        computer.add(Variable("slot.\(name)", .range(-133...ladder.structure.online)))
        computer.add(Variable("started.\(name)", .bool, count: 2, storage: .ghost))
        for bringup in [true, false] {
          addCallback(
            name, index + 1, bringup, slots, range, fails.contains(name), of: names.count, to: &computer)
        }
      }
      return names.map {
        HotplugRung(
          registering: $0, in: range, startup: .init("\($0)_up", procedure: "\($0)_up"),
          teardown: .init("\($0)_down", procedure: "\($0)_down"))
      }
    }
    system.addRequests(requests)
    return (system, slots)
  }

  private func addCallback(
    _ name: String, _ value: Int, _ bringup: Bool, _ slots: [Int], _ range: DynamicRange, _ fails: Bool,
    of count: Int, to computer: inout Computer
  ) {
    let cpuLocal = Local("cpu", .range(0...7))
    let cpu = Program.Expression.local(cpuLocal)
    let occupants = PerCPU("cpuhp_hp_states[\(range.symbol)].name")
    let started = PerCPU("started.\(name)")[cpu]
    let stands = PerCPU("cpuhp_state.state")[cpu]
    // The slot in whose turn it is called is the one in which it stands.
    let own = slots.prefix(count).enumerated().map {
      occupants[.constant($0.offset)] == .constant(value)
        && stands == .constant(bringup ? $0.element : $0.element - 1)
    }.reduce(0) { $0 || $1 }
    let isCalled: Program.Expression = range == .prepare ? 1 : PerCPU("cpuhp_state.single")[cpu]
    computer.add(
      Procedure("\(name)_\(bringup ? "up" : "down")", parameters: [cpuLocal]) {
        Require("order", started == (bringup ? 0 : 1))
        Require("state", isCalled || own)
        if fails && bringup {
          Choose {
            Option("\(name) succeeds", .kernel) { Atomic { Global("called") <- 1 } }
            Option("\(name) fails", .fault, when: Global("faults_left") > 0) {
              Atomic { Global("faults_left") <- Global("faults_left") - 1 }
              Return(-12)
            }
          }
        } else {
          Global("called") <- 1
        }
        started <- (bringup ? 1 : 0)
        // The last three calls on CPU 1.
        If(cpu == 1) { Global("order") <- (((Global("order") << 2) & 63) | .constant(value)) }
        Return(0)
      })
  }

  private enum Call: Sendable {
    case register(String, calls: Bool = true)
    /// By the number that the registration returned.
    case remove(String)
  }

  private func add(_ task: String, _ range: DynamicRange, _ calls: [Call], to system: inout HotplugSystem) {
    system.computer.remember("\(task) done")
    let slot = Expression.local("slot", system.core.setupResult)
    system.computer.addThread(task, on: 0) {
      for call in calls {
        switch call {
        case .register(let name, let invokes):
          slot <- Program.Call(invokes ? CPUHotplug.setupState(name) : CPUHotplug.setupStateNocalls(name))
          Global("slot.\(name)") <- slot
        case .remove(let name):
          slot <- Global("slot.\(name)")
          If(slot > 0) { Do(CPUHotplug.removeState(in: range), slot) }
        }
      }
      Global("\(task) done") <- 1
    }
  }

  private func slot(_ name: String) -> Program.Expression { Global("slot.\(name)") }
  private func started(_ name: String, _ cpu: Int) -> Program.Expression {
    PerCPU("started.\(name)")[.constant(cpu)]
  }

  private func explored(_ system: HotplugSystem, tasks: [String]) throws -> Exploration {
    var system = system
    let all = tasks.map { Global("\($0) done") }.reduce(system.done) { $0 && $1 }
    system.observe("all", all)
    system.observe("at work", !all)
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.canFinish(from: "at work", reach: "all"))
    return explored
  }

  /// Two registrations race: whoever is first has the lower slot. A CPU that comes up meanwhile starts both,
  /// once, in the order of their slots.
  @Test(arguments: ranges)
  func theFirstGetsTheLowest(range: DynamicRange) throws {
    var (system, slots) = try system(range, requests: [.up(1)])
    for name in ["a", "b"] { add(name, range, [.register(name)], to: &system) }
    let both = Global("a done") && Global("b done")
    let (low, high) = (Program.Expression.constant(slots[0]), Program.Expression.constant(slots[1]))
    system.observe("a first", both && slot("a") == low && slot("b") == high)
    system.observe("b first", both && slot("a") == high && slot("b") == low)
    system.observe(
      "one of the two",
      !both || (slot("a") == low && slot("b") == high) || (slot("a") == high && slot("b") == low))
    let all = ["a", "b"].flatMap { name in (0..<2).map { started(name, $0) } }.reduce(1) { $0 && $1 }
    system.observe("nobody is missed", !(both && system.done) || all)
    system.observe("a, b by the walk", both && slot("a") == low && Global("order") == 0b0110)
    system.observe("b, a by the walk", both && slot("b") == low && Global("order") == 0b1001)
    let explored = try explored(system, tasks: ["a", "b"])
    for name in ["a first", "b first", "a, b by the walk", "b, a by the walk"] {
      #expect(explored.sometimes(name), "\(name)")
    }
    #expect(explored.always("one of the two"))
    #expect(explored.always("nobody is missed"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.states == (range == .prepare ? 1558 : 2554))
  }

  /// A slot that was freed is given away again, so that what is registered last can run first.
  @Test(arguments: ranges)
  func aFreedSlotIsUsedAgain(range: DynamicRange) throws {
    var (system, slots) = try system(
      range, names: names, requests: [])
    add("driver", range, [.register("a"), .register("b"), .remove("a"), .register("c")], to: &system)
    system.computer.addThread("then", on: 0) {
      Wait(Global("driver done"))
      Expression.local("ret", .errno) <- Program.Call("cpu_up", 1, .constant(system.ladder.structure.online))
      Global("called") <- 0
      Expression.local("ret", .errno) <- Program.Call("cpu_down", 1, 0)
      Global("then done") <- 1
    }
    system.computer.remember("then done")
    let all = Global("driver done")
    system.observe(
      "slots",
      !all || (slot("a") == .constant(slots[0]) && slot("b") == .constant(slots[1]) && slot("c") == slot("a"))
    )
    let online = Program.Expression.constant(system.ladder.structure.online)
    system.observe("c, b up", system.state() != online || Global("order") == 0b1110)
    system.observe("up", system.state() == online)
    system.observe("b, c down", !Global("then done") || Global("order") == 0b101011)
    system.observe("a is gone", !all || (started("a", 0) == 0 && started("a", 1) == 0))
    let explored = try explored(system, tasks: ["driver", "then"])
    for name in ["slots", "c, b up", "b, c down", "a is gone"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.sometimes("up"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// One slot is left: the second gets -ENOSPC and the kernel warns, whichever it is; unless the first has
  /// gone again.
  @Test(arguments: ranges, [false, true])
  func aFullRangeIsWarnedAbout(range: DynamicRange, isRemoved: Bool) throws {
    var (system, slots) = try system(range, free: 1)
    add("a", range, [.register("a")] + (isRemoved ? [.remove("a")] : []), to: &system)
    add("b", range, [.register("b")], to: &system)
    let (low, full) = (Program.Expression.constant(slots[0]), Program.Expression.constant(-28))
    let all = Global("a done") && Global("b done")
    system.observe("a only", all && slot("a") == low && slot("b") == full)
    system.observe("b only", all && slot("b") == low && slot("a") == full)
    system.observe("both", all && slot("b") == low && slot("a") == low)
    system.observe("told", !all || slot("a") == low || slot("b") == low)
    for name in ["a", "b"] {
      system.observe("\(name) not called", !(all && slot(name) == full) || started(name, 0) == 0)
    }
    let explored = try explored(system, tasks: ["a", "b"])
    #expect(explored.sometimes("a only"))
    #expect(explored.sometimes("b only"))
    #expect(explored.sometimes("both") == isRemoved)
    for name in ["told", "a not called", "b not called"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.findings == ["warn"])
    #expect(explored.crashes.isEmpty)
  }

  @Test(arguments: ranges)
  func withoutASlotNobodyIsRegistered(range: DynamicRange) throws {
    var (system, _) = try system(range, free: 0, requests: [.up(1)])
    add("a", range, [.register("a")], to: &system)
    system.observe("full", !Global("a done") || slot("a") == -28)
    system.observe("not called", started("a", 0) == 0 && started("a", 1) == 0)
    let explored = try explored(system, tasks: ["a"])
    #expect(explored.always("full"))
    #expect(explored.always("not called"))
    #expect(explored.findings == ["warn"])
  }

  /// A startup that fails on one CPU is undone on those before, and its slot is free again.
  @Test(arguments: ranges)
  func aFailureFreesTheSlot(range: DynamicRange) throws {
    var (system, slots) = try system(range, online: [0, 1], faults: 1, fails: ["a"])
    add("driver", range, [.register("a"), .register("b")], to: &system)
    let failed = Global("faults_left") == 0
    let all = Global("driver done")
    let (low, high) = (Program.Expression.constant(slots[0]), Program.Expression.constant(slots[1]))
    system.observe(
      "told",
      !all
        || .conditional(failed, slot("a") == -12 && slot("b") == low, slot("a") == low && slot("b") == high))
    system.observe("undone", !(all && failed) || (started("a", 0) == 0 && started("a", 1) == 0))
    system.observe("one to undo", failed && started("a", 0) == 1)
    system.observe("failed", all && failed)
    let explored = try explored(system, tasks: ["driver"])
    for name in ["told", "undone"] { #expect(explored.always(name), "\(name)") }
    for name in ["one to undo", "failed"] { #expect(explored.sometimes(name), "\(name)") }
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// Registering and removing while a CPU goes and comes back: it is started where it stands and nowhere
  /// else.
  @Test(arguments: ranges)
  func removalBesideRequests(range: DynamicRange) throws {
    var (system, _) = try system(range, online: [0, 1], requests: [.down(1), .up(1)])
    add("driver", range, [.register("a"), .remove("a"), .register("b")], to: &system)
    let all = Global("driver done") && system.done
    system.observe("a is gone", !all || (started("a", 0) == 0 && started("a", 1) == 0))
    system.observe("b is there", !all || (started("b", 0) == 1 && started("b", 1) == 1))
    let explored = try explored(system, tasks: ["driver"])
    for name in ["a is gone", "b is there"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.states == (range == .prepare ? 1284 : 1950))
  }

  /// With every access to the slots as a step of its own the answers are the same.
  @Test(arguments: ranges)
  func theUnfusedSearchAgrees(range: DynamicRange) throws {
    var (system, slots) = try system(range, online: [0, 1], requests: [.down(1)])
    add("driver", range, [.register("a"), .remove("a")], to: &system)
    add("other", range, [.register("b")], to: &system)
    let all = Global("driver done") && Global("other done") && system.done
    system.observe("all", all)
    system.observe("at work", !all)
    for slot in slots { system.observe("b at \(slot)", Global("slot.b") == .constant(slot)) }
    for cpu in 0..<2 {
      for name in ["a", "b"] { system.observe("\(name) on \(cpu)", started(name, cpu)) }
    }
    try TwinTests().agree(system, "at work", "all")
  }

  /// The near miss: a driver that removes its state twice, with another registration between, tears down that
  /// one, which still believes that it is registered.
  @Test(arguments: ranges)
  func aSecondRemovalHitsWhoeverStandsThere(range: DynamicRange) throws {
    var (system, slots) = try system(range)
    add("a", range, [.register("a"), .remove("a"), .remove("a")], to: &system)
    add("b", range, [.register("b")], to: &system)
    let all = Global("a done") && Global("b done")
    system.observe("b is lost", all && slot("b") == .constant(slots[0]) && started("b", 0) == 0)
    system.observe("b is there", all && started("b", 0) == 1)
    let explored = try explored(system, tasks: ["a", "b"])
    #expect(explored.sometimes("b is lost"))
    #expect(explored.sometimes("b is there"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  /// What a failed registration returned is no state (`cpuhp_cb_check`).
  @Test func removingAnErrorIsABug() throws {
    var (system, _) = try system(.online)
    system.computer.addThread("driver", on: 0) { Do(CPUHotplug.removeState(in: .online), -28) }
    #expect(try system.explored().crashes == ["bug"])
  }

  /// One registration stands once in a model, and only its own slots can be removed.
  @Test func whatTheModelDoesNotHoldIsAnErrorOfTheModel() throws {
    var (twice, _) = try system(.online)
    add("a", .online, [.register("a"), .register("a")], to: &twice)
    #expect(try twice.explored().crashes == ["model-error"])
    var (other, slots) = try system(.online)
    other.computer.addThread("driver", on: 0) {
      Do(CPUHotplug.removeState(in: .online), .constant(slots[0] - 1))
    }
    #expect(try other.explored().crashes == ["model-error"])
  }

  /// cpuhp events carry the number of the slot, whoever stands there.
  @Test func eventsCarryTheSlot() throws {
    var (system, slots) = try system(.online, names: names, isObserved: true)
    add("driver", .online, [.register("a"), .register("b"), .remove("a"), .register("c")], to: &system)
    let (low, high) = (slots[0], slots[1])
    let expected = [("a_up", low), ("b_up", high), ("a_down", low), ("c_up", low)].flatMap { name, slot in
      ["cpuhp_enter \(name) 0 236 \(slot)", "cpuhp_exit 0 236 \(slot) 0"]
    }
    #expect(try system.firstRun() == expected)
  }

  /// `hotplug/fail` takes the number of a slot in which somebody stands.
  @Test func aSlotCanFailWhileSomebodyStandsThere() throws {
    let (low, _) = (try ladder(.online, free: 3).1[0], 0)
    var (system, _) = try system(
      .online, isObserved: true, requests: [.fail(low), .up(1)])
    add("driver", .online, [.register("a")], to: &system)
    let first = system.returned(0)
    system.observe("refused", system.done && first == -22 && system.returned(1) == 0)
    system.observe("armed and hit", system.done && first == 0 && system.returned(1) == -11)
    let explored = try explored(system, tasks: ["driver"])
    #expect(explored.sometimes("refused"))
    #expect(explored.sometimes("armed and hit"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }
}
