/// Where C goes through a pointer, as it is written there.
public struct CPointerUse: Hashable, Sendable {
  public let line: Int
  /// The object: `*slot`, `table[cpu]`.
  public let object: String
  /// The pointer, where it is written as one: `hctx` in `hctx->cpumask`.
  public let pointer: String?
  /// The members behind it, from outside to inside.
  public let members: [String]
}

extension CStatement {
  /// Every access through a pointer below this statement, in order.
  public var pointerUses: [CPointerUse] {
    var uses: [CPointerUse] = []
    visitExpressions { expression in
      let line = expression.place.line
      var (base, members) = (expression, [String]())
      while case .member(let inner, let name, let arrow) = base.kind {
        members.insert(name, at: 0)
        base = inner
        if arrow {
          let pointer = base.asOperand
          uses.append(CPointerUse(line: line, object: "*\(pointer)", pointer: pointer, members: members))
          return
        }
      }
      switch base.kind {
      case .unary(.dereference, let inner):
        let pointer = inner.asOperand
        uses.append(CPointerUse(line: line, object: "*\(pointer)", pointer: pointer, members: members))
      case .index:
        uses.append(
          CPointerUse(line: line, object: CPrinter.text(of: base), pointer: nil, members: members))
      default: break
      }
    }
    return uses
  }
}

extension CExpression {
  /// The text, in brackets if an operator could come between.
  fileprivate var asOperand: String {
    let text = CPrinter.text(of: self)
    switch kind {
    case .identifier, .member, .call, .index: return text
    default: return "(\(text))"
    }
  }
}
