import Machine
import Program

/// Expressions: what they compute, with their effects emitted before the value is used, from left to right.
extension CLowering {
  /// The value; effects are emitted here.
  mutating func lower(_ expression: CExpression) throws(CReadError) -> CValue {
    switch expression.kind {
    case .integer(let integer): return constant(integer)
    case .string: return CValue(0, .pointer(.integer(bits: 8, signed: true)))
    case .concatenation: return CValue(0, .pointer(.integer(bits: 8, signed: true)))
    case .identifier(let name): return lower(identifier: name, at: expression.place)
    case .call(let callee, let arguments):
      return try lowerCall(callee, arguments, at: expression.place, isUsed: true)
    case .member, .index, .unary(.dereference, _):
      let place = try lowerPlace(expression)
      return load(place, at: expression.place)
    case .unary(let op, let operand): return try lower(op, operand, at: expression.place)
    case .postfix(let op, let operand):
      let place = stabilised(try lowerPlace(operand), at: expression.place)
      let old = stabilised(load(place, at: expression.place), at: expression.place)
      step(place, old, by: op == .increment ? 1 : -1, at: expression.place)
      return old
    case .binary(let op, let left, let right): return try lower(op, left, right, at: expression.place)
    case .assignment(let op, let target, let value):
      return try assign(op, target, value, at: expression.place, isUsed: true)!
    case .conditional(let condition, let yes, let no):
      return try lowerConditional(condition, yes, no, at: expression.place)
    case .cast(let type, let operand):
      return try lower(operand).cast(to: declarations.type(type))
    case .compoundLiteral(let type, let items):
      let name = "literal@\(expression.place.range.lowerBound)"
      let entry = try declareLocal(name, declarations.type(type), at: expression.place)
      try initialise(place(of: entry), with: items, at: expression.place)
      return load(place(of: entry), at: expression.place)
    case .sizeof(let operand), .alignof(let operand):
      if let size = declarations.constant(expression) { return CValue(size, .unsignedLong) }
      if case .type(let type) = operand.kind, let size = declarations.size(declarations.type(type)) {
        return CValue(size, .unsignedLong)
      }
      // What is allocated or copied is an object as a whole, whatever its size.
      return CValue(1, .unsignedLong)
    case .statements(let inner): return try lowerStatementExpression(inner)
    case .comma(let parts):
      for part in parts.dropLast() { try lowerEffect(part) }
      return try lower(parts[parts.count - 1])
    case .initializerList(let items):
      if let first = items.first { return try lower(first.value) }
      return CValue(0)
    case .floating, .type, .association, .labelAddress, .run, .empty, .opaque:
      return unknown(expression, "this has no meaning here")
    }
  }

  mutating func unknown(_ expression: CExpression, _ reason: String) -> CValue {
    var text = ""
    if case .opaque(let opaque) = expression.kind { text = opaque.text }
    noteOpaque(text, reason, expression.place)
    return CValue(0)
  }

  private func constant(_ integer: CIntegerConstant) -> CValue {
    let value = Int(bitPattern: UInt(integer.value))
    var bits = integer.rank == .int ? 32 : 64
    if !LoweredType.integer(bits: bits, signed: !integer.isUnsigned).limits.contains(value) { bits = 64 }
    return CValue(value, .integer(bits: bits, signed: !integer.isUnsigned))
  }

