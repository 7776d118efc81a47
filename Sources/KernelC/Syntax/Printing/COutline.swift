/// The tree as nested lists, without places: two trees say the same if their outlines are equal.
///
/// `a = b + 1;` is `(= a (+ b 1))`. It is for tests and for people who want to know what the parser
/// understood; C comes from `CPrinter`.
public enum COutline {
  public static func of(_ function: CFunction) -> String {
    list(
      "function",
      [storage(function.storage), function.name] + type(function.type) + [
        attributes(function.attributes), of(function.body),
      ])
  }

  public static func of(_ item: CItem) -> String {
    switch item {
    case .function(let function): of(function)
    case .prototype(let variable): list("prototype", variable: variable)
    case .variable(let variable): list("variable", variable: variable)
    case .typedef(let variable): list("typedef", variable: variable)
    case .record(let record): of(record)
    case .enumeration(let enumeration): of(enumeration)
    case .forward(let tag, let name, _): list("forward", [tag.rawValue, name])
    case .macro(let item):
      list(
        "macro",
        [
          storage(item.storage), words(item.qualifiers), of(item.use), attributes(item.attributes),
          item.body.map(of) ?? "",
          item.initializer.map { list("=", [of($0)]) } ?? "",
        ])
    case .assembly(let assembly, _): of(assembly)
    case .opaque(let opaque): of(opaque)
    }
  }

  public static func of(_ statement: CStatement) -> String {
    switch statement.kind {
    case .compound(let statements): list("block", statements.map(of))
    case .empty: "(empty)"
    case .expression(let value): of(value)
    case .declaration(let declaration): of(declaration)
    case .if(let condition, let then, let otherwise):
      list("if", [of(condition), of(then), otherwise.map(of) ?? ""])
    case .while(let condition, let body): list("while", [of(condition), of(body)])
    case .doWhile(let body, let condition): list("do", [of(body), of(condition)])
    case .for(let start, let condition, let step, let body):
      list(
        "for",
        [
          start.map(of) ?? "()", condition.map(of) ?? "()", step.map(of) ?? "()", of(body),
        ])
    case .switch(let value, let body): list("switch", [of(value), of(body)])
    case .case(let low, let high): list("case", [of(low), high.map(of) ?? ""])
    case .default: "(default)"
    case .label(let name, let attributes): list("label", [name, self.attributes(attributes)])
    case .goto(let name): list("goto", [name])
    case .computedGoto(let address): list("goto*", [of(address)])
    case .return(let value): list("return", [value.map(of) ?? ""])
    case .break: "(break)"
    case .continue: "(continue)"
    case .fallthrough: "(fallthrough)"
    case .assembly(let assembly): of(assembly)
    case .callWithBody(let call, let body): list("with", [of(call), of(body)])
    case .localLabels(let names): list("labels", names)
    case .opaque(let opaque): of(opaque)
    }
  }

  public static func of(_ expression: CExpression) -> String {
    switch expression.kind {
    case .integer(let constant): of(constant)
    case .floating(let text): text
    case .string(let string): of(string)
    case .concatenation(let parts): list("concat", parts.map(of))
    case .identifier(let name): name
    case .call(let callee, let arguments): list("call", [of(callee)] + arguments.map(of))
    case .member(let base, let name, let isArrow): list(isArrow ? "->" : ".", [of(base), name])
    case .index(let base, let index): list("[]", [of(base), of(index)])
    case .unary(let operation, let operand): list(operation.rawValue, [of(operand)])
    case .postfix(let operation, let operand): list("post\(operation.rawValue)", [of(operand)])
    case .binary(let operation, let left, let right): list(operation.rawValue, [of(left), of(right)])
    case .assignment(let operation, let left, let right):
      list("\(operation?.rawValue ?? "")=", [of(left), of(right)])
    case .conditional(let condition, let yes, let no):
      list("?", [of(condition), yes.map(of) ?? "()", of(no)])
    case .cast(let type, let value): list("cast", [of(type), of(value)])
    case .compoundLiteral(let type, let items): list("literal", [of(type)] + items.map(of))
    case .initializerList(let items): list("list", items.map(of))
    case .sizeof(let value): list("sizeof", [of(value)])
    case .alignof(let value): list("alignof", [of(value)])
    case .statements(let statements): list("statements", statements.map(of))
    case .comma(let parts): list(",", parts.map(of))
    case .type(let type): list("type", [of(type)])
    case .association(let type, let value): list("for-type", [type.map(of) ?? "default", of(value)])
    case .labelAddress(let name): list("&&", [name])
    case .run(let statements): list("run", statements.map(of))
    case .empty: "()"
    case .opaque(let opaque): of(opaque)
    }
  }

  public static func of(_ type: CType) -> String {
    let base = plain(type)
    return type.qualifiers.isEmpty ? base : list("qualified", [words(type.qualifiers), base])
  }

