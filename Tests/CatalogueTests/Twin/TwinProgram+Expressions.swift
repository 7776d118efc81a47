/// Expressions.
extension TwinProgram {
  // MARK: Constants

  private static let narrowConstants = [
    "0", "1", "2", "3", "5", "7", "8", "15", "16", "31", "32", "63", "64", "100", "127", "128", "129", "200",
    "255", "256", "257", "1000", "32767", "32768", "65535", "65536", "-1", "-2", "-5", "-7", "-100", "-128",
    "-129", "-32768", "2147483647", "(-2147483647 - 1)", "0x7f", "0x80", "0xff", "0x80u", "1u", "4000000000u",
    "0xffffffffu", "0x80000000", "'a'", "'\\\\n'", "U32_MAX", "INT_MAX", "INT_MIN", "U8_MAX", "~0", "~0u",
    "-1u",
    "010", "BIT(3)", "(u8)300", "(s8)200", "(u16)-1", "!5", "(1 << 4)", "-EINVAL", "GENMASK(7, 4)",
  ]
  private static let wideConstants = [
    "0", "1", "-1", "5ll", "0x7fffffffffffffffll", "0x8000000000000000ull", "U64_MAX",
    "0xffffffffffffffffull",
    "0x100000000", "0xffffffff", "4294967296ll", "-4294967297ll", "0x123456789abcdefull", "1ull << 63",
    "-1ll",
    "LONG_MAX", "~0ul", "1ul << 40", "BIT_ULL(63)", "GENMASK_ULL(47, 12)", "(u64)-5", "(s64)~0u",
    "-2147483648ll",
    "0x80000000ul", "(s64)0x80000000",
  ]

  mutating func constant() -> String {
    if random.chance(30) { return "\(random.below(20) - 6)" }
    return random.pick(Self.narrowConstants)
  }

  mutating func wideConstant() -> String { random.pick(Self.wideConstants) }

  // MARK: Expressions without effects

  /// - Parameter isAnyWidth: whether wide operands are used freely; then it may be looked at, but not stored
  ///   in anything wide, nor held back while an effect happens.
  mutating func expression(_ depth: Int, _ scope: TwinScope, isAnyWidth: Bool = true) -> String {
    guard depth > 0, random.chance(85) else { return leaf(scope, isAnyWidth: isAnyWidth) }
    func inner(_ generator: inout TwinProgram) -> String {
      generator.expression(depth - 1, scope, isAnyWidth: isAnyWidth)
    }
    switch random.below(22) {
    case 0...4:
      let op = random.pick(["+", "-", "*", "&", "|", "^", "+", "-"])
      return "(\(inner(&self)) \(op) \(inner(&self)))"
    case 5...7:
      let op = random.pick(["<", ">", "<=", ">=", "==", "!="])
      return "(\(inner(&self)) \(op) \(inner(&self)))"
    case 8: return "(\(inner(&self)) << (\(inner(&self)) & \(random.pick([7, 15, 31]))))"
    case 9: return "(\(inner(&self)) >> (\(inner(&self)) & \(random.pick([7, 15, 31]))))"
    case 10:
      let op = random.pick(["/", "%"])
      if random.chance(30) {
        return "(\(inner(&self)) \(op) \(random.pick(["3", "-7", "10u", "255", "-128"])))"
      }
      return "(\(inner(&self)) \(op) ((\(inner(&self)) & \(random.pick([1, 7, 255]))) + 1))"
    case 11: return "(\(inner(&self)) \(random.pick(["&&", "||"])) \(inner(&self)))"
    case 12: return "(\(random.pick(["- ", "~", "!", "!!", "+ "]))\(inner(&self)))"
    case 13, 14: return "(\(inner(&self)) ? \(inner(&self)) : \(inner(&self)))"
    case 15:
      let types = isAnyWidth ? TwinScalar.all : TwinScalar.narrow
      return "((\(random.pick(types).name))\(inner(&self)))"
    case 16: return "(\(inner(&self)) * 0 - 1 < 0)"
    case 17: return isAnyWidth ? size(scope, depth) : "(int)\(size(scope, depth))"
    case 18:
      guard let macro = macros.first(where: { _ in random.chance(50) }) else { return inner(&self) }
      return "\(macro.name)(\(inner(&self)), \(inner(&self)))"
    case 19:
      guard !pureFunctions.isEmpty, !isAnyWidth || random.chance(50) else { return inner(&self) }
      let function = random.pick(pureFunctions.isEmpty ? [("", 0)] : pureFunctions)
      guard function.parameters > 0 else { return inner(&self) }
      let arguments = (0..<2).map { _ in expression(depth - 1, scope, isAnyWidth: false) }
      return "\(function.name)(\(arguments.joined(separator: ", ")))"
    case 20:
      let type = random.pick(TwinScalar.narrow).name
      return "\(random.pick(["min_t", "max_t"]))(\(type), \(inner(&self)), \(inner(&self)))"
    default:
      // The first operand is held in a place of its own.
      return "(\(expression(depth - 1, scope, isAnyWidth: false)) ?: \(inner(&self)))"
    }
  }

