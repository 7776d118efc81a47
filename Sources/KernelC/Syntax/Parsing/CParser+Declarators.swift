/// What makes a type out of a base type, from the name outwards.
struct Declarator {
  enum Part {
    case pointer(CQualifiers)
    case array(CExpression?)
    case function([CParameter], isVariadic: Bool)
  }

  var name: String?
  /// The token of the name.
  var nameIndex = 0
  var parts: [Part] = []
  var attributes: [CAttribute] = []
}

extension CParser {
  mutating func declarator(isAbstract: Bool) throws(ParseFailure) -> Declarator {
    try enter()
    defer { depth -= 1 }
    var result = Declarator()
    var pointers: [Declarator.Part] = []
    while true {
      if take(.star) {
        pointers.append(.pointer(try pointerQualifiers(&result.attributes)))
      } else if case .qualifier(let qualifier) = role(position), pointers.isEmpty {
        // `(__iomem *x)`: the annotation stands before its star.
        position += 1
        guard kind == .star else { throw failure(.name) }
        position += 1
        pointers.append(.pointer(try pointerQualifiers(&result.attributes).union(qualifier)))
      } else {
        break
      }
    }
    if kind == .leftParenthesis && isGroup(isAbstract: isAbstract) {
      let close = try match(position)
      position += 1
      result.attributes += try knownAttributes()
      // `(__efiapi *call)(void)`
      while isName(position) && kind(position + 1) == .star {
        result.attributes.append(try annotation(name: text(position), hasArguments: false))
      }
      let inner = try declarator(isAbstract: isAbstract)
      guard position == close else { throw failure(.parenthesis) }
      position += 1
      result.name = inner.name
      result.nameIndex = inner.nameIndex
      result.parts = inner.parts
      result.attributes += inner.attributes
    } else if isName(position) {
      result.nameIndex = position
      position += 1
      result.name = text(position - 1)
    } else if !isAbstract {
      throw failure(.name)
    }
    try suffixes(&result)
    result.parts += pointers.reversed()
    return result
  }

  private mutating func pointerQualifiers(
    _ attributes: inout [CAttribute]
  ) throws(ParseFailure) -> CQualifiers {
    var qualifiers: CQualifiers = []
    while kind == .identifier {
      if case .qualifier(let qualifier) = role(position) {
        qualifiers.formUnion(qualifier)
        position += 1
      } else if case .annotation = role(position) {
        attributes.append(try annotation())
      } else if keyword(position) == .attribute {
        attributes += try gnuAttributes()
      } else if keyword(position) == .alwaysInline || keyword(position) == .inline {
        position += 1
      } else if isAnnotationBeforeName(position) {
        attributes.append(
          try annotation(name: text(position), hasArguments: kind(position + 1) == .leftParenthesis))
      } else {
        break
      }
    }
    return qualifiers
  }

  /// Whether the bracket groups a declarator, and does not begin parameters.
  private func isGroup(isAbstract: Bool) -> Bool {
    var index = position + 1
    while true {
      switch role(index) {
      case .annotation: index += 1
      case .qualifier(let qualifier) where qualifier.isDisjoint(with: [.const, .volatile]): index += 1
      default:
        switch kind(index) {
        case .star, .leftParenthesis: return true
        case .leftBracket: return isAbstract
        case .identifier:
          guard isName(index) else { return false }
          if kind(index + 1) == .star { return symbols.beginsWithUnderscores(tokens[index].symbol) }
          return !isAbstract && kind(index + 1) != .identifier
        default: return false
        }
      }
    }
  }

  private mutating func suffixes(_ result: inout Declarator) throws(ParseFailure) {
    while true {
      if kind == .leftBracket {
        let close = try match(position)
        position += 1
        while keyword(position) == .static { position += 1 }
        while case .qualifier = role(position) { position += 1 }
        if kind == .star && position + 1 == close { position += 1 }
        let count = position < close ? try assignment() : nil
        guard position == close else { throw failure(.bracket) }
        position += 1
        result.parts.append(.array(count))
      } else if kind == .leftParenthesis {
        result.parts.append(try parameters())
      } else {
        return
      }
    }
  }

