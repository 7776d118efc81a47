import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// Device interrupts of CPUs that come and go (kernel/irq/cpuhotplug.c, kernel/irq/migration.c, 6.12).
@Suite struct InterruptMigrationTests {
  private let effective = PerCPU("irq.effective_affinity")
  private let delivered = InterruptMigration.deliveredTo
  private let shutDown = PerCPU("irq.managed_shutdown")
  private let pending = PerCPU("irq.pending_mask")
  private let isOnline = PerCPU("cpu_online")

  /// One interrupt over the hotplug core; `unmask` retargets it and keeps where it ran. The environment may
  /// raise the interrupt while `mayRaise`.
  private func system(
    _ interrupt: DeviceInterrupt, cpus: Int = 2, online: Set<Int>, requests: [HotplugSystem.Request],
    mayRaise: Program.Expression = 0
  ) -> HotplugSystem {
    let migration = InterruptMigration([interrupt], cpus: cpus, unmask: "unmask")
    var options = CPUHotplug.Options()
    options.fixupIRQs = "fixup_irqs"
    var system = HotplugSystem(cpus: cpus, online: online, names: [], options: options) { ladder, computer in
      InterruptMigrationTests.addUnmask(to: &computer)
      migration.install(in: &computer)
      let affinity = ladder.rung(symbol: "CPUHP_AP_IRQ_AFFINITY_ONLINE")!
      return [
        HotplugRung(
          number: affinity.number, name: "irq/affinity:online",
          startup: .init("irq_affinity_online_cpu", procedure: "irq_affinity_online_cpu"))
      ]
    }
    system.addRequests(requests)
    if interrupt.isRaised {
      let raised = PerCPU("irq.requested")[0]
      system.computer.addAgent("device") {
        Option("raise", when: !raised && mayRaise) { Atomic { raised <- 1 } }
      }
    }
    let active = PerCPU("irq.active")[0]
    let target = (0..<cpus).map { delivered[0] == .constant($0) && !isOnline[.constant($0)] }
    system.observe("directed to an offline CPU", active && !shutDown[0] && target.reduce(0) { $0 || $1 })
    system.observe("leak", system.done && active && !shutDown[0] && target.reduce(0) { $0 || $1 })
    let handlers = system.computer.model.contexts.indices.filter {
      system.computer.model.contexts[$0].kind == .interrupt
    }
    for (cpu, number) in handlers.enumerated() {
      let handled = PerCPU("in_handler")[.constant(cpu)] == .constant(number + 1)
      system.observe("handled on \(cpu)", handled)
      system.observe("handled on offline \(cpu)", handled && !isOnline[.constant(cpu)])
    }
    return system
  }

  private static func addUnmask(to computer: inout Computer) {
    computer.add(Finding("unmask", "the chip's unmask runs with interrupts on"))
    // 0, or 1 + the CPU; twice that, plus 1 if the CPU is online.
    computer.add(Variable("unmasked on", .range(0...9), storage: .ghost))
    let (irq, target) = (Local("irq", .range(0...7)), Local("target", .range(0...7)))
    computer.add(
      Procedure("unmask", parameters: [irq, target]) {
        Require("unmask", Kernel.irqsDisabled)
        Atomic("unmask") {
          InterruptMigration.deliveredTo[.local(irq)] <- .local(target)
          Global("unmasked on") <- (((.currentCPU + 1) << 1) | PerCPU("cpu_online").here)
        }
      })
  }

  private func ran(on cpu: Int, online: Bool) -> Program.Expression {
    Global("unmasked on") == .constant(2 * (cpu + 1) + (online ? 1 : 0))
  }

  private func ordinary(target: Int, raised: Bool = false) -> DeviceInterrupt {
    DeviceInterrupt("nic", isManaged: false, mask: [0, 1], target: target, isRaised: raised)
  }

  private func managed(_ mask: [Int], target: Int?) -> DeviceInterrupt {
    DeviceInterrupt("queue", isManaged: true, mask: mask, target: target, isRaised: false)
  }

