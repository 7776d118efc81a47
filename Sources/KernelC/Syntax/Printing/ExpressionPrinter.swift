/// Writes expressions with the brackets that they need and no others.
enum ExpressionPrinter {
  /// How tightly an expression binds.
  enum Level: Int, Comparable {
    case comma, assignment, conditional
    case logicalOr, logicalAnd, or, exclusiveOr, and, equality, relation, shift, sum, product
    case unary, postfix, primary

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    /// A level higher, for the operand on the side where an operator does not group.
    var next: Level { Level(rawValue: rawValue + 1) ?? .primary }

    init(_ operation: CBinaryOperator) {
      self = Level(rawValue: Level.conditional.rawValue + operation.precedence) ?? .product
    }
  }

  /// The text, in brackets if it binds less tightly than asked for.
  static func text(_ expression: CExpression, above level: Level) -> String {
    let (text, own) = text(expression)
    return own < level ? "(\(text))" : text
  }

  private static func text(_ expression: CExpression) -> (String, Level) {
    switch expression.kind {
    case .integer(let constant): (text(of: constant), .primary)
    case .floating(let text): (text, .primary)
    case .string(let string): (text(of: string), .primary)
    case .concatenation(let parts): (parts.map { text($0, above: .postfix) }.joined(separator: " "), .primary)
    case .identifier(let name): (name, .primary)
    case .call(let callee, let arguments):
      (text(callee, above: .postfix) + "(" + CPrinter.arguments(arguments) + ")", .postfix)
    case .member(let base, let name, let isArrow):
      (text(base, above: .postfix) + (isArrow ? "->" : ".") + name, .postfix)
    case .index(let base, let index):
      ("\(text(base, above: .postfix))[\(text(index, above: .comma))]", .postfix)
    case .unary(let operation, let operand): (unary(operation, operand), .unary)
    case .postfix(let operation, let operand):
      (text(operand, above: .postfix) + operation.rawValue, .postfix)
    case .binary(let operation, let left, let right): binary(operation, left, right)
    case .assignment(let operation, let left, let right):
      (
        text(left, above: .conditional) + " \(operation?.rawValue ?? "")= "
          + text(right, above: .assignment), .assignment
      )
    case .conditional(let condition, let yes, let no):
      (
        text(condition, above: .logicalOr) + " ?" + (yes.map { " " + text($0, above: .comma) + " " } ?? "")
          + ": " + text(no, above: .conditional), .conditional
      )
    case .cast(let type, let value): ("(\(CPrinter.text(of: type)))" + text(value, above: .unary), .unary)
    case .compoundLiteral(let type, let items):
      ("(\(CPrinter.text(of: type)))" + text(of: items), .postfix)
    case .initializerList(let items): (text(of: items), .primary)
    case .sizeof(let value): ("sizeof(\(text(value, above: .comma)))", .unary)
    case .alignof(let value): ("_Alignof(\(text(value, above: .comma)))", .unary)
    case .statements(let statements): ("({ \(text(ofBlock: statements)) })", .primary)
    case .comma(let parts): (parts.map { text($0, above: .assignment) }.joined(separator: ", "), .comma)
    case .type(let type): (CPrinter.text(of: type), .primary)
    case .association(let type, let value):
      (
        (type.map { CPrinter.text(of: $0) } ?? "default") + ": " + text(value, above: .assignment),
        .assignment
      )
    case .labelAddress(let name): ("&&\(name)", .unary)
    case .run(let statements): (text(ofRun: statements), .primary)
    case .empty: ("", .primary)
    case .opaque(let opaque): (opaque.text, .primary)
    }
  }

  private static func unary(_ operation: CUnaryOperator, _ operand: CExpression) -> String {
    let text = text(operand, above: .unary)
    // `- -x` and `& &&x` would run together.
    let collides = operation.rawValue.utf8.last == text.utf8.first
    return operation.rawValue + (collides ? " " : "") + text
  }

  private static func binary(
    _ operation: CBinaryOperator, _ left: CExpression, _ right: CExpression
  ) -> (String, Level) {
    let level = Level(operation)
    let text = text(left, above: level) + " \(operation.rawValue) " + text(right, above: level.next)
    return (text, level)
  }

  private static func text(of constant: CIntegerConstant) -> String {
    if constant.isCharacter {
      let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: constant.value >> ($0 * 8)) }
      let significant = bytes.drop { $0 == 0 }
      return "'" + (significant.isEmpty ? "\\000" : significant.map(escaped).joined()) + "'"
    }
    let suffix =
      switch constant.rank {
      case .int: ""
      case .long: "L"
      case .longLong: "LL"
      }
    return "\(constant.value)\(constant.isUnsigned ? "U" : "")\(suffix)"
  }

  private static func text(of string: CStringConstant) -> String {
    string.prefix + "\"" + string.bytes.map(escaped).joined() + "\""
  }

  /// Three octal digits can't run into what follows.
  private static func escaped(_ byte: UInt8) -> String {
    if byte >= 32 && byte < 127 && byte != 34 && byte != 39 && byte != 92 {
      return String(UnicodeScalar(byte))
    }
    let digits = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }

  private static func text(of items: [CInitializerItem]) -> String {
    let entries = items.map { item in
      let designators = item.designators.map { designator in
        switch designator {
        case .member(let name): ".\(name)"
        case .index(let index): "[\(text(index, above: .conditional))]"
        case .range(let low, let high):
          "[\(text(low, above: .conditional)) ... \(text(high, above: .conditional))]"
        }
      }
      return designators.joined() + (designators.isEmpty ? "" : " = ") + text(item.value, above: .assignment)
    }
    return entries.isEmpty ? "{}" : "{ " + entries.joined(separator: ", ") + " }"
  }

  private static func text(ofBlock statements: [CStatement]) -> String {
    statements.map { CPrinter.text(of: $0) }.joined(separator: " ")
  }

  /// The last statement of an argument has no semicolon.
  private static func text(ofRun statements: [CStatement]) -> String {
    var text = text(ofBlock: statements)
    // One expression would be no statement without it.
    if statements.count == 1, case .expression = statements[0].kind { return text }
    switch statements.last?.kind {
    case .expression, .declaration, .return, .break, .continue, .goto, .computedGoto, .doWhile, .assembly,
      .localLabels:
      while text.last == "\n" { text.removeLast() }
      if text.last == ";" { text.removeLast() }
    default: break
    }
    return text
  }
}
