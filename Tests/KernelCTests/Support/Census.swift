@testable import KernelC

/// Counts the opaque nodes of a tree by walking it, as the parser does not.
enum Census {
  static func opaque(in function: CFunction) -> Int {
    let type = CType(.function(function.type), at: function.place)
    return opaque(in: function.body) + opaque(in: type, isBase: true) + sum(function.attributes)
  }

  static func opaque(in statement: CStatement) -> Int {
    switch statement.kind {
    case .compound(let statements): sum(statements)
    case .empty, .default, .goto, .break, .continue, .fallthrough, .assembly, .localLabels: 0
    case .expression(let value), .computedGoto(let value): opaque(in: value)
    case .declaration(let declaration):
      (declaration.variables.first?.definedBy != nil ? 0 : opaque(in: declaration.base, isBase: true))
        + declaration.variables.reduce(0) { $0 + opaque(in: $1) }
    case .if(let condition, let then, let otherwise):
      opaque(in: condition) + opaque(in: then) + (otherwise.map { opaque(in: $0) } ?? 0)
    case .while(let condition, let body), .doWhile(let body, let condition), .switch(let condition, let body),
      .callWithBody(let condition, let body):
      opaque(in: condition) + opaque(in: body)
    case .for(let start, let condition, let step, let body):
      (start.map { opaque(in: $0) } ?? 0) + optional(condition) + optional(step) + opaque(in: body)
    case .case(let low, let high): opaque(in: low) + optional(high)
    case .label(_, let attributes): sum(attributes)
    case .return(let value): optional(value)
    case .opaque: 1
    }
  }

  private static func sum(_ statements: [CStatement]) -> Int { statements.reduce(0) { $0 + opaque(in: $1) } }
  private static func sum(_ expressions: [CExpression]) -> Int {
    expressions.reduce(0) { $0 + opaque(in: $1) }
  }
  private static func optional(_ expression: CExpression?) -> Int { expression.map { opaque(in: $0) } ?? 0 }

  private static func sum(_ attributes: [CAttribute]) -> Int {
    attributes.reduce(0) { $0 + sum($1.arguments ?? []) }
  }

  private static func sum(_ items: [CInitializerItem]) -> Int {
    items.reduce(0) { count, item in
      item.designators.reduce(count + opaque(in: item.value)) {
        switch $1 {
        case .member: $0
        case .index(let index): $0 + opaque(in: index)
        case .range(let low, let high): $0 + opaque(in: low) + opaque(in: high)
        }
      }
    }
  }

  private static func opaque(in expression: CExpression) -> Int {
    switch expression.kind {
    case .integer, .floating, .string, .identifier, .labelAddress, .empty: 0
    case .concatenation(let parts), .comma(let parts): sum(parts)
    case .call(let callee, let arguments): opaque(in: callee) + sum(arguments)
    case .member(let part, _, _), .unary(_, let part), .postfix(_, let part), .sizeof(let part),
      .alignof(let part):
      opaque(in: part)
    case .index(let left, let right), .binary(_, let left, let right), .assignment(_, let left, let right):
      opaque(in: left) + opaque(in: right)
    case .conditional(let condition, let yes, let no): opaque(in: condition) + optional(yes) + opaque(in: no)
    case .cast(let type, let value): opaque(in: type, isBase: true) + opaque(in: value)
    case .compoundLiteral(let type, let items): opaque(in: type, isBase: true) + sum(items)
    case .initializerList(let items): sum(items)
    case .statements(let statements), .run(let statements): sum(statements)
    case .type(let type): opaque(in: type, isBase: true)
    case .association(let type, let value):
      (type.map { opaque(in: $0, isBase: true) } ?? 0) + opaque(in: value)
    case .opaque: 1
    }
  }

  /// The base of a declaration is part of the type of each of its variables, and counts once.
  private static func opaque(in type: CType, isBase: Bool) -> Int {
    switch type.kind {
    case .void, .boolean, .integer, .floating, .named, .tag, .automatic: 0
    case .record(let record):
      isBase
        ? record.opaque.count
          + record.members.reduce(0) { count, member in
            count + optional(member.bitWidth) + sum(member.attributes)
              + (member.name != nil && member.declaredBy != nil
                ? sum(member.declaredBy!.arguments) : member.type.map { opaque(in: $0, isBase: true) } ?? 0)
          } : 0
    case .enumeration(let enumeration):
      isBase
        ? enumeration.opaque.count
          + enumeration.constants.reduce(0) { $0 + optional($1.value) + sum($1.attributes) }
          + (enumeration.underlying.map { opaque(in: $0, isBase: true) } ?? 0) : 0
    case .pointer(let type): opaque(in: type, isBase: isBase)
    case .array(let type, let count): opaque(in: type, isBase: isBase) + optional(count)
    case .function(let function):
      function.parameters.reduce(opaque(in: function.result, isBase: isBase)) {
        $0 + opaque(in: $1.type, isBase: true) + sum($1.attributes)
      }
    case .typeof(let value): isBase ? opaque(in: value) : 0
    }
  }

  /// The type of a variable that a macro defines is made of the macro's arguments.
  private static func opaque(in variable: CVariable) -> Int {
    (variable.definedBy.map { sum($0.arguments) } ?? opaque(in: variable.type, isBase: false))
      + sum(variable.attributes) + optional(variable.initializer)
  }
}