  private func explored(_ system: HotplugSystem) throws -> Exploration {
    let explored = try system.explored()
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.canFinish(from: "begun", reach: "all returned"))
    #expect(!explored.sometimes("leak"))
    return explored
  }

  /// The unmask runs on the dying CPU, which is out of the mask already.
  @Test func anOrdinaryOneIsMovedOnTheDyingCPU() throws {
    var system = system(ordinary(target: 1, raised: true), online: [0, 1], requests: [.down(1)], mayRaise: 1)
    system.observe(
      "moved", !system.done || (effective[0] == 0 && delivered[0] == 0 && ran(on: 1, online: false)))
    let explored = try explored(system)
    #expect(explored.always("moved"))
    #expect(explored.sometimes("handled on 0"))
    #expect(explored.sometimes("handled on 1"))
    #expect(!explored.sometimes("handled on offline 1"))
    // Between the mask and the fixup it is still directed there, and waits.
    #expect(explored.sometimes("directed to an offline CPU"))
  }

  @Test func whatIsElsewhereIsLeftAlone() throws {
    var system = system(ordinary(target: 0), online: [0, 1], requests: [.down(1)])
    system.observe("untouched", effective[0] == 0 && delivered[0] == 0 && Global("unmasked on") == 0)
    #expect(try explored(system).always("untouched"))
  }

  /// Shut down with the last CPU of its mask, without an unmask; started by the next CPU's thread.
  @Test func aManagedOneIsShutDownAndStarted() throws {
    var system = system(managed([1], target: 1), online: [0, 1], requests: [.down(1), .up(1)])
    let returned = Global("returned")
    system.observe("shut down", returned != 1 || system.state() != 0 || shutDown[0])
    system.observe("not unmasked", returned != 1 || system.state() != 0 || Global("unmasked on") == 0)
    system.observe(
      "started", !system.done || (!shutDown[0] && effective[0] == 1 && ran(on: 1, online: true)))
    system.observe("off between", shutDown[0] && system.state() == 0)
    let explored = try explored(system)
    for name in ["shut down", "not unmasked", "started"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.sometimes("off between"))
  }

  /// With another CPU of its mask online it is moved there; the first to come back starts it, the second
  /// leaves it where it is.
  @Test func aManagedOneStaysWithinItsMask() throws {
    var system = system(
      managed([1, 2], target: 1), cpus: 3, online: [0, 1, 2],
      requests: [.down(1), .down(2), .up(1), .up(2)])
    let returned = Global("returned")
    system.observe("outside", effective[0] == 0 || delivered[0] == 0)
    system.observe("moved to 2", returned != 1 || (effective[0] == 2 && delivered[0] == 2 && !shutDown[0]))
    system.observe("shut down", returned != 2 || system.state(2) != 0 || system.state() > 0 || shutDown[0])
    system.observe("started on 1", returned != 3 || (effective[0] == 1 && delivered[0] == 1 && !shutDown[0]))
    system.observe("stays on 1", returned != 4 || (effective[0] == 1 && delivered[0] == 1))
    let explored = try explored(system)
    #expect(!explored.sometimes("outside"))
    for name in ["started on 1", "stays on 1"] { #expect(explored.always(name), "\(name)") }
    #expect(explored.sometimes("moved to 2"))
  }

  /// An affinity write only leaves word; the next interrupt carries it out on the CPU that takes it.
  @Test func aPendingMoveIsCarriedOutByTheHandler() throws {
    var system = system(ordinary(target: 0, raised: true), online: [0, 1], requests: [], mayRaise: 1)
    let migration = InterruptMigration([ordinary(target: 0, raised: true)], cpus: 2, unmask: "unmask")
    system.computer.addAgent("writer") { migration.affinityOptions() }
    system.observe("moved away on 0", delivered[0] == 1 && ran(on: 0, online: true))
    system.observe("moved back on 1", delivered[0] == 0 && ran(on: 1, online: true))
    system.observe("moved without a handler", delivered[0] == 1 && Global("unmasked on") == 0)
    let explored = try system.explored(finishing: [])
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    #expect(explored.sometimes("moved away on 0"))
    #expect(explored.sometimes("moved back on 1"))
    #expect(!explored.sometimes("moved without a handler"))
    #expect(explored.sometimes("handled on 1"))
  }

  /// A move that is pending to the CPU that dies is dropped, and does not come back with that CPU
  /// (`irq_fixup_move_pending`, kernel/irq/migration.c, 6.12). One that is pending to another is kept.
  @Test(arguments: [0, 1])
  func aMoveToTheDyingCPUIsDropped(target: Int) throws {
    var system = system(
      ordinary(target: 1 - target, raised: true), cpus: 2, online: [0, 1], requests: [.down(1), .up(1)],
      mayRaise: Global("returned") == 2)
    for index in system.computer.model.variables.indices
    where system.computer.model.variables[index].name == "irq.pending_mask" {
      system.computer.model.variables[index].initial = [target + 1]
    }
    system.observe("both on 0", !system.done || (effective[0] == 0 && delivered[0] == 0))
    system.observe("nothing pending", !system.done || pending[0] == 0)
    let explored = try explored(system)
    #expect(explored.always("both on 0"))
    #expect(explored.always("nothing pending"))
    #expect(explored.sometimes("handled on 0"))
    #expect(!explored.sometimes("handled on 1"))
  }

  /// IrqLeak holds where every retarget succeeds: with two CPUs that go, an affinity writer and a device.
  @Test func nothingIsLeftBehindOnAnOfflineCPU() throws {
    let interrupt = ordinary(target: 0, raised: true)
    var system = system(
      interrupt, cpus: 3, online: [0, 1, 2], requests: [.down(1), .up(1), .down(2)], mayRaise: 1)
    let migration = InterruptMigration([interrupt], cpus: 3, unmask: "unmask")
    system.computer.addAgent("writer") { migration.affinityOptions() }
    let explored = try explored(system)
    #expect(explored.sometimes("handled on 2"))
    for cpu in 1..<3 { #expect(!explored.sometimes("handled on offline \(cpu)")) }
  }
}