  /// For its effects alone.
  mutating func lowerEffect(_ expression: CExpression) throws(CReadError) {
    switch expression.kind {
    case .assignment(let op, let target, let value):
      _ = try assign(op, target, value, at: expression.place, isUsed: false)
    case .unary(.increment, let operand), .postfix(.increment, let operand):
      try step(operand, by: 1, at: expression.place)
    case .unary(.decrement, let operand), .postfix(.decrement, let operand):
      try step(operand, by: -1, at: expression.place)
    case .call(let callee, let arguments):
      _ = try lowerCall(callee, arguments, at: expression.place, isUsed: false)
    case .cast(_, let operand): try lowerEffect(operand)
    case .comma(let parts): for part in parts { try lowerEffect(part) }
    case .conditional(let condition, let yes, let no):
      let truth = try lower(condition).truth
      try branch(
        truth, condition, at: expression.place,
        then: { (reader) throws(CReadError) in if let yes { try reader.lowerEffect(yes) } },
        otherwise: { (reader) throws(CReadError) in try reader.lowerEffect(no) })
    case .binary(let op, let left, let right) where op == .logicalAnd || op == .logicalOr:
      let truth = try lower(left).truth
      let isAnd = op == .logicalAnd
      try branch(
        isAnd ? truth : truth.negated, nil, at: expression.place,
        then: { (reader) throws(CReadError) in try reader.lowerEffect(right) },
        otherwise: { (_) throws(CReadError) in })
    default: _ = try lower(expression)
    }
  }

  // MARK: Names

  private mutating func lower(identifier name: String, at place: CPlace) -> CValue {
    if let entry = scope.lookup(name) { return load(self.place(of: entry), at: place) }
    if let constant = environment.constants[name] { return CValue(constant) }
    if let constant = declarations.constant(named: name) {
      return CValue(constant, name == "NULL" ? .pointer(.void) : .int)
    }
    if let variable = globalPlace(name) { return load(variable, at: place) }
    if let mask = cpuMask(named: name) { return mask }
    if case .constant(let value)? = symbol(name) { return CValue(value, .unsigned) }
    if name == "nr_cpu_ids" || name == "NR_CPUS" { return CValue(computer.cpus, .unsigned) }
    if followed[name] != nil || stubs[name] != nil || declarations.functions[name] != nil
      || declarations.prototypes[name] != nil || environment.functions[name] != nil
    {
      return CValue(number(ofFunction: name), .pointer(.function))
    }
    if name == "__func__" || name == "__FILE__" || name == "THIS_MODULE" { return CValue(0, .pointer(.void)) }
    if let macro = declarations.macros[name], let value = macro.constantTokens(declarations) {
      return CValue(value)
    }
    assume("\(name) is defined in no file that was read: it is taken as 0 (\(place))")
    return CValue(0, .unknown)
  }

  /// What the machine knows under a name that no file declares: flags of allocations.
  func symbol(_ name: String) -> Expression? {
    guard let known = try? Kernel.symbol(name, in: computer) else { return nil }
    return known
  }

  // MARK: Operators

  private mutating func lower(_ op: CUnaryOperator, _ operand: CExpression, at place: CPlace)
    throws(CReadError) -> CValue
  {
    switch op {
    case .addressOf: return try lowerAddress(operand, at: place)
    case .dereference: return load(try lowerPlace(operand), at: place)
    case .increment, .decrement:
      let target = stabilised(try lowerPlace(operand), at: place)
      step(target, load(target, at: place), by: op == .increment ? 1 : -1, at: place)
      return load(target, at: place)
    case .not: return try lower(operand).negated
    case .plus: return try lower(operand).promoted
    case .minus, .complement:
      let value = try lower(operand).promoted
      let applied: UnaryOperator = op == .minus ? .negate : .complement
      return CValue(.unary(applied, value.expression), .long, value.values.applying(applied))
        .converted(to: value.type)
    }
  }

  mutating func lowerAddress(_ operand: CExpression, at place: CPlace) throws(CReadError) -> CValue {
    if let name = operand.identifier, scope.lookup(name) == nil, globalPlace(name) == nil {
      return lower(identifier: name, at: place)
    }
    let target = try lowerPlace(operand)
    if let address = address(of: target) { return address }
    noteOpaque("", "the address of something that has none is taken", place)
    return CValue(0, .pointer(target.type))
  }

