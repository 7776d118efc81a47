/// Statements.
extension TwinProgram {
  mutating func statements(_ count: Int, depth: Int, _ scope: inout TwinScope) -> [String] {
    (0..<count).flatMap { _ in statement(depth, &scope) }
  }

  /// Statements in braces: what is declared inside is not known outside.
  private mutating func block(
    _ depth: Int, _ scope: TwinScope, _ change: (inout TwinScope) -> Void = { _ in }
  )
    -> String
  {
    var inner = scope
    inner.isOnce = false
    change(&inner)
    let lines = statements(1 + random.below(2), depth: depth - 1, &inner)
    return "{\n\(lines.joined(separator: "\n"))\n\t}"
  }

  mutating func statement(_ depth: Int, _ scope: inout TwinScope) -> [String] {
    switch random.below(depth > 0 ? 30 : 13) {
    case 0...2: return assignment(scope)
    case 3: return step(scope)
    case 4, 5: return update(scope)
    case 6: return wideAssignment(scope)
    case 7, 8: return local(&scope)
    case 9: return withEffect(scope)
    case 10:
      guard scope.isOnce else { return assignment(scope) }
      return [observe(expression(3, scope))]
    case 11: return copy(scope)
    case 12: return ["\t\(mixer)();"]
    case 13, 14: return branch(depth, scope)
    case 15, 16: return loop(depth, scope)
    case 17, 18: return choice(depth, scope)
    case 19, 20: return call(scope)
    default: return pattern(depth, &scope)
    }
  }

  func targets(_ scope: TwinScope) -> [TwinLvalue] {
    scope.narrow.filter { !scope.frozen.contains($0.root) }
  }

  private mutating func assignment(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    return ["\t\(target.text) = \(expression(2, scope));"]
  }

  private mutating func update(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    switch random.below(10) {
    case 0...5:
      let op = random.pick(["+", "-", "*", "^", "|", "&"])
      return ["\t\(target.text) \(op)= \(expression(2, scope));"]
    case 6: return ["\t\(target.text) <<= (\(expression(1, scope)) & 7);"]
    case 7: return ["\t\(target.text) >>= (\(expression(1, scope)) & 15);"]
    case 8: return ["\t\(target.text) /= (\(expression(1, scope)) & 15) + 1;"]
    default: return ["\t\(target.text) %= \(random.pick(["3", "-5", "7u", "100"]));"]
    }
  }

  private mutating func step(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    return [
      "\t" + random.pick(["\(target.text)++", "++\(target.text)", "\(target.text)--", "--\(target.text)"])
        + ";"
    ]
  }

  private mutating func wideAssignment(_ scope: TwinScope) -> [String] {
    guard
      let target = scope.wide.filter({ !scope.frozen.contains($0.root) }).randomElement(using: &random)
    else { return [] }
    let (value, count) = wideExpression(level: target.level, scope)
    guard sizes[target.root, default: 1] + count <= (target.level == 0 ? 8 : 32) else { return [] }
    sizes[target.root, default: 1] += count
    return ["\t\(target.text) = \(value);"]
  }

  private mutating func local(_ scope: inout TwinScope) -> [String] {
    let text = name("x")
    if random.chance(25) {
      let type = random.pick(TwinScalar.wide)
      let (value, count) = wideExpression(level: 1, scope)
      sizes[text] = count
      scope.lvalues.append(.init(text: text, type: type, root: text, level: 1))
      return ["\t\(type.name) \(text) = \(value);"]
    }
    let type = random.pick(TwinScalar.narrow)
    let value = expression(2, scope)
    scope.lvalues.append(.init(text: text, type: type, root: text))
    if random.chance(15) {
      scope.lvalues[scope.lvalues.count - 1].type = .init(name: enumerationName, bits: 32)
      return ["\t\(enumerationName) \(text) = \(value);"]
    }
    return ["\t\(type.name) \(text) = \(value);"]
  }

  private mutating func withEffect(_ scope: TwinScope) -> [String] {
    guard let value = effect(scope) else { return [] }
    switch random.below(4) {
    case 0: return ["\t\(value);"]
    case 1:
      // The target is no operand of the value, whatever its effect is on.
      let text = name("y")
      return ["\tint \(text) = \(value);", "\tif (\(text) > 3)", "\t\t\(mixer)();"]
    case 2:
      let other = assignment(scope)
      return other.isEmpty ? [] : ["\tif (\(value))", "\t\(other[0])"]
    default:
      guard let target = targets(scope).filter({ !value.contains($0.root) }).randomElement(using: &random)
      else { return ["\t\(value);"] }
      return ["\t\(target.text) = \(value);"]
    }
  }

