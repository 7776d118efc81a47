/// What stands before the declarators: storage, qualifiers, annotations and the words of the type.
struct Specifiers {
  /// Where they begin, as an index of a token.
  var start: Int
  /// Nil if there are no words of a type.
  var base: CType.Kind?
  var words = IntegerWords()
  var qualifiers: CQualifiers = []
  var storage: CStorage = []
  var attributes: [CAttribute] = []

  var hasBase: Bool { base != nil || !words.isEmpty }
}

/// `unsigned`, `long` and their like: C allows them in any order.
struct IntegerWords {
  var char = 0
  var short = 0
  var int = 0
  var long = 0
  var signed = 0
  var unsigned = 0
  var int128 = 0
  var float = 0
  var double = 0
  var complex = 0

  var isEmpty: Bool {
    char + short + int + long + signed + unsigned + int128 + float + double + complex == 0
  }

  /// The type; nil if the words make none.
  var type: CType.Kind? {
    guard !isEmpty, signed + unsigned <= 1, char + short + int128 + float + double <= 1, long <= 2 else {
      return nil
    }
    if float + double + complex > 0 { return floating }
    let name: String
    let width: Int
    if char == 1 {
      guard int + long == 0 else { return nil }
      // Plain char is unsigned in a kernel since 6.2 (Makefile: -funsigned-char).
      name = signed == 1 ? "signed char" : unsigned == 1 ? "unsigned char" : "char"
      return .integer(CInteger(width: 8, isSigned: signed == 1, byteOrder: .native, name: name))
    }
    guard int <= 1, short + int128 == 0 || long == 0 else { return nil }
    if short == 1 {
      (name, width) = ("short", 16)
    } else if int128 == 1 {
      (name, width) = ("__int128", 128)
    } else if long > 0 {
      (name, width) = (long == 1 ? "long" : "long long", 64)
    } else {
      (name, width) = ("int", 32)
    }
    let spelling = unsigned == 1 ? "unsigned \(name)" : name
    return .integer(CInteger(width: width, isSigned: unsigned == 0, byteOrder: .native, name: spelling))
  }

  private var floating: CType.Kind? {
    guard char + short + int + int128 + signed + unsigned == 0, long <= 1, float == 0 || long == 0 else {
      return nil
    }
    let name = float == 1 ? "float" : long == 1 ? "long double" : "double"
    return .floating(complex > 0 ? "_Complex \(name)" : name)
  }
}

/// What kind of thing is declared: it decides what a name of unknown meaning is.
enum DeclarationContext {
  case file, block, member, parameter, typeName
}

extension CParser {
  mutating func specifiers(_ context: DeclarationContext) throws(ParseFailure) -> Specifiers {
    var result = Specifiers(start: position)
    while kind == .identifier {
      switch role(position) {
      case .keyword(let keyword):
        guard keyword.isSpecifier || keyword == .extension else { return result }
        guard try keywordSpecifier(keyword, &result) else { return result }
      case .qualifier(let qualifier):
        result.qualifiers.formUnion(qualifier)
        position += 1
      case .annotation:
        if result.hasBase && isDeclaredAnnotation(position) { return result }
        result.attributes.append(try annotation())
      case .integerType(let index):
        guard !result.hasBase else { return result }
        result.base = .integer(KnownNames.integers[Int(index)])
        position += 1
      case .namedType:
        guard !result.hasBase else { return result }
        result.base = .named(text(position))
        position += 1
      default:
        guard try nameSpecifier(context, &result) else { return result }
      }
    }
    return result
  }

  /// `int __unused[4];`: a name that is an annotation elsewhere.
  private func isDeclaredAnnotation(_ index: Int) -> Bool {
    switch kind(index + 1) {
    case .leftBracket, .equal, .comma, .semicolon: true
    default: false
    }
  }

  /// False where the specifiers end.
  private mutating func keywordSpecifier(
    _ keyword: Keyword, _ result: inout Specifiers
  ) throws(ParseFailure) -> Bool {
    switch keyword {
    case .extension: break
    case .typedef: result.storage.insert(.typedef)
    case .extern: result.storage.insert(.extern)
    case .static: result.storage.insert(.static)
    case .register: result.storage.insert(.register)
    case .auto: result.storage.insert(.auto)
    case .threadLocal: result.storage.insert(.threadLocal)
    case .inline: result.storage.insert(.inline)
    case .noreturn: result.storage.insert(.noreturn)
    case .alwaysInline:
      result.storage.insert(.inline)
      let place = place(from: position, to: position + 1)
      result.attributes.append(
        CAttribute(name: "__always_inline", arguments: nil, isGNU: false, place: place))
    case .attribute:
      result.attributes += try gnuAttributes()
      return true
    case .alignas:
      result.attributes.append(try annotation(name: "_Alignas", hasArguments: true))
      return true
    default: return try typeSpecifier(keyword, &result)
    }
    position += 1
    return true
  }

