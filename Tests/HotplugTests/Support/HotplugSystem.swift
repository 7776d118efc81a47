import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program

/// The hotplug core over a built-in ladder with a few recorded rungs, and a task that makes requests in
/// order.
struct HotplugSystem {
  enum Request: Sendable, Equatable {
    case up(Int)
    case down(Int)
    /// `echo number > hotplug/fail` of a CPU.
    case fail(Int, cpu: Int = 1)
    /// `echo on`, `off` or `forceoff` into `smt/control`.
    case smt(SMTControl)
    case suspend
    /// A procedure without parameters and result.
    case call(String)
  }

  let ladder: Ladder
  var computer: Computer
  let recorded: [RecordedRung]
  let core: CPUHotplug
  private(set) var requests = 0

  /// Symbols that both kernels have, ascending, two of each section.
  static let symbols = [
    "p1": "CPUHP_WORKQUEUE_PREP", "p2": "CPUHP_TIMERS_PREPARE", "s1": "CPUHP_AP_SCHED_STARTING",
    "s2": "CPUHP_AP_SMPCFD_DYING", "o1": "CPUHP_AP_PERF_ONLINE", "o2": "CPUHP_AP_WORKQUEUE_ONLINE",
  ]
  static let allNames = ["p1", "p2", "s1", "s2", "o1", "o2"]

  /// - Parameters:
  ///   - names: which of `symbols` are recorded.
  ///   - failures: which of them may fail, in which direction.
  ///   - later: which of them are registered in the run.
  ///   - ladder: another one than the kernel's own.
  ///   - layer: adds what rides on hotplug, and says at which rungs.
  init(
    _ kernel: BuiltInKernel = .linux6dot12, cpus: Int = 2, faults: Int = 0, online: Set<Int> = [0],
    names: [String] = HotplugSystem.allNames, failures: [String: RecordedRung.Failure] = [:],
    instances: [String: Int] = [:], later: Set<String> = [], options: CPUHotplug.Options = .init(),
    ladder: Ladder? = nil,
    layer: (Ladder, inout Computer) -> [HotplugRung] = { _, _ in [] }
  ) {
    let ladder = ladder ?? Ladder.builtIn(kernel)
    let recorded = names.map { name in
      RecordedRung(
        name: name, number: ladder.rung(symbol: HotplugSystem.symbols[name]!)!.number,
        failure: failures[name] ?? .never, instances: instances[name] ?? 0,
        isRegisteredLater: later.contains(name))
    }
    computer = Computer(name: "hotplug", cpus: cpus, faults: faults, online: online)
    let fixed = recorded.filter { !$0.isRegisteredLater }
    computer.add(
      Variable("called", .bool),
      Variable(
        "level", .range(0...fixed.count), count: cpus, storage: .ghost,
        initial: (0..<cpus).map { online.contains($0) ? fixed.count : 0 }))
    for rung in recorded where rung.isMultiInstance || rung.isRegisteredLater {
      let most = max(1, rung.instances)
      computer.add(
        Variable(
          "count.\(rung.name)", .range(0...most), count: cpus, storage: .ghost,
          initial: (0..<cpus).map { online.contains($0) && !rung.isRegisteredLater ? most : 0 }))
    }
    for finding in RecordedRung.findings { computer.add(finding) }
    var position = 0
    for rung in recorded {
      if !rung.isRegisteredLater { position += 1 }
      rung.addProcedures(position, ladder, to: &computer)
    }
    let others = layer(ladder, &computer)
    core = CPUHotplug(
      ladder: ladder, rungs: recorded.map { $0.rung() } + others, hotpluggable: Array(1..<cpus),
      onlineAtStart: online,
      options: options)
    core.install(in: &computer)
    self.ladder = ladder
    self.recorded = recorded
  }

  subscript(name: String) -> RecordedRung { recorded.first { $0.name == name }! }

  /// A task on CPU 0 that makes these requests one after the other and keeps what they return.
  mutating func addRequests(_ list: [Request]) {
    requests = list.count
    for index in list.indices {
      computer.add(Variable("ret.\(index)", .errno, storage: .ghost))
      computer.add(Variable("state.\(index)", .range(0...ladder.structure.online), storage: .ghost))
    }
    computer.add(Variable("returned", .range(0...list.count), storage: .ghost))
    let ret = Expression.local("ret", .errno)
    let online = Expression.constant(ladder.structure.online)
    let core = core
    computer.addThread("requester", on: 0) {
      for (index, request) in list.enumerated() {
        switch request {
        case .up(let cpu): ret <- Call("cpu_up", .constant(cpu), online)
        case .down(let cpu): ret <- Call("cpu_down", .constant(cpu), 0)
        case .fail(let number, let cpu): core.storeFail(.constant(cpu), .constant(number), ret)
        case .smt(let control): ret <- Call("__store_smt_control", .constant(control.rawValue))
        case .suspend: ret <- Call("pm_suspend")
        case .call(let procedure):
          Do(procedure)
          ret <- 0
        }
        Global("ret.\(index)") <- ret
        Global("state.\(index)") <- PerCPU("cpuhp_state.state")[1]
        Global("returned") <- .constant(index + 1)
        Global("called") <- 0
      }
    }
    computer.observe("begun", Global("returned") < .constant(list.count))
    computer.observe("all returned", Global("returned") == .constant(list.count))
  }

  mutating func observe(_ name: String, _ condition: Program.Expression) {
    computer.observe(name, condition)
  }

  /// How many of the recorded rungs count as up on a CPU.
  func level(_ cpu: Int = 1) -> Program.Expression { PerCPU("level")[.constant(cpu)] }
  func state(_ cpu: Int = 1) -> Program.Expression { PerCPU("cpuhp_state.state")[.constant(cpu)] }
  func count(_ name: String, _ cpu: Int) -> Program.Expression { PerCPU("count.\(name)")[.constant(cpu)] }
  func online(_ cpu: Int = 1) -> Program.Expression { PerCPU("cpu_online")[.constant(cpu)] }
  func returned(_ index: Int) -> Program.Expression { Global("ret.\(index)") }
  var done: Program.Expression { Global("returned") == .constant(requests) }

  func explored(
    finishing: [(from: String, reach: String)] = [("begun", "all returned")], fused: Bool = true
  ) throws -> Exploration {
    try Exploration(computer, fused: fused, finishing: finishing)
  }
}
