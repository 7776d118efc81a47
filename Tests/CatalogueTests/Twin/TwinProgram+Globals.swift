/// Types of records, and variables of file scope.
extension TwinProgram {
  mutating func makeRecords() {
    // A plain record, and one that holds it.
    var inner = Record(name: "struct \(globalName("in"))", members: [], isPlain: true)
    var lines: [String] = []
    for _ in 0..<(1 + random.below(3)) {
      let (member, type) = (name("m"), random.pick(TwinScalar.narrow))
      lines.append("\t\(type.name) \(member);")
      inner.members.append((member, type, false, false))
    }
    items.append("\(inner.name) {\n\(lines.joined(separator: "\n"))\n};")
    records.append(inner)
    var outer = Record(name: "struct \(globalName("out"))", members: [], isPlain: true)
    lines = []
    for _ in 0..<(2 + random.below(3)) {
      switch random.below(6) {
      case 0:
        let member = name("in")
        lines.append("\t\(inner.name) \(member);")
        outer.members += inner.members.map { ("\(member).\($0.path)", $0.type, false, false) }
      case 1:
        let (member, type) = (name("v"), random.pick(TwinScalar.narrow))
        lines.append("\t\(type.name) \(member)[2];")
        outer.members += (0..<2).map { ("\(member)[\($0)]", type, false, true) }
      case 2:
        let (first, second) = (name("m"), name("m"))
        let types = [random.pick(TwinScalar.narrow), random.pick(TwinScalar.narrow)]
        lines.append("\tstruct {\n\t\t\(types[0].name) \(first);\n\t\t\(types[1].name) \(second);\n\t};")
        outer.members += [(first, types[0], false, false), (second, types[1], false, false)]
      case 3:
        let (member, type) = (name("w"), random.pick(TwinScalar.wide))
        lines.append("\t\(type.name) \(member);")
        outer.members.append((member, type, false, false))
      default:
        let (member, type) = (name("m"), random.pick(TwinScalar.narrow))
        lines.append("\t\(type.name) \(member);")
        outer.members.append((member, type, false, false))
      }
    }
    items.append("\(outer.name) {\n\(lines.joined(separator: "\n"))\n};")
    records.append(outer)
    records.append(makeBits())
  }

  /// A record of bit-fields of at most 32 bits, and a union over it and a number.
  private mutating func makeBits() -> Record {
    let fields = globalName("bits")
    var lines: [String] = []
    var members: [(path: String, type: TwinScalar, isBitField: Bool, isElement: Bool)] = []
    let units: [TwinScalar] = [
      .init(name: "u32", bits: 32), .init(name: "s32", bits: 32), .init(name: "u8", bits: 8),
      .init(name: "s8", bits: 8), .init(name: "u16", bits: 16), .init(name: "bool", bits: 1),
      .init(name: "int", bits: 32), .init(name: "s16", bits: 16),
    ]
    let same = random.pick(units.filter { $0.bits >= 8 })
    let isMixed = random.chance(40)
    var left = 24
    while left > 0 && members.count < 4 {
      let unit = isMixed ? random.pick(units) : same
      let width = min(left, 1 + random.below(unit.bits))
      left -= width
      if random.chance(15) {
        lines.append("\t\t\(unit.name) : \(random.chance(30) ? 0 : width);")
        continue
      }
      if unit.bits == 8 && random.chance(20) {
        left -= 8
        let member = name("m")
        lines.append("\t\t\(unit.name) \(member);")
        members.append(("f.\(member)", unit, false, true))
        continue
      }
      let member = name("b")
      lines.append("\t\t\(unit.name) \(member) : \(width);")
      members.append(("f.\(member)", unit, true, true))
    }
    let member = name("b")
    lines.append("\t\tu32 \(member) : 3;")
    members.append(("f.\(member)", .init(name: "u32", bits: 32), true, true))
    items.append("struct \(fields) {\n\(lines.map { $0.dropFirst() }.joined(separator: "\n"))\n};")
    let whole = random.pick([
      TwinScalar(name: "u32", bits: 32), .init(name: "s32", bits: 32), .init(name: "u8", bits: 8),
      .init(name: "s16", bits: 16),
    ])
    members.append(("whole", whole, false, true))
    let union = "union \(globalName("un"))"
    items.append("\(union) {\n\tstruct \(fields) f;\n\t\(whole.name) whole;\n};")
    return Record(name: union, members: members, isPlain: false)
  }

