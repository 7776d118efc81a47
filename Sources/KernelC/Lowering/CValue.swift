import Program

/// The value of a C expression: what computes it, without effects, and what is known of it.
struct CValue: Sendable {
  var expression: Expression
  var type: LoweredType
  var values: PossibleValues
  /// What a pointer points to.
  var node: Pointees.Node?

  init(_ expression: Expression, _ type: LoweredType, _ values: PossibleValues, node: Pointees.Node? = nil) {
    self.expression = expression
    self.type = type
    self.values = values
    self.node = node
    if let constant = values.constant { self.expression = .constant(constant) }
  }

  init(_ constant: Int, _ type: LoweredType = .int) {
    self.init(.constant(constant), type, PossibleValues(constant))
  }

  init(_ constant: TypedConstant) { self.init(constant.value, constant.type) }

  /// Whether evaluating it later gives the same, whatever comes between.
  var isStable: Bool { expression.isStable }

  /// 1 or 0: whether it is not 0.
  var truth: CValue {
    if let known = values.truthValue { return CValue(known ? 1 : 0) }
    if values.isSubset(of: .truth) { return CValue(expression, .int, values) }
    return CValue(.binary(.notEqual, expression, 0), .int, .truth)
  }

  var negated: CValue {
    if let known = values.truthValue { return CValue(known ? 0 : 1) }
    return CValue(.unary(.not, expression), .int, .truth)
  }

  /// The value after conversion to a type, as an assignment or a cast does it (C11 6.3).
  func converted(to type: LoweredType) -> CValue {
    switch type {
    case .boolean:
      var value = truth
      value.type = .boolean
      return value
    case .integer(let bits, let signed):
      if values.isSubset(of: type.limits) { return CValue(expression, type, values, node: node) }
      let op = UnaryOperator.truncate(bits: bits, signed: signed)
      return CValue(.unary(op, expression), type, values.applying(op), node: node)
    case .unknown, .void: return self
    default: return CValue(expression, type, values, node: node)
    }
  }
}

extension Expression {
  /// The index of what a pointer points to: its value less one.
  var lessOne: Expression {
    if case .binary(.add, let index, .constant(1)) = self { return index }
    if case .binary(.add, .constant(1), let index) = self { return index }
    return Expression.binary(.subtract, self, 1).folded
  }

  /// Whether it reads what others may write, the number of the CPU included.
  var readsMemory: Bool {
    switch self {
    case .constant, .local, .currentContext, .inInterrupt: false
    case .shared, .element, .currentCPU, .unreferenced: true
    case .unary(_, let operand): operand.readsMemory
    case .binary(_, let left, let right): left.readsMemory || right.readsMemory
    case .conditional(let condition, let first, let second):
      condition.readsMemory || first.readsMemory || second.readsMemory
    }
  }

  /// Whether it reads nothing that a statement could change.
  var isStable: Bool {
    switch self {
    case .constant, .currentContext, .inInterrupt: true
    case .local, .shared, .element, .currentCPU, .unreferenced: false
    case .unary(_, let operand): operand.isStable
    case .binary(_, let left, let right): left.isStable && right.isStable
    case .conditional(let condition, let first, let second):
      condition.isStable && first.isStable && second.isStable
    }
  }
}

/// Where a C object lies: what an assignment stores into and a use loads from.
struct PlaceReference: Sendable {
  enum Base: Sendable {
    /// A local whose address nobody takes, by its name in the program.
    case local(String)
    /// The n-th of some objects; `pointer` is n, counted from 1, without effects.
    case memory(Pointees.Node, pointer: CValue)
    /// Nothing is known of it, for this reason.
    case nowhere(String)
  }

  var base: Base
  var type: LoweredType
  /// The part of the number that a bit-field or a member of a union is.
  var bits: RecordLayout.Field?
  /// The element, where an array is a member of the objects.
  var element: Element?

  struct Element: Sendable {
    var index: CValue
    /// How many there are in each object.
    var count: Int
  }
}
