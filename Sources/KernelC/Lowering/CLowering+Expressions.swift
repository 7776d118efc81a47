import Machine
import Program

/// Expressions: what they compute, with their effects emitted before the value is used, from left to right.
extension CLowering {
  /// The value; effects are emitted here.
  mutating func lower(_ expression: CExpression) throws(CReadError) -> CValue {
    switch expression.kind {
    case .integer(let integer): return CValue(TypedConstant(integer))
    case .string: return CValue(0, .pointer(.integer(bits: 8, signed: true)))
    case .concatenation: return CValue(0, .pointer(.integer(bits: 8, signed: true)))
    case .identifier(let name): return lower(identifier: name, at: expression.place)
    case .call(let callee, let arguments):
      // `GENMASK(3, 0)` and the like.
      if let constant = declarations.typedConstant(expression) { return CValue(constant) }
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
      return try lower(operand).cast(to: self.type(type))
    case .compoundLiteral(let type, let items):
      let name = "literal@\(expression.place.range.lowerBound)"
      let entry = try declareLocal(name, self.type(type), at: expression.place)
      try initialise(place(of: entry), with: items, at: expression.place)
      return load(place(of: entry), at: expression.place)
    case .sizeof(let operand), .alignof(let operand):
      var isAlignment = false
      if case .alignof = expression.kind { isAlignment = true }
      var type = self.type(of: operand)
      if case .type(let written) = operand.kind { type = self.type(written) }
      if let type, let size = isAlignment ? declarations.alignment(type) : declarations.size(type) {
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

  mutating func lower(identifier name: String, at place: CPlace) -> CValue {
    if let entry = scope.lookup(name) { return load(self.place(of: entry), at: place) }
    if let constant = environment.constants[name] { return CValue(constant) }
    if name == "nr_cpu_ids" || name == "NR_CPUS" { return CValue(computer.cpus, .unsigned) }
    if let constant = declarations.typedConstant(named: name) { return CValue(constant) }
    if let variable = globalPlace(name) { return load(variable, at: place) }
    if let mask = cpuMask(named: name) { return mask }
    if case .constant(let value)? = symbol(name) { return CValue(value, .unsigned) }
    if followed[name] != nil || stubs[name] != nil || declarations.functions[name] != nil
      || declarations.prototypes[name] != nil || environment.functions[name] != nil
    {
      return CValue(number(ofFunction: name), .pointer(.function))
    }
    if name == "__func__" || name == "__FILE__" || name == "THIS_MODULE" { return CValue(0, .pointer(.void)) }
    if environment.isSurvey { return surveyedName(name, at: place) }
    assume("\(name) is defined in no file that was read: it is taken as 0 (\(place))")
    return CValue(0, .unknown)
  }

  /// What the machine knows under a name that no file declares: flags of allocations.
  func symbol(_ name: String) -> Expression? {
    guard let known = try? Kernel.symbol(name, in: computer) else { return nil }
    return known
  }
}
