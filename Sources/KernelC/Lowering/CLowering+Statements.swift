import Machine
import Program

/// Statements: blocks with what has to be undone at their end, branches, loops, switches and jumps.
extension CLowering {
  mutating func lowerBlock(_ statement: CStatement) throws(CReadError) {
    guard case .compound(let inner) = statement.kind else { return try lower(statement) }
    scope.blocks.append(.init())
    for statement in inner { try lower(statement) }
    let block = scope.blocks.removeLast()
    if isReachable {
      for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
    }
  }

  mutating func lower(_ statement: CStatement) throws(CReadError) {
    guard isReachable || statement.hasLabel else { return }
    let place = statement.place
    switch statement.kind {
    case .compound: try lowerBlock(statement)
    case .empty, .fallthrough, .localLabels: break
    case .expression(let expression):
      if try lowerGuard(expression) { break }
      try lowerEffect(expression)
    case .declaration(let declaration): try lower(declaration)
    case .if(let condition, let then, let otherwise):
      let truth = try lower(condition).truth
      try branch(
        truth, condition, at: place, keepsThen: then.hasLabel, keepsOtherwise: otherwise?.hasLabel ?? false,
        then: { (reader) throws(CReadError) in try reader.lower(then) },
        otherwise: { (reader) throws(CReadError) in if let otherwise { try reader.lower(otherwise) } })
    case .while(let condition, let body):
      try lowerLoop(condition: condition, step: nil, body: body, at: place)
    case .doWhile(let body, let condition): try lowerDoWhile(body, condition, at: place)
    case .for(let start, let condition, let step, let body):
      scope.blocks.append(.init())
      if let start { try lower(start) }
      try lowerLoop(condition: condition, step: step, body: body, at: place)
      scope.blocks.removeLast()
    case .switch(let selector, let body): try lowerSwitch(selector, body, at: place)
    case .case, .default:
      if let label = switchLabels[place.range.lowerBound] { placeLabel(label, at: place) }
    case .label(let name, _): placeLabel("C \(name)", at: place)
    case .goto(let name):
      // A jump leaves blocks inwards only in code that nobody writes.
      leave(to: labelDepths[name] ?? scope.blocks.count, at: place)
      emit(.goto("C \(name)"), at: place)
      isReachable = false
    case .computedGoto: noteOpaque("", "a computed goto is not followed", place)
    case .return(let value): try lowerReturn(value, at: place)
    case .break: leaveLoop(place, continues: false)
    case .continue: leaveLoop(place, continues: true)
    case .assembly(let assembly):
      noteOpaque("asm(\(assembly.text.prefix(60)))", "assembly is not read", place)
    case .callWithBody(let call, let body): try lowerCallWithBody(call, body, at: place)
    case .opaque(let opaque): noteOpaque(opaque.text, "\(opaque.reason)", place)
    }
  }

  private mutating func placeLabel(_ name: String, at place: CPlace) {
    emit(.label(name), at: place)
    known = [:]
    isReachable = true
  }

  // MARK: Branches

  /// An `if` whose arms are given; an arm that can't be reached is left out.
  mutating func branch(
    _ truth: CValue, _ condition: CExpression?, at place: CPlace, keepsThen: Bool = false,
    keepsOtherwise: Bool = false,
    then: (inout CLowering) throws(CReadError) -> Void,
    otherwise: (inout CLowering) throws(CReadError) -> Void
  ) throws(CReadError) {
    let settled = truth.values.truthValue
    if truth.values.isEmpty && !keepsThen && !keepsOtherwise { return }
    if let settled, !(settled ? keepsOtherwise : keepsThen) {
      if settled { try then(&self) } else { try otherwise(&self) }
      return
    }
    let before = known
    if let condition { refine(condition, holds: true) }
    let (first, _) = try capture(then)
    let (afterThen, reachesThen) = (known, isReachable)
    known = before
    isReachable = true
    if let condition { refine(condition, holds: false) }
    let (second, _) = try capture(otherwise)
    emit(.conditional(truth.expression, then: first, otherwise: second), at: place)
    join(afterThen, reachesThen)
  }

