/// The type of an expression that is not evaluated: what `sizeof`, `typeof` and the other arm of a condition
/// ask for.
extension CLowering {
  /// A type as it is written, `typeof` included.
  func type(_ written: CType) -> LoweredType {
    switch written.kind {
    case .typeof(let expression):
      if case .type(let inner) = expression.kind { return type(inner) }
      return type(of: expression) ?? .unknown
    case .pointer(let inner):
      let pointee = type(inner)
      return .pointer(pointee)
    case .array(let inner, let count):
      return .array(type(inner), count: count.flatMap { declarations.constant($0) })
    default: return declarations.type(written)
    }
  }

  /// Nil if it is not known.
  ///
  /// - Parameter names: what is declared inside of the expression itself.
  func type(of expression: CExpression, _ names: [String: LoweredType] = [:]) -> LoweredType? {
    switch expression.kind {
    case .integer(let integer): return TypedConstant(integer).type
    case .string(let string): return .array(.integer(bits: 8, signed: true), count: string.bytes.count + 1)
    case .concatenation: return .pointer(.integer(bits: 8, signed: true))
    case .identifier(let name): return names[name] ?? type(named: name)
    case .call(let callee, let arguments): return type(ofCall: callee, arguments, names)
    case .member(let base, let name, let arrow):
      guard var outer = type(of: base, names) else { return nil }
      if arrow { outer = outer.pointee }
      guard case .record(let record) = outer, let declared = declarations.record(record) else { return nil }
      return declarations.memberType(name, of: declared)
    case .index(let base, _): return type(of: base, names).map(\.pointee)
    case .unary(.dereference, let operand): return type(of: operand, names).map(\.pointee)
    case .unary(.addressOf, let operand): return type(of: operand, names).map { .pointer($0) }
    case .unary(.not, _): return .int
    case .unary(.increment, let operand), .unary(.decrement, let operand), .postfix(_, let operand):
      return type(of: operand, names)
    case .unary(_, let operand): return type(of: operand, names)?.promoted
    case .binary(let op, let left, let right): return type(of: op, left, right, names)
    case .assignment(_, let target, _): return type(of: target, names)
    case .conditional(let condition, let yes, let no):
      guard let first = type(of: yes ?? condition, names)?.decayed, let second = type(of: no, names)?.decayed
      else { return nil }
      return LoweredType.common(first, second)
    case .cast(let written, _), .compoundLiteral(let written, _): return type(written)
    case .sizeof, .alignof: return .unsignedLong
    case .statements(let inner): return type(of: inner, names)
    case .comma(let parts): return parts.last.flatMap { type(of: $0, names)?.decayed }
    default: return nil
    }
  }

  private func type(named name: String) -> LoweredType? {
    if let entry = scope.lookup(name) { return entry.type }
    if environment.constants[name] != nil { return .int }
    if name == "nr_cpu_ids" || name == "NR_CPUS" { return .unsigned }
    if let constant = declarations.typedConstant(named: name) { return constant.type }
    if let variable = declarations.variables[name] { return type(of: variable) }
    return nil
  }

  private func type(
    of op: CBinaryOperator, _ left: CExpression, _ right: CExpression, _ names: [String: LoweredType]
  ) -> LoweredType? {
    if op.isComparison || op == .logicalAnd || op == .logicalOr { return .int }
    guard let a = type(of: left, names)?.decayed else { return nil }
    if op == .shiftLeft || op == .shiftRight { return a.promoted }
    guard let b = type(of: right, names)?.decayed else { return nil }
    if a.isPointer && b.isPointer { return .long }
    return a.isPointer ? a : b.isPointer ? b : a.arithmetic(with: b)
  }

  private func type(of inner: [CStatement], _ names: [String: LoweredType]) -> LoweredType? {
    guard case .expression(let last)? = inner.last?.kind else { return .void }
    // `typeof` of a name of the block itself needs what is known so far, so a copy reads the block in order.
    var names = names
    for statement in inner {
      guard case .declaration(let declaration) = statement.kind else { continue }
      for variable in declaration.variables {
        if case .automatic = variable.type.kind {
          names[variable.name] = variable.initializer.flatMap { type(of: $0, names)?.decayed } ?? .unknown
        } else if case .typeof(let operand) = variable.type.kind {
          names[variable.name] = type(of: operand, names) ?? .unknown
        } else {
          names[variable.name] = type(of: variable)
        }
      }
    }
    return type(of: last, names)?.decayed
  }

  private func type(
    ofCall callee: CExpression, _ arguments: [CExpression], _ names: [String: LoweredType]
  ) -> LoweredType? {
    guard let name = callee.identifier, scope.lookup(name) == nil else { return nil }
    func type(at index: Int) -> LoweredType? {
      guard arguments.indices.contains(index) else { return nil }
      if case .type(let written) = arguments[index].kind { return self.type(written) }
      return self.type(of: arguments[index], names)
    }
    switch name {
    case "READ_ONCE", "READ_ONCE_NOCHECK", "data_race", "this_cpu_read", "__this_cpu_read", "raw_cpu_read",
      "this_cpu_ptr", "raw_cpu_ptr", "per_cpu_ptr", "per_cpu", "rcu_dereference", "likely", "unlikely":
      return type(at: 0)
    case "min_t", "max_t": return type(at: 0)?.promoted
    case "min", "max":
      guard let first = type(at: 0), let second = type(at: 1) else { return nil }
      return LoweredType.common(first, second)
    case "container_of": return type(at: 1).map { .pointer($0) }
    case "ERR_PTR": return .pointer(.void)
    case "IS_ERR": return .boolean
    case "PTR_ERR": return .long
    case "BIT", "BIT_ULL", "GENMASK", "GENMASK_ULL", "ARRAY_SIZE": return .unsignedLong
    default: break
    }
    if let function = followed[name] ?? stubs[name] { return declarations.type(function.result) }
    return declarations.prototypes[name].map { declarations.type($0.result) }
  }
}

extension LoweredType {
  /// The type of a value that is one or the other of two.
  static func common(_ first: LoweredType, _ second: LoweredType) -> LoweredType {
    first.isPointer ? first : second.isPointer ? second : first.arithmetic(with: second)
  }
}
