/// Writes statements, one a line, with tabs.
struct StatementPrinter {
  private(set) var text = ""
  private var indentation = 0

  mutating func line(_ line: String, outdented: Bool = false) {
    text += String(repeating: "\t", count: max(0, indentation - (outdented ? 1 : 0))) + line + "\n"
  }

  mutating func print(_ statement: CStatement) {
    switch statement.kind {
    case .compound(let statements):
      line("{")
      indentation += 1
      for statement in statements { print(statement) }
      indentation -= 1
      line("}")
    case .if(let condition, let then, let otherwise): printIf(condition, then, otherwise, prefix: "")
    case .while(let condition, let body): print("while (\(CPrinter.text(of: condition)))", body)
    case .doWhile(let body, let condition):
      print("do", body)
      line("while (\(CPrinter.text(of: condition)));")
    case .for(let start, let condition, let step, let body):
      print("for (\(header(start)) \(part(condition)); \(part(step)))", body)
    case .switch(let value, let body): print("switch (\(CPrinter.text(of: value)))", body)
    case .callWithBody(let call, let body): printScope(CPrinter.text(of: call), body)
    case .case, .default, .label: line(simple(statement), outdented: true)
    default: line(simple(statement))
    }
  }

  /// A statement on one line.
  private func simple(_ statement: CStatement) -> String {
    switch statement.kind {
    case .empty: ";"
    case .expression(let value): CPrinter.text(of: value) + ";"
    case .declaration(let declaration): CPrinter.text(of: declaration) + ";"
    case .case(let low, let high):
      "case " + label(low) + (high.map { " ... " + label($0) } ?? "") + ":"
    case .default: "default:"
    case .label(let name, let attributes): "\(name):" + CPrinter.attributes(attributes)
    case .goto(let name): "goto \(name);"
    case .computedGoto(let address): "goto *\(CPrinter.text(of: address));"
    case .return(let value): value.map { "return \(CPrinter.text(of: $0));" } ?? "return;"
    case .break: "break;"
    case .continue: "continue;"
    case .fallthrough: "fallthrough;"
    case .assembly(let assembly):
      (["asm"] + assembly.qualifiers).joined(separator: " ") + " (\(assembly.text));"
    case .localLabels(let names): "__label__ \(names.joined(separator: ", "));"
    case .opaque(let opaque): opaque.text
    case .compound, .if, .while, .doWhile, .for, .switch, .callWithBody: ""
    }
  }

  private func label(_ value: CExpression) -> String { ExpressionPrinter.text(value, above: .conditional) }

  private func header(_ start: CStatement?) -> String { start.map(simple) ?? ";" }

  private func part(_ value: CExpression?) -> String { value.map { CPrinter.text(of: $0) } ?? "" }

  /// A header and the statement that belongs to it.
  private mutating func print(_ header: String, _ body: CStatement) {
    line(header)
    if case .compound = body.kind { return print(body) }
    indentation += 1
    print(body)
    indentation -= 1
  }

  /// A call and the statement that belongs to it: on its line, for only there it belongs to any call.
  private mutating func printScope(_ call: String, _ body: CStatement) {
    if case .compound = body.kind { return print(call, body) }
    var inner = StatementPrinter()
    inner.indentation = indentation
    inner.print(body)
    line(call + " " + inner.text.drop { $0 == "\t" }.dropLast())
  }

  private mutating func printIf(
    _ condition: CExpression, _ then: CStatement, _ otherwise: CStatement?, prefix: String
  ) {
    print("\(prefix)if (\(CPrinter.text(of: condition)))", then)
    guard let otherwise else { return }
    if case .if(let next, let thenNext, let otherwiseNext) = otherwise.kind {
      return printIf(next, thenNext, otherwiseNext, prefix: "else ")
    }
    print("else", otherwise)
  }
}
