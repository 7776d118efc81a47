import Program

/// Work items of a bound workqueue (kernel/workqueue.c, 6.12): `schedule_work_on` asks a worker of a CPU to
/// run a function in task context.
///
/// A worker runs on its CPU only, and stands still while that is offline: work that was queued for a CPU
/// which never came online stays where it is. Once `workqueue_offline_cpu` has unbound the workers of a CPU
/// that goes down (`unbind_workers`), what is left of its work runs on any other: a function that believes to
/// be on its CPU is wrong then.
extension Computer {
  /// What becomes of work whose CPU is offline.
  public enum OrphanedWork: Sendable {
    /// It waits for the CPU to come online.
    case waits
    /// A CPU that is online runs it: the rule for a CPU that has been online before.
    case runsElsewhere
  }

  /// Adds a work item and its worker, one context: different items of a CPU run in different workers, and one
  /// item never runs twice at once.
  ///
  /// - Parameters:
  ///   - function: the procedure to run, with these arguments.
  ///   - orphans: what becomes of it while its CPU is offline.
  ///   - areUnbound: whether the workers of a CPU are unbound, where the model says so; nil for those of
  ///     every
  ///     CPU that is offline.
  public mutating func addWork(
    _ name: String, function: String, arguments: [Expression] = [], orphans: OrphanedWork = .waits,
    areUnbound: ((Expression) -> Expression)? = nil
  ) {
    let work = WorkItem(name)
    let position = "cpu_of.kworker(\(name))"
    add(
      Variable("\(name).pending", .bool), Variable("\(name).running", .bool),
      Variable("\(name).cpu", .range(0...(cpus - 1))), Variable(position, .range(0...(cpus - 1))),
      Variable("\(name).barriers.pending", .range(0...0), valueNames: Computer.contextSet),
      Variable("\(name).barriers.running", .range(0...0), valueNames: Computer.contextSet))
    boundWorkers.insert(nextContext)
    let number = Expression.constant(nextContext)
    let here = Global(position)
    func isFree(_ cpu: Expression) -> Expression {
      PerCPU("cpu_online")[cpu] && PerCPU("in_handler")[cpu] == 0 && PerCPU("cpu_owner")[cpu] == 0
    }
    model.contexts.append(
      Context(
        "kworker(\(name))", kind: .task, placement: .migratable(variable: position),
        runnable: PerCPU("in_handler")[here] == 0
          && (PerCPU("cpu_owner")[here] == 0 || PerCPU("cpu_owner")[here] == number)
          && PerCPU("cpu_online")[here],
        body: [
          Statement(
            Forever {
              Atomic(
                "process_one_work: \(function)", when: work.isPending && isFree(work.target),
                bypassesOwner: true
              ) { work.begin(on: here, work.target) }
              Statement.Kind.call(result: nil, procedure: function, arguments: arguments)
              Atomic("process_one_work: \(function) has returned") { work.end(on: here) }
            })
        ]))
    guard orphans == .runsElsewhere else { return }
    let online = PerCPU("cpu_online")
    let areUnbound = areUnbound ?? { online[$0] == 0 }
    let runs = work.isRunning && areUnbound(here)
    let cpus = cpus
    addAgent("unbind_workers: \(name)") {
      (0..<cpus).map { target in
        Option(
          "workqueue_offline_cpu: \(name) goes on CPU \(target)", .kernel,
          when: online[.constant(target)]
            && ((runs && here != .constant(target))
              || (work.isPending && !work.isRunning && work.target != .constant(target)
                && areUnbound(work.target)))
        ) {
          Atomic {
            If(runs) { here <- .constant(target) }.Else { work.target <- .constant(target) }
          }
        }
      }
    }
  }
}

/// The state of a work item, and what is done with it.
struct WorkItem {
  let name: String

  init(_ name: String) { self.name = name }

  var isPending: Expression { Global("\(name).pending") }
  var isRunning: Expression { Global("\(name).running") }
  var target: Expression { Global("\(name).cpu") }
  /// The contexts that wait behind the instance that is queued, and those behind the one that runs.
  var pendingBarriers: Expression { Global("\(name).barriers.pending") }
  var runningBarriers: Expression { Global("\(name).barriers.running") }

  @ProgramBuilder func begin(on here: Expression, _ cpu: Expression) -> [Statement] {
    here <- cpu
    isPending <- 0
    isRunning <- 1
    runningBarriers <- pendingBarriers
    pendingBarriers <- 0
    target <- 0
  }

  @ProgramBuilder func end(on here: Expression) -> [Statement] {
    here <- 0
    isRunning <- 0
    runningBarriers <- 0
  }
}

extension Kernel {
  /// `schedule_work_on` and `queue_work_on`: whether it was queued, which it is not while it waits to run,
  /// goes into a truth value. Whether the CPU is online is the caller's concern. One step.
  @ProgramBuilder public static func scheduleWork(
    _ name: String, on cpu: Expression, into result: Expression? = nil
  ) -> [Statement] {
    let work = WorkItem(name)
    Atomic("queue_work_on(\(cpu), \(name))") {
      if let result { result <- !work.isPending }
      If(!work.isPending) {
        work.isPending <- 1
        // While it runs it is queued where it runs (`__queue_work`), so that it does not run twice at once.
        work.target <- .conditional(work.isRunning, Global("cpu_of.kworker(\(name))"), cpu)
      }
    }
  }

  /// `flush_work`: sleeps until the instance that was queued last before it has run; whether there was any
  /// goes into a truth value. Two steps.
  @ProgramBuilder public static func flushWork(_ name: String, into result: Expression? = nil)
    -> [Statement]
  {
    let work = WorkItem(name)
    mightSleep()
    Atomic("flush_work(&\(name)): insert_wq_barrier") {
      if let result { result <- (work.isPending || work.isRunning) }
      If(work.isPending) {
        work.pendingBarriers <- work.pendingBarriers | bit(.currentContext)
      }.Else {
        If(work.isRunning) { work.runningBarriers <- work.runningBarriers | bit(.currentContext) }
      }
    }
    Wait(
      ((work.pendingBarriers | work.runningBarriers) & bit(.currentContext)) == 0,
      "flush_work(&\(name)): wait for the barrier")
  }

  /// `cancel_work_sync`: takes it off the queue and sleeps until it does not run; whether it was queued goes
  /// into a truth value. Two steps.
  @ProgramBuilder public static func cancelWork(_ name: String, into result: Expression? = nil)
    -> [Statement]
  {
    let work = WorkItem(name)
    mightSleep()
    Atomic("cancel_work_sync(&\(name))") {
      if let result { result <- work.isPending }
      work.isPending <- 0
      work.target <- 0
      work.pendingBarriers <- 0
      If(work.isRunning) { work.runningBarriers <- work.runningBarriers | bit(.currentContext) }
    }
    Wait((work.runningBarriers & bit(.currentContext)) == 0, "cancel_work_sync(&\(name)): wait")
  }
}