  mutating func makeGlobals() {
    for _ in 0..<(3 + random.below(3)) { makeScalar(random.pick(TwinScalar.narrow)) }
    makeScalar(.init(name: enumerationName, bits: 32))
    for level in 0..<2 { makeScalar(random.pick(TwinScalar.wide), level: level) }
    makeArray()
    for record in records where random.chance(80) { makeRecordVariable(record) }
    // Which objects have two values and which have one decides how much is settled before the program runs.
    let never = globalName("never")
    items.append("static int \(never);")
    var lines = ["\t\(never) = 1;", "\t\(never) = 0;", "\tif (!\(never))", "\t\treturn;"]
    for lvalue in globals.narrow where lvalue.type.name != enumerationName && random.chance(40) {
      lines.append("\t\(lvalue.text) = \(constant());")
    }
    mixer = globalName("mix")
    items.append("static void \(mixer)(void)\n{\n\(lines.joined(separator: "\n"))\n}")
  }

  private mutating func makeScalar(_ type: TwinScalar, level: Int = 0) {
    let name = globalName(type.isWide ? "w" : "g")
    let initial = random.chance(50) ? " = \(type.isWide ? wideConstant() : constant())" : ""
    items.append("static \(type.name) \(name)\(initial);")
    globals.lvalues.append(.init(text: name, type: type, root: name, level: level))
    if type.isWide { sizes[name] = 2 }
  }

  private mutating func makeArray() {
    let (name, type) = (globalName("a"), random.pick(TwinScalar.narrow))
    let count = random.pick([2, 4, 8])
    var initial = ""
    switch random.below(4) {
    case 0: initial = " = { \((0..<count).map { _ in constant() }.joined(separator: ", ")) }"
    case 1: initial = " = { [1] = \(constant()) }"
    case 2 where count > 2: initial = " = { [1 ... 2] = \(constant()) }"
    default: break
    }
    items.append("static \(type.name) \(name)[\(count)]\(initial);")
    arrays.append((name, type, count))
    for index in 0..<count where count <= 4 || index % 3 == 0 {
      globals.lvalues.append(.init(text: "\(name)[\(index)]", type: type, root: name))
    }
  }

  private mutating func makeRecordVariable(_ record: Record) {
    let name = globalName("s")
    let isArray = record.isPlain && random.chance(40)
    var initial = ""
    if record.isPlain, random.chance(40) {
      let named = record.members.filter { !$0.path.contains("[") && !$0.type.isWide && random.chance(70) }
      let list = named.map { ".\($0.path) = \(constant())" }.joined(separator: ", ")
      initial = list.isEmpty ? "" : isArray ? " = { [1] = { \(list) } }" : " = { \(list) }"
    }
    items.append("static \(record.name) \(name)\(isArray ? "[2]" : "")\(initial);")
    objects.append((name, record, isArray))
    let places = isArray ? ["\(name)[0]", "\(name)[1]"] : [name]
    for place in places {
      for member in record.members {
        globals.lvalues.append(
          .init(
            text: "\(place).\(member.path)", type: member.type, root: name, level: 0,
            isAddressable: !member.isBitField && !member.isElement && record.isPlain,
            isBitField: member.isBitField))
      }
      if let wide = record.members.first(where: { $0.type.isWide }) { _ = wide; sizes[name] = 2 }
    }
  }
}
