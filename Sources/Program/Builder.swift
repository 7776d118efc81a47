import StateSpace

/// The Swift face of program trees. A body is a result builder of statements; Swift's own `if` and `for`
/// inside it are build-time code, `If(..) {..}` and `While(..) {..}` belong to the program.
@resultBuilder
public enum ProgramBuilder {
  public static func buildExpression(_ kind: Statement.Kind, file: String = #fileID, line: Int = #line)
    -> [Statement]
  {
    [Statement(kind, at: SourcePlace(file: file, line: line))]
  }
  public static func buildExpression(_ statements: [Statement]) -> [Statement] { statements }
  public static func buildBlock(_ parts: [Statement]...) -> [Statement] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Statement]?) -> [Statement] { part ?? [] }
  public static func buildEither(first part: [Statement]) -> [Statement] { part }
  public static func buildEither(second part: [Statement]) -> [Statement] { part }
  public static func buildArray(_ parts: [[Statement]]) -> [Statement] { parts.flatMap { $0 } }
}

/// A variable that every CPU has one of.
public struct PerCPU: Sendable {
  public var name: String
  public init(_ name: String) { self.name = name }
  /// `this_cpu_read`.
  public var here: Expression { .element(name, .currentCPU) }
  /// `per_cpu(name, cpu)`.
  public subscript(_ cpu: Expression) -> Expression { .element(name, cpu) }
}

/// A variable of the whole system.
public func Global(_ name: String) -> Expression { .shared(name) }

/// The right-hand side of an assignment that has an effect; it stands there once and nowhere else.
public struct Call: Sendable {
  public var procedure: String
  public var arguments: [Expression]
  public init(_ procedure: String, _ arguments: Expression...) {
    self.procedure = procedure
    self.arguments = arguments
  }
}

infix operator <- : AssignmentPrecedence

public func <- (target: Expression, value: Expression) -> Statement.Kind { .assign(target, value) }
public func <- (target: Expression, call: Call) -> Statement.Kind {
  .call(result: target, procedure: call.procedure, arguments: call.arguments)
}

public func Do(_ procedure: String, _ arguments: Expression...) -> Statement.Kind {
  .call(result: nil, procedure: procedure, arguments: arguments)
}
/// A call through a table of procedure references.
public func Dispatch(
  _ selector: Expression, _ table: [Statement.DispatchEntry], _ arguments: Expression...,
  into result: Expression? = nil
) -> Statement.Kind {
  .dispatch(result: result, selector: selector, table: table, arguments: arguments)
}
public func If(_ condition: Expression, @ProgramBuilder _ then: () -> [Statement]) -> Statement.Kind {
  .conditional(condition, then: then(), otherwise: [])
}
extension Statement.Kind {
  public func Else(@ProgramBuilder _ otherwise: () -> [Statement]) -> Statement.Kind {
    guard case .conditional(let condition, let then, _) = self else {
      preconditionFailure("Else belongs to an If")
    }
    return .conditional(condition, then: then, otherwise: otherwise())
  }
}
public func While(_ condition: Expression, @ProgramBuilder _ body: () -> [Statement]) -> Statement.Kind {
  .whileLoop(condition, body())
}
public func Forever(@ProgramBuilder _ body: () -> [Statement]) -> Statement.Kind { .loop(body()) }
public func Return(_ value: Expression? = nil) -> Statement.Kind { .returnValue(value) }
public func Break() -> Statement.Kind { .breakLoop }
public func Require(_ finding: String, _ condition: Expression) -> Statement.Kind {
  .require(finding: finding, condition)
}
public func Crash(_ kind: String) -> Statement.Kind { .crash(kind: kind) }
public func Event(_ name: String, _ arguments: Expression...) -> Statement.Kind {
  .event(name: name, arguments: arguments)
}
public func Wait(_ condition: Expression, _ text: String = "") -> Statement.Kind {
  .atomic(.init(text: text.isEmpty ? "wait until \(condition)" : text, when: condition, body: []))
}
public func Atomic(
  _ text: String = "", when condition: Expression = 1, reason: String = "", agency: Agency? = nil,
  bypassesOwner: Bool = false, @ProgramBuilder _ body: () -> [Statement]
) -> Statement.Kind {
  .atomic(
    .init(
      text: text, when: condition, reason: reason, agency: agency, bypassesOwner: bypassesOwner, body: body())
  )
}
public func Choose(@OptionBuilder _ options: () -> [Statement.Option]) -> Statement.Kind {
  .choose(options())
}
public func Option(
  _ name: String, _ agency: Agency = .environment, when condition: Expression = 1,
  @ProgramBuilder _ body: () -> [Statement]
) -> Statement.Option {
  Statement.Option(name: name, agency: agency, when: condition, body: body())
}

@resultBuilder
public enum OptionBuilder {
  public static func buildExpression(_ option: Statement.Option) -> [Statement.Option] { [option] }
  public static func buildExpression(_ options: [Statement.Option]) -> [Statement.Option] { options }
  public static func buildBlock(_ parts: [Statement.Option]...) -> [Statement.Option] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Statement.Option]?) -> [Statement.Option] { part ?? [] }
  public static func buildEither(first part: [Statement.Option]) -> [Statement.Option] { part }
  public static func buildEither(second part: [Statement.Option]) -> [Statement.Option] { part }
  public static func buildArray(_ parts: [[Statement.Option]]) -> [Statement.Option] { parts.flatMap { $0 } }
}

extension Procedure {
  public init(
    _ name: String, source: String = "", parameters: [Local] = [], isPrimitive: Bool = false,
    @ProgramBuilder _ body: () -> [Statement]
  ) {
    self.init(name, source: source, parameters: parameters, isPrimitive: isPrimitive, body: body())
  }
}

extension Expression {
  public static func local(_ name: String, _ domain: Domain) -> Expression { .local(Local(name, domain)) }
  public static func == (a: Expression, b: Expression) -> Expression { .binary(.equal, a, b) }
  public static func != (a: Expression, b: Expression) -> Expression { .binary(.notEqual, a, b) }
  public static func < (a: Expression, b: Expression) -> Expression { .binary(.less, a, b) }
  public static func <= (a: Expression, b: Expression) -> Expression { .binary(.lessOrEqual, a, b) }
  public static func > (a: Expression, b: Expression) -> Expression { .binary(.greater, a, b) }
  public static func >= (a: Expression, b: Expression) -> Expression { .binary(.greaterOrEqual, a, b) }
  public static func + (a: Expression, b: Expression) -> Expression { .binary(.add, a, b) }
  public static func - (a: Expression, b: Expression) -> Expression { .binary(.subtract, a, b) }
  public static func & (a: Expression, b: Expression) -> Expression { .binary(.bitAnd, a, b) }
  public static func | (a: Expression, b: Expression) -> Expression { .binary(.bitOr, a, b) }
  public static func << (a: Expression, b: Expression) -> Expression { .binary(.shiftLeft, a, b) }
  public static func >> (a: Expression, b: Expression) -> Expression { .binary(.shiftRight, a, b) }
  public static func && (a: Expression, b: Expression) -> Expression { .binary(.and, a, b) }
  public static func || (a: Expression, b: Expression) -> Expression { .binary(.or, a, b) }
  public static prefix func ! (a: Expression) -> Expression { .unary(.not, a) }
  public static prefix func ~ (a: Expression) -> Expression { .unary(.complement, a) }
}