  private static func words(_ qualifiers: CQualifiers) -> String {
    CQualifiers.names.filter { qualifiers.contains($0.0) }.map(\.1).joined(separator: " ")
  }

  private static func plain(_ type: CType) -> String {
    switch type.kind {
    case .void: "void"
    case .boolean: "bool"
    case .integer(let integer): integer.name.contains(" ") ? "'\(integer.name)'" : integer.name
    case .floating(let name): name.contains(" ") ? "'\(name)'" : name
    case .named(let name): name
    case .tag(let tag, let name): list(tag.rawValue, [name])
    case .record(let record): of(record)
    case .enumeration(let enumeration): of(enumeration)
    case .pointer(let type): list("pointer", [of(type)])
    case .array(let type, let count): list("array", [of(type), count.map(of) ?? ""])
    case .function(let function): list("to", self.type(function))
    case .typeof(let value): list("typeof", [of(value)])
    case .automatic: "auto"
    }
  }

  // MARK: Parts

  static func list(_ head: String, _ parts: [String]) -> String {
    "(" + ([head] + parts).filter { !$0.isEmpty }.joined(separator: " ") + ")"
  }

  private static func list(_ head: String, variable: CVariable) -> String { list(head, [of(variable)]) }

  private static func type(_ function: CFunctionType) -> [String] {
    let parameters = function.parameters.map { parameter in
      let attributes = attributes(parameter.attributes)
      return list(parameter.name ?? "_", [of(parameter.type), attributes])
    }
    return [list("", parameters + (function.isVariadic ? ["..."] : [])), of(function.result)]
  }

  private static func storage(_ storage: CStorage) -> String {
    CStorage.names.filter { storage.contains($0.0) }.map(\.1).joined(separator: " ")
  }

  private static func attributes(_ attributes: [CAttribute]) -> String {
    attributes.isEmpty ? "" : list("attributes", attributes.map(of))
  }

  static func of(_ attribute: CAttribute) -> String {
    let name = attribute.isGNU ? "gnu:\(attribute.name)" : attribute.name
    return attribute.arguments.map { list(name, $0.map(of)) } ?? name
  }

  private static func of(_ variable: CVariable) -> String {
    list(
      variable.name,
      [
        storage(variable.storage), of(variable.type), attributes(variable.attributes),
        variable.definedBy.map { list("by", [of($0)]) } ?? "",
        variable.initializer.map { list("=", [of($0)]) } ?? "",
      ])
  }

  private static func of(_ declaration: CDeclaration) -> String {
    list("declare", declaration.variables.isEmpty ? [of(declaration.base)] : declaration.variables.map(of))
  }

  private static func of(_ use: CMacroUse) -> String { list(use.name, use.arguments.map(of)) }

  private static func of(_ record: CRecord) -> String {
    let members = record.members.map { member in
      list(
        member.name ?? "_",
        [
          member.type.map(of) ?? "", member.bitWidth.map { list(":", [of($0)]) } ?? "",
          attributes(member.attributes), member.declaredBy.map { list("by", [of($0)]) } ?? "",
        ])
    }
    return list(
      record.tag.rawValue,
      [record.name ?? "_", list("", members), attributes(record.attributes)] + record.opaque.map(of))
  }

  private static func of(_ enumeration: CEnumeration) -> String {
    let constants = enumeration.constants.map {
      list($0.name, [attributes($0.attributes), $0.value.map(of) ?? ""])
    }
    return list(
      "enum",
      [
        enumeration.name ?? "_", enumeration.underlying.map(of) ?? "", list("", constants),
        attributes(enumeration.attributes),
      ]
        + enumeration.opaque.map(of))
  }

  private static func of(_ item: CInitializerItem) -> String {
    guard !item.designators.isEmpty else { return of(item.value) }
    let designators = item.designators.map { designator in
      switch designator {
      case .member(let name): ".\(name)"
      case .index(let index): "[\(of(index))]"
      case .range(let low, let high): "[\(of(low)) ... \(of(high))]"
      }
    }
    return list(designators.joined(), [of(item.value)])
  }

  private static func of(_ constant: CIntegerConstant) -> String {
    if constant.isCharacter { return "'\(constant.value)'" }
    let suffix = (constant.isUnsigned ? "u" : "") + ["", "l", "ll"][rank(constant)]
    return "\(constant.value)\(suffix)"
  }

  private static func rank(_ constant: CIntegerConstant) -> Int {
    switch constant.rank {
    case .int: 0
    case .long: 1
    case .longLong: 2
    }
  }

  private static func of(_ string: CStringConstant) -> String {
    let text = string.bytes.map { byte in
      byte >= 32 && byte < 127 && byte != 34 && byte != 92
        ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
    }
    return "\(string.prefix)\"\(text.joined())\""
  }

  private static func of(_ assembly: CAssembly) -> String {
    list("asm", assembly.qualifiers + ["\"\(assembly.text)\""])
  }

  private static func of(_ opaque: COpaque) -> String { list("opaque", ["\"\(opaque.text)\""]) }
}
