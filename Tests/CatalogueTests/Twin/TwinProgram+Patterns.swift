/// Longer pieces that belong together: pointers, the heap, jumps, tables of functions.
extension TwinProgram {
  mutating func pattern(_ depth: Int, _ scope: inout TwinScope) -> [String] {
    switch random.below(18) {
    case 12...15: return objectPattern(scope)
    case 16: return jumpIn(scope)
    case 0: return scalarPointer(scope)
    case 1, 2: return arrayPointer(scope)
    case 3: return recordPointer(scope)
    case 4: return jumpBack(scope)
    case 5: return jumpOut(scope)
    case 6: return heap(scope)
    case 7: return literal(scope)
    case 8: return localArray(scope)
    case 9: return pointerToPointer(scope)
    case 10: return errorPointer(scope)
    default: return staticLocal(scope)
    }
  }

  /// `&x` of a variable, used in a block; nothing else names the variable there.
  private mutating func scalarPointer(_ scope: TwinScope) -> [String] {
    let places = scope.narrow.filter {
      $0.isAddressable && !$0.isBitField && !$0.text.contains("[") && !scope.frozen.contains($0.root)
    }
    guard let place = places.randomElement(using: &random) else { return [] }
    let pointer = name("p")
    return [
      """
      \t{
      \t\(place.type.name) *\(pointer) = &\(place.text);
      \t*\(pointer) = \(expression(2, scope));
      \t\(random.pick(["(*\(pointer))++", "*\(pointer) += \(expression(1, scope))", "--*\(pointer)"]));
      \tif (*\(pointer) > \(constant()) && \(pointer))
      \t\t*\(pointer) = *\(pointer) - \(place.text);
      \t}
      """
    ]
  }

  private mutating func arrayPointer(_ scope: TwinScope) -> [String] {
    guard let array = arrays.first(where: { $0.count >= 4 && !scope.frozen.contains($0.name) }) else {
      return []
    }
    let (pointer, other) = (name("p"), name("q"))
    let start = random.pick(["\(array.name)", "&\(array.name)[0]", "\(array.name) + 1", "&\(array.name)[1]"])
    var lines = [
      "\t\(array.type.name) *\(pointer) = \(start);",
      "\t\(array.type.name) *\(other) = &\(array.name)[\(expression(1, scope)) & 3];",
    ]
    for _ in 0..<3 {
      switch random.below(8) {
      case 0: lines.append("\t*\(pointer) = \(expression(1, scope));")
      case 1: lines.append("\t\(pointer)[1] = *\(other) + 1;")
      case 2: lines.append("\tif (\(pointer) < \(other))\n\t\t*\(other) ^= 5;")
      case 3: lines.append("\t*\(other) = \(other) - \(array.name);")
      case 4: lines.append("\tif (\(pointer) == \(other) || *(\(pointer) + 1) > 3)\n\t\t(*\(pointer))--;")
      case 5: lines.append("\t*(\(pointer) + 1) += \(expression(1, scope));")
      case 6: lines.append("\t\(pointer)++;\n\t*\(pointer) = \(pointer)[-1] * 3;\n\t\(pointer) -= 1;")
      default: lines.append("\t*\(pointer)++ = \(constant());\n\t*--\(pointer) += 1;")
      }
    }
    if random.chance(30) {
      lines.append(
        "\tfor (\(pointer) = \(array.name); \(pointer) < \(array.name) + \(array.count); \(pointer)++)\n"
          + "\t\t*\(pointer) += \(constant());")
    }
    return ["\t{\n\(lines.joined(separator: "\n"))\n\t}"]
  }

  private mutating func recordPointer(_ scope: TwinScope) -> [String] {
    guard let object = objects.filter({ !scope.frozen.contains($0.name) }).randomElement(using: &random)
    else { return [] }
    let members = object.record.members.filter { !$0.type.isWide }
    guard let member = members.randomElement(using: &random) else { return [] }
    let pointer = name("p")
    let start = object.isArray ? "&\(object.name)[\(expression(1, scope)) & 1]" : "&\(object.name)"
    var lines = [
      "\t\(object.record.name) *\(pointer) = \(start);",
      "\t\(pointer)->\(member.path) = \(expression(1, scope));",
      "\t(*\(pointer)).\(members[0].path) += \(pointer)->\(member.path);",
    ]
    if object.record.isPlain, !member.isElement, random.chance(60) {
      let (inner, back) = (name("p"), name("c"))
      lines.append("\t\(member.type.name) *\(inner) = &\(pointer)->\(member.path);")
      lines.append("\t*\(inner) ^= \(constant());")
      if !member.path.contains(".") {
        lines.append(
          "\t\(object.record.name) *\(back) = container_of(\(inner), \(object.record.name), \(member.path));")
        lines.append("\tif (\(back) == \(pointer))\n\t\t\(back)->\(members[0].path)++;")
      }
    }
    if object.isArray { lines.append("\t\(pointer) = \(object.name);\n\t\(pointer)[1].\(member.path)--;") }
    return ["\t{\n\(lines.joined(separator: "\n"))\n\t}"]
  }