  /// What is known where two ways meet: this one and another.
  private mutating func join(_ other: [String: PossibleValues], _ otherIsReachable: Bool) {
    if !isReachable {
      known = other
    } else if otherIsReachable {
      known = known.reduce(into: [:]) { result, entry in
        if let set = other[entry.key] { result[entry.key] = entry.value.union(set) }
      }
    }
    isReachable = isReachable || otherIsReachable
  }

  /// What a condition says about the locals in it.
  mutating func refine(_ condition: CExpression, holds: Bool) {
    switch condition.kind {
    case .unary(.not, let inner): refine(inner, holds: !holds)
    case .binary(.logicalAnd, let left, let right) where holds,
      .binary(.logicalOr, let left, let right) where !holds:
      refine(left, holds: holds)
      refine(right, holds: holds)
    case .identifier(let name): refine(name, holds ? .notEqual : .equal, 0)
    case .call(_, let arguments):
      if let name = condition.namedCall?.name, name == "likely" || name == "unlikely",
        let first = arguments.first
      {
        refine(first, holds: holds)
      }
    case .binary(let op, let left, let right) where op.isComparison:
      guard let name = left.identifier, let bound = declarations.constant(right) else { return }
      let program = op.programOperator
      refine(name, holds ? program : program.opposite, bound)
    default: break
    }
  }

  private mutating func refine(_ name: String, _ op: BinaryOperator, _ bound: Int) {
    guard let entry = scope.lookup(name), entry.object == nil else { return }
    let key = "\(scope.instance)::\(entry.programName)"
    let values = known[key] ?? facts.values(of: key)
    if values.isEmpty { return }
    known[key] = values.limited(op, bound)
  }

  // MARK: Loops

