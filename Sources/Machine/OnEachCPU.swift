import Program

/// `on_each_cpu` and its relatives: sample `cpu_online_mask` in one step with preemption off, run the
/// function here with interrupts off and on the others as an interrupt, and wait with preemption off until
/// all have (`smp_call_function_many_cond`, `on_each_cpu_cond_mask`, kernel/smp.c, 6.12).
extension Computer {
  /// Adds the call-function interrupt of every CPU, `on_each_cpu(function)`, and
  /// `smp_call_function_mask(function, mask, here)`, which calls those of a mask that are online, this CPU
  /// too if `here` says so.
  ///
  /// Two callers at once take turns: the call data is one, not one for each caller.
  /// - Parameters:
  ///   - functions: the procedures that can be called, without a result; referred to by index.
  ///   - mayGoOn: whether a caller may go on before all have run. Then the last who has run it makes room for
  ///     the next call, and `wait` is a last argument.
  ///   - info: what the functions take, and the caller gives as a last argument; nil if they take nothing.
  public mutating func addOnEachCPU(functions: [String], info: Domain? = nil, mayGoOn: Bool = false) {
    callFunctions = functions
    callInfo = info
    callsMayGoOn = mayGoOn
    let pending = PerCPU("call_function.pending")
    let (function, busy) = (Global("call_function.function"), Global("call_function.busy"))
    let online = PerCPU("cpu_online")
    let domain = Domain.range(0...max(0, functions.count - 1))
    add(
      Variable("call_function.pending", .bool, count: cpus), Variable("call_function.function", domain),
      Variable("call_function.busy", .bool))
    if let info { add(Variable("call_function.info", info)) }
    let leftAlone = Global("call_function.left_alone")
    if mayGoOn { add(Variable("call_function.left_alone", .bool)) }
    let wait = Local("wait", .bool)
    let waits: Expression = mayGoOn ? .local(wait) : 1
    let none = (0..<cpus).map { !pending[.constant($0)] }.reduce(1) { $0 && $1 }
    let given = info.map { [Local("info", $0)] } ?? []
    let arguments = given.map { Expression.local($0) }
    let kept = info == nil ? [] : [Global("call_function.info")]
    let chosen = Expression.local("func", domain)
    /// Sends the call to the CPUs, runs it here, and waits for the others.
    let cpus = cpus
    let vector = InterruptVector.callFunction.number
    let apic = sendingAPIC
    @ProgramBuilder func call(
      _ text: String, _ isCalled: (Int) -> Expression, here: Expression
    ) -> [Statement] {
      let flags = Expression.local("flags", .bool)
      Kernel.checkCall()
      Atomic("\(text): send the call to cpu_online_mask", when: !busy) {
        busy <- 1
        function <- chosen
        for (kept, argument) in zip(kept, arguments) { kept <- argument }
        for cpu in 0..<cpus {
          pending[.constant(cpu)] <- (isCalled(cpu) && .currentCPU != .constant(cpu))
          if let apic {
            If(pending[.constant(cpu)]) { apic.request(vector: vector, on: .constant(cpu)) }
          }
        }
        if mayGoOn {
          leftAlone <- !waits
          If(!waits && none) {
            busy <- 0
            function <- 0
            leftAlone <- 0
          }
        }
      }
      let local = [
        Kernel.localIRQSave(flags), [Statement(Computer.dispatch(chosen, functions, arguments))],
        Kernel.localIRQRestore(flags),
      ].flatMap { $0 }
      if here == 1 { local } else { If(here) { local } }
      let end = Atomic("\(text): all have run", when: none) {
        busy <- 0
        function <- 0
      }
      if mayGoOn { If(waits) { end } } else { end }
    }
    let last = mayGoOn ? [wait] : []
    let mask = Local("mask", .range(0...(1 << cpus - 1)))
    let withHere = Local("here", .bool)
    add(
      Procedure("on_each_cpu", source: "kernel/smp.c", parameters: [Local("func", domain)] + given + last) {
        Kernel.preemptDisable()
        call("on_each_cpu", { online[.constant($0)] }, here: 1)
        Kernel.preemptEnable()
      },
      Procedure(
        "smp_call_function_mask", source: "kernel/smp.c",
        parameters: [Local("func", domain), mask, withHere] + given + last
      ) {
        Kernel.preemptDisable()
        call(
          "smp_call_function_many_cond",
          { online[.constant($0)] && (.local(mask) >> .constant($0)) & 1 },
          here: .local(withHere) && (.local(mask) >> .currentCPU) & 1)
        Kernel.preemptEnable()
      })
    for cpu in 0..<cpus {
      @ProgramBuilder func run() -> [Statement] {
        Computer.dispatch(function, functions, kept)
        Atomic("csd_unlock") {
          pending[.constant(cpu)] <- 0
          if mayGoOn {
            If(leftAlone && none) {
              busy <- 0
              function <- 0
              leftAlone <- 0
            }
          }
        }
      }
      if apic != nil {
        // An interrupt that finds nothing to do is spurious.
        addInterrupt(vector: vector, on: cpu) { If(pending[.constant(cpu)]) { run() } }
      } else {
        addInterrupt(
          "call function interrupt of CPU \(cpu)", on: cpu, pending: pending[.constant(cpu)], acknowledge: {},
          handler: { run() })
      }
    }
  }

  static func dispatch(
    _ selector: Expression, _ functions: [String], _ arguments: [Expression], into result: Expression? = nil
  ) -> Statement.Kind {
    let table = functions.enumerated().map {
      Statement.DispatchEntry(value: $0.offset, procedure: $0.element)
    }
    return .dispatch(result: result, selector: selector, table: table, arguments: arguments)
  }
}

extension Kernel {
  /// What every cross call asserts: a CPU that waits for others with interrupts off does not answer them, and
  /// a handler may have interrupted a call (`smp_call_function_many_cond`). It observes and takes no step.
  @ProgramBuilder static func checkCall() -> [Statement] {
    Require("lockdep", !PerCPU("cpu_online").here || !irqsOff)
    Require("warn", !.inInterrupt)
  }
}
