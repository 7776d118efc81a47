import Program

/// `on_each_cpu`: samples `cpu_online_mask` in one step with preemption off, runs the function here with
/// interrupts off and on the others as an interrupt, and waits with preemption off until all have
/// (`on_each_cpu_cond_mask`, kernel/smp.c, 6.12).
extension Computer {
  /// Adds the call-function interrupt of every CPU and `on_each_cpu(function)`.
  ///
  /// Two callers at once take turns: the call data is one, not one for each caller.
  /// - Parameter functions: the procedures that can be called, without parameters and result; referred to by
  ///   index.
  public mutating func addOnEachCPU(functions: [String]) {
    callFunctions = functions
    let pending = PerCPU("call_function.pending")
    let (function, busy) = (Global("call_function.function"), Global("call_function.busy"))
    let online = PerCPU("cpu_online")
    let domain = Domain.range(0...max(0, functions.count - 1))
    add(
      Variable("call_function.pending", .bool, count: cpus), Variable("call_function.function", domain),
      Variable("call_function.busy", .bool))
    let table = functions.enumerated().map {
      Statement.DispatchEntry(value: $0.offset, procedure: $0.element)
    }
    let flags = Expression.local("flags", .bool)
    let chosen = Expression.local("func", domain)
    let none = (0..<cpus).map { !pending[.constant($0)] }.reduce(1) { $0 && $1 }
    add(
      Procedure("on_each_cpu", source: "kernel/smp.c", parameters: [Local("func", domain)]) {
        Kernel.preemptDisable()
        Atomic("on_each_cpu: send the call to cpu_online_mask", when: !busy) {
          busy <- 1
          function <- chosen
          for cpu in 0..<cpus {
            pending[.constant(cpu)] <- (online[.constant(cpu)] && .currentCPU != .constant(cpu))
          }
        }
        Kernel.localIRQSave(flags)
        Dispatch(chosen, table)
        Kernel.localIRQRestore(flags)
        Atomic("on_each_cpu: all have run", when: none) {
          busy <- 0
          function <- 0
        }
        Kernel.preemptEnable()
      })
    for cpu in 0..<cpus {
      addInterrupt(
        "call function interrupt of CPU \(cpu)", on: cpu, pending: pending[.constant(cpu)], acknowledge: {},
        handler: {
          Dispatch(function, table)
          Atomic("csd_unlock") { pending[.constant(cpu)] <- 0 }
        })
    }
  }
}