  private mutating func parameters() throws(ParseFailure) -> Declarator.Part {
    try enter()
    defer { depth -= 1 }
    let close = try match(position)
    position += 1
    var parameters: [CParameter] = []
    var isVariadic = false
    if keyword(position) == .void && position + 1 == close { position += 1 }
    while position < close {
      if take(.ellipsis) {
        isVariadic = true
        break
      }
      parameters.append(try parameter())
      guard take(.comma) || position == close else { throw failure(.comma) }
    }
    guard position == close else { throw failure(.parenthesis) }
    position += 1
    return .function(parameters, isVariadic: isVariadic)
  }

  private mutating func parameter() throws(ParseFailure) -> CParameter {
    let start = position
    let specifiers = try specifiers(.parameter)
    if !specifiers.hasBase, case .definingMacro = role(position) {
      let variable = try macroVariable(specifiers)
      return CParameter(
        name: variable.name, type: variable.type, attributes: variable.attributes, place: variable.place)
    }
    let base = try baseType(specifiers)
    let declarator = try declarator(isAbstract: true)
    let type = try declared(declarator, base, from: start)
    let attributes = specifiers.attributes + declarator.attributes + (try trailingAttributes())
    return CParameter(name: declarator.name, type: type, attributes: attributes, place: place(from: start))
  }

  /// The type that the declarator makes of the base.
  mutating func declared(
    _ declarator: Declarator, _ base: CType, from start: Int
  ) throws(ParseFailure) -> CType {
    var result = base
    for part in declarator.parts.reversed() {
      switch part {
      case .pointer(let qualifiers): result = try type(.pointer(result), qualifiers, from: start)
      case .array(let count): result = try type(.array(result, count: count), from: start)
      case .function(let parameters, let isVariadic):
        let function = CFunctionType(result: result, parameters: parameters, isVariadic: isVariadic)
        result = try type(.function(function), from: start)
      }
    }
    return result
  }

  /// A type without a name, as in a cast.
  mutating func typeName() throws(ParseFailure) -> CType {
    try enter()
    defer { depth -= 1 }
    let start = position
    let specifiers = try specifiers(.typeName)
    let base = try baseType(specifiers)
    let declarator = try declarator(isAbstract: true)
    guard declarator.name == nil else {
      throw ParseFailure(cause: .expected(.parenthesis), token: declarator.nameIndex)
    }
    return try declared(declarator, base, from: start)
  }

  // MARK: Declarations

  /// The rest of a declaration, behind its specifiers and, if given, its first declarator.
  mutating func declaration(
    _ specifiers: Specifiers, _ base: CType, first: Declarator?
  ) throws(ParseFailure) -> CDeclaration {
    var variables: [CVariable] = []
    if kind != .semicolon || first != nil {
      var declarator: Declarator
      if let first { declarator = first } else { declarator = try self.declarator(isAbstract: false) }
      variables.append(try variable(declarator, specifiers, base))
      while takeComma() {
        declarator = try self.declarator(isAbstract: false)
        variables.append(try variable(declarator, specifiers, base))
      }
    }
    try endOfStatement()
    return CDeclaration(
      base: base, storage: specifiers.storage, variables: variables, place: place(from: specifiers.start))
  }

  /// A declared name with its annotations and its initialiser.
  mutating func variable(
    _ declarator: Declarator, _ specifiers: Specifiers, _ base: CType
  ) throws(ParseFailure) -> CVariable {
    let type = try declared(declarator, base, from: specifiers.start)
    var attributes = specifiers.attributes + declarator.attributes + (try trailingAttributes())
    let initializer = take(.equal) ? try initializer() : nil
    attributes += try knownAttributes()
    if specifiers.storage.contains(.typedef) { symbols.makeType(tokens[declarator.nameIndex].symbol) }
    return CVariable(
      name: declarator.name ?? "", type: type, storage: specifiers.storage, attributes: attributes,
      initializer: initializer, definedBy: nil, place: place(from: specifiers.start))
  }

  /// A semicolon, or the end of an argument that is made of statements.
  mutating func endOfStatement() throws(ParseFailure) {
    if position == endOfRun { return }
    try expect(.semicolon, .semicolon)
  }

