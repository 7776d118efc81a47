import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// An AP that does not come alive in time, or not at all, and a CPU that takes too long to die
/// (`cpuhp_bp_sync_alive`, `cpuhp_can_boot_ap`, `cpuhp_bp_sync_dead`, kernel/cpu.c, 6.12; `do_boot_cpu`,
/// arch/x86/kernel/smpboot.c, and `cpu_check_up_prepare`, kernel/smpboot.c, 6.1).
@Suite struct LateAPTests {
  private let alive = 3
  private let syncState = PerCPU("cpuhp_state.ap_sync_state")[1]
  private let failed = Global("faults_left") == 0

  private func system(
    _ kernel: BuiltInKernel, online: Set<Int> = [0], names: [String] = HotplugSystem.allNames,
    _ requests: [HotplugSystem.Request]
  ) -> HotplugSystem {
    var options = CPUHotplug.Options()
    options.mayStayDead = online == [0]
    options.mayDieLate = online != [0]
    var system = HotplugSystem(kernel, faults: 1, online: online, names: names, options: options)
    system.addRequests(requests)
    return system
  }

  /// -EIO, and what the control CPU has done is undone, from below BRINGUP_CPU: nothing of STARTING and
  /// ONLINE has run, and nothing of it runs when the AP wakes up later. It waits for ever then, interrupts
  /// off.
  @Test(arguments: OrderTests.kernels)
  func aLateAPTouchesNothing(kernel: BuiltInKernel) throws {
    var system = system(kernel, [.up(1)])
    let level = system.level()
    system.observe("EIO", system.done && failed)
    system.observe("as told", !system.done || system.returned(0) == .conditional(failed, -5, 0))
    system.observe("undone", !(system.done && failed) || (system.state() == 0 && level == 0))
    system.observe("anything else has run", failed && (level > 2 || system.online()))
    system.observe("alive after all is undone", system.done && failed && syncState == .constant(alive))
    system.observe(
      "alive in the rollback", !system.done && failed && level == 1 && syncState == .constant(alive))
    let explored = try system.explored()
    for name in ["as told", "undone"] { #expect(explored.always(name), "\(name)") }
    for name in ["EIO", "alive after all is undone", "alive in the rollback"] {
      #expect(explored.sometimes(name), "\(name)")
    }
    #expect(!explored.sometimes("anything else has run"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
    #expect(explored.states == (kernel == .linux6dot1 ? 67 : 62))
  }

  /// The next request may find the AP asleep, on its way or waiting, and kicks it anew: that is allowed in
  /// all three. But what is written first (SYNC_STATE_KICKED; cpu_initialized_mask) and the INIT are two
  /// steps. An AP that reports between them is reset, with its report standing: the control task lets it go,
  /// and it reports once more. 6.12 exchanges the state, which takes the permission back, and both wait for
  /// ever; 6.1 sets a bit again, warns, and goes on.
  @Test(arguments: OrderTests.kernels)
  func theNextRequestKicksItAnew(kernel: BuiltInKernel) throws {
    var system = system(kernel, names: ["p1", "s1", "o1"], [.up(1), .up(1)])
    let second = Global("returned") == 1 && failed && system.returned(0) == -5
    let online = Expression.constant(system.ladder.structure.online)
    system.observe("up in the end", !system.done || (system.state() == online && system.level() == 3))
    system.observe("second", second)
    system.observe("found alive", second && system.state() == 0 && syncState == .constant(alive))
    system.observe("both wait", second && system.level() == 1 && syncState == .constant(alive))
    let explored = try system.explored()
    #expect(explored.always("up in the end"))
    for name in ["second", "found alive", "both wait"] { #expect(explored.sometimes(name), "\(name)") }
    #expect(explored.crashes.isEmpty)
    let isSplit = kernel == .linux6dot12
    #expect(explored.findings == (isSplit ? [] : ["warn"]))
    #expect(explored.canFinish(from: "begun", reach: "all returned") == !isSplit)
    #expect(explored.states == (kernel == .linux6dot1 ? 125 : 118))
  }

  /// The near miss: the AP says nothing between the timeout and the second INIT. Then nothing is lost.
  @Test func anAPThatIsSilentUntilTheINITComesUp() throws {
    var system = system(.linux6dot12, names: ["p1", "s1", "o1"], [.up(1), .up(1)])
    let idle = try #require(system.computer.model.contexts.firstIndex { $0.name == "swapper/1" })
    let runnable = system.computer.model.contexts[idle].runnable
    let isKicked = system.state() >= .constant(system.ladder.structure.bringupCPU)
    system.computer.model.contexts[idle].runnable = runnable && (!failed || isKicked)
    system.observe("second", failed && system.returned(0) == -5)
    let explored = try system.explored()
    #expect(explored.sometimes("second"))
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.states == 107)
  }

  /// The request to go down ends well all the same, with the DEAD callbacks run. Until the CPU has said that
  /// it is dead it can't be started: -EAGAIN, from the control CPU's part alone.
  @Test(arguments: OrderTests.kernels)
  func aCPUThatDiesLateIsNotStarted(kernel: BuiltInKernel) throws {
    var system = system(kernel, online: [0, 1], [.down(1), .up(1), .up(1)])
    let online = Expression.constant(system.ladder.structure.online)
    let (first, second) = (system.returned(1), system.returned(2))
    system.observe("down", Global("returned") == 0 || (system.returned(0) == 0 && Global("state.0") == 0))
    system.observe("refused once", system.done && first == -11 && second == 0)
    system.observe("refused twice", system.done && first == -11 && second == -11)
    system.observe("started", system.done && first == 0 && failed)
    system.observe("refused", !(Global("returned") > 1 && first == -11) || (failed && Global("state.1") == 0))
    system.observe(
      "as told",
      !system.done
        || .conditional(second == 0, system.state() == online, system.state() == 0 && system.level() == 0))
    system.observe(
      "started while it dies",
      failed && Global("returned") > 0 && syncState == 2
        && system.state() > .constant(system.ladder.structure.bringupCPU))
    let explored = try system.explored()
    for name in ["down", "refused", "as told"] { #expect(explored.always(name), "\(name)") }
    for name in ["refused once", "refused twice", "started"] { #expect(explored.sometimes(name), "\(name)") }
    #expect(!explored.sometimes("started while it dies"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
    #expect(explored.states == (kernel == .linux6dot1 ? 265 : 244))
  }
}
