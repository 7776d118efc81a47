import Machine
import Program

/// Macros and functions that mean something to the language rather than to the machine: they name objects,
/// convert pointers, or say something to the compiler.
extension CLowering {
  /// The value, or nil if the name is no such macro.
  mutating func lowerBuiltin(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    switch (name, arguments.count) {
    case ("likely", 1), ("unlikely", 1), ("READ_ONCE", 1), ("READ_ONCE_NOCHECK", 1), ("data_race", 1),
      ("this_cpu_read_stable", 1), ("rcu_access_pointer", 1), ("rcu_dereference", 1), ("__va", 1),
      ("__builtin_expect", 2), ("srcu_dereference", 2), ("rcu_dereference_protected", 2),
      ("rcu_dereference_check", 2),
      ("atomic_read", 1) where name != "atomic_read":
      return try lower(arguments[0])
    case ("smp_load_acquire", 1):
      return load(dereference(try lower(arguments[0]), at: place), at: place)
    case ("WRITE_ONCE", 2), ("rcu_assign_pointer", 2), ("RCU_INIT_POINTER", 2), ("smp_store_mb", 2):
      try lowerEffect(CExpression(.assignment(nil, arguments[0], arguments[1]), at: place))
      return CValue(0, .void)
    case ("smp_store_release", 2):
      let target = dereference(try lower(arguments[0]), at: place)
      store(try lower(arguments[1]).converted(to: target.type), into: target, at: place)
      return CValue(0, .void)
    case ("this_cpu_read", 1), ("__this_cpu_read", 1), ("raw_cpu_read", 1):
      return load(try perCPUPlace(arguments[0], on: hereValue), at: place)
    case ("this_cpu_write", 2), ("__this_cpu_write", 2), ("raw_cpu_write", 2):
      let value = split(try lower(arguments[1]), at: place)
      let target = try perCPUPlace(arguments[0], on: hereValue)
      store(value.converted(to: target.type), into: target, at: place)
      return CValue(0, .void)
    case ("this_cpu_inc", 1), ("__this_cpu_inc", 1), ("this_cpu_dec", 1), ("__this_cpu_dec", 1),
      ("this_cpu_add", 2), ("__this_cpu_add", 2), ("this_cpu_sub", 2), ("__this_cpu_sub", 2):
      // One instruction on this CPU: an interrupt comes before or after it.
      let target = try perCPUPlace(arguments[0], on: hereValue)
      let amount = arguments.count == 2 ? split(try lower(arguments[1]), at: place) : CValue(1)
      let op: CBinaryOperator = name.hasSuffix("inc") || name.hasSuffix("add") ? .add : .subtract
      try oneStep("\(name)(\(arguments[0].strippedName ?? ""))", at: place) { (reader) throws(CReadError) in
        let sum = reader.combine(op, reader.load(target, at: place), amount, at: place)
        reader.store(sum.converted(to: target.type), into: target, at: place)
      }
      return CValue(0, .void)
    case ("xchg", 2), ("xchg_relaxed", 2):
      let target = dereference(try lower(arguments[0]), at: place)
      return try exchange(target, arguments[1], at: place)
    case ("cmpxchg", 3), ("cmpxchg_relaxed", 3):
      let target = dereference(try lower(arguments[0]), at: place)
      return try exchange(target, arguments[2], ifItIs: arguments[1], at: place)
    case ("this_cpu_xchg", 2), ("raw_cpu_xchg", 2):
      return try exchange(perCPUPlace(arguments[0], on: hereValue), arguments[1], at: place)
    case ("__this_cpu_xchg", 2):
      return try exchange(perCPUPlace(arguments[0], on: checkedHere(at: place)), arguments[1], at: place)
    case ("this_cpu_cmpxchg", 3), ("raw_cpu_cmpxchg", 3):
      return try exchange(
        perCPUPlace(arguments[0], on: hereValue), arguments[2], ifItIs: arguments[1], at: place)
    case ("__this_cpu_cmpxchg", 3):
      return try exchange(
        perCPUPlace(arguments[0], on: checkedHere(at: place)), arguments[2], ifItIs: arguments[1], at: place)
    case ("this_cpu_ptr", 1), ("__this_cpu_ptr", 1):
      return try perCPUPointer(arguments[0], on: checkedHere(at: place), at: place)
    case ("raw_cpu_ptr", 1): return try perCPUPointer(arguments[0], on: hereValue, at: place)
    case ("get_cpu_ptr", 1):
      emit(Kernel.preemptDisable(), at: place)
      return try perCPUPointer(arguments[0], on: hereValue, at: place)
    case ("put_cpu_ptr", 1), ("put_cpu_var", 1):
      emit(Kernel.preemptEnable(), at: place)
      return CValue(0, .void)
    case ("per_cpu_ptr", 2):
      let cpu = split(try lower(arguments[1]), at: place)
      return try perCPUPointer(arguments[0], on: cpu, at: place)
    case ("no_free_ptr", 1): return try takePointer(arguments[0], at: place)
    case ("offsetof", 2), ("__builtin_offsetof", 2): return offset(arguments, at: place)
    case ("container_of", 3), ("container_of_const", 3):
      return try lowerContainer(arguments, at: place)
    case ("BIT", 1), ("BIT_ULL", 1):
      let shift = split(try lower(arguments[0]), at: place)
      return CValue(
        .binary(.shiftLeft, 1, shift.expression), .unsignedLong,
        PossibleValues(1).applying(.shiftLeft, shift.values))
    case ("ERR_PTR", 1): return try lower(arguments[0]).cast(to: .pointer(.void))
    case ("PTR_ERR", 1):
      // A number from here on: one `ret` takes the errors of pointers to all kinds of objects.
      var value = try lower(arguments[0]).converted(to: .long)
      value.node = nil
      return value
    case ("ERR_CAST", 1): return try lower(arguments[0])
    case ("IS_ERR", 1):
      let value = try lower(arguments[0])
      facts.noteAsked(value.node, orNull: false)
      return isError(value)
    case ("IS_ERR_OR_NULL", 1):
      let value = split(try lower(arguments[0]), at: place)
      facts.noteAsked(value.node, orNull: true)
      return CValue(
        .binary(.lessOrEqual, value.expression, 0), .int,
        value.values.applying(.lessOrEqual, PossibleValues(0)))
    case ("min", 2), ("max", 2), ("min_t", 3), ("max_t", 3):
      return try lesser(name, arguments, at: place)
    case ("WARN_ON", 1), ("WARN_ON_ONCE", 1), ("WARN", _), ("WARN_ONCE", _), ("WARN_RATELIMIT", _):
      return try lowerWarning(arguments, at: place, isUsed: isUsed)
    case ("BRINGUP_REQUIRE", 2):
      guard let finding = arguments[0].identifier else {
        throw .wrongUse(name: name, place: place, problem: "needs a name first")
      }
      let value = try lower(arguments[1]).truth
      // A step, so that every state in which the code stands here is looked at.
      emit(
        .atomic(
          .init(
            text: "\(name)(\(finding))",
            body: [Statement(.require(finding: finding, value.expression), at: SourcePlace(place))])),
        at: place)
      return CValue(0, .void)
    case ("bringup_any", 1):
      return try chooseAny(arguments[0], at: place)
    case ("BUG_ON", 1):
      let value = try lower(arguments[0]).truth
      try branch(
        value, arguments[0], at: place,
        then: { (reader) throws(CReadError) in
          reader.emit(.crash(kind: "bug"), at: place)
          reader.isReachable = false
        }, otherwise: { (_) throws(CReadError) in })
      return CValue(0, .void)
    case ("BUG", 0), ("unreachable", 0), ("__builtin_unreachable", 0):
      emit(.crash(kind: "bug"), at: place)
      isReachable = false
      return CValue(0, .void)
    case ("barrier", 0), ("smp_mb", 0), ("smp_rmb", 0), ("smp_wmb", 0), ("mb", 0), ("rmb", 0), ("wmb", 0),
      ("BUILD_BUG_ON", _), ("BUILD_BUG_ON_MSG", _), ("static_assert", _), ("kmemleak_not_leak", _),
      ("kmemleak_ignore", _), ("kasan_check_write", _), ("instrumentation_begin", 0),
      ("instrumentation_end", 0), ("lockdep_set_class", _), ("destroy_work_on_stack", 1):
      return CValue(0, .void)
    case ("__builtin_constant_p", 1): return CValue(0)
    case ("ARRAY_SIZE", 1):
      if case .array(_, let count?) = type(of: arguments[0]) { return CValue(count, .unsignedLong) }
      let value = try lower(arguments[0])
      if let node = value.node, let object = facts.pointees.object(node) {
        return CValue(object.count, .unsignedLong)
      }
      return CValue(1, .unsignedLong)
    case (let name, _) where CLowering.isTalk(name):
      for argument in arguments { try discard(argument) }
      return CValue(0)
    default: break
    }
    if let value = try lowerArithmetic(name, arguments, at: place, isUsed: isUsed) { return value }
    if let value = try lowerListCall(name, arguments, at: place) { return value }
    if let value = try lowerPerCPUUpdate(name, arguments, at: place) { return value }
    return try lowerAllocation(name, arguments, at: place, isUsed: isUsed)
  }

