/// Writes trees as C, in one form for each tree: parsed again, it gives the same tree but for the places.
///
/// Macros are gone, for the tree holds what they stand for; attributes stand before the type.
public struct CPrinter {
  public static func text(of function: CFunction) -> String {
    var printer = StatementPrinter()
    let name = function.name + parameters(function.type)
    let (leading, trailing) = split(function.attributes)
    let head = specifiers(function.storage, leading, base(of: function.result))
    printer.line(head + " " + declarator(function.result, name) + attributes(trailing))
    printer.print(function.body)
    return printer.text
  }

  public static func text(of statement: CStatement) -> String {
    var printer = StatementPrinter()
    printer.print(statement)
    return printer.text
  }

  public static func text(of expression: CExpression) -> String {
    ExpressionPrinter.text(expression, above: .comma)
  }

  public static func text(of type: CType) -> String { declaration(type, "") }

  /// `const char *name`.
  static func declaration(_ type: CType, _ name: String) -> String {
    let declarator = declarator(type, name)
    let base = text(ofBase: base(of: type))
    return declarator.isEmpty ? base : base + " " + declarator
  }

  // MARK: Types

  /// The type that a declaration begins with.
  static func base(of type: CType) -> CType {
    switch type.kind {
    case .pointer(let inner), .array(let inner, _): base(of: inner)
    case .function(let function): base(of: function.result)
    default: type
    }
  }

  /// The name with everything around it that makes the type out of its base.
  static func declarator(_ type: CType, _ name: String) -> String {
    switch type.kind {
    case .pointer(let inner):
      let qualifiers = words(type.qualifiers)
      let pointer = "*" + qualifiers + (qualifiers.isEmpty || name.isEmpty ? "" : " ") + name
      switch inner.kind {
      case .array, .function: return declarator(inner, "(\(pointer))")
      default: return declarator(inner, pointer)
      }
    case .array(let inner, let count):
      return declarator(inner, "\(name)[\(count.map { assignment($0) } ?? "")]")
    case .function(let function): return declarator(function.result, name + parameters(function))
    default: return name
    }
  }

  static func parameters(_ function: CFunctionType) -> String {
    var parameters = function.parameters.map { parameter in
      let (leading, trailing) = split(parameter.attributes)
      return specifiers([], leading, nil) + (leading.isEmpty ? "" : " ")
        + declaration(parameter.type, parameter.name ?? "") + attributes(trailing)
    }
    if function.isVariadic { parameters.append("...") }
    return "(" + (parameters.isEmpty ? "void" : parameters.joined(separator: ", ")) + ")"
  }

  static func words(_ qualifiers: CQualifiers) -> String {
    CQualifiers.names.filter { qualifiers.contains($0.0) }.map(\.1).joined(separator: " ")
  }

  static func text(ofBase type: CType) -> String {
    let qualifiers = words(type.qualifiers)
    return (qualifiers.isEmpty ? "" : qualifiers + " ") + plain(type)
  }

  private static func plain(_ type: CType) -> String {
    switch type.kind {
    case .void: "void"
    case .boolean: "bool"
    case .integer(let integer): integer.name
    case .floating(let name), .named(let name): name
    case .tag(let tag, let name): "\(tag.rawValue) \(name)"
    case .record(let record): text(of: record)
    case .enumeration(let enumeration): text(of: enumeration)
    case .typeof(let value):
      if value.namedCall?.name == "typeof_member" { text(of: value) } else { "typeof(\(text(of: value)))" }
    case .automatic: "__auto_type"
    case .pointer, .array, .function: ""
    }
  }

  // MARK: Specifiers

  /// Attributes that can stand before the type, and those that stand behind the name.
  static func split(_ attributes: [CAttribute]) -> (leading: [CAttribute], trailing: [CAttribute]) {
    (attributes.filter { $0.name != "asm" }, attributes.filter { $0.name == "asm" })
  }

  static func specifiers(_ storage: CStorage, _ attributes: [CAttribute], _ base: CType?) -> String {
    let words = CStorage.names.filter { storage.contains($0.0) }.map(\.1)
    return (words + attributes.map(text) + (base.map { [text(ofBase: $0)] } ?? [])).joined(separator: " ")
  }

