import Program

/// `stop_machine`: the stoppers of all online CPUs gather one by one, each when its CPU's owner lets it; then
/// all switch interrupts off, one CPU runs the function, and all are released (`multi_cpu_stop`,
/// kernel/stop_machine.c, 6.12). It is no atomic barrier: tasks of a CPU run on until its stopper has joined.
extension Computer {
  /// Adds the stoppers, one context a CPU, and `stop_machine_cpuslocked(function, cpu)`.
  ///
  /// - Parameter functions: the procedures that can be run, without parameters and with an errno as result;
  ///   they are referred to by index.
  public mutating func addStopMachine(functions: [String]) {
    stopFunctions = functions
    let online = PerCPU("cpu_online")
    let requested = PerCPU("stop.requested")
    let (phase, acks, expected) = (Global("stop.state"), Global("stop.acks"), Global("stop.threads"))
    let (active, function, result) = (Global("stop.active"), Global("stop.function"), Global("stop.result"))
    add(
      Variable("stop.requested", .bool, count: cpus),
      Variable(
        "stop.state", .range(0...4),
        valueNames: [
          0: "NONE", 1: "MULTI_STOP_PREPARE", 2: "MULTI_STOP_DISABLE_IRQ", 3: "MULTI_STOP_RUN",
          4: "MULTI_STOP_EXIT",
        ]),
      Variable("stop.acks", .range(0...cpus)), Variable("stop.threads", .range(0...cpus)),
      Variable("stop.active", .range(0...(cpus - 1))),
      Variable("stop.function", .range(0...max(0, functions.count - 1))),
      Variable("stop.result", .errno), Variable("stop.done", .bool))
    addSleepers("stop.done")
    let allOnline = (0..<cpus).map { online[.constant($0)] }.reduce(0) { $0 + $1 }
    let returned = Expression.local("ret", .errno)
    // The stoppers are added last, one of each CPU.
    let first = nextContext
    let cpus = cpus
    add(
      Procedure(
        "stop_machine_cpuslocked", source: "kernel/stop_machine.c",
        parameters: [
          Local("fn", .range(0...max(0, functions.count - 1))), Local("cpu", .range(0...(cpus - 1))),
        ]
      ) {
        Kernel.mightSleep()
        Atomic("queue the stoppers of all online CPUs") {
          for cpu in 0..<cpus { requested[.constant(cpu)] <- online[.constant(cpu)] }
          expected <- allOnline
          phase <- 1
          active <- .local("cpu", .range(0...(cpus - 1)))
          function <- .local("fn", .range(0...max(0, functions.count - 1)))
          for cpu in 0..<cpus {
            If(.fact(.wakesByIPI)) {
              If(requested[.constant(cpu)]) { Kernel.wake(contexts: .constant(1 << (first + cpu))) }
            }
          }
        }
        Kernel.sleep(on: "stop.done", until: Global("stop.done"), "wait for the stoppers") {
          returned <- result
          Global("stop.done") <- 0
          result <- 0
          active <- 0
          function <- 0
          expected <- 0
        }
        Return(returned)
      },
      Procedure("ack_state", parameters: [Local("next", .range(0...4))], isPrimitive: true) {
        acks <- acks + 1
        If(acks == expected) {
          acks <- 0
          phase <- .local("next", .range(0...4))
          If(phase == 0) {
            Global("stop.done") <- 1
            Kernel.wake("stop.done")
          }
        }
      })
    for cpu in 0..<cpus { addStopper(on: cpu, functions: functions) }
  }

  private mutating func addStopper(on cpu: Int, functions: [String]) {
    let here = Expression.constant(cpu)
    let (phase, function) = (Global("stop.state"), Global("stop.function"))
    let table = functions.enumerated().map {
      Statement.DispatchEntry(value: $0.offset, procedure: $0.element)
    }
    addThread("migration/\(cpu)", kind: .stopper, on: cpu) {
      Forever {
        Kernel.goOn("multi_cpu_stop: the stopper runs", when: PerCPU("stop.requested")[here]) {
          PerCPU("stop.requested")[here] <- 0
          Kernel.takeCPU()
          Do("ack_state", 2)
        }
        Atomic("multi_cpu_stop: MULTI_STOP_DISABLE_IRQ", when: phase == 2) {
          Kernel.irqsOff <- 1
          Do("ack_state", 3)
        }
        Wait(phase == 3, "multi_cpu_stop: MULTI_STOP_RUN")
        If(Global("stop.active") == here) {
          Dispatch(function, table, into: Global("stop.result"))
        }
        Atomic("multi_cpu_stop: acknowledge") { Do("ack_state", 4) }
        Atomic("multi_cpu_stop: MULTI_STOP_EXIT", when: phase == 4) {
          Kernel.irqsOff <- 0
          Kernel.releaseCPU()
          Do("ack_state", 0)
          Kernel.schedule()
        }
      }
    }
  }
}
