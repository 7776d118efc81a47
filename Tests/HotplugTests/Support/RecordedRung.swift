import Hotplug
import Ladder
import Machine
import Program

/// A rung whose callbacks say when they run wrongly, and can be made to fail.
///
/// Every recorded rung has both callbacks, so one number for each CPU, the recorded rungs that count as up,
/// holds the whole rule of CallbackOrder: startup i runs when i - 1 are up, teardown i when i are.
struct RecordedRung: Sendable {
  enum Failure: Sendable, Equatable, CaseIterable { case never, startup, teardown, both }

  var name: String
  var number: Int
  var failure = Failure.never
  var instances = 0
  var isRegisteredLater = false

  var isMultiInstance: Bool { instances > 0 }

  func rung() -> HotplugRung {
    HotplugRung(
      number: number, name: name, startup: .init("\(name)_up", procedure: "\(name)_up"),
      teardown: .init("\(name)_down", procedure: "\(name)_down"), isMultiInstance: isMultiInstance,
      instances: isRegisteredLater ? 0 : instances, isRegisteredLater: isRegisteredLater)
  }

  static let findings = [
    Finding("order", "a callback runs out of order, or twice, or without its counterpart"),
    Finding("place", "a callback runs on the wrong CPU, or on the wrong side of set_cpu_online"),
    Finding("interrupts", "a callback runs with interrupts or preemption in the wrong state"),
    Finding("state", "st->state is not what the kernel has while this callback runs"),
  ]

  private static let cpuLocal = Local("cpu", .range(0...7))
  private var cpu: Program.Expression { .local(RecordedRung.cpuLocal) }

  /// The procedures of both callbacks. `position` counts the recorded rungs from 1.
  func addProcedures(_ position: Int, _ ladder: Ladder, to computer: inout Computer) {
    for bringup in [true, false] {
      let name = "\(name)_\(bringup ? "up" : "down")"
      let fails = failure == .both || failure == (bringup ? .startup : .teardown)
      computer.add(
        Procedure(name, source: "test", parameters: [RecordedRung.cpuLocal]) {
          checks(position, bringup, ladder)
          if fails && computer.hasFaults {
            Choose {
              Option("\(name) succeeds", .kernel) { Atomic { Global("called") <- 1 } }
              Option("\(name) fails", .fault, when: Global("faults_left") > 0) {
                Atomic { Global("faults_left") <- Global("faults_left") - 1 }
                failed(position, bringup, ladder)
                Return(-12)
              }
            }
          } else {
            Global("called") <- 1
          }
          moved(position, bringup)
          Return(0)
        })
    }
  }

  private var level: PerCPU { PerCPU("level") }
  private var count: PerCPU { PerCPU("count.\(name)") }

  /// All checks look at what they need in the transition in which the callback is entered.
  @ProgramBuilder private func checks(_ position: Int, _ bringup: Bool, _ ladder: Ladder) -> [Statement] {
    let state = PerCPU("cpuhp_state.state")[cpu]
    let online = PerCPU("cpu_online")[cpu]
    let irqsOff = PerCPU("irqs_off").here
    let section = ladder.section(of: number)!
    // A registration calls those of PREPARE itself, and leaves no trace of that.
    let isCalled: Program.Expression =
      isRegisteredLater ? (section == .prepare ? 1 : PerCPU("cpuhp_state.single")[cpu]) : 0
    if isMultiInstance && isRegisteredLater {
      Require("order", bringup ? count[cpu] < .constant(instances) : count[cpu] > 0)
    } else if isMultiInstance {
      // A part that is undone, or done again, stands on the rung itself or below it.
      let (below, here) = (Expression.constant(position - 1), Expression.constant(position))
      Require("order", level[cpu] == below || level[cpu] == here)
      Require("order", bringup ? count[cpu] < .constant(instances) : count[cpu] > 0)
    } else if !isRegisteredLater {
      Require("order", level[cpu] == .constant(bringup ? position - 1 : position))
    } else {
      Require("order", count[cpu] == (bringup ? 0 : 1))
    }
    let stands = state == .constant(bringup ? number : number - 1)
    // The control CPU undoes a part of the instances at once, before it turns round.
    let undoes = state == .constant(bringup ? number - 1 : number)
    Require("state", isCalled || stands || (isMultiInstance ? undoes : 0))
    switch section {
    case .prepare:
      Require("place", .currentCPU == 0 && (isCalled || !online))
      Require("interrupts", !irqsOff && PerCPU("preempt_count").here == 0)
    case .starting:
      Require("place", .currentCPU == cpu && (isCalled || !online))
      Require("interrupts", irqsOff)
    case .online:
      Require("place", .currentCPU == cpu && online)
      Require("interrupts", !irqsOff && PerCPU("preempt_count").here == 0)
    }
  }

  /// The callback has done its work.
  @ProgramBuilder private func moved(_ position: Int, _ bringup: Bool) -> [Statement] {
    let next = Expression.constant(bringup ? position : position - 1)
    if isMultiInstance {
      count[cpu] <- (bringup ? count[cpu] + 1 : count[cpu] - 1)
      if !isRegisteredLater { If(count[cpu] == .constant(bringup ? instances : 0)) { level[cpu] <- next } }
    } else if isRegisteredLater {
      count[cpu] <- .constant(bringup ? 1 : 0)
    } else {
      level[cpu] <- next
    }
  }

  /// It has failed and cleaned up. In a section that may not fail, and in a rollback, the core goes on as if
  /// it had not.
  @ProgramBuilder
  private func failed(_ position: Int, _ bringup: Bool, _ ladder: Ladder) -> [Statement] {
    if !isMultiInstance && !isRegisteredLater {
      let next = Expression.constant(bringup ? position : position - 1)
      if ladder.section(of: number) == .starting {
        level[cpu] <- next
      } else {
        If(PerCPU("cpuhp_state.rollback")[cpu]) { level[cpu] <- next }
      }
    }
  }
}