  private mutating func lower(
    _ op: CBinaryOperator, _ left: CExpression, _ right: CExpression, at place: CPlace
  ) throws(CReadError) -> CValue {
    if op == .logicalAnd || op == .logicalOr { return try lowerLogical(op, left, right, at: place) }
    var a = try lower(left)
    let (prefix, b) = try capture { (reader) throws(CReadError) in try reader.lower(right) }
    // What the right side does must not change what the left side has read.
    if !prefix.isEmpty { a = stabilised(a, at: place) }
    statements[statements.count - 1] += prefix
    return combine(op, a, b, at: place)
  }

  mutating func combine(_ op: CBinaryOperator, _ a: CValue, _ b: CValue, at place: CPlace) -> CValue {
    if a.type.isPointer || b.type.isPointer { return combinePointers(op, a, b, at: place) }
    let type =
      op == .shiftLeft || op == .shiftRight ? a.type.promoted : a.type.arithmetic(with: b.type)
    var (left, right) = (a.converted(to: type), b.converted(to: type))
    if op == .shiftLeft || op == .shiftRight { right = b }
    if op.isComparison {
      if let a = left.node, let b = right.node { facts.pointees.unify(a, b) }
      if type.isUnsignedLong && op != .equal && op != .notEqual
        && (left.values.lowest < 0 || right.values.lowest < 0)
      {
        left = left.upperHalfFirst
        right = right.upperHalfFirst
      }
      let program = op.programOperator
      return CValue(
        .binary(program, left.expression, right.expression), .int,
        left.values.applying(program, right.values))
    }
    let program = op.programOperator
    if type.isUnsignedLong && left.values.lowest < 0
      && (op == .shiftRight || op == .divide || op == .remainder)
    {
      if op == .shiftRight, let count = right.values.constant, (1..<64).contains(count) {
        let shifted = CValue(
          .binary(.shiftRight, left.expression, .constant(count)), .long,
          left.values.applying(.shiftRight, right.values))
        let op = UnaryOperator.truncate(bits: 64 - count, signed: false)
        return CValue(.unary(op, shifted.expression), type, shifted.values.applying(op))
      }
      noteOpaque("", "a 64-bit number with its highest bit set is divided: taken as signed", place)
    }
    let result = CValue(
      .binary(program, left.expression, right.expression), .long,
      left.values.applying(program, right.values))
    return result.converted(to: type)
  }

  private mutating func combinePointers(_ op: CBinaryOperator, _ a: CValue, _ b: CValue, at place: CPlace)
    -> CValue
  {
    if op.isComparison {
      if let left = a.node, let right = b.node { facts.pointees.unify(left, right) }
      let program = op.programOperator
      return CValue(
        .binary(program, a.expression, b.expression), .int, a.values.applying(program, b.values))
    }
    let (pointer, offset) = a.type.isPointer ? (a, b) : (b, a)
    if a.type.isPointer && b.type.isPointer {
      return CValue(
        .binary(.subtract, a.expression, b.expression), .long, a.values.applying(.subtract, b.values))
    }
    switch pointer.type.pointee {
    case .void, .unknown, .integer(bits: 8, _):
      // Bytes of one object: its address stays what it is.
      return pointer
    default:
      let program = op.programOperator
      return CValue(
        .binary(program, pointer.expression, offset.expression), pointer.type,
        pointer.values.applying(program, offset.values), node: pointer.node)
    }
  }

