import Hotplug
import KernelC
import Ladder
import Machine
import Program

/// The workqueues of a C file's system: whose workers are bound (`workqueue_online_cpu`,
/// `workqueue_offline_cpu`, kernel/workqueue.c, 6.12). Work that is queued for a CPU whose workers are
/// unbound runs on any other; that of a CPU that was never online waits for it.
struct CFileWorkqueues {
  private static let calls: Set<String> = [
    "schedule_work", "schedule_work_on", "queue_work", "queue_work_on", "flush_work", "cancel_work_sync",
  ]
  private static let symbol = "CPUHP_AP_WORKQUEUE_ONLINE"

  /// Nil if the file queues no work, or the ladder has no such state.
  private let number: Int?

  init(_ calls: [CNamedCall], _ ladder: Ladder) {
    let isUsed = calls.contains { CFileWorkqueues.calls.contains($0.name) }
    number = isUsed ? ladder.rung(symbol: CFileWorkqueues.symbol)?.number : nil
  }

  var rungs: [HotplugRung] {
    guard let number else { return [] }
    return [
      HotplugRung(
        number: number, name: "workqueue:online",
        startup: .init("workqueue_online_cpu", procedure: "workqueue_online_cpu"),
        teardown: .init("workqueue_offline_cpu", procedure: "workqueue_offline_cpu"))
    ]
  }

  private var unbound: PerCPU { PerCPU("workers_unbound") }

  /// Whether the workers of a CPU are unbound; nil if nobody asks.
  var areUnbound: ((Expression) -> Expression)? {
    guard number != nil else { return nil }
    return { unbound[$0] }
  }

  func install(in computer: inout Computer) {
    guard number != nil else { return }
    let cpu = Local("cpu", .range(0...7))
    computer.add(Variable(unbound.name, .bool, count: computer.cpus))
    computer.add(
      Procedure("workqueue_online_cpu", source: "kernel/workqueue.c", parameters: [cpu]) {
        Atomic("rebind_workers") { unbound[.local(cpu)] <- 0 }
        Return(0)
      },
      Procedure("workqueue_offline_cpu", source: "kernel/workqueue.c", parameters: [cpu]) {
        Atomic("unbind_workers") { unbound[.local(cpu)] <- 1 }
        Return(0)
      })
  }
}
