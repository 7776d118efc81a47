/// Structs, unions and enums.
extension CParser {
  mutating func recordSpecifier(_ tag: CTag) throws(ParseFailure) -> CType.Kind {
    try enter()
    defer { depth -= 1 }
    let start = position
    position += 1
    var attributes = try knownAttributes()
    let name = isName(position) ? try name() : nil
    if name != nil && kind == .identifier && kind(position + 1) == .leftBrace {
      attributes += try knownAttributes()
    }
    guard kind == .leftBrace else {
      guard let name else { throw failure(.name) }
      return .tag(tag, name)
    }
    let close = try match(position)
    position += 1
    var members: [CMember] = []
    let known = opaque.count
    while position < close { try readMember(into: &members, close: close) }
    position = close + 1
    attributes += try knownAttributes()
    return .record(
      CRecord(
        tag: tag, name: name, members: members, opaque: Array(opaque[known...]), attributes: attributes,
        place: place(from: start)))
  }

  /// One declaration of members. What can't be read is opaque, up to its semicolon.
  private mutating func readMember(
    into members: inout [CMember], close: Int
  ) throws(ParseFailure) {
    let start = position
    let known = opaque.count
    let whole = members.count
    do throws(ParseFailure) {
      if take(.semicolon) { return }
      try readMembers(into: &members, close: close)
    } catch {
      if isExhausted { throw error }
      members.removeSubrange(whole...)
      _ = makeOpaque(
        from: start, upTo: endOfStatement(start, close: close), known: known, error)
    }
  }

  private mutating func readMembers(
    into members: inout [CMember], close: Int
  ) throws(ParseFailure) {
    let start = position
    let specifiers = try specifiers(.member)
    guard specifiers.hasBase else {
      guard isName(position) else { throw failure(.declaration) }
      if kind(position + 1) == .leftParenthesis {
        members.append(try macroMember(specifiers, start))
      } else if kind(position + 1) == .semicolon {
        // A macro without arguments, which stands for members or for nothing.
        let use = CMacroUse(name: text(position), arguments: [], place: place(from: start, to: position + 1))
        position += 2
        members.append(member(nil, nil, nil, specifiers, [], use: use, start))
      } else {
        throw failure(.declaration)
      }
      return
    }
    let base = try baseType(specifiers)
    if kind == .semicolon {
      position += 1
      // Without a name, a record's members are reached from outside, and an enum only defines constants.
      members.append(member(nil, base, nil, specifiers, [], use: nil, start))
      return
    }
    repeat {
      let declarator =
        kind == .colon ? Declarator() : try declarator(isAbstract: false)
      let type = try declared(declarator, base, from: start)
      let width = take(.colon) ? try conditional() : nil
      let attributes = declarator.attributes + (try trailingAttributes())
      members.append(member(declarator.name, type, width, specifiers, attributes, use: nil, start))
    } while take(.comma)
    guard position == close || take(.semicolon) else { throw failure(.semicolon) }
  }

  private func member(
    _ name: String?, _ type: CType?, _ width: CExpression?, _ specifiers: Specifiers,
    _ attributes: [CAttribute], use: CMacroUse?, _ start: Int
  ) -> CMember {
    CMember(
      name: name, type: type, bitWidth: width, declaredBy: use,
      attributes: specifiers.attributes + attributes, place: place(from: start))
  }

