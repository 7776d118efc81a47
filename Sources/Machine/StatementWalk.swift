import Program

extension [Statement] {
  /// Calls `visit` with every statement, those inside others included, outer ones first.
  func forEachStatement(_ visit: (Statement) -> Void) {
    for statement in self {
      visit(statement)
      for inner in statement.kind.blocks { inner.forEachStatement(visit) }
    }
  }

  /// Whether some statement assigns this variable, or an element of it.
  func assigns(_ variable: String) -> Bool {
    var found = false
    func look(_ target: Expression?) {
      switch target {
      case .shared(variable), .element(variable, _): found = true
      default: break
      }
    }
    forEachStatement { statement in
      switch statement.kind {
      case .assign(let target, _): look(target)
      case .call(let target, _, _), .dispatch(let target, _, _, _): look(target)
      default: break
      }
    }
    return found
  }
}

extension Statement.Kind {
  /// The statement with the blocks directly inside replaced.
  func mapBlocks(_ transform: ([Statement]) -> [Statement]) -> Statement.Kind {
    switch self {
    case .conditional(let condition, let then, let otherwise):
      return .conditional(condition, then: transform(then), otherwise: transform(otherwise))
    case .whileLoop(let condition, let body): return .whileLoop(condition, transform(body))
    case .loop(let body): return .loop(transform(body))
    case .choose(var options):
      for index in options.indices { options[index].body = transform(options[index].body) }
      return .choose(options)
    case .atomic(var atomic):
      atomic.body = transform(atomic.body)
      return .atomic(atomic)
    default: return self
    }
  }

  /// The statements directly inside.
  fileprivate var blocks: [[Statement]] {
    switch self {
    case .conditional(_, let then, let otherwise): [then, otherwise]
    case .whileLoop(_, let body), .loop(let body): [body]
    case .choose(let options): options.map(\.body)
    case .atomic(let atomic): [atomic.body]
    default: []
    }
  }
}