  private mutating func lowerLoop(
    condition: CExpression?, step: CExpression?, body: CStatement, at place: CPlace
  ) throws(CReadError) {
    known = [:]
    let continueLabel = step != nil && body.continuesOuterLoop ? scope.makeLabel("next turn") : nil
    let (turn, ends) = try capture { (reader) throws(CReadError) -> Bool in
      var ends = false
      if let condition {
        let truth = try reader.lower(condition).truth
        if truth.values.truthValue != true {
          ends = true
          reader.emit(
            .conditional(
              truth.negated.expression, then: [Statement(.breakLoop, at: SourcePlace(place))], otherwise: []),
            at: place)
        }
        reader.refine(condition, holds: true)
      }
      reader.scope.targets.append(
        .init(breakLabel: nil, continueLabel: continueLabel, isLoop: true, depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
      if let continueLabel { reader.placeLabel(continueLabel, at: place) }
      if let step {
        reader.isReachable = true
        try reader.lowerEffect(step)
      }
      return ends
    }
    emit(.loop(turn), at: place)
    known = [:]
    isReachable = ends || body.breaksLoop
    if let condition, ends { refine(condition, holds: false) }
    if body.breaksLoop { known = [:] }
  }

  private mutating func lowerDoWhile(_ body: CStatement, _ condition: CExpression, at place: CPlace)
    throws(CReadError)
  {
    known = [:]
    // `do { ... } while (0)`, as macros have it, is no loop.
    let isOnce = declarations.constant(condition) == 0
    let label = scope.makeLabel(isOnce ? "end of block" : "condition")
    let (turn, _) = try capture { (reader) throws(CReadError) in
      reader.scope.targets.append(
        .init(
          breakLabel: isOnce ? label : nil, continueLabel: label, isLoop: true,
          depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
      if body.continuesOuterLoop || isOnce && body.breaksLoop { reader.placeLabel(label, at: place) }
      guard !isOnce else { return }
      reader.isReachable = true
      let truth = try reader.lower(condition).truth
      if truth.values.truthValue != true {
        reader.emit(
          .conditional(
            truth.negated.expression, then: [Statement(.breakLoop, at: SourcePlace(place))], otherwise: []),
          at: place)
      }
    }
    if isOnce {
      statements[statements.count - 1] += turn
    } else {
      emit(.loop(turn), at: place)
      isReachable = true
      known = [:]
    }
  }

  private mutating func leaveLoop(_ place: CPlace, continues: Bool) {
    guard let target = continues ? scope.targets.last(where: { $0.isLoop }) : scope.targets.last else {
      noteOpaque("", continues ? "continue stands outside a loop" : "break stands outside a loop", place)
      return
    }
    leave(to: target.depth, at: place)
    if let label = continues ? target.continueLabel : target.breakLabel {
      emit(.goto(label), at: place)
    } else {
      emit(continues ? .continueLoop : .breakLoop, at: place)
    }
    isReachable = false
  }

  /// Runs the cleanups of all blocks inside of the given number.
  private mutating func leave(to depth: Int, at place: CPlace) {
    for block in scope.blocks[min(depth, scope.blocks.count)...].reversed() {
      for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
    }
  }

  // MARK: Switch

  private mutating func lowerSwitch(_ selector: CExpression, _ body: CStatement, at place: CPlace)
    throws(CReadError)
  {
    let value = stabilised(try lower(selector), at: place)
    let end = scope.makeLabel("end of switch")
    var fallback = end
    var isUsed = false
    for statement in body.ownCases {
      let label = scope.makeLabel("case")
      switchLabels[statement.place.range.lowerBound] = label
      guard case .case(let low, let high) = statement.kind else {
        fallback = label
        continue
      }
      guard let first = declarations.constant(low) else {
        noteOpaque("", "the value of this case is not known", statement.place)
        continue
      }
      var condition = Expression.binary(.equal, value.expression, .constant(first))
      if let high, let last = declarations.constant(high) {
        condition = .binary(
          .and, .binary(.greaterOrEqual, value.expression, .constant(first)),
          .binary(.lessOrEqual, value.expression, .constant(last)))
      } else if !value.values.contains(first) {
        continue
      }
      emit(
        .conditional(
          condition.folded, then: [Statement(.goto(label), at: SourcePlace(statement.place))], otherwise: []),
        at: statement.place)
    }
    if fallback == end { isUsed = true }
    emit(.goto(fallback), at: place)
    isReachable = false
    scope.targets.append(
      .init(breakLabel: end, continueLabel: nil, isLoop: false, depth: scope.blocks.count))
    try lower(body)
    scope.targets.removeLast()
    if isUsed || isReachable || body.breaksLoop { placeLabel(end, at: place) }
  }

  // MARK: Declarations

  private mutating func lower(_ declaration: CDeclaration) throws(CReadError) {
    for variable in declaration.variables where !declaration.storage.contains(.typedef) {
      if variable.type.function != nil { continue }
      try lower(variable, at: declaration.place)
    }
  }

  private mutating func lower(_ variable: CVariable, at place: CPlace) throws(CReadError) {
    var type = declarations.type(variable.type)
    if case .automatic = variable.type.kind, let initializer = variable.initializer {
      type = try capture { (reader) throws(CReadError) in try reader.lower(initializer) }.1.type
    }
    if variable.storage.contains(.static) {
      let object = object(
        named: "\(scope.name).\(variable.name)", type: type, perCPU: variable.isPerCPU)
      if variable.definedBy == nil { initialise(object, type, variable.initializer) }
      scope.declare(
        variable.name, .init(key: object.name, programName: object.name, type: type, object: object))
      return
    }
    let entry = try declareLocal(variable.name, type, at: place)
    let target = self.place(of: entry)
    guard let initializer = variable.initializer else {
      if let cleanup = variable.attribute("__free"), let release = cleanup.arguments?.first?.identifier {
        try addRelease(release, of: variable, at: place)
      }
      return
    }
    if case .initializerList(let items) = initializer.kind {
      try initialise(target, with: items, at: place)
    } else if case .compoundLiteral(_, let items) = initializer.kind {
      try initialise(target, with: items, at: place)
    } else if case .record(let name) = type, let record = declarations.record(name),
      RecordLayout(record, declarations)?.isOneNumber != true
    {
      noteOpaque("", "a record is initialised by the value of an expression", place)
    } else if !isPure(initializer) || isObserved(target) {
      let value = try lower(initializer)
      store(value.converted(to: type), into: target, at: place)
    }
    if let cleanup = variable.attribute("__free"), let release = cleanup.arguments?.first?.identifier {
      try addRelease(release, of: variable, at: place)
    }
  }

  /// `__free(kfree)`: the function is called with the variable when its block is left.
  private mutating func addRelease(_ release: String, of variable: CVariable, at place: CPlace)
    throws(CReadError)
  {
    let argument = CExpression(.identifier(variable.name), at: variable.place)
    let callee = CExpression(.identifier(release), at: variable.place)
    let before = known
    known = [:]
    let (cleanup, _) = try capture { (reader) throws(CReadError) in
      _ = try reader.lowerCall(callee, [argument], at: place, isUsed: false)
    }
    known = before
    scope.blocks[scope.blocks.count - 1].cleanups.append(cleanup)
  }

  /// Makes a name known that stands for an object of the function.
  mutating func declareLocal(_ name: String, _ type: LoweredType, at place: CPlace) throws(CReadError)
    -> FunctionScope.Name
  {
    var isInMemory = scope.addressTaken.contains(name)
    switch type {
    // A mask is used by its address.
    case .array, .mask: isInMemory = true
    default: break
    }
    if isInMemory {
      _ = declareInMemory(name, type)
      let entry = scope.lookup(name)!
      // Each element would be a variable of its own for each context.
      if case .array(let element, let count) = type, element != .mask, let object = entry.object {
        let array = Pointees.Object(
          name: object.name, count: max(1, count ?? 1), isPool: false, isIndexed: true)
        assume("the local array \(name) of \(scope.name) is one for all contexts (\(place))")
        scope.declare(name, .init(key: array.name, programName: array.name, type: type, object: array))
        return scope.lookup(name)!
      }
      return entry
    }
    let unique = scope.uniqueName(name)
    scope.declare(
      name, .init(key: "\(scope.instance)::\(unique)", programName: unique, type: type, object: nil))
    return scope.lookup(name)!
  }

  /// An initialiser list: what it does not name is 0.
  mutating func initialise(_ target: PlaceReference, with items: [CInitializerItem], at place: CPlace)
    throws(CReadError)
  {
    switch target.type {
    case .record(let name):
      guard let record = declarations.record(name) else {
        return noteOpaque("", "\(name) is not declared in any file that was read", place)
      }
      if RecordLayout(record, declarations)?.isOneNumber == true {
        store(CValue(0, .unsignedLong), into: target, at: place)
      } else {
        zero(target, record, at: place)
      }
      var names = record.members.compactMap(\.name)[...]
      for item in items {
        var member = names.first
        var part = target
        if case .member(let designated)? = item.designators.first {
          member = designated
          names = names.drop { $0 != designated }
        }
        guard let member else { return }
        names = names.dropFirst()
        part = self.member(member, of: part)
        for case .member(let inner) in item.designators.dropFirst() { part = self.member(inner, of: part) }
        if case .initializerList(let inner) = item.value.kind {
          try initialise(part, with: inner, at: item.place)
        } else {
          let value = try lower(item.value)
          // `{ 0 }` sets what is 0 already.
          if value.values.constant == 0, RecordLayout(record, declarations)?.isOneNumber == true { continue }
          store(value.converted(to: part.type), into: part, at: item.place)
        }
      }
    case .array:
      noteOpaque("", "a local array is initialised", place)
    default:
      if let first = items.first {
        let value = try lower(first.value)
        store(value.converted(to: target.type), into: target, at: place)
      } else {
        store(CValue(0, target.type), into: target, at: place)
      }
    }
  }

  mutating func zero(_ target: PlaceReference, _ record: CRecord, at place: CPlace) {
    for member in record.members {
      guard let name = member.name else { continue }
      let part = self.member(name, of: target)
      if case .record(let inner) = part.type, let record = declarations.record(inner), part.bits == nil {
        zero(part, record, at: place)
      } else if case .array = part.type {
        continue
      } else {
        store(CValue(0, part.type), into: part, at: place)
      }
    }
  }

  // MARK: Return

  private mutating func lowerReturn(_ value: CExpression?, at place: CPlace) throws(CReadError) {
    let cleanups = scope.blocks.contains { !$0.cleanups.isEmpty }
    if let value, scope.result != .void {
      var result = try lower(value).converted(to: scope.result)
      if cleanups { result = stabilised(result, at: place) }
      let key = "\(scope.instance)::return"
      facts.include(result.values, in: key, limits: scope.result.limits)
      if let node = result.node { facts.pointees.unify(facts.node(of: key), node) }
      leave(to: 0, at: place)
      emit(.returnValue(result.expression), at: place)
    } else {
      if let value { try lowerEffect(value) }
      leave(to: 0, at: place)
      emit(.returnValue(nil), at: place)
    }
    isReachable = false
  }

  // MARK: Blocks behind a call

  /// `guard(mutex)(&lock);`: locked until the block is left.
  private mutating func lowerGuard(_ expression: CExpression) throws(CReadError) -> Bool {
    guard case .call(let callee, let arguments) = expression.kind,
      let (name, kinds) = callee.namedCall, name == "guard", let kind = kinds.first?.identifier
    else { return false }
    try lock(kind, arguments, at: expression.place)
    return true
  }

  /// Takes a lock of the cleanup classes, and has it released when the innermost block is left.
  private mutating func lock(_ kind: String, _ arguments: [CExpression], at place: CPlace) throws(CReadError)
  {
    guard let (take, release) = CLowering.guards[kind] else {
      return noteOpaque("guard(\(kind))", "this kind of guard is not known", place)
    }
    var arguments = arguments
    if kind.hasSuffix("_irqsave") {
      let flags = "flags@\(place.range.lowerBound)"
      _ = try declareLocal(flags, .unsignedLong, at: place)
      arguments.append(CExpression(.identifier(flags), at: place))
    }
    _ = try lowerCall(CExpression(.identifier(take), at: place), arguments, at: place, isUsed: false)
    let (cleanup, _) = try capture { (reader) throws(CReadError) in
      _ = try reader.lowerCall(
        CExpression(.identifier(release), at: place), arguments, at: place, isUsed: false)
    }
    scope.blocks[scope.blocks.count - 1].cleanups.append(cleanup)
  }

  private static let guards: [String: (String, String)] = [
    "mutex": ("mutex_lock", "mutex_unlock"), "spinlock": ("spin_lock", "spin_unlock"),
    "raw_spinlock": ("raw_spin_lock", "raw_spin_unlock"),
    "spinlock_irq": ("spin_lock_irq", "spin_unlock_irq"),
    "raw_spinlock_irq": ("raw_spin_lock_irq", "raw_spin_unlock_irq"),
    "spinlock_irqsave": ("spin_lock_irqsave", "spin_unlock_irqrestore"),
    "raw_spinlock_irqsave": ("raw_spin_lock_irqsave", "raw_spin_unlock_irqrestore"),
    "preempt": ("preempt_disable", "preempt_enable"), "irq": ("local_irq_disable", "local_irq_enable"),
    "cpus_read_lock": ("cpus_read_lock", "cpus_read_unlock"), "rcu": ("rcu_read_lock", "rcu_read_unlock"),
    "migrate": ("migrate_disable", "migrate_enable"),
  ]

  private mutating func lowerCallWithBody(_ call: CExpression, _ body: CStatement, at place: CPlace)
    throws(CReadError)
  {
    guard let (name, arguments) = call.namedCall else {
      return noteOpaque("", "a call with a block behind it is not known", place)
    }
    if name == "scoped_guard", let kind = arguments.first?.identifier {
      scope.blocks.append(.init())
      try lock(kind, Array(arguments.dropFirst()), at: place)
      try lower(body)
      let block = scope.blocks.removeLast()
      if isReachable {
        for cleanup in block.cleanups.reversed() { statements[statements.count - 1] += cleanup }
      }
      return
    }
    if try lowerMaskLoop(name, arguments, body, at: place) { return }
    noteOpaque(name, "a loop or block of this name is not known: its body is left out", place)
  }

  /// The loops over CPU masks: `cpumask_next` reads the mask anew at each turn.
  private mutating func lowerMaskLoop(
    _ name: String, _ arguments: [CExpression], _ body: CStatement, at place: CPlace
  ) throws(CReadError) -> Bool {
    var masks: [CValue] = []
    switch (name, arguments.count) {
    case ("for_each_online_cpu", 1): masks = [mask("cpu_online")]
    case ("for_each_present_cpu", 1), ("for_each_possible_cpu", 1): masks = [allCPUs]
    case ("for_each_cpu", 2): masks = [try lowerMask(arguments[1])]
    case ("for_each_cpu_and", 3): masks = [try lowerMask(arguments[1]), try lowerMask(arguments[2])]
    default: return false
    }
    let mask = masks.dropFirst().reduce(masks[0]) {
      CValue(.binary(.bitAnd, $0.expression, $1.expression), .mask, $0.values.applying(.bitAnd, $1.values))
    }
    let target = try lowerPlace(arguments[0])
    guard case .local = target.base else {
      noteOpaque(name, "the loop's variable is no local", place)
      return true
    }
    known = [:]
    let next = temporary(PossibleValues(lowest: 0, highest: computer.cpus), node: nil, at: place)
    emit(.assign(.local(next), 0), at: place)
    let label = body.continuesOuterLoop ? scope.makeLabel("next CPU") : nil
    let (turn, _) = try capture { (reader) throws(CReadError) in
      // The lowest CPU of the mask at or above `next`.
      let rest = Expression.binary(
        .bitAnd, mask.expression, .binary(.shiftLeft, -1, .local(next)))
      let found = reader.temporary(
        PossibleValues(lowest: -1, highest: reader.computer.cpus - 1), node: nil, at: place)
      reader.emit(
        .atomic(
          .init(
            text: "\(name): the next CPU of the mask", reason: "one word of the mask is read",
            body: [Statement(.assign(.local(found), .unary(.lowestBit, rest)))])), at: place)
      reader.emit(
        .conditional(
          .binary(.less, .local(found), 0), then: [Statement(.breakLoop)], otherwise: []), at: place)
      reader.store(
        CValue(
          .local(found), .unsigned, PossibleValues(lowest: 0, highest: reader.computer.cpus - 1)),
        into: target,
        at: place)
      reader.emit(.assign(.local(next), .binary(.add, .local(found), 1)), at: place)
      reader.scope.targets.append(
        .init(breakLabel: nil, continueLabel: label, isLoop: true, depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
      if let label { reader.placeLabel(label, at: place) }
    }
    emit(.loop(turn), at: place)
    known = [:]
    isReachable = true
    return true
  }
}

extension CStatement {
  /// The labels of this switch, not those of switches inside.
  fileprivate var ownCases: [CStatement] {
    switch kind {
    case .case, .default: [self]
    case .compound(let inner): inner.flatMap(\.ownCases)
    case .if(_, let then, let otherwise): then.ownCases + (otherwise?.ownCases ?? [])
    case .while(_, let body), .doWhile(let body, _), .callWithBody(_, let body): body.ownCases
    case .for(_, _, _, let body): body.ownCases
    default: []
    }
  }

  /// Whether a `break` in it belongs to the loop or switch around it.
  fileprivate var breaksLoop: Bool {
    switch kind {
    case .break: true
    case .compound(let inner): inner.contains { $0.breaksLoop }
    case .if(_, let then, let otherwise): then.breaksLoop || (otherwise?.breaksLoop ?? false)
    case .callWithBody(let call, let body): call.namedCall?.name == "scoped_guard" && body.breaksLoop
    default: false
    }
  }
}

extension BinaryOperator {
  fileprivate var opposite: BinaryOperator {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    default: self
    }
  }
}
