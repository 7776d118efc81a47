import Machine
import Program

/// Expressions whose value nobody looks at. Their effects are left, and their accesses of memory that may not
/// be there: that a compiler could leave out a load does not make the load right.
extension CLowering {
  mutating func discard(_ expression: CExpression) throws(CReadError) {
    switch expression.kind {
    case .integer, .floating, .string, .concatenation, .identifier, .sizeof, .alignof, .type, .association,
      .labelAddress, .run, .empty:
      return
    case .opaque: _ = try lower(expression)
    case .member(let base, _, arrow: false): try discard(base)
    case .index(let base, let index) where isArray(base):
      try discard(base)
      try discard(index)
    case .member, .index, .unary(.dereference, _): try discardAccess(expression)
    case .unary(.addressOf, let operand): try discardAddress(operand)
    case .assignment, .postfix, .unary(.increment, _), .unary(.decrement, _), .statements:
      try lowerEffect(expression)
    case .unary(_, let operand), .cast(_, let operand): try discard(operand)
    case .binary(let op, let left, let right) where op == .logicalAnd || op == .logicalOr:
      guard try leavesSomething(right) else { return try discard(left) }
      try lowerEffect(expression)
    case .binary(_, let left, let right):
      try discard(left)
      try discard(right)
    case .conditional(let condition, let yes, let no):
      var isLeft = try leavesSomething(no)
      if !isLeft, let yes { isLeft = try leavesSomething(yes) }
      guard isLeft else { return try discard(condition) }
      try lowerEffect(expression)
    case .comma(let parts): for part in parts { try discard(part) }
    case .compoundLiteral(_, let items), .initializerList(let items):
      for item in items { try discard(item.value) }
    case .call(let callee, let arguments): try discardCall(expression, callee, arguments)
    }
  }

  /// Whether it may hold a pointer, which may be the last one to what is allocated, and tells what kind of
  /// object is.
  func mayKeepPointer(_ place: PlaceReference) -> Bool {
    place.type.isPointer || place.type == .unknown
  }

  /// What is asked when a value is looked at and nobody does.
  private mutating func discardCall(_ call: CExpression, _ callee: CExpression, _ arguments: [CExpression])
    throws(CReadError)
  {
    if declarations.constant(call) != nil { return }
    guard let name = callee.identifier, scope.lookup(name) == nil, followed[name] == nil,
      CLowering.onlyLooks.contains(name)
    else {
      _ = try lowerCall(callee, arguments, at: call.place, isUsed: false)
      return
    }
    for argument in arguments { try discard(argument) }
  }

  /// An access through a pointer: the pointer is read, and what it points to has to be there.
  private mutating func discardAccess(_ expression: CExpression) throws(CReadError) {
    let before = known
    let (statements, isLeft) = try capture { (reader) throws(CReadError) -> Bool in
      let place = try reader.lowerPlace(expression)
      let count = reader.statements[reader.statements.count - 1].count
      reader.access(place, at: expression.place)
      return reader.statements[reader.statements.count - 1].count > count
    }
    // Loads that only lead to what is there in any case.
    if isLeft || !statements.allSatisfy(\.isLocalAssignment) {
      self.statements[self.statements.count - 1] += statements
    } else {
      known = before
    }
  }

  /// `&p->member` reads p and nothing else.
  private mutating func discardAddress(_ operand: CExpression) throws(CReadError) {
    switch operand.kind {
    case .member(let base, _, arrow: true), .unary(.dereference, let base): try discard(base)
    case .member(let base, _, arrow: false): try discardAddress(base)
    case .index(let base, let index):
      if isArray(base) { try discardAddress(base) } else { try discard(base) }
      try discard(index)
    case .identifier: return
    default: try discard(operand)
    }
  }

  /// Only the check that goes before an access.
  private mutating func access(_ place: PlaceReference, at source: CPlace) {
    guard case .memory(let node, let pointer) = place.base else { return }
    if case .array = place.type, place.bits == nil { return }
    guard let object = object(of: node) else {
      // What no file declares may be an array, which lies where its record does.
      if pointer.type.isPointer { noteUnknownTarget(pointer, at: source) }
      return
    }
    guard let check = check(object, pointer) else { return }
    if object.isPool {
      emitCheck("read *\(pointer.expression)", check, at: source)
    } else {
      emit(check, at: source)
    }
  }

  private mutating func leavesSomething(_ expression: CExpression) throws(CReadError) -> Bool {
    let before = (known, isReachable)
    let (statements, _) = try capture { (reader) throws(CReadError) in try reader.discard(expression) }
    (known, isReachable) = before
    return !statements.isEmpty
  }

  /// Whether it names an array itself, and no pointer to one.
  private func isArray(_ expression: CExpression) -> Bool {
    guard let name = expression.identifier else {
      if case .index(let base, _) = expression.kind { return isArray(base) }
      return false
    }
    let type = scope.lookup(name)?.type ?? declarations.variables[name].map { declarations.type($0.type) }
    if case .array? = type { return true }
    return false
  }

  /// Macros and functions of which nothing is left where nobody looks at the value, beside what their
  /// arguments do.
  static let onlyLooks: Set<String> = [
    "ARRAY_SIZE", "BIT", "BIT_ULL", "ERR_CAST", "ERR_PTR", "GENMASK", "GENMASK_ULL", "IS_ERR",
    "IS_ERR_OR_NULL", "PTR_ERR", "PTR_ERR_OR_ZERO", "READ_ONCE", "READ_ONCE_NOCHECK", "__builtin_constant_p",
    "__builtin_expect", "container_of", "container_of_const", "cpu_active", "cpu_online", "data_race",
    "in_interrupt", "in_task", "irqs_disabled", "likely", "list_entry", "max", "max_t", "min", "min_t",
    "num_online_cpus", "offsetof", "per_cpu", "per_cpu_ptr", "preemptible", "raw_cpu_ptr",
    "raw_smp_processor_id", "rcu_access_pointer", "unlikely",
  ]
}

extension Statement {
  fileprivate var isLocalAssignment: Bool {
    if case .assign(.local, _) = kind { true } else { false }
  }
}