  /// A macro that declares members.
  private mutating func macroMember(
    _ specifiers: Specifiers, _ start: Int
  ) throws(ParseFailure) -> CMember {
    let result: CMember
    if case .definingMacro = role(position) {
      let variable = try macroVariable(specifiers)
      result = CMember(
        name: variable.name, type: variable.type, bitWidth: nil, declaredBy: variable.definedBy,
        attributes: variable.attributes, place: variable.place)
    } else if let group = Self.groups[text(position)] {
      result = try groupMember(group, specifiers, start)
    } else {
      guard specifiers.qualifiers.isEmpty, specifiers.storage.isEmpty else {
        throw ParseFailure(cause: .specifiers, token: start)
      }
      let name = text(position)
      let use = position
      position += 1
      let arguments = try arguments()
      let macro = CMacroUse(name: name, arguments: arguments, place: place(from: use))
      result = member(nil, nil, nil, specifiers, try knownAttributes(), use: macro, start)
    }
    // Some macros bring their semicolon.
    guard take(.semicolon) || tokens[position].flags.contains(.startsLine) || kind == .rightBrace else {
      throw failure(.semicolon)
    }
    return result
  }

  /// How many arguments stand before the members (include/linux/stddef.h, 6.12).
  private static let groups = [
    "struct_group": 1, "struct_group_attr": 2, "struct_group_tagged": 2, "__struct_group": 3,
  ]

  /// `struct_group(name, members)`: the members can be reached with and without the name, so they are those
  /// of an anonymous struct here.
  private mutating func groupMember(
    _ leading: Int, _ specifiers: Specifiers, _ start: Int
  ) throws(ParseFailure) -> CMember {
    try enter()
    defer { depth -= 1 }
    let macro = position
    let name = text(position)
    position += 1
    let close = try match(position)
    position += 1
    var arguments: [CExpression] = []
    for _ in 0..<leading {
      let argument = position
      guard isName(position) || kind == .comma else { throw failure(.name) }
      if isName(position) {
        position += 1
        arguments.append(try expression(.identifier(text(argument)), from: argument))
      } else {
        arguments.append(CExpression(.empty, at: emptyPlace(argument)))
      }
      try expect(.comma, .comma)
    }
    var members: [CMember] = []
    let known = opaque.count
    while position < close { try readMember(into: &members, close: close) }
    position = close + 1
    let place = place(from: macro)
    let record = CRecord(
      tag: .struct, name: nil, members: members, opaque: Array(opaque[known...]), attributes: [],
      place: place)
    let type = try type(.record(record), from: macro)
    let use = CMacroUse(name: name, arguments: arguments, place: place)
    return member(nil, type, nil, specifiers, try knownAttributes(), use: use, start)
  }

  // MARK: Enums

  mutating func enumSpecifier() throws(ParseFailure) -> CType.Kind {
    try enter()
    defer { depth -= 1 }
    let start = position
    position += 1
    var attributes = try knownAttributes()
    let name = isName(position) ? try name() : nil
    let underlying = take(.colon) ? try baseType(try specifiers(.typeName)) : nil
    guard kind == .leftBrace else {
      guard let name else { throw failure(.name) }
      return .tag(.enum, name)
    }
    let close = try match(position)
    position += 1
    var constants: [CEnumerator] = []
    let known = opaque.count
    while position < close {
      let entry = position
      let opaqueBefore = opaque.count
      do throws(ParseFailure) {
        let constant = try enumerator()
        guard take(.comma) || position == close else { throw failure(.comma) }
        constants.append(constant)
      } catch {
        if isExhausted { throw error }
        let next = max(endOfEntry(entry, close: close), entry + 1)
        _ = makeOpaque(from: entry, upTo: next, known: opaqueBefore, error)
        if position < close { _ = take(.comma) }
      }
    }
    position = close + 1
    attributes += try knownAttributes()
    return .enumeration(
      CEnumeration(
        name: name, underlying: underlying, constants: constants, opaque: Array(opaque[known...]),
        attributes: attributes,
        place: place(from: start)))
  }

  private mutating func enumerator() throws(ParseFailure) -> CEnumerator {
    let start = position
    guard isName(position) else { throw failure(.name) }
    let name = try name()
    let attributes = try knownAttributes()
    let value = take(.equal) ? try conditional() : nil
    return CEnumerator(name: name, value: value, attributes: attributes, place: place(from: start))
  }
}
