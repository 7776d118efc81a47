import Machine
import Program

/// Work items: objects of `struct work_struct`, each with a worker of its own. Which function an item runs is
/// said once, by `DECLARE_WORK` or `INIT_WORK`.
extension CLowering {
  /// An item that somebody queues: the procedure of its function, and which of its objects it is.
  struct Work: Sendable, Equatable {
    var procedure: String
    /// The pointer to it, which its function is given.
    var pointer: Int
    var takesPointer: Bool
  }

  /// The value, or nil if the name is no function for work.
  mutating func lowerWork(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    // Which function an item runs is often said in another file.
    if environment.isSurvey { return nil }
    switch (name, arguments.count) {
    case ("INIT_WORK", 2), ("INIT_WORK_ONSTACK", 2):
      guard let (variable, _) = try workVariable(arguments[0], name, at: place) else {
        return CValue(0, .void)
      }
      let function = arguments[1].strippedName ?? ""
      if facts.noteWork(variable, function) { return CValue(0, .void) }
      noteOpaque(name, "\(variable) gets a second function: only the first is run", place)
      return CValue(0, .void)
    case ("schedule_work", 1):
      return try onItem(arguments[0], name, at: place, isUsed: isUsed) {
        Kernel.scheduleWork($0, on: .currentCPU, into: $1)
      }
    case ("queue_work", 2):
      return try onItem(arguments[1], name, at: place, isUsed: isUsed) {
        Kernel.scheduleWork($0, on: .currentCPU, into: $1)
      }
    case ("schedule_work_on", 2), ("queue_work_on", 3):
      let cpu = split(try lower(arguments[0]), at: place).expression
      return try onItem(arguments[arguments.count - 1], name, at: place, isUsed: isUsed) {
        Kernel.scheduleWork($0, on: cpu, into: $1)
      }
    case ("flush_work", 1):
      return try onItem(arguments[0], name, at: place, isUsed: isUsed) { Kernel.flushWork($0, into: $1) }
    case ("cancel_work_sync", 1):
      return try onItem(arguments[0], name, at: place, isUsed: isUsed) { Kernel.cancelWork($0, into: $1) }
    default: return nil
    }
  }

  /// Items of one variable.
  private static let maximumWorkItems = 16

  /// `DECLARE_WORK` in a function says which function the item runs.
  mutating func noteDeclaredWork(_ variable: CVariable, _ entry: FunctionScope.Name) {
    guard let macro = variable.definedBy, macro.name == "DECLARE_WORK", macro.arguments.count == 2,
      let function = macro.arguments[1].strippedName
    else { return }
    _ = facts.noteWork(entry.key, function)
  }

  /// The variable of the items that a pointer points into, and the pointer.
  private mutating func workVariable(_ argument: CExpression, _ name: String, at place: CPlace)
    throws(CReadError) -> (String, CValue)?
  {
    let pointer = split(try lower(argument), at: place)
    guard let node = pointer.node, let object = facts.pointees.object(node) else {
      if !pointer.values.isEmpty {
        noteOpaque(name, "nothing is known of the work that it is called for", place)
      }
      return nil
    }
    let variable = variableName(object)
    if name.hasPrefix("schedule_") || name.hasPrefix("queue_") { noteEscape(node) }
    if object.path.isEmpty, let macro = declarations.variables[object.name]?.definedBy,
      macro.name == "DECLARE_WORK", macro.arguments.count == 2, let function = macro.arguments[1].strippedName
    {
      _ = facts.noteWork(variable, function)
    }
    return (variable, pointer)
  }

  /// Does something with the item that a pointer points to.
  private mutating func onItem(
    _ argument: CExpression, _ name: String, at place: CPlace, isUsed: Bool,
    _ body: (String, Expression?) -> [Statement]
  ) throws(CReadError) -> CValue {
    guard let (variable, pointer) = try workVariable(argument, name, at: place) else {
      return CValue(0, .int)
    }
    guard let node = pointer.node, let object = facts.pointees.object(node),
      let function = facts.workFunctions[variable].flatMap({ followed[$0] ?? stubs[$0] })
    else {
      noteOpaque(name, "nothing says which function \(variable) runs", place)
      return CValue(0, .int)
    }
    let all = PossibleValues(lowest: 1, highest: object.count)
    let given = CValue(.local(Local("work", .bool)), pointer.type, all, node: node)
    guard let procedure = try procedure(for: function, function.parameters.isEmpty ? [] : [given]) else {
      noteOpaque(name, "the work queues itself through its own function", place)
      return CValue(0, .int)
    }
    guard object.count <= CLowering.maximumWorkItems else {
      throw .wrongUse(
        name: name, place: place,
        problem:
          "is for one of the \(object.count) work items of \(variable): each has a worker of its own, and "
          + "\(CLowering.maximumWorkItems) are possible")
    }
    let result = isUsed ? temporary(.truth, node: nil, at: place) : nil
    for item in 1...object.count where pointer.values.contains(item) {
      let itemName = object.isIndexed ? "\(variable)[\(item - 1)]" : variable
      works[itemName] = Work(
        procedure: procedure, pointer: item, takesPointer: !function.parameters.isEmpty)
      let statements = body(itemName, result.map { .local($0) })
      if pointer.values.constant == item {
        emit(statements, at: place)
      } else {
        emit(
          .conditional(.binary(.equal, pointer.expression, .constant(item)), then: statements, otherwise: []),
          at: place)
      }
    }
    guard let result else { return CValue(0, .void) }
    return CValue(.local(result), .boolean, .truth)
  }
}