  private mutating func lowerLogical(
    _ op: CBinaryOperator, _ left: CExpression, _ right: CExpression, at place: CPlace
  ) throws(CReadError) -> CValue {
    let isAnd = op == .logicalAnd
    let a = try lower(left).truth
    if let known = a.values.truthValue, known != isAnd { return CValue(isAnd ? 0 : 1) }
    let before = known
    if isAnd { refine(left, holds: true) } else { refine(left, holds: false) }
    let (prefix, b) = try capture { (reader) throws(CReadError) in try reader.lower(right).truth }
    known = before
    if prefix.isEmpty {
      if a.values.truthValue != nil { return b }
      if let constant = b.values.truthValue {
        if constant == isAnd { return a }
        return CValue(isAnd ? 0 : 1)
      }
      let program = op.programOperator
      return CValue(.binary(program, a.expression, b.expression), .int, .truth)
    }
    if a.values.truthValue != nil {
      // The right side is always evaluated.
      statements[statements.count - 1] += prefix
      return b
    }
    if let constant = b.values.truthValue, constant != isAnd {
      emit(
        .conditional(isAnd ? a.expression : a.negated.expression, then: prefix, otherwise: []), at: place)
      return CValue(isAnd ? 0 : 1)
    }
    let result = temporary(.truth, node: nil, at: place)
    emit(.assign(.local(result), a.expression), at: place)
    let inner = prefix + [Statement(.assign(.local(result), b.expression), at: SourcePlace(place))]
    emit(
      .conditional(
        isAnd ? .local(result) : .unary(.not, .local(result)), then: inner, otherwise: []), at: place)
    return CValue(.local(result), .int, .truth)
  }

  private mutating func lowerConditional(
    _ condition: CExpression, _ yes: CExpression?, _ no: CExpression, at place: CPlace
  ) throws(CReadError) -> CValue {
    var value = try lower(condition)
    if yes == nil { value = stabilised(value, at: place) }
    if let known = value.values.truthValue {
      if !known { return try lower(no) }
      return try yes.map { (expression) throws(CReadError) in try lower(expression) } ?? value
    }
    let truth = value.truth
    let before = known
    refine(condition, holds: true)
    let (first, a) = try capture { (reader) throws(CReadError) in
      try yes.map { (expression) throws(CReadError) in try reader.lower(expression) } ?? value
    }
    known = before
    refine(condition, holds: false)
    let (second, b) = try capture { (reader) throws(CReadError) in try reader.lower(no) }
    known = before
    if let left = a.node, let right = b.node { facts.pointees.unify(left, right) }
    let type = a.type.isPointer ? a.type : b.type.isPointer ? b.type : a.type.arithmetic(with: b.type)
    let (left, right) = (a.converted(to: type), b.converted(to: type))
    let values = left.values.union(right.values)
    let node = a.node ?? b.node
    if first.isEmpty && second.isEmpty {
      return CValue(
        .conditional(truth.expression, left.expression, right.expression), type, values, node: node)
    }
    let result = temporary(values, node: node, at: place)
    let source = SourcePlace(place)
    emit(
      .conditional(
        truth.expression,
        then: first + [Statement(.assign(.local(result), left.expression), at: source)],
        otherwise: second + [Statement(.assign(.local(result), right.expression), at: source)]), at: place)
    return CValue(.local(result), type, values, node: node)
  }

  /// Whether an expression only looks. An opaque function touches nothing, so it is no more than a question.
  func isPure(_ expression: CExpression) -> Bool {
    expression.isPure { name in
      scope.lookup(name) != nil || followed[name] != nil || stubs[name] != nil
        || environment.functions[name] != nil || environment.expansions[name] != nil
        || Kernel.primitive(name) != nil || declarations.variables[name] != nil
        || CLowering.builtinsWithEffect.contains(name)
        || CLowering.allocators.contains(name) || CLowering.releasers.contains(name)
    }
  }

  // MARK: Assignments