  // MARK: Per-CPU objects

  private var hereValue: CValue {
    CValue(.currentCPU, .unsigned, PossibleValues(lowest: 0, highest: computer.cpus - 1))
  }

  /// The number of this CPU, as `smp_processor_id` gives it: a task that may migrate is reported.
  private mutating func checkedHere(at place: CPlace) -> CValue {
    let local = temporary(hereValue.values, node: nil, at: place)
    emit(Kernel.smpProcessorID(.local(local)), at: place)
    return CValue(.local(local), .unsigned, hereValue.values)
  }

  /// `per_cpu(variable, cpu)` and other macros that name an object; nil if it is none.
  mutating func lowerPlaceCall(
    _ callee: CExpression, _ arguments: [CExpression], at place: CPlace
  ) throws(CReadError) -> PlaceReference? {
    switch (callee.identifier ?? "", arguments.count) {
    case ("per_cpu", 2):
      let cpu = split(try lower(arguments[1]), at: place)
      return try perCPUPlace(arguments[0], on: cpu)
    case ("get_cpu_var", 1):
      emit(Kernel.preemptDisable(), at: place)
      return try perCPUPlace(arguments[0], on: hereValue)
    case ("__get_cpu_var", 1): return try perCPUPlace(arguments[0], on: hereValue)
    case ("READ_ONCE", 1), ("WRITE_ONCE", 1): return try lowerPlace(arguments[0])
    default: return nil
    }
  }