  /// One record into another of its type.
  private mutating func copy(_ scope: TwinScope) -> [String] {
    guard
      let object = objects.filter({ !scope.frozen.contains($0.name) && !scope.hidden.contains($0.name) })
        .randomElement(using: &random)
    else { return [] }
    if object.isArray {
      let (a, b) = random.chance(50) ? (0, 1) : (1, 0)
      return ["\t\(object.name)[\(a)] = \(object.name)[\(b)];"]
    }
    let text = name("t")
    var lines = ["\t\(object.record.name) \(text) = \(object.name);"]
    if random.chance(50) { lines[0] = "\t\(object.record.name) \(text);\n\t\(text) = \(object.name);" }
    let members = object.record.members.filter { !$0.type.isWide }
    guard let member = members.randomElement(using: &random) else { return [] }
    lines.append("\t\(text).\(member.path) = \(expression(1, scope));")
    if random.chance(50) { lines.append("\t\(object.name).\(member.path) += \(text).\(members[0].path);") }
    lines.append("\t\(object.name) = \(text);")
    return ["\t{\n\(lines.joined(separator: "\n"))\n\t}"]
  }

  private mutating func branch(_ depth: Int, _ scope: TwinScope) -> [String] {
    var text = "\tif (\(condition(scope))) \(block(depth, scope))"
    if random.chance(60) { text += " else \(block(depth, scope))" }
    return [text]
  }

  private mutating func loop(_ depth: Int, _ scope: TwinScope) -> [String] {
    let turns = 1 + random.below(4)
    guard scope.turns * turns <= 16 else { return branch(depth, scope) }
    let counter = name("i")
    let type = random.pick(["int", "unsigned int", "u8", "s8", "s16"])
    let isLeft = random.chance(25)
    let inner = block(depth, scope) { inner in
      inner.lvalues.append(.init(text: counter, type: .init(name: type, bits: 8), root: counter))
      inner.frozen.insert(counter)
      inner.turns *= turns
      inner.isLoop = true
    }
    let leave = isLeft ? "\n\tif (\(condition(scope)))\n\t\t\(random.pick(["break", "continue"]));\n\t" : ""
    let body = leave.isEmpty ? inner : "{\(leave)\(inner)\n\t}"
    switch random.below(4) {
    case 0: return ["\t{\n\t\(type) \(counter) = \(turns);\n\twhile (\(counter)-- > 0) \(body)\n\t}"]
    case 1:
      return ["\t{\n\t\(type) \(counter) = 0;\n\tdo \(body) while (++\(counter) < \(turns));\n\t}"]
    case 2:
      return [
        "\t{\n\t\(type) \(counter);\n\tfor (\(counter) = \(turns); \(counter); \(counter)--) \(body)\n\t}"
      ]
    default:
      return ["\tfor (\(type) \(counter) = 0; \(counter) < \(turns); \(counter)++) \(body)"]
    }
  }

  private mutating func choice(_ depth: Int, _ scope: TwinScope) -> [String] {
    var text =
      "\tswitch (\(random.chance(60) ? "(\(expression(1, scope))) & 7" : expression(2, scope, isAnyWidth: false))) {\n"
    var next = random.pick([0, 1, -2])
    let hasDefault = random.chance(60)
    let place = random.below(4)
    let count = 2 + random.below(3)
    for index in 0..<count {
      if hasDefault && index == min(place, count - 1) {
        text += "\tdefault: \(block(depth, scope))\n" + (random.chance(70) ? "\tbreak;\n" : "")
      }
      if random.chance(25) {
        text += "\tcase \(next) ... \(next + 2):\n"
        next += 3
      } else {
        text += "\tcase \(next):\n"
        next += 1 + random.below(2)
      }
      text += "\t\(block(depth, scope))\n" + (random.chance(70) || index == count - 1 ? "\tbreak;\n" : "")
    }
    return [text + "\t}"]
  }

  private mutating func call(_ scope: TwinScope) -> [String] {
    guard scope.callable > 0, scope.turns <= 4 else { return assignment(scope) }
    let function = functions[random.below(scope.callable)]
    let arguments = function.parameters.map { type -> String in
      type.isWide ? "(\(wideConstant()))" : expression(1, scope)
    }
    let text = "\(function.name)(\(arguments.joined(separator: ", ")))"
    switch random.below(4) {
    case 0: return ["\t\(text);"]
    case 1: return ["\tif (\(text) > \(constant()))", "\t\t\(mixer)();"]
    default:
      // No function can reach a scalar of this one but those of the file.
      guard let target = targets(scope).filter({ !$0.text.contains("[") }).randomElement(using: &random)
      else { return ["\t\(text);"] }
      return ["\t\(target.text) = \(text);"]
    }
  }
}
