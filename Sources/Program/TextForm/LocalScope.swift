/// The locals that a body may name without saying their domain again: parameters, and what its declarations
/// list.
struct LocalScope {
  private(set) var domains: [String: Domain] = [:]
  /// The locals that are no parameters, in the order in which the body names them first.
  private(set) var declared: [Local] = []

  /// Nothing is known, so that every local says its domain.
  init() {}

  /// The parameters. Of two with one name the first counts.
  init(parameters: [Local]) {
    for parameter in parameters where domains[parameter.name] == nil {
      domains[parameter.name] = parameter.domain
    }
  }

  /// Adds the locals that the body names. One that is named with two domains is declared with the first.
  init(parameters: [Local], body: [Statement]) {
    self.init(parameters: parameters)
    body.forEachLocal { declare($0) }
  }

  /// False if the name is taken.
  @discardableResult
  mutating func declare(_ local: Local) -> Bool {
    guard domains[local.name] == nil else { return false }
    domains[local.name] = local.domain
    declared.append(local)
    return true
  }
}

extension [Statement] {
  /// Calls `visit` for every use of a local, in the order of the text.
  func forEachLocal(_ visit: (Local) -> Void) {
    for statement in self {
      switch statement.kind {
      case .assign(let target, let value):
        target.forEachLocal(visit)
        value.forEachLocal(visit)
      case .call(let result, _, let arguments):
        result?.forEachLocal(visit)
        for argument in arguments { argument.forEachLocal(visit) }
      case .dispatch(let result, let selector, _, let arguments):
        result?.forEachLocal(visit)
        selector.forEachLocal(visit)
        for argument in arguments { argument.forEachLocal(visit) }
      case .conditional(let condition, let then, let otherwise):
        condition.forEachLocal(visit)
        then.forEachLocal(visit)
        otherwise.forEachLocal(visit)
      case .whileLoop(let condition, let body):
        condition.forEachLocal(visit)
        body.forEachLocal(visit)
      case .loop(let body): body.forEachLocal(visit)
      case .choose(let options):
        for option in options {
          option.guardCondition.forEachLocal(visit)
          option.body.forEachLocal(visit)
        }
      case .atomic(let atomic):
        atomic.guardCondition.forEachLocal(visit)
        atomic.body.forEachLocal(visit)
      case .returnValue(let value): value?.forEachLocal(visit)
      case .require(_, let condition): condition.forEachLocal(visit)
      case .event(_, let arguments): for argument in arguments { argument.forEachLocal(visit) }
      case .breakLoop, .continueLoop, .label, .goto, .crash: break
      }
    }
  }
}

extension Expression {
  func forEachLocal(_ visit: (Local) -> Void) {
    switch self {
    case .constant, .shared, .currentCPU, .currentContext, .inInterrupt: break
    case .local(let local): visit(local)
    case .element(_, let index): index.forEachLocal(visit)
    case .unary(_, let operand), .unreferenced(_, let operand): operand.forEachLocal(visit)
    case .binary(_, let left, let right):
      left.forEachLocal(visit)
      right.forEachLocal(visit)
    case .conditional(let condition, let first, let second):
      condition.forEachLocal(visit)
      first.forEachLocal(visit)
      second.forEachLocal(visit)
    }
  }
}