  /// The place of a per-CPU variable, or of a part of one, on a CPU.
  mutating func perCPUPlace(_ expression: CExpression, on cpu: CValue) throws(CReadError)
    -> PlaceReference
  {
    var place = try lowerPlace(expression)
    guard case .memory(let node, let base) = place.base else { return place }
    let isArray = elements(ofEachCPU: node) != nil
    if !isArray, case .array(let element, _) = place.type { place.type = element }
    let pointer =
      isPerCPUMemory(node)
      ? element(cpu, ofMemory: base.with(node: node), place.type)
      : element(cpu, base.with(node: node), place.type)
    place.base = .memory(node, pointer: pointer)
    return place
  }

  /// This CPU, as the forms of an instruction with this prefix ask for it.
  mutating func here(of prefix: String, at place: CPlace) -> CValue {
    prefix.hasPrefix("__") ? checkedHere(at: place) : hereValue
  }

  private mutating func perCPUPointer(_ expression: CExpression, on cpu: CValue, at place: CPlace)
    throws(CReadError) -> CValue
  {
    let base = try lower(expression)
    guard let node = base.node else {
      noteOpaque("", "a number is used as the address of a per-CPU variable", place)
      return CValue(0, .pointer(.void))
    }
    let stable = split(cpu, at: place)
    if isPerCPUMemory(node) {
      return element(stable, ofMemory: split(base, at: place), base.type.pointee)
    }
    return element(stable, split(base, at: place), base.type.pointee)
  }

  /// - Parameter base: what points to the object of CPU 0, or to an element of its array.
  private func element(_ cpu: CValue, _ base: CValue, _ type: LoweredType) -> CValue {
    guard let node = base.node, let count = elements(ofEachCPU: node) else {
      return CValue(
        Expression.binary(.add, cpu.expression, 1).folded, .pointer(type),
        cpu.values.applying(.add, PossibleValues(1)), node: base.node)
    }
    let first = Expression.binary(.multiply, cpu.expression, .constant(count)).folded
    return CValue(
      Expression.binary(.add, first, base.expression).folded, .pointer(type),
      cpu.values.applying(.multiply, PossibleValues(count)).applying(.add, base.values), node: node)
  }

  /// How many elements each CPU has, if it is a per-CPU array.
  private func elements(ofEachCPU node: Pointees.Node) -> Int? {
    facts.pointees.object(node).flatMap { perCPUElements[$0.name] }
  }

