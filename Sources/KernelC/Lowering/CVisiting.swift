extension CStatement {
  /// Calls `visit` with every expression in the statement, outer ones first.
  func visitExpressions(_ visit: (CExpression) -> Void) {
    visitStatements { statement in
      switch statement.kind {
      case .expression(let value), .computedGoto(let value): value.visit(visit)
      case .declaration(let declaration):
        for variable in declaration.variables {
          variable.initializer?.visit(visit)
          for argument in variable.definedBy?.arguments ?? [] { argument.visit(visit) }
        }
      case .if(let condition, _, _), .while(let condition, _), .doWhile(_, let condition),
        .switch(let condition, _), .callWithBody(let condition, _):
        condition.visit(visit)
      case .for(_, let condition, let step, _):
        condition?.visit(visit)
        step?.visit(visit)
      case .case(let low, let high):
        low.visit(visit)
        high?.visit(visit)
      case .return(let value): value?.visit(visit)
      default: break
      }
    }
  }

  /// Calls `visit` with this statement and every one below, but for those inside of expressions.
  public func visitStatements(_ visit: (CStatement) -> Void) {
    visit(self)
    switch kind {
    case .compound(let inner): for statement in inner { statement.visitStatements(visit) }
    case .if(_, let then, let otherwise):
      then.visitStatements(visit)
      otherwise?.visitStatements(visit)
    case .while(_, let body), .doWhile(let body, _), .switch(_, let body), .callWithBody(_, let body):
      body.visitStatements(visit)
    case .for(let start, _, _, let body):
      start?.visitStatements(visit)
      body.visitStatements(visit)
    default: break
    }
  }

  /// The number of blocks around each label, the function's own and the one of its parameters included.
  var labelDepths: [String: Int] {
    var depths: [String: Int] = [:]
    func walk(_ statement: CStatement, _ depth: Int) {
      switch statement.kind {
      case .label(let name, _): depths[name] = depth
      case .compound(let inner): for statement in inner { walk(statement, depth + 1) }
      case .if(_, let then, let otherwise):
        walk(then, depth)
        if let otherwise { walk(otherwise, depth) }
      case .while(_, let body), .doWhile(let body, _), .switch(_, let body): walk(body, depth)
      case .callWithBody(let call, let body):
        walk(body, depth + (call.namedCall?.name == "scoped_guard" ? 1 : 0))
      case .for(_, _, _, let body): walk(body, depth + 1)
      default: break
      }
    }
    walk(self, 1)
    return depths
  }

  /// Whether a jump from outside could lead into it.
  var hasLabel: Bool {
    var found = false
    visitStatements {
      switch $0.kind {
      case .label, .case, .default: found = true
      default: break
      }
    }
    return found
  }

  /// Whether a `continue` in it belongs to a loop around it.
  var continuesOuterLoop: Bool {
    switch kind {
    case .continue: true
    case .compound(let inner): inner.contains { $0.continuesOuterLoop }
    case .if(_, let then, let otherwise):
      then.continuesOuterLoop || (otherwise?.continuesOuterLoop ?? false)
    case .switch(_, let body): body.continuesOuterLoop
    case .callWithBody(let call, let body):
      call.namedCall.map { $0.name.contains("guard") } ?? false ? body.continuesOuterLoop : false
    default: false
    }
  }
}

extension CExpression {
  /// Calls `visit` with this expression and every one below, outer ones first.
  func visit(_ visit: (CExpression) -> Void) {
    visit(self)
    switch kind {
    case .call(let callee, let arguments):
      callee.visit(visit)
      for argument in arguments { argument.visit(visit) }
    case .member(let inner, _, _), .unary(_, let inner), .postfix(_, let inner), .cast(_, let inner),
      .sizeof(let inner), .alignof(let inner), .association(_, let inner):
      inner.visit(visit)
    case .index(let left, let right), .binary(_, let left, let right), .assignment(_, let left, let right):
      left.visit(visit)
      right.visit(visit)
    case .conditional(let condition, let yes, let no):
      condition.visit(visit)
      yes?.visit(visit)
      no.visit(visit)
    case .compoundLiteral(_, let items), .initializerList(let items):
      for item in items { item.value.visit(visit) }
    case .statements(let inner), .run(let inner): for statement in inner { statement.visitExpressions(visit) }
    case .comma(let parts), .concatenation(let parts): for part in parts { part.visit(visit) }
    case .integer, .floating, .string, .identifier, .type, .labelAddress, .empty, .opaque: break
    }
  }
}

/// A call by name, where it stands.
public struct CNamedCall: Sendable {
  public var name: String
  public var arguments: [CExpression]
  public var place: CPlace
}

extension CStatement {
  /// Every call by name below this statement, in order.
  public var namedCalls: [CNamedCall] {
    var calls: [CNamedCall] = []
    visitExpressions { expression in
      if let (name, arguments) = expression.namedCall {
        calls.append(CNamedCall(name: name, arguments: arguments, place: expression.place))
      }
    }
    return calls
  }
}
