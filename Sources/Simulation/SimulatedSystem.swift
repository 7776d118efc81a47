import Hotplug
import Ladder
import Machine
import Program

/// The hotplug core over a kernel's whole ladder, with a context that runs a script: the same programs that
/// are explored, with every rung of the captured kernel as a callback, and with their trace events observed.
struct SimulatedSystem {
  let model: Model
  let ladder: Ladder

  init(_ script: Script) {
    let table = CallbackTable(script.kernel, script.setup)
    ladder = table.ladder
    let cpus = Set(0..<script.cpus)
    var computer = Computer(name: "run", cpus: script.cpus, faults: 0, online: cpus)
    var options = CPUHotplug.Options()
    options.isObserved = true
    options.suspends = true
    let scheduler = CPUHotplug.schedulerRungs(of: table.ladder)
    let known = Set(scheduler.map(\.number))
    let generic = table.callbacks.filter { !known.contains($0.number) && $0.hasCallback }.map { callbacks in
      HotplugRung(
        number: callbacks.number, name: callbacks.name,
        startup: callbacks.traceName(.up).map { HotplugRung.Callback($0) },
        teardown: callbacks.traceName(.down).map { HotplugRung.Callback($0) },
        isMultiInstance: callbacks.isMultiInstance, instances: callbacks.instances)
    }
    let hotplug = CPUHotplug(
      ladder: table.ladder, rungs: generic + scheduler, hotpluggable: Array(1..<script.cpus),
      onlineAtStart: cpus,
      options: options)
    hotplug.install(in: &computer)
    hotplug.addSchedulerProcedures(to: &computer)
    // The script's operations come one by one from outside, so that a model serves scripts of any length.
    let states = Domain.range(-1...table.ladder.structure.online)
    computer.add(
      Variable("script.operation", .range(0...5)), Variable("script.cpu", .range(0...7)),
      Variable("script.state", states))
    computer.addThread("script", on: 0) { SimulatedSystem.loop(hotplug, states) }
    // Whoever is looked at from outside is not the context's own.
    computer.model.predicates = [
      Predicate(
        "idle", Global("script.operation") == 0 && Global("script.cpu") == 0 && Global("script.state") == 0)
    ]
    model = computer.finished()
  }

  /// Numbers of the operations in `script.operation`; 0 is none.
  enum Operation: Int {
    case online = 1
    case offline, fail, target, suspend
  }

  @ProgramBuilder
  private static func loop(_ hotplug: CPUHotplug, _ states: Domain) -> [Statement] {
    let (operation, ret) = (Global("script.operation"), Expression.local("ret", .errno))
    let (chosen, state) = (Expression.local("operation", .range(0...5)), Expression.local("state", states))
    let cpu = Expression.local("which", .range(0...7))
    let online = Expression.constant(hotplug.ladder.structure.online)
    Forever {
      Atomic("the next operation of the script", when: operation != 0) {
        chosen <- operation
        state <- Global("script.state")
        cpu <- Global("script.cpu")
      }
      for number in hotplug.hotpluggable {
        let here = Expression.constant(number)
        If(cpu == here) {
          If(chosen == .constant(Operation.online.rawValue)) { ret <- Call("cpu_up", here, online) }
          If(chosen == .constant(Operation.offline.rawValue)) { ret <- Call("cpu_down", here, 0) }
          If(chosen == .constant(Operation.fail.rawValue)) { hotplug.storeFail(here, state, ret) }
          If(chosen == .constant(Operation.target.rawValue)) { hotplug.storeTarget(here, state, ret) }
        }
      }
      If(chosen == .constant(Operation.suspend.rawValue)) { ret <- Call("pm_suspend") }
      Atomic("the operation has returned") { operation <- 0 }
      Event("end", ret)
    }
  }
}
