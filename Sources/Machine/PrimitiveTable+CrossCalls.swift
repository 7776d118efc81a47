import Program

/// Functions that run elsewhere: on other CPUs as interrupts, on all CPUs stopped, in a worker.
///
/// Steps: queueing work one, waiting for it two; a call of other CPUs two for preemption, two for interrupts,
/// one to send it, one to wait, besides those of the function.
extension Kernel {
  static let crossCallPrimitives: [Primitive] =
    calls + stops
    + [
      Primitive("smp_send_reschedule", "void smp_send_reschedule(int cpu)", [.value]) {
        sendReschedule(to: $0.value(0))
      },
      Primitive("schedule_work", "bool schedule_work(struct work_struct *work)", [.name], returns: .truth) {
        scheduleWork($0.name(0), on: .currentCPU, into: $0.result)
      },
      Primitive(
        "schedule_work_on", "bool schedule_work_on(int cpu, struct work_struct *work)", [.value, .name],
        returns: .truth
      ) { scheduleWork($0.name(1), on: $0.value(0), into: $0.result) },
      Primitive(
        "queue_work", "bool queue_work(struct workqueue_struct *wq, struct work_struct *work)",
        [.any, .name], returns: .truth
      ) { scheduleWork($0.name(1), on: .currentCPU, into: $0.result) },
      Primitive(
        "queue_work_on",
        "bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)",
        [.value, .any, .name], returns: .truth
      ) { scheduleWork($0.name(2), on: $0.value(0), into: $0.result) },
      Primitive("flush_work", "bool flush_work(struct work_struct *work)", [.name], returns: .truth) {
        flushWork($0.name(0), into: $0.result)
      },
      Primitive(
        "cancel_work_sync", "bool cancel_work_sync(struct work_struct *work)", [.name], returns: .truth
      ) { cancelWork($0.name(0), into: $0.result) },
    ]

  private static let calls: [Primitive] = [
    Primitive(
      "on_each_cpu", "void on_each_cpu(smp_call_func_t func, void *info, int wait)",
      [.function, .value, .value]
    ) { call throws(PrimitiveError) in
      try call.checkWait(2)
      Statement.Kind.call(
        result: nil, procedure: "on_each_cpu",
        arguments: [try call.function(0)] + call.info(1) + call.waits(2))
    },
    Primitive(
      "on_each_cpu_mask",
      "void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)",
      [.mask, .function, .value, .value]
    ) { call throws(PrimitiveError) in
      try call.checkWait(3)
      call.snapshot(0)
      Statement.Kind.call(
        result: nil, procedure: "smp_call_function_mask",
        arguments: [try call.function(1), call.sampled(0), 1] + call.info(2) + call.waits(3))
    },
    Primitive(
      "smp_call_function_many",
      "void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)",
      [.mask, .function, .value, .value]
    ) { call throws(PrimitiveError) in
      try call.checkWait(3)
      lockdepAssertPreemptionDisabled()
      call.snapshot(0)
      Statement.Kind.call(
        result: nil, procedure: "smp_call_function_mask",
        arguments: [try call.function(1), call.sampled(0), 0] + call.info(2) + call.waits(3))
    },
    Primitive(
      "smp_call_function", "void smp_call_function(smp_call_func_t func, void *info, int wait)",
      [.function, .value, .value]
    ) { call throws(PrimitiveError) in
      try call.checkWait(2)
      Statement.Kind.call(
        result: nil, procedure: "smp_call_function_mask",
        arguments: [try call.function(0), .constant(1 << call.computer.cpus - 1), 0] + call.info(1)
          + call.waits(2))
    },
    Primitive(
      "smp_call_function_single",
      "int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait)",
      [.value, .function, .value, .value], returns: .errno
    ) { call throws(PrimitiveError) in
      try call.needs(variable: "csd.func", "addCallOneCPU()")
      Statement.Kind.call(
        result: call.result, procedure: "smp_call_function_single",
        arguments: [call.value(0), try call.function(1), call.value(3) != 0] + call.info(2))
    },
  ]

  /// `cpus` says which CPU runs the function: the first of the mask, or of those that are online for NULL.
  private static let stops: [Primitive] = [
    Primitive(
      "stop_machine", "int stop_machine(cpu_stop_fn_t fn, void *data, const struct cpumask *cpus)",
      [.function, .any, .mask], returns: .errno
    ) { call throws(PrimitiveError) in
      try call.needs(variable: "\(hotplugLock).block", "addPercpuRwsem(\"\(hotplugLock)\", waiters: ..)")
      percpuDownRead(hotplugLock)
      try stop(call)
      percpuUpRead(hotplugLock)
    },
    Primitive(
      "stop_machine_cpuslocked",
      "int stop_machine_cpuslocked(cpu_stop_fn_t fn, void *data, const struct cpumask *cpus)",
      [.function, .any, .mask], returns: .errno
    ) { call throws(PrimitiveError) in
      try call.needs(variable: "\(hotplugLock).block", "addPercpuRwsem(\"\(hotplugLock)\", waiters: ..)")
      lockdepAssertHeldByAnyone(hotplugLock)
      try stop(call)
    },
  ]

  private static func stop(_ call: Expansion) throws(PrimitiveError) -> [Statement] {
    let function = try call.index(ofFunction: 0, in: call.computer.stopFunctions)
    let cpu = Expression.local("stopped cpu", .range(0...(call.computer.cpus - 1)))
    let online = try systemMask("cpu_online", in: call.computer)
    let mask = call.sampled(2)
    return call.snapshot(2) + [
      Statement(
        Atomic("\(call.primitive): which CPU runs it") {
          cpu <- .conditional(mask == 0, .unary(.lowestBit, online), .unary(.lowestBit, mask))
        }),
      Statement(
        .call(
          result: call.result, procedure: "stop_machine_cpuslocked", arguments: [.constant(function), cpu])),
    ]
  }
}

extension Kernel.Expansion {
  /// The index of the procedure among those that can be called on other CPUs.
  func function(_ position: Int) throws(PrimitiveError) -> Expression {
    .constant(try index(ofFunction: position, in: computer.callFunctions))
  }

  /// What the function is told, if functions are told anything.
  func info(_ position: Int) -> [Expression] { computer.callInfo == nil ? [] : [value(position)] }

  /// Whether the caller waits for the others, where callers say so.
  func waits(_ position: Int) -> [Expression] { computer.callsMayGoOn ? [value(position) != 0] : [] }

  /// A call of many CPUs that does not wait for them has to be declared.
  func checkWait(_ position: Int) throws(PrimitiveError) -> [Statement] {
    if computer.callsMayGoOn { return [] }
    guard case .constant(let value) = value(position).folded, value != 0 else {
      throw PrimitiveError(
        .wrongKind,
        "argument \(position + 1) of \(primitive) must be a constant other than 0, unless calls may go on "
          + "before the others have run (addOnEachCPU)"
      )
    }
    return []
  }
}
