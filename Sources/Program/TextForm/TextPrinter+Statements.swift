import StateSpace

/// Statements.
extension TextPrinter {
  /// A body with its declarations, between braces that the caller opens and closes.
  mutating func body(_ statements: [Statement], parameters: [Local]) {
    scope = LocalScope(parameters: parameters, body: statements)
    indented { printer in
      for local in printer.scope.declared { printer.line("local \(printer.local(local));") }
      printer.print(statements)
    }
    scope = LocalScope()
  }

  private mutating func print(_ statements: [Statement]) {
    for statement in statements { print(statement) }
  }

  private mutating func print(_ statement: Statement) {
    let place = self.place(statement.place)
    switch statement.kind {
    case .assign(let target, let value): line("\(expression(target)) = \(expression(value));\(place)")
    case .call(let result, let procedure, let arguments):
      line("\(assigning(result))\(callee(procedure))(\(expressions(arguments)));\(place)")
    case .dispatch(let result, let selector, let table, let arguments):
      list(
        "\(assigning(result))dispatch (\(expression(selector))) ",
        table.map { "\($0.value): \(name($0.procedure))" }, " (\(expressions(arguments)));\(place)")
    case .conditional(let condition, let then, let otherwise):
      print(if: condition, then, otherwise, head: "", place)
    case .whileLoop(let condition, let body):
      block("while (\(expression(condition)))", body, place)
    case .loop(let body): block("for (;;)", body, place)
    case .choose(let options): print(options, place)
    case .atomic(let atomic): block(head(of: atomic), atomic.body, place)
    case .returnValue(let value): line("return\(value.map { " \(expression($0))" } ?? "");\(place)")
    case .breakLoop: line("break;\(place)")
    case .continueLoop: line("continue;\(place)")
    case .label(let label): line("\(name(label)):\(place)", outdented: true)
    case .goto(let label): line("goto \(name(label));\(place)")
    case .require(let finding, let condition):
      line("require \(name(finding)): \(expression(condition));\(place)")
    case .crash(let kind): line("crash \(name(kind));\(place)")
    case .event(let event, let arguments):
      line("event \(name(event))(\(expressions(arguments)));\(place)")
    }
  }

  private func assigning(_ result: Expression?) -> String { result.map { "\(expression($0)) = " } ?? "" }

  private mutating func block(_ head: String, _ body: [Statement], _ place: String) {
    if body.isEmpty { return line("\(head) {}\(place)") }
    line("\(head) {\(place)")
    indented { $0.print(body) }
    line("}")
  }

  /// `head` is what stands before `if` on its line.
  private mutating func print(
    if condition: Expression, _ then: [Statement], _ otherwise: [Statement], head: String, _ place: String
  ) {
    line("\(head)if (\(expression(condition))) {\(place)")
    indented { $0.print(then) }
    if otherwise.isEmpty { return line("}") }
    if otherwise.count == 1,
      case .conditional(let condition, let then, let rest) = otherwise[0].kind
    {
      return print(if: condition, then, rest, head: "} else ", self.place(otherwise[0].place))
    }
    line("} else {")
    indented { $0.print(otherwise) }
    line("}")
  }

  private mutating func print(_ options: [Statement.Option], _ place: String) {
    if options.isEmpty { return line("choose {}\(place)") }
    line("choose {\(place)")
    indented { printer in
      for option in options {
        printer.block(
          "option \(printer.quoted(option.name)) by \(TextPrinter.word(for: option.agency))"
            + printer.waiting(for: option.guardCondition), option.body, "")
      }
    }
    line("}")
  }

  private func head(of atomic: Statement.Atomic) -> String {
    var head = "atomic"
    if !atomic.text.isEmpty { head += " \(quoted(atomic.text))" }
    head += waiting(for: atomic.guardCondition)
    if !atomic.reason.isEmpty { head += " because \(quoted(atomic.reason))" }
    if let agency = atomic.agency { head += " by \(TextPrinter.word(for: agency))" }
    if atomic.bypassesOwner { head += " bypassing_owner" }
    return head
  }

  private func waiting(for condition: Expression) -> String {
    let isAlways: Bool = condition == 1
    return isAlways ? "" : " when (\(expression(condition)))"
  }

  private static func word(for agency: Agency) -> String {
    TextWords.agencies.first { $0.agency == agency }!.word
  }
}