  /// A variable that a macro of the kernel defines: `DEFINE_MUTEX(lock)`.
  mutating func macroVariable(_ specifiers: Specifiers) throws(ParseFailure) -> CVariable {
    guard case .definingMacro(let number) = role(position) else { throw failure(.name) }
    let macro = DefiningMacro.all[Int(number)]
    let start = position
    let macroName = text(position)
    position += 1
    guard kind == .leftParenthesis else { throw failure(.parenthesis) }
    let arguments = try arguments()
    let use = CMacroUse(name: macroName, arguments: arguments, place: place(from: start))
    guard macro.nameArgument < arguments.count else {
      throw ParseFailure(cause: .expected(.name), token: start)
    }
    var type = try type(of: macro, arguments, specifiers, from: start)
    var declared = arguments[macro.nameArgument]
    // The name of an array has its length behind it: `slots[4]`.
    while case .index(let array, let count) = declared.kind {
      type = try self.type(.array(type, count: count), from: start)
      declared = array
    }
    guard let name = declared.identifier else {
      throw ParseFailure(cause: .expected(.name), token: start)
    }
    let attributes = specifiers.attributes + (try trailingAttributes())
    let initializer = take(.equal) ? try initializer() : nil
    return CVariable(
      name: name, type: type, storage: specifiers.storage, attributes: attributes, initializer: initializer,
      definedBy: use, place: place(from: specifiers.start))
  }

  /// The type that an argument stands for: a name of unknown meaning was read as an expression.
  private mutating func typeArgument(
    _ argument: CExpression, _ qualifiers: CQualifiers, from start: Int
  ) throws(ParseFailure) -> CType {
    switch argument.kind {
    case .type(let type): return type.qualified(qualifiers)
    case .identifier(let name): return try type(.named(name), qualifiers, from: start)
    case .run(let statements):
      // `struct a __seg_override`: what looks like a declared name is an annotation.
      guard statements.count == 1, case .declaration(let declaration) = statements[0].kind,
        declaration.variables.count == 1, declaration.variables[0].initializer == nil
      else { throw ParseFailure(cause: .expected(.type), token: start) }
      return declaration.variables[0].type.qualified(qualifiers)
    case .index(let element, let count):
      return try type(.array(try typeArgument(element, qualifiers, from: start), count: count), from: start)
    default: throw ParseFailure(cause: .expected(.type), token: start)
    }
  }

  /// A variable that a macro of unknown meaning defines, behind `static` or the like: its name is the first
  /// argument that is one, and only the macro knows its type.
  mutating func unknownMacroVariable(_ specifiers: Specifiers) throws(ParseFailure) -> CVariable {
    let start = position
    let macroName = try name()
    guard kind == .leftParenthesis else { throw failure(.parenthesis) }
    let arguments = try arguments()
    let use = CMacroUse(name: macroName, arguments: arguments, place: place(from: start))
    let type = try type(.automatic, specifiers.qualifiers, from: start)
    let attributes = specifiers.attributes + (try trailingAttributes())
    let initializer = take(.equal) ? try initializer() : nil
    return CVariable(
      name: arguments.lazy.compactMap(\.identifier).first ?? "", type: type, storage: specifiers.storage,
      attributes: attributes, initializer: initializer, definedBy: use, place: place(from: specifiers.start))
  }

  private mutating func type(
    of macro: DefiningMacro, _ arguments: [CExpression], _ specifiers: Specifiers, from start: Int
  ) throws(ParseFailure) -> CType {
    let qualifiers = specifiers.qualifiers
    switch macro.kind {
    case .tag(let tag): return try type(.tag(.struct, tag), qualifiers, from: start)
    case .named(let name): return try type(.named(name), qualifiers, from: start)
    case .argument(let number):
      return try typeArgument(arguments[number], qualifiers, from: start)
    case .bitmap, .hashTable:
      guard arguments.count > 1 else { throw ParseFailure(cause: .expected(.expression), token: start) }
      let bits = arguments[1]
      if macro.kind == .bitmap {
        let callee = try expression(.identifier("BITS_TO_LONGS"), from: start)
        let count = try expression(.call(callee, [bits]), from: start)
        let long = CInteger(width: 64, isSigned: false, byteOrder: .native, name: "unsigned long")
        let element = try type(.integer(long), qualifiers, from: start)
        return try type(.array(element, count: count), from: start)
      }
      let one = CIntegerConstant(value: 1, isUnsigned: false, rank: .int, isCharacter: false)
      let count = try expression(
        .binary(.shiftLeft, try expression(.integer(one), from: start), bits), from: start)
      let element = try type(.tag(.struct, "hlist_head"), qualifiers, from: start)
      return try type(.array(element, count: count), from: start)
    }
  }
}
