/// What a model declares, in the order in which a reader wants it: data, words, code, questions.
extension TextPrinter {
  mutating func print(_ model: Model) {
    line("model \(name(model.name));")
    section(model.pools) { $0.line("pool \($0.name($1.name)): \($1.slots) slots;") }
    section(model.variables) { $0.print($1) }
    section(model.findings) { $0.line("finding \($0.name($1.id)) \($0.quoted($1.text));") }
    section(model.crashes) { $0.line("crash \($0.name($1.id)) \($0.quoted($1.text));") }
    for procedure in model.procedures {
      line("")
      print(procedure)
    }
    for context in model.contexts {
      line("")
      print(context)
    }
    section(model.predicates) {
      let mark = $1.holdsAfterCrash ? " even_after_crash" : ""
      $0.line("predicate \($0.name($1.name))\(mark): \($0.expression($1.condition));")
    }
  }

  private mutating func section<Element>(
    _ elements: [Element], _ print: (inout TextPrinter, Element) -> Void
  ) {
    if !elements.isEmpty { line("") }
    for element in elements { print(&self, element) }
  }

  private mutating func print(_ variable: Variable) {
    let storage = TextWords.storages.first { $0.storage == variable.storage }!.word
    let index = variable.count.map { "[\($0)]" } ?? ""
    let head = "\(storage) \(name(variable.name))\(index): \(domain(variable.domain)) = "
    let values = variable.initial.map { "\($0)" }
    let names = variable.valueNames.sorted { $0.key < $1.key }.map { "\($0.key): \(name($0.value))" }
    let isList = values.count != 1
    if names.isEmpty {
      if isList { list(head, values, ";") } else { line("\(head)\(values[0]);") }
    } else {
      let start = isList ? "{\(values.joined(separator: ", "))}" : values[0]
      list("\(head)\(start) names ", names, ";")
    }
  }

  mutating func print(_ procedure: Procedure) {
    let source = procedure.source.isEmpty ? "" : " [\(file(procedure.source))]"
    let parameters = procedure.parameters.map { local($0) }.joined(separator: ", ")
    let mark = procedure.isPrimitive ? "primitive " : ""
    line("\(mark)procedure \(name(procedure.name))\(source)(\(parameters)) {")
    body(procedure.body, parameters: procedure.parameters)
    line("}")
  }

  mutating func print(_ context: Context) {
    let kind = TextWords.kinds.first { $0.kind == context.kind }!.word
    var head = "context \(name(context.name)): \(kind)"
    switch context.placement {
    case .none: break
    case .bound(let cpu): head += " on cpu \(cpu)"
    case .migratable(let variable): head += " on cpu in \(name(variable))"
    }
    let isAlways: Bool = context.runnable == 1
    if !isAlways { head += " runnable when (\(expression(context.runnable)))" }
    line("\(head) {")
    body(context.body, parameters: [])
    line("}")
  }
}
