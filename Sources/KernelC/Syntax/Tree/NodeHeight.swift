/// The height of a tree, kept in each node. Swift frees nested values recursively, and printing and comparing
/// recurse too, so a tree must never be higher than a stack can bear; the parser asks before it puts a node
/// on top.
extension CExpression.Kind {
  var heightOfParts: Int {
    switch self {
    case .integer, .floating, .string, .identifier, .labelAddress, .empty, .opaque: 0
    case .member(let part, _, _), .unary(_, let part), .postfix(_, let part), .sizeof(let part),
      .alignof(let part):
      part.height
    case .concatenation(let parts), .comma(let parts): highest(parts)
    case .call(let callee, let arguments): max(callee.height, highest(arguments))
    case .index(let left, let right), .binary(_, let left, let right), .assignment(_, let left, let right):
      max(left.height, right.height)
    case .conditional(let condition, let yes, let no):
      max(condition.height, yes?.height ?? 0, no.height)
    case .cast(let type, let value): max(type.height, value.height)
    case .compoundLiteral(let type, let items): max(type.height, highest(items))
    case .initializerList(let items): highest(items)
    case .statements(let statements), .run(let statements): highest(statements)
    case .type(let type): type.height
    case .association(let type, let value): max(type?.height ?? 0, value.height)
    }
  }
}

extension CStatement.Kind {
  var heightOfParts: Int {
    switch self {
    case .empty, .default, .goto, .break, .continue, .`fallthrough`, .assembly, .localLabels, .opaque: 0
    case .compound(let statements): highest(statements)
    case .expression(let value), .computedGoto(let value): value.height
    case .return(let value): value?.height ?? 0
    case .declaration(let declaration):
      declaration.variables.reduce(declaration.base.height) { max($0, $1.height) }
    case .if(let condition, let then, let otherwise):
      max(condition.height, then.height, otherwise?.height ?? 0)
    case .while(let condition, let body), .doWhile(let body, let condition), .switch(let condition, let body),
      .callWithBody(let condition, let body):
      max(condition.height, body.height)
    case .for(let start, let condition, let step, let body):
      max(start?.height ?? 0, condition?.height ?? 0, step?.height ?? 0, body.height)
    case .case(let low, let high): max(low.height, high?.height ?? 0)
    case .label(_, let attributes): highest(attributes)
    }
  }
}

extension CType.Kind {
  var heightOfParts: Int {
    switch self {
    case .void, .boolean, .integer, .floating, .named, .tag, .automatic: 0
    case .record(let record):
      record.members.reduce(highest(record.attributes)) { max($0, $1.height) }
    case .enumeration(let enumeration):
      enumeration.constants.reduce(
        max(highest(enumeration.attributes), enumeration.underlying?.height ?? 0)
      ) { max($0, $1.value?.height ?? 0, highest($1.attributes)) }
    case .pointer(let type): type.height
    case .array(let type, let count): max(type.height, count?.height ?? 0)
    case .function(let function):
      function.parameters.reduce(function.result.height) {
        max($0, $1.type.height, highest($1.attributes))
      }
    case .typeof(let value): value.height
    }
  }
}

extension CVariable {
  var height: Int {
    max(type.height, initializer?.height ?? 0, highest(attributes), highest(definedBy?.arguments ?? []))
  }
}

extension CMember {
  var height: Int {
    max(
      type?.height ?? 0, bitWidth?.height ?? 0, highest(attributes), highest(declaredBy?.arguments ?? []))
  }
}

private func highest(_ parts: [CExpression]) -> Int { parts.reduce(0) { max($0, $1.height) } }

private func highest(_ parts: [CStatement]) -> Int { parts.reduce(0) { max($0, $1.height) } }

private func highest(_ parts: [CAttribute]) -> Int {
  parts.reduce(0) { max($0, highest($1.arguments ?? [])) }
}

private func highest(_ items: [CInitializerItem]) -> Int {
  items.reduce(0) { height, item in
    let designators = item.designators.reduce(item.value.height) {
      switch $1 {
      case .member: $0
      case .index(let value): max($0, value.height)
      case .range(let low, let high): max($0, low.height, high.height)
      }
    }
    return max(height, designators)
  }
}
