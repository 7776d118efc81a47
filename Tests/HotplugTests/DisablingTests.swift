import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// `cpu_hotplug_disable`: requests get -EBUSY meanwhile, it nests, and it is no lock (kernel/cpu.c, 6.12 and
/// 6.1).
@Suite struct DisablingTests {
  private func system(
    _ kernel: BuiltInKernel = .linux6dot12, online: Set<Int> = [0], names: [String] = ["p1", "o1"],
    disables: Int = 2, requests: [HotplugSystem.Request],
    layer: (Ladder, inout Computer) -> [HotplugRung] = { _, _ in [] }
  ) -> HotplugSystem {
    var options = CPUHotplug.Options()
    options.maximumDisables = disables
    var system = HotplugSystem(kernel, online: online, names: names, options: options, layer: layer)
    system.addRequests(requests)
    return system
  }

  /// A second task that does something under `disable` and `enable`, each as often as `depth` says.
  private func addHolder(
    _ depth: Int, disables: [Statement], enables: [Statement], to system: inout HotplugSystem
  ) {
    system.computer.remember("inside", "held")
    system.computer.addThread("holder", on: 0) {
      for _ in 0..<depth { disables }
      Global("inside") <- 1
      Global("called") <- 1
      Global("inside") <- 0
      for _ in 0..<depth { enables }
      Global("held") <- 1
    }
    system.observe("all", system.done && Global("held"))
    system.observe("at work", !(system.done && Global("held")))
  }

  @Test(arguments: OrderTests.kernels)
  func requestsAreRefusedUntilTheLastEnable(kernel: BuiltInKernel) throws {
    let (off, on) = (
      HotplugSystem.Request.call("cpu_hotplug_disable"), HotplugSystem.Request.call("cpu_hotplug_enable")
    )
    var system = system(
      kernel, requests: [off, .up(1), off, on, .up(1), on, .up(1), off, .down(1), on, .down(1)])
    for (index, result) in [1: -16, 4: -16, 6: 0, 8: -16, 10: 0] {
      system.observe("result \(index)", !system.done || system.returned(index) == .constant(result))
    }
    system.observe(
      "up between", !system.done || Global("state.8") == .constant(system.ladder.structure.online))
    let explored = try system.explored()
    for index in [1, 4, 6, 8, 10] { #expect(explored.always("result \(index)"), "\(index)") }
    #expect(explored.always("up between"))
    #expect(explored.sometimes("all returned"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.states == (kernel == .linux6dot1 ? 114 : 108))
  }

  /// Whoever has disabled hotplug sees no CPU come or go, and whoever asks meanwhile is told so at once.
  @Test(arguments: [1, 2])
  func nobodyComesOrGoesMeanwhile(depth: Int) throws {
    var system = system(requests: [.up(1)])
    addHolder(
      depth, disables: [Statement(Do("cpu_hotplug_disable"))], enables: [Statement(Do("cpu_hotplug_enable"))],
      to: &system)
    let online = Expression.constant(system.ladder.structure.online)
    system.observe("moving inside", Global("inside") && system.state() != 0 && system.state() != online)
    system.observe("refused", system.done && system.returned(0) == -16)
    system.observe("done", system.done && system.returned(0) == 0)
    system.observe("refused while it goes on", system.done && Global("inside"))
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(!explored.sometimes("moving inside"))
    for name in ["refused", "done", "refused while it goes on"] {
      #expect(explored.sometimes(name), "\(name)")
    }
    #expect(explored.canFinish(from: "at work", reach: "all"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.states == [137, 167][depth - 1])
  }

  /// The near miss: a read lock taken twice does the same, until a writer comes between the two.
  @Test(arguments: [1, 2])
  func aReadLockDoesNotNest(depth: Int) throws {
    var system = system(requests: [.up(1)])
    addHolder(
      depth, disables: Kernel.percpuDownRead("cpu_hotplug_lock"),
      enables: Kernel.percpuUpRead("cpu_hotplug_lock"),
      to: &system)
    let explored = try system.explored(finishing: [("at work", "all")])
    #expect(explored.canFinish(from: "at work", reach: "all") == (depth == 1))
    #expect(explored.states == [156, 177][depth - 1])
  }

  @Test func enablingWhatIsNotDisabledIsWarnedAbout() throws {
    var system = system(requests: [.call("cpu_hotplug_enable"), .up(1)])
    system.observe("goes on", !system.done || system.returned(1) == 0)
    let explored = try system.explored()
    #expect(explored.findings == ["warn"])
    #expect(explored.always("goes on"))
  }

  /// It takes `cpu_add_remove_lock`, which a request holds to its end: a callback that calls it waits for
  /// itself.
  @Test func aCallbackThatDisablesHangs() throws {
    let number = Ladder.builtIn(.linux6dot12).rung(symbol: "CPUHP_AP_PERF_ONLINE")!.number
    let system = system(names: [], requests: [.up(1)]) { _, computer in
      computer.add(
        Procedure("disabling_up", parameters: [Local("cpu", .range(0...7))]) {
          Do("cpu_hotplug_disable")
          Return(0)
        })
      return [
        HotplugRung(
          number: number, name: "disabling", startup: .init("disabling_up", procedure: "disabling_up"))
      ]
    }
    let explored = try system.explored()
    #expect(!explored.sometimes("all returned"))
    #expect(!explored.canFinish(from: "begun", reach: "all returned"))
  }
}