  private mutating func typeSpecifier(
    _ keyword: Keyword, _ result: inout Specifiers
  ) throws(ParseFailure) -> Bool {
    guard result.base == nil else { throw failure(.name) }
    switch keyword {
    case .char: result.words.char += 1
    case .short: result.words.short += 1
    case .int: result.words.int += 1
    case .long: result.words.long += 1
    case .signed: result.words.signed += 1
    case .unsigned: result.words.unsigned += 1
    case .int128: result.words.int128 += 1
    case .float: result.words.float += 1
    case .double: result.words.double += 1
    case .complex: result.words.complex += 1
    default:
      guard result.words.isEmpty else { throw ParseFailure(cause: .specifiers, token: position) }
      switch keyword {
      case .void: result.base = .void
      case .bool: result.base = .boolean
      case .autoType: result.base = .automatic
      case .struct: result.base = try recordSpecifier(.struct)
      case .union: result.base = try recordSpecifier(.union)
      case .enum: result.base = try enumSpecifier()
      case .typeof: result.base = try typeofSpecifier()
      default: return false
      }
      if keyword != .void && keyword != .bool && keyword != .autoType { return true }
    }
    position += 1
    return true
  }

  private mutating func typeofSpecifier() throws(ParseFailure) -> CType.Kind {
    try enter()
    defer { depth -= 1 }
    let start = position
    let isMember = text(position) == "typeof_member"
    position += 1
    guard kind == .leftParenthesis else { throw failure(.parenthesis) }
    let close = try match(position)
    if isMember {
      // A macro of the kernel (include/linux/stddef.h, 6.12): a type and a member.
      let callee = CExpression(.identifier("typeof_member"), at: place(from: start))
      return .typeof(try expression(.call(callee, try arguments()), from: start))
    }
    position += 1
    let operand =
      looksLikeType(position, end: close) ? try typeArgument() : try commaExpression()
    guard position == close else { throw failure(.parenthesis) }
    position += 1
    return .typeof(operand)
  }

  /// The type that the specifiers make, with their qualifiers.
  mutating func baseType(_ specifiers: Specifiers) throws(ParseFailure) -> CType {
    guard let kind = specifiers.base ?? specifiers.words.type else {
      if !specifiers.words.isEmpty {
        throw ParseFailure(cause: .specifiers, token: specifiers.start)
      }
      guard specifiers.storage.contains(.auto) else { throw failure(.type) }
      return try type(.automatic, specifiers.qualifiers, from: specifiers.start)
    }
    return try type(kind, specifiers.qualifiers, from: specifiers.start)
  }

  // MARK: Annotations

  /// A known annotation, with its arguments if it takes some.
  mutating func annotation() throws(ParseFailure) -> CAttribute {
    guard case .annotation(let takesArguments) = role(position) else { throw failure(.name) }
    return try annotation(name: text(position), hasArguments: takesArguments)
  }

  mutating func annotation(name: String, hasArguments: Bool) throws(ParseFailure) -> CAttribute {
    let start = position
    position += 1
    let arguments = hasArguments && kind == .leftParenthesis ? try arguments() : nil
    return CAttribute(name: name, arguments: arguments, isGNU: false, place: place(from: start))
  }

  /// `__attribute__((a, b(1)))`.
  mutating func gnuAttributes() throws(ParseFailure) -> [CAttribute] {
    try enter()
    defer { depth -= 1 }
    position += 1
    guard kind == .leftParenthesis, kind(position + 1) == .leftParenthesis else {
      throw failure(.parenthesis)
    }
    let outer = try match(position)
    let close = try match(position + 1)
    guard outer == close + 1 else { throw failure(.parenthesis) }
    position += 2
    var result: [CAttribute] = []
    while position < close {
      if take(.comma) { continue }
      let start = position
      let name = try name()
      let arguments = kind == .leftParenthesis ? try arguments() : nil
      result.append(CAttribute(name: name, arguments: arguments, isGNU: true, place: place(from: start)))
      guard kind == .comma || position == close else { throw failure(.comma) }
    }
    position = outer + 1
    return result
  }

  /// Annotations behind something: known ones, `__attribute__` and `asm("name")`.
  mutating func knownAttributes() throws(ParseFailure) -> [CAttribute] {
    var result: [CAttribute] = []
    while kind == .identifier {
      switch role(position) {
      case .annotation: result.append(try annotation())
      case .keyword(.attribute): result += try gnuAttributes()
      case .keyword(.alwaysInline), .keyword(.inline): position += 1
      case .keyword(.asm) where kind(position + 1) == .leftParenthesis:
        result.append(try annotation(name: "asm", hasArguments: true))
      default: return result
      }
    }
    return result
  }
}
