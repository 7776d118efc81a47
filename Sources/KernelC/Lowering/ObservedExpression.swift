import Program

/// The expression of a property, which looks at one state from outside: what the reader emits before its
/// value is known (the load through a pointer that may be NULL, the question whether a CPU is active) is put
/// into the expression itself, since nothing can come between.
///
/// What lies behind NULL or in freed memory is 0 to a property: the access is no step of anybody.
struct ObservedExpression {
  /// What locals of the reading hold.
  private var locals: [String: Expression] = [:]
  /// Whether every access so far had its memory.
  private var isSound: Expression = 1

  /// Nil if the statements do more than to look.
  static func folding(_ statements: [Statement], _ value: Expression) -> Expression? {
    var fold = ObservedExpression()
    guard fold.run(statements), let inner = fold.substituted(value), !inner.asksWho else { return nil }
    return fold.guarded(inner)
  }

  private func guarded(_ value: Expression) -> Expression {
    isSound == 1 ? value : .conditional(isSound, value, 0)
  }

  private mutating func run(_ statements: [Statement]) -> Bool { statements.allSatisfy { run($0) } }

  private mutating func run(_ statement: Statement) -> Bool {
    switch statement.kind {
    case .assign(.local(let local), let value):
      guard let value = substituted(value) else { return false }
      locals[local.name] = guarded(value)
      return true
    case .atomic(let atomic): return atomic.guardCondition == 1 && run(atomic.body)
    case .conditional(let condition, let then, let otherwise):
      guard let condition = substituted(condition) else { return false }
      if then.isCrash, otherwise.isEmpty {
        isSound = Expression.binary(.and, isSound, .unary(.not, condition)).folded
        return true
      }
      var (first, second) = (self, self)
      guard first.run(then), second.run(otherwise) else { return false }
      for name in Set(first.locals.keys).union(second.locals.keys).sorted() {
        let (a, b) = (first.locals[name] ?? 0, second.locals[name] ?? 0)
        locals[name] = a == b ? a : .conditional(condition, a, b)
      }
      return true
    case .require: return true
    default: return false
    }
  }

  /// With what the locals hold; nil if one of them holds nothing yet.
  private func substituted(_ value: Expression) -> Expression? {
    switch value {
    case .local(let local): return locals[local.name]
    case .element(let name, let index): return substituted(index).map { .element(name, $0) }
    case .unary(let op, let operand): return substituted(operand).map { .unary(op, $0) }
    case .binary(let op, let left, let right):
      guard let left = substituted(left), let right = substituted(right) else { return nil }
      return Expression.binary(op, left, right).folded
    case .conditional(let condition, let first, let second):
      guard let condition = substituted(condition), let first = substituted(first),
        let second = substituted(second)
      else { return nil }
      return .conditional(condition, first, second)
    case .unreferenced(let pool, let pointer):
      return substituted(pointer).map { .unreferenced(pool: pool, $0) }
    case .constant, .shared, .currentCPU, .currentContext, .inInterrupt: return value
    }
  }
}

extension [Statement] {
  fileprivate var isCrash: Bool {
    guard count == 1, case .crash = self[0].kind else { return false }
    return true
  }
}

extension Expression {
  /// Whether its value depends on who evaluates it.
  fileprivate var asksWho: Bool {
    switch self {
    case .currentCPU, .currentContext, .inInterrupt: true
    case .constant, .local, .shared: false
    case .element(_, let operand), .unary(_, let operand), .unreferenced(_, let operand): operand.asksWho
    case .binary(_, let left, let right): left.asksWho || right.asksWho
    case .conditional(let condition, let first, let second):
      condition.asksWho || first.asksWho || second.asksWho
    }
  }
}
