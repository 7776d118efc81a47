import Program

/// `smp_call_function_single` (kernel/smp.c, 6.12): runs a function on one CPU as an interrupt. Each CPU has
/// one call that it waits for, since it waits with preemption off, and one that it does not wait for
/// (`csd_data`); the next of the second kind waits until the last one was taken.
extension Computer {
  /// Adds the call-function-single interrupt of every CPU,
  /// `smp_call_function_single(cpu, function, wait)`, which returns -ENXIO if the CPU is not online, and
  /// `__flush_smp_call_function_queue(cpu)`, which runs what is queued for this CPU: its handler, and what a
  /// dying CPU does last.
  ///
  /// It calls the functions of `addOnEachCPU`, which comes first.
  public mutating func addCallOneCPU() {
    let domain = Domain.range(0...max(0, callFunctions.count - 1))
    let slot = Domain.range(0...callFunctions.count)
    let cpu = Domain.range(0...(cpus - 1))
    for kind in CallKind.allCases {
      add(Variable(kind.function.name, slot, count: cpus), Variable(kind.target.name, cpu, count: cpus))
      if let callInfo { add(Variable(kind.info.name, callInfo, count: cpus)) }
    }
    let given = callInfo.map { [Local("info", $0)] } ?? []
    let online = PerCPU("cpu_online")
    let function = Expression.local("func", domain)
    let target = Expression.local("cpu", .range(0...7))
    let wait = Expression.local("wait", .bool)
    let (here, err) = (Expression.local("this_cpu", cpu), Expression.local("err", .errno))
    let flags = Expression.local("flags", .bool)
    let vector = InterruptVector.callFunctionSingle.number
    let apic = sendingAPIC
    @ProgramBuilder func queue(_ kind: CallKind) -> [Statement] {
      err <- -6
      If(target < .constant(cpus) && online[target]) {
        kind.function[here] <- function + 1
        kind.target[here] <- target
        for info in given { kind.info[here] <- .local(info) }
        if let apic { apic.request(vector: vector, on: target) }
        err <- 0
      }
    }
    add(
      Procedure(
        "smp_call_function_single", source: "kernel/smp.c",
        parameters: [Local("cpu", .range(0...7)), Local("func", domain), Local("wait", .bool)] + given
      ) {
        Kernel.preemptDisable()
        Kernel.checkCall()
        here <- .currentCPU
        If(target == here) {
          Kernel.localIRQSave(flags)
          Computer.dispatch(function, callFunctions, given.map { .local($0) })
          Kernel.localIRQRestore(flags)
          err <- 0
        }.Else {
          If(wait) {
            Atomic("generic_exec_single: queue the call for the CPU") { queue(.waitedFor) }
            If(err == 0) { Wait(CallKind.waitedFor.function[here] == 0, "csd_lock_wait") }
          }.Else {
            Atomic(
              "csd_lock; generic_exec_single: queue the call for the CPU",
              when: CallKind.leftAlone.function[here] == 0
            ) { queue(.leftAlone) }
          }
        }
        Kernel.preemptEnable()
        Return(err)
      })
    addQueueOfCalls(domain, given)
  }

  private mutating func addQueueOfCalls(_ domain: Domain, _ given: [Local]) {
    let target = Local("cpu", .range(0...7))
    add(
      Procedure("__flush_smp_call_function_queue", source: "kernel/smp.c", parameters: [target]) {
        Forever {
          Choose {
            (0..<cpus).map { option(.waitedFor, from: $0, to: .local(target), domain, given) }
            (0..<cpus).map { option(.leftAlone, from: $0, to: .local(target), domain, given) }
            Option("no call is left", .kernel, when: !isQueued(for: .local(target))) { Break() }
          }
        }
      })
    for cpu in 0..<cpus {
      if wakeUps == .byIPI {
        addInterrupt(vector: InterruptVector.callFunctionSingle.number, on: cpu) {
          Do("__flush_smp_call_function_queue", .constant(cpu))
        }
        continue
      }
      addInterrupt(
        "call function single interrupt of CPU \(cpu)", on: cpu, pending: isQueued(for: .constant(cpu)),
        acknowledge: {}, handler: { Do("__flush_smp_call_function_queue", .constant(cpu)) })
    }
  }

  /// Those that somebody waits for come first. They are done when the function has run, the others as soon as
  /// it is known which one it is.
  private func option(
    _ kind: CallKind, from source: Int, to target: Expression, _ domain: Domain, _ given: [Local]
  ) -> Statement.Option {
    let from = Expression.constant(source)
    let function = Expression.local("func", domain)
    let first = kind == .waitedFor ? 1 : !isQueued(.waitedFor, for: target)
    return Option(
      "take the call of CPU \(source)", .kernel, when: isQueued(kind, from: from, for: target) && first
    ) {
      Atomic {
        function <- kind.function[from] - 1
        for info in given { .local(info) <- kind.info[from] }
        if kind == .leftAlone { clear(kind, from, given) }
      }
      Computer.dispatch(function, callFunctions, given.map { .local($0) })
      if kind == .waitedFor { Atomic("csd_unlock") { clear(kind, from, given) } }
    }
  }

  @ProgramBuilder private func clear(
    _ kind: CallKind, _ from: Expression, _ given: [Local]
  ) -> [Statement] {
    kind.function[from] <- 0
    kind.target[from] <- 0
    // A function that was told something else than 0 has it in its own local now.
    if let callInfo, !given.isEmpty, callInfo.holdsZero { kind.info[from] <- 0 }
  }

  private func isQueued(_ kind: CallKind, from source: Expression, for target: Expression) -> Expression {
    kind.function[source] != 0 && kind.target[source] == target
  }

  private func isQueued(_ kind: CallKind, for target: Expression) -> Expression {
    (0..<cpus).map { isQueued(kind, from: .constant($0), for: target) }.reduce(0) { $0 || $1 }
  }

  private func isQueued(for target: Expression) -> Expression {
    isQueued(.waitedFor, for: target) || isQueued(.leftAlone, for: target)
  }
}

/// The two calls that a CPU can have under way.
private enum CallKind: String, CaseIterable {
  case waitedFor = "csd"
  case leftAlone = "csd_data"

  /// 0, or the function that is called, counted from 1.
  var function: PerCPU { PerCPU("\(rawValue).func") }
  var target: PerCPU { PerCPU("\(rawValue).cpu") }
  var info: PerCPU { PerCPU("\(rawValue).info") }
}

extension Domain {
  fileprivate var holdsZero: Bool {
    switch self {
    case .range(let range): range.contains(0)
    case .values(let set): set.contains(0)
    case .pointer, .pointerOrError: true
    }
  }
}