  /// The value that was stored, if it is asked for.
  private mutating func assign(
    _ op: CBinaryOperator?, _ target: CExpression, _ value: CExpression, at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    if op == nil, try assignRecord(target, value, at: place) { return CValue(0) }
    if !isUsed, isPure(value), target.isLvalue {
      let (prefix, reference) = try capture { (reader) throws(CReadError) in try reader.lowerPlace(target) }
      if !isObserved(reference) {
        // Nobody looks at what is stored: only the access is left.
        statements[statements.count - 1] += prefix
        store(CValue(0, reference.type), into: reference, at: place)
        return nil
      }
    }
    let (prefix, right) = try capture { (reader) throws(CReadError) in try reader.lower(value) }
    statements[statements.count - 1] += prefix
    let reference = stabilised(try lowerPlace(target), at: place)
    var result = right
    if let op {
      // What only its own updates read is no one's business.
      guard isUsed || isObserved(reference) else {
        store(CValue(0, reference.type), into: reference, at: place)
        return nil
      }
      let old = load(reference, at: place)
      result = combine(op, old, right, at: place)
    }
    result = result.converted(to: reference.type)
    if isUsed { result = stabilised(result, at: place) }
    store(result, into: reference, at: place)
    return isUsed ? result : nil
  }

  private mutating func step(_ operand: CExpression, by amount: Int, at place: CPlace) throws(CReadError) {
    let reference = stabilised(try lowerPlace(operand), at: place)
    guard isObserved(reference) else { return store(CValue(0, reference.type), into: reference, at: place) }
    step(reference, load(reference, at: place), by: amount, at: place)
  }

  private mutating func step(_ reference: PlaceReference, _ old: CValue, by amount: Int, at place: CPlace) {
    store(
      combine(.add, old, CValue(amount), at: place).converted(to: reference.type), into: reference, at: place)
  }

  /// `a = b` of whole records, member by member.
  private mutating func assignRecord(_ target: CExpression, _ value: CExpression, at place: CPlace)
    throws(CReadError) -> Bool
  {
    guard target.isLvalue else { return false }
    // What it takes to find the place is done once, by whoever stores.
    let (prefix, reference) = try capture { (reader) throws(CReadError) in try reader.lowerPlace(target) }
    guard case .record(let name) = reference.type, reference.bits == nil,
      let record = declarations.record(name), RecordLayout(record, declarations)?.isOneNumber != true
    else { return false }
    if case .compoundLiteral(_, let items) = value.kind {
      statements[statements.count - 1] += prefix
      try initialise(reference, with: items, at: place)
      return true
    }
    guard value.isLvalue else { return false }
    statements[statements.count - 1] += prefix
    let source = try lowerPlace(value)
    copy(source, into: reference, record, at: place)
    return true
  }

  private mutating func copy(
    _ source: PlaceReference, into target: PlaceReference, _ record: CRecord, at place: CPlace
  ) {
    for member in record.members {
      guard let name = member.name else { continue }
      let (from, to) = (self.member(name, of: source), self.member(name, of: target))
      if case .record(let inner) = to.type, let record = declarations.record(inner) {
        copy(from, into: to, record, at: place)
      } else {
        store(load(from, at: place), into: to, at: place)
      }
    }
  }

  // MARK: Places

  mutating func lowerPlace(_ expression: CExpression) throws(CReadError) -> PlaceReference {
    switch expression.kind {
    case .identifier(let name):
      if let entry = scope.lookup(name) { return place(of: entry) }
      if let global = globalPlace(name) { return global }
      assume(
        "\(name) is defined in no file that was read: it is taken to hold 0 and to be of no interest "
          + "(\(expression.place))")
      return undeclared(name)
    case .member(let base, let name, arrow: false):
      return member(name, of: try lowerPlace(base))
    case .member(let base, let name, arrow: true):
      let pointer = try lower(base)
      return member(name, of: dereference(pointer, at: expression.place))
    case .index(let base, let index):
      let pointer = try lower(base)
      let (prefix, offset) = try capture { (reader) throws(CReadError) in try reader.lower(index) }
      let stable = prefix.isEmpty ? pointer : stabilised(pointer, at: expression.place)
      statements[statements.count - 1] += prefix
      guard let node = stable.node else {
        return PlaceReference(base: .nowhere("a number is indexed"), type: .unknown)
      }
      let element = CValue(
        Expression.binary(.add, stable.expression, offset.expression).folded, stable.type,
        stable.values.applying(.add, offset.values), node: node)
      return dereference(element.simplified, at: expression.place)
    case .unary(.dereference, let operand):
      return dereference(try lower(operand), at: expression.place)
    case .cast(_, let inner) where inner.isLvalue: return try lowerPlace(inner)
    case .call(let callee, let arguments):
      if let place = try lowerPlaceCall(callee, arguments, at: expression.place) { return place }
    default: break
    }
    let value = try lower(expression)
    let name = "value@\(expression.place.range.lowerBound)"
    let entry = try declareLocal(name, value.type, at: expression.place)
    store(value, into: place(of: entry), at: expression.place)
    return place(of: entry)
  }