  static func attributes(_ attributes: [CAttribute]) -> String {
    attributes.map { " " + text(of: $0) }.joined()
  }

  static func text(of attribute: CAttribute) -> String {
    let arguments = attribute.arguments.map { "(" + self.arguments($0) + ")" } ?? ""
    let text = attribute.name + arguments
    return attribute.isGNU ? "__attribute__((\(text)))" : text
  }

  static func arguments(_ arguments: [CExpression]) -> String {
    arguments.map { assignment($0) }.joined(separator: ", ")
  }

  static func assignment(_ expression: CExpression) -> String {
    ExpressionPrinter.text(expression, above: .assignment)
  }

  /// A declaration without its semicolon.
  static func text(of declaration: CDeclaration) -> String {
    guard let first = declaration.variables.first else {
      return specifiers(declaration.storage, [], declaration.base)
    }
    if first.definedBy != nil { return text(of: first) }
    var common = first.attributes
    for variable in declaration.variables {
      common = zip(common, variable.attributes).prefix { COutline.of($0) == COutline.of($1) }.map(\.0)
    }
    common = Array(common.prefix { $0.name != "asm" })
    let declarators = declaration.variables.map { variable in
      declarator(variable.type, variable.name)
        + attributes(Array(variable.attributes.dropFirst(common.count)))
        + initializer(variable)
    }
    return specifiers(declaration.storage, common, declaration.base) + " "
      + declarators.joined(separator: ", ")
  }

  /// A variable alone, without its semicolon.
  static func text(of variable: CVariable) -> String {
    let (leading, trailing) = split(variable.attributes)
    if let use = variable.definedBy {
      var words = specifiers(variable.storage, leading, nil)
      if case .automatic = variable.type.kind { words += " " + self.words(variable.type.qualifiers) }
      return (words.isEmpty ? "" : words + " ") + text(of: use) + attributes(trailing)
        + initializer(variable)
    }
    return specifiers(variable.storage, leading, base(of: variable.type)) + " "
      + declarator(variable.type, variable.name) + attributes(trailing) + initializer(variable)
  }

  private static func initializer(_ variable: CVariable) -> String {
    variable.initializer.map { " = " + assignment($0) } ?? ""
  }

  static func text(of use: CMacroUse) -> String { "\(use.name)(\(arguments(use.arguments)))" }

  // MARK: Records

  static func text(of record: CRecord) -> String {
    let name = record.name.map { " " + $0 } ?? ""
    let members = record.members.map { text(of: $0) + "; " } + record.opaque.map { $0.text + " " }
    return "\(record.tag.rawValue)\(name) { \(members.joined())}" + attributes(record.attributes)
  }

  private static func text(of member: CMember) -> String {
    if let use = member.declaredBy { return text(of: use, member) }
    guard let type = member.type else { return "" }
    let words = specifiers([], member.attributes, base(of: type))
    let width = member.bitWidth.map { " : " + ExpressionPrinter.text($0, above: .conditional) } ?? ""
    let declarator = declarator(type, member.name ?? "")
    return words + (declarator.isEmpty ? "" : " " + declarator) + width
  }

  private static func text(of use: CMacroUse, _ member: CMember) -> String {
    let words = specifiers([], member.attributes, nil)
    guard member.name == nil, case .record(let record)? = member.type?.kind else {
      return (words.isEmpty ? "" : words + " ") + text(of: use)
    }
    // A group of members.
    let members = record.members.map { text(of: $0) + "; " } + record.opaque.map { $0.text + " " }
    return "\(use.name)(\(arguments(use.arguments)), \(members.joined())) \(words)"
  }

  static func text(of enumeration: CEnumeration) -> String {
    let name = enumeration.name.map { " " + $0 } ?? ""
    let constants =
      enumeration.constants.map { constant in
        constant.name + attributes(constant.attributes)
          + (constant.value.map { " = " + ExpressionPrinter.text($0, above: .conditional) } ?? "")
      } + enumeration.opaque.map(\.text)
    let underlying = enumeration.underlying.map { " : " + text(ofBase: $0) } ?? ""
    return "enum\(name)\(underlying) { \(constants.joined(separator: ", ")) }"
      + attributes(enumeration.attributes)
  }
}