  private mutating func jumpBack(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random), scope.turns <= 4 else { return [] }
    let (label, counter) = (name("again"), name("n"))
    return [
      """
      \t{
      \tint \(counter) = 0;
      \(label):
      \t\(target.text) += \(expression(1, scope));
      \tif (\(target.text) > \(constant()))
      \t\t\(target.text) -= \(counter);
      \tif (\(counter)++ < \(1 + random.below(3)))
      \t\tgoto \(label);
      \t}
      """
    ]
  }

  private mutating func jumpOut(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    let (out, end) = (name("out"), name("end"))
    return [
      """
      \tif (\(condition(scope)))
      \t\tgoto \(out);
      \t\(target.text) = \(expression(2, scope));
      \tif (\(condition(scope)))
      \t\tgoto \(end);
      \t\(target.text)++;
      \(out):
      \t\(target.text) ^= \(expression(1, scope));
      \(end):
      \t;
      """
    ]
  }

  private mutating func heap(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    let record = records[random.below(2)]
    let members = record.members.filter { !$0.type.isWide && !$0.isElement }
    guard let member = members.randomElement(using: &random) else { return [] }
    let pointer = name("h")
    let flow = random.chance(40)
    let release = flow ? "" : "\tkfree(\(pointer));\n"
    let mark = flow ? " __free(kfree)" : ""
    return [
      """
      \t{
      \t\(record.name) *\(pointer)\(mark) = \(random.pick(["kzalloc", "kmalloc"]))(sizeof(*\(pointer)), GFP_KERNEL);
      \tif (\(pointer)) {
      \t\t\(pointer)->\(member.path) = \(expression(1, scope));
      \t\t\(pointer)->\(member.path) += 3;
      \t\t\(target.text) = \(pointer)->\(member.path);
      \t}
      \(release)\t}
      """
    ]
  }

  /// Compound literals and lists of initial values.
  private mutating func literal(_ scope: TwinScope) -> [String] {
    guard
      let object = objects.filter({ $0.record.isPlain && !scope.frozen.contains($0.name) })
        .randomElement(using: &random)
    else { return [] }
    let members = object.record.members.filter { !$0.type.isWide && !$0.path.contains("[") }
    let list = members.filter { _ in random.chance(60) }
    let values = list.map { ".\($0.path) = \(expression(1, scope))" }.joined(separator: ", ")
    let place = object.isArray ? "\(object.name)[\(random.below(2))]" : object.name
    if random.chance(50) { return ["\t\(place) = (\(object.record.name)) { \(values) };"] }
    let text = name("t")
    return ["\t{\n\t\(object.record.name) \(text) = { \(values) };\n\t\(place) = \(text);\n\t}"]
  }

  private mutating func localArray(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random), scope.turns == 1 else { return [] }
    let (array, type) = (name("l"), random.pick(TwinScalar.narrow))
    let index = name("i")
    return [
      """
      \t{
      \t\(type.name) \(array)[4] = { \(expression(1, scope)), [2] = \(constant()) };
      \tfor (int \(index) = 0; \(index) < 3; \(index)++)
      \t\t\(array)[\(index) + 1] += \(array)[\(index)] \(random.pick(["+", "^", "-"])) \(expression(1, scope));
      \t\(target.text) = \(array)[\(expression(1, scope)) & 3];
      \t}
      """
    ]
  }

  private mutating func pointerToPointer(_ scope: TwinScope) -> [String] {
    let places = scope.narrow.filter {
      $0.isAddressable && !$0.isBitField && !$0.text.contains("[") && !scope.frozen.contains($0.root)
    }
    guard let place = places.randomElement(using: &random) else { return [] }
    let (pointer, outer) = (name("p"), name("pp"))
    return [
      """
      \t{
      \t\(place.type.name) *\(pointer) = NULL;
      \t\(place.type.name) **\(outer) = &\(pointer);
      \tif (\(condition(scope)))
      \t\t*\(outer) = &\(place.text);
      \tif (\(pointer))
      \t\t**\(outer) = \(expression(1, scope));
      \telse
      \t\t\(place.text)--;
      \t}
      """
    ]
  }

  private mutating func errorPointer(_ scope: TwinScope) -> [String] {
    guard
      let object = objects.filter({ !$0.isArray && !scope.frozen.contains($0.name) })
        .randomElement(using: &random), let target = targets(scope).randomElement(using: &random)
    else { return [] }
    let pointer = name("e")
    let members = object.record.members.filter { !$0.type.isWide }
    guard let member = members.first else { return [] }
    return [
      """
      \t{
      \t\(object.record.name) *\(pointer) = \(condition(scope)) ? ERR_PTR(-\(random.pick(["EIO", "ENOMEM", "EBUSY"]))) : &\(object.name);
      \tif (IS_ERR(\(pointer)))
      \t\t\(target.text) = PTR_ERR(\(pointer));
      \telse
      \t\t\(pointer)->\(member.path) += 2;
      \t}
      """
    ]
  }

  private mutating func staticLocal(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    let (text, type) = (random.chance(50) ? "same" : name("st"), random.pick(TwinScalar.narrow))
    return [
      """
      \t{
      \tstatic \(type.name) \(text)\(random.chance(50) ? " = \(constant())" : "");
      \t\(text) += \(expression(1, scope));
      \t\(target.text) = \(text);
      \t}
      """
    ]
  }
}
