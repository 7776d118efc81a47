/// An `#if` that is open.
struct Condition {
  let start: Token
  /// Where the `#if` stands among the tokens of the file.
  let index: Int
  /// What its conditions have assumed.
  var assumptions: [CAssumption]
  /// One of its branches has been read.
  var wasTaken: Bool
  var hasElse = false
}

extension Preprocessor {
  /// Reads the directive that begins at `position`, and goes behind what it leaves out.
  mutating func readDirective() {
    let start = position
    let end = endOfLine(start)
    position = end
    guard start + 1 < end else { return }
    guard raw[start + 1].kind == .identifier else { return refuse(start, end) }
    switch symbols.text(raw[start + 1].symbol) {
    case "define": readDefine(start, end)
    case "undef":
      guard start + 2 < end, raw[start + 2].kind == .identifier else { return refuse(start, end) }
      undefine(raw[start + 2].symbol)
    case "include", "include_next", "import": readInclude(start, end)
    case "if", "ifdef", "ifndef":
      let holds = holds(start, end)
      conditions.append(
        Condition(start: raw[start], index: start, assumptions: takeAsked(), wasTaken: holds))
      if !holds { skipBranch() }
    case "elif", "else", "elifdef", "elifndef":
      guard !conditions.isEmpty else { return refuse(start, end) }
      // This branch's own condition does not matter: one before it was read.
      skipBranch()
    case "endif":
      guard let condition = conditions.popLast() else { return refuse(start, end) }
      noteDecision(condition, end)
    default: refuse(start, end)
    }
  }

  /// The first token behind the line that begins with this one.
  private func endOfLine(_ start: Int) -> Int {
    var index = start + 1
    while index < raw.count && !raw[index].flags.contains(.startsLine) { index += 1 }
    return index
  }

  /// Keeps a directive that is not followed.
  private mutating func refuse(_ start: Int, _ end: Int) {
    keep(start, end, .directive(symbols.text(raw[min(start + 1, end - 1)].symbol)))
  }

  private mutating func keep(_ start: Int, _ end: Int, _ reason: COpaque.Reason) {
    let place = place(from: raw[start], through: raw[end - 1])
    directives.append(
      COpaque(text: sourceText(place, limit: options.limits.opaqueBytes), reason: reason, place: place))
  }

  func sourceText(_ place: CPlace, limit: Int) -> String {
    let range = place.range.clamped(to: 0..<text.count)
    return String(decoding: text[range].prefix(limit), as: UTF8.self)
  }

  /// Goes behind a branch that is left out, to the branch that is read or behind the `#endif`.
  private mutating func skipBranch() {
    var nesting = 0
    while position < raw.count {
      guard isDirective(position) else {
        position += 1
        continue
      }
      let start = position
      let end = endOfLine(start)
      position = end
      guard start + 1 < end, raw[start + 1].kind == .identifier else { continue }
      switch symbols.text(raw[start + 1].symbol) {
      case "if", "ifdef", "ifndef": nesting += 1
      case "endif":
        if nesting == 0 {
          noteDecision(conditions.removeLast(), end)
          return
        }
        nesting -= 1
      case "else" where nesting == 0:
        let top = conditions.count - 1
        if conditions[top].hasElse { refuse(start, end) }
        conditions[top].hasElse = true
        if !conditions[top].wasTaken {
          conditions[top].wasTaken = true
          return
        }
      case "elif", "elifdef", "elifndef":
        let top = conditions.count - 1
        guard nesting == 0, !conditions[top].wasTaken, !conditions[top].hasElse else { continue }
        let holds = holds(start, end)
        conditions[top].assumptions += takeAsked()
        if holds {
          conditions[top].wasTaken = true
          return
        }
      default: break
      }
    }
  }

  /// At the end of the file: what is still open was never closed.
  mutating func finishConditions() {
    for condition in conditions {
      let place = place(condition.start)
      directives.append(COpaque(text: "#", reason: .unterminated("#if"), place: place))
      noteDecision(condition, raw.count)
    }
    conditions = []
  }

  private mutating func readInclude(_ start: Int, _ end: Int) {
    guard start + 2 < end else { return refuse(start, end) }
    let place = place(from: raw[start], through: raw[end - 1])
    let written = sourceText(self.place(from: raw[start + 2], through: raw[end - 1]), limit: 4096)
    let first = written.utf8.first
    guard first == 34 || first == 60,
      let close = written.utf8.dropFirst().firstIndex(of: first == 34 ? 34 : 62)
    else { return refuse(start, end) }
    let path = String(written[written.utf8.index(after: written.startIndex)..<close])
    includes.append(CInclude(path: path, isSystem: first == 60, place: place))
  }

  // MARK: #define

  private mutating func readDefine(_ start: Int, _ end: Int) {
    guard start + 2 < end, raw[start + 2].kind == .identifier else { return refuse(start, end) }
    let name = raw[start + 2]
    var index = start + 3
    var parameters: [Symbol]?
    var variadic: Symbol?
    if index < end, raw[index].kind == .leftParenthesis, raw[index].lower == name.upper {
      guard let list = readParameters(from: index + 1, end) else { return refuse(start, end) }
      parameters = list.parameters
      variadic = list.variadic
      index = list.next
    }
    let body = ContiguousArray(raw[index..<end])
    let text = symbols.text(name.symbol)
    macros.append(
      CMacro(
        name: text, parameters: parameters.map { $0.map { symbols.text($0) } },
        variadic: variadic.map { symbols.text($0) }, tokens: body.map { publicToken($0) },
        place: place(from: raw[start], through: raw[end - 1])))
    define(
      MacroDefinition(
        name: name.symbol, parameters: parameters, variadic: variadic, body: body, isKept: isKept(text)))
  }

  private struct ParameterList {
    var parameters: [Symbol] = []
    var variadic: Symbol?
    var next = 0
  }

  private mutating func readParameters(from start: Int, _ end: Int) -> ParameterList? {
    var list = ParameterList()
    var index = start
    if index < end, raw[index].kind == .rightParenthesis {
      list.next = index + 1
      return list
    }
    while index < end {
      if raw[index].kind == .ellipsis {
        list.variadic = symbols.symbol("__VA_ARGS__")
      } else if raw[index].kind == .identifier {
        if index + 1 < end, raw[index + 1].kind == .ellipsis {
          list.variadic = raw[index].symbol
          index += 1
        } else {
          list.parameters.append(raw[index].symbol)
        }
      } else {
        return nil
      }
      index += 1
      guard index < end else { return nil }
      if raw[index].kind == .rightParenthesis {
        list.next = index + 1
        return list
      }
      guard raw[index].kind == .comma, list.variadic == nil else { return nil }
      index += 1
    }
    return nil
  }

  private mutating func publicToken(_ token: Token) -> CToken {
    let kind: CToken.Kind =
      switch token.kind {
      case .identifier: .identifier
      case .number: .number
      case .character: .character
      case .string: .string
      case .invalid, .problem, .end: .invalid
      default: .punctuator
      }
    let text =
      switch token.kind {
      case .problem: sourceText(place(token), limit: options.limits.opaqueBytes)
      case .identifier, .number, .character, .string, .invalid: symbols.text(token.symbol)
      default: token.kind.spelling
      }
    return CToken(
      kind: kind, text: text, hasSpaceBefore: token.flags.contains(.spaceBefore), place: place(token))
  }
}