  private mutating func leaf(_ scope: TwinScope, isAnyWidth: Bool) -> String {
    if random.chance(30) { return constant() }
    if isAnyWidth, random.chance(25) {
      return random.chance(40)
        ? "(\(wideConstant()))" : scope.wide.randomElement(using: &random)?.text ?? "1ul"
    }
    if random.chance(8), let name = enumerators.randomElement(using: &random) { return name }
    if random.chance(15), let array = arrays.first, !scope.hidden.contains(array.name),
      let index = scope.narrow.randomElement(using: &random)
    {
      return "\(array.name)[\(index.text) & \(array.count - 1)]"
    }
    return scope.narrow.randomElement(using: &random)?.text ?? constant()
  }

  /// What `sizeof` says, and what it says of the type of an expression.
  private mutating func size(_ scope: TwinScope, _ depth: Int) -> String {
    switch random.below(5) {
    case 0: return "sizeof(\(random.pick(TwinScalar.all).name))"
    case 1: return "sizeof(\(random.pick(records).name))"
    case 2:
      let lvalues = scope.lvalues.filter { !$0.isBitField && !scope.hidden.contains($0.root) }
      guard let lvalue = lvalues.randomElement(using: &random) else { return "sizeof(int)" }
      return "sizeof(\(lvalue.text))"
    case 3: return "sizeof(\(expression(depth - 1, scope)) + 0)"
    default:
      guard let array = arrays.first else { return "sizeof(void *)" }
      return random.chance(50) ? "ARRAY_SIZE(\(array.name))" : "sizeof(\(array.name))"
    }
  }

  /// A condition that is often a plain comparison of a variable with a constant, as branches refine those.
  mutating func condition(_ scope: TwinScope) -> String {
    guard random.chance(50), let lvalue = scope.narrow.randomElement(using: &random) else {
      return expression(2, scope)
    }
    let op = random.pick(["<", ">", "<=", ">=", "==", "!="])
    let first = random.chance(20) ? lvalue.text : "\(lvalue.text) \(op) \(constant())"
    switch random.below(5) {
    case 0: return "\(first) && \(condition(scope))"
    case 1: return "\(first) || \(condition(scope))"
    case 2: return "!(\(first))"
    default: return first
    }
  }

  // MARK: Wide values

  /// A value for a wide object, and how many values it can have at most.
  mutating func wideExpression(level: Int, _ scope: TwinScope) -> (String, Int) {
    if level > 0, let low = scope.wide.filter({ $0.level == 0 }).randomElement(using: &random) {
      let op = random.pick(["+", "-", "*", "^", "&", "|"])
      switch random.below(6) {
      case 0: return ("\(low.text) \(op) (\(wideConstant()))", 10)
      case 1: return ("\(random.pick(["~", "-", "!"]))\(low.text)", 10)
      case 2: return ("(\(random.pick(TwinScalar.all).name))\(low.text)", 10)
      case 3: return ("\(low.text) >> \(random.below(64))", 10)
      case 4: return ("\(low.text) << \(random.below(64))", 10)
      default:
        return ("\(low.text) \(random.pick(["/", "%"])) \(random.pick(["3", "10u", "7ul", "1000ll"]))", 10)
      }
    }
    let narrow = scope.narrow.randomElement(using: &random)?.text ?? "1"
    switch random.below(5) {
    case 0: return ("(\(random.pick(TwinScalar.all).name))(\(narrow) & 1)", 2)
    case 1: return ("(\(wideConstant())) + (\(narrow) & 1)", 2)
    case 2: return ("(\(wideConstant())) << (\(narrow) & 3)", 4)
    case 3: return ("\(narrow) ? (\(wideConstant())) : (\(wideConstant()))", 2)
    default: return (wideConstant(), 1)
    }
  }

  // MARK: Expressions with one effect

  /// A value with an effect on one object, which no other operand names, and that object.
  ///
  /// What is read on one side is held back while the other side has its effect, so all of it is narrow.
  mutating func effect(_ scope: TwinScope) -> String? {
    let targets = scope.narrow.filter { !scope.frozen.contains($0.root) }
    guard let target = targets.randomElement(using: &random) else { return nil }
    var rest = scope
    rest.hidden.insert(target.root)
    let other = expression(1, rest, isAnyWidth: false)
    let amount = expression(1, rest, isAnyWidth: false)
    let op = random.pick(["+", "-", "^", "|", "<", "==", "&"])
    switch random.below(12) {
    case 0: return "(\(other) \(op) \(target.text)++)"
    case 1: return "(--\(target.text) \(op) \(other))"
    case 2: return "(\(other) \(op) (\(target.text) = \(amount)))"
    case 3: return "((\(target.text) \(random.pick(["+", "-", "^", "*"]))= \(amount)) \(op) \(other))"
    case 4: return "(\(condition(scope)) && (\(target.text) = \(amount)))"
    case 5: return "(\(condition(scope)) || \(target.text)--)"
    case 6: return "(\(condition(scope)) ? (\(target.text) = \(amount)) : \(other))"
    case 7: return "(\(condition(scope)) ? (\(target.text) = \(amount)) : (\(target.text) -= 3))"
    case 8: return "(\(target.text) = \(amount), \(target.text) \(op) \(other))"
    case 9: return "(\(target.text) && \(target.text)--)"
    case 10:
      let type = random.pick(TwinScalar.narrow).name
      return "({ \(type) z = \(other); \(target.text) = z; z \(op) \(amount); })"
    default: return "(\(other) \(op) ++\(target.text))"
    }
  }
}