  private mutating func undeclared(_ name: String) -> PlaceReference {
    let node = facts.node(of: "&\(name)")
    facts.pointees.setObject(node, .init(name: name, count: 1, isPool: false, isIndexed: false))
    return PlaceReference(
      base: .memory(node, pointer: CValue(1, .pointer(.unknown)).with(node: node)), type: .unknown)
  }

  /// The same place, found without evaluating anything again that could have changed.
  mutating func stabilised(_ place: PlaceReference, at source: CPlace) -> PlaceReference {
    guard case .memory(let node, let pointer) = place.base else { return place }
    var result = place
    result.base = .memory(node, pointer: split(pointer, at: source))
    return result
  }
}

extension CExpression {
  /// Functions that only look.
  private static let questions: Set<String> = [
    "irqs_disabled", "in_interrupt", "in_task", "preemptible", "smp_processor_id", "raw_smp_processor_id",
    "num_online_cpus", "cpu_online", "cpu_active", "READ_ONCE", "likely", "unlikely",
  ]

  /// Whether leaving it out changes nothing if nobody uses its value, given which functions do something.
  fileprivate func isPure(_ hasEffect: (String) -> Bool) -> Bool {
    var isPure = true
    visit {
      switch $0.kind {
      case .assignment, .postfix, .unary(.increment, _), .unary(.decrement, _), .statements: isPure = false
      case .call(let callee, _):
        guard let name = callee.identifier else {
          isPure = false
          return
        }
        if !CExpression.questions.contains(name) && hasEffect(name) { isPure = false }
      default: break
      }
    }
    return isPure
  }

  /// Whether it names an object rather than a value.
  var isLvalue: Bool {
    switch kind {
    case .identifier, .member, .index, .unary(.dereference, _): true
    default: false
    }
  }
}

extension CValue {
  var promoted: CValue { converted(to: type.promoted) }

  func cast(to type: LoweredType) -> CValue {
    if case .pointer(let inner) = type, case .pointer(let outer) = self.type,
      inner == .void || inner == .unknown
    {
      // A cast to `void *` loses nothing that is known.
      var value = self
      value.type = .pointer(outer)
      return value
    }
    return converted(to: type)
  }

  /// Unsigned order as signed order: the highest bit turned over.
  var upperHalfFirst: CValue {
    CValue(
      .binary(.bitXor, expression, .constant(Int.min)), .long,
      values.applying(.bitXor, PossibleValues(Int.min)))
  }

  /// `1 + x` for `1 + (x - 0)`, so that an index that is a constant is seen to be one.
  var simplified: CValue {
    if case .binary(.add, .constant(1), let inner) = expression, case .constant(let value) = inner {
      return CValue(value + 1, type).with(optional: node)
    }
    return self
  }

  func with(optional node: Pointees.Node?) -> CValue {
    var value = self
    value.node = node
    return value
  }
}

extension CMacro {
  /// The number that an object-like macro stands for, if it is a single number.
  func constantTokens(_ declarations: Declarations) -> Int? {
    guard !isFunctionLike, tokens.count == 1 else { return nil }
    return Int(tokens[0].text)
  }
}
