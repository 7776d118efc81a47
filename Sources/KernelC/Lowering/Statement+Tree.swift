import Program

extension Statement {
  /// The statement, with all that is in it, as what a place of a C file stands for.
  func placed(at place: SourcePlace) -> Statement {
    func moved(_ statements: [Statement]) -> [Statement] { statements.map { $0.placed(at: place) } }
    switch kind {
    case .conditional(let condition, let then, let otherwise):
      return Statement(.conditional(condition, then: moved(then), otherwise: moved(otherwise)), at: place)
    case .whileLoop(let condition, let body): return Statement(.whileLoop(condition, moved(body)), at: place)
    case .loop(let body): return Statement(.loop(moved(body)), at: place)
    case .choose(let options):
      return Statement(
        .choose(
          options.map {
            Option(name: $0.name, agency: $0.agency, when: $0.guardCondition, body: moved($0.body))
          }), at: place)
    case .atomic(var atomic):
      atomic.body = moved(atomic.body)
      return Statement(.atomic(atomic), at: place)
    default: return Statement(kind, at: place)
    }
  }

  /// Calls `body` with the statement and every one in it.
  func visit(_ body: (Statement) -> Void) {
    body(self)
    switch kind {
    case .conditional(_, let then, let otherwise): (then + otherwise).forEach { $0.visit(body) }
    case .whileLoop(_, let inner), .loop(let inner): inner.forEach { $0.visit(body) }
    case .choose(let options): options.flatMap(\.body).forEach { $0.visit(body) }
    case .atomic(let atomic): atomic.body.forEach { $0.visit(body) }
    default: break
    }
  }
}