  // MARK: Pointers

  mutating func lowerContainer(_ arguments: [CExpression], at place: CPlace) throws(CReadError)
    -> CValue
  {
    let inner = try lower(arguments[0])
    var type = LoweredType.unknown
    if case .type(let written) = arguments[1].kind { type = declarations.type(written) }
    guard var node = inner.node else {
      noteOpaque("container_of", "a number is used as a pointer", place)
      return CValue(0, .pointer(type))
    }
    for member in arguments[2].memberPath.reversed() { node = facts.container(of: node, member: member) }
    return CValue(inner.expression, .pointer(type), inner.values, node: node)
  }

  private mutating func isError(_ value: CValue) -> CValue {
    CValue(
      .binary(.less, value.expression, 0), .int,
      value.values.isEmpty ? .empty : value.values.applying(.less, PossibleValues(0)))
  }

  /// What an object holds, which holds something else from then on: one instruction.
  private mutating func exchange(
    _ target: PlaceReference, _ new: CExpression, ifItIs old: CExpression? = nil, at place: CPlace
  ) throws(CReadError) -> CValue {
    let target = stabilised(target, at: place)
    let expected = try old.map { (old) throws(CReadError) in split(try lower(old), at: place) }
    let new = split(try lower(new).converted(to: target.type), at: place)
    let (body, result) = try capture { (reader) throws(CReadError) -> CValue in
      let loaded = reader.load(target, at: place)
      let local = reader.temporary(loaded.values, node: loaded.node, at: place)
      reader.emit(.assign(.local(local), loaded.expression), at: place)
      let (store, _) = try reader.capture { (inner) throws(CReadError) in
        inner.store(new, into: target, at: place)
      }
      if let expected {
        if let a = loaded.node, let b = expected.node { reader.facts.pointees.unify(a, b) }
        reader.emit(
          .conditional(
            .binary(.equal, .local(local), expected.converted(to: target.type).expression), then: store,
            otherwise: []), at: place)
      } else {
        reader.emit(store, at: place)
      }
      return CValue(.local(local), loaded.type, loaded.values, node: loaded.node)
    }
    emit(.atomic(.init(text: "", reason: "one instruction", body: body)), at: place)
    return result
  }

  // MARK: Checks

  private mutating func lowerWarning(_ arguments: [CExpression], at place: CPlace, isUsed: Bool)
    throws(CReadError) -> CValue
  {
    guard let first = arguments.first else { return CValue(0) }
    // The condition is read into a local, so that the check looks at what the code has seen.
    let value = split(try lower(first).truth, at: place)
    if value.values.truthValue != false {
      emit(.require(finding: "warn", value.negated.expression), at: place)
      // What is printed with it is looked at only then.
      let (printed, _) = try capture { (reader) throws(CReadError) in
        for argument in arguments.dropFirst() { try reader.discard(argument) }
      }
      if !printed.isEmpty {
        emit(.conditional(value.expression, then: printed, otherwise: []), at: place)
      }
    }
    return value
  }

  /// Statements that are one step: `x++` of an atomic, an instruction on a per-CPU variable.
  mutating func oneStep(
    _ text: String, at place: CPlace, _ body: (inout CLowering) throws(CReadError) -> Void
  ) throws(CReadError) {
    let (inner, _) = try capture(body)
    emit(.atomic(.init(text: text, reason: "one instruction", body: inner)), at: place)
  }

  /// `bringup_any(n)`: one of 0...n-1, as the hardware answers. It is no choice of the environment, since the
  /// code that asks does not wait for it.
  private mutating func chooseAny(_ count: CExpression, at place: CPlace) throws(CReadError) -> CValue {
    guard let count = try lower(count).values.constant, (1...16).contains(count) else {
      throw .wrongUse(name: "bringup_any", place: place, problem: "needs a constant from 1 to 16")
    }
    let values = PossibleValues(lowest: 0, highest: count - 1)
    let result = temporary(values, node: nil, at: place)
    emit(
      .choose(
        (0..<count).map { choice in
          .init(
            name: "bringup_any() is \(choice)", agency: .hardware, when: 1,
            body: [
              Statement(.atomic(.init(body: [Statement(.assign(.local(result), .constant(choice)))])))
            ])
        }), at: place)
    return CValue(.local(result), .int, values)
  }
}
