import Program
import StateSpace

/// Arbitrary models, most of them without meaning: everything that the tree can hold, names of any
/// characters included.
struct RandomTrees {
  var random: SplitMix64

  init(seed: Int) { random = SplitMix64(seed: seed) }

  private static let names = [
    "x", "hyperv_pcpu_input_arg", "st", "tmp", "if", "bool", "cpu", "weight", "s8", "first", "a b", "", "\"",
    "\\",
    "\n", "é", "e\u{301}", "日本", "\u{202E}abc", "\u{0}", "x;", "//", "@a:1", "local", "global", "dispatch",
    "_1", "1a",
    "😀", "page", "when", "by", "in", "names", "slots", "none", "u64", "s", "unreferenced", "option",
  ]
  private static let numbers = [0, 1, 2, -1, 3, 12, 4095, -133, .max, .min, 1 << 40]

  mutating func name() -> String { random.pick(RandomTrees.names) }
  mutating func number() -> Int { random.pick(RandomTrees.numbers) }

  mutating func domain() -> Domain {
    switch random.below(6) {
    case 0: return .bool
    case 1: return .errno
    case 2: return .pointer(to: name())
    case 3: return .values(list(5) { $0.number() })
    default:
      let (a, b) = (number(), number())
      return .range(min(a, b)...max(a, b))
    }
  }

  mutating func local() -> Local { Local(name(), domain()) }

  mutating func expression(_ depth: Int) -> Expression {
    switch random.below(depth <= 0 ? 4 : 11) {
    case 0: return .constant(number())
    case 1: return .local(local())
    case 2: return .shared(name())
    case 3: return random.pick([.currentCPU, .currentContext, .inInterrupt])
    case 4: return .element(name(), expression(depth - 1))
    case 5:
      let operators: [UnaryOperator] = [
        .not, .negate, .complement, .bitCount, .lowestBit,
        .truncate(bits: 1 + random.below(64), signed: true),
        .truncate(bits: 1 + random.below(64), signed: false),
      ]
      return .unary(random.pick(operators), expression(depth - 1))
    case 6: return .conditional(expression(depth - 1), expression(depth - 1), expression(depth - 1))
    case 7: return .unreferenced(pool: name(), expression(depth - 1))
    default:
      return .binary(random.pick(BinaryOperator.allCases), expression(depth - 1), expression(depth - 1))
    }
  }

  mutating func list<Element>(_ upTo: Int, _ make: (inout RandomTrees) -> Element) -> [Element] {
    var result: [Element] = []
    for _ in 0..<random.below(upTo + 1) { result.append(make(&self)) }
    return result
  }

  mutating func place() -> SourcePlace? {
    guard random.chance(60) else { return nil }
    return SourcePlace(file: random.chance(70) ? "Model/File.swift" : name(), line: number())
  }

  mutating func body(_ depth: Int) -> [Statement] { list(3) { Statement($0.kind(depth), at: $0.place()) } }

  mutating func agency() -> Agency { random.pick(Agency.allCases) }

  mutating func guardCondition() -> Expression { random.chance(50) ? 1 : expression(2) }

  mutating func result() -> Expression? { random.chance(50) ? nil : expression(1) }

  mutating func kind(_ depth: Int) -> Statement.Kind {
    switch random.below(depth <= 0 ? 11 : 16) {
    case 0: return .assign(expression(2), expression(3))
    case 1: return .call(result: result(), procedure: name(), arguments: list(3) { $0.expression(2) })
    case 2:
      return .dispatch(
        result: result(), selector: expression(2),
        table: list(12) { Statement.DispatchEntry(value: $0.number(), procedure: $0.name()) },
        arguments: list(3) { $0.expression(2) })
    case 3: return .returnValue(result())
    case 4: return .breakLoop
    case 5: return .continueLoop
    case 6: return .label(name())
    case 7: return .goto(name())
    case 8: return .require(finding: name(), expression(2))
    case 9: return .crash(kind: name())
    case 10: return .event(name: name(), arguments: list(3) { $0.expression(2) })
    case 11: return .conditional(expression(2), then: body(depth - 1), otherwise: body(depth - 1))
    case 12: return .whileLoop(expression(2), body(depth - 1))
    case 13: return .loop(body(depth - 1))
    case 14:
      return .choose(
        list(3) {
          Statement.Option(
            name: $0.name(), agency: $0.agency(), when: $0.guardCondition(), body: $0.body(depth - 1))
        })
    default:
      return .atomic(
        Statement.Atomic(
          text: name(), when: guardCondition(), reason: name(), agency: random.chance(50) ? nil : agency(),
          bypassesOwner: random.chance(50), body: body(depth - 1)))
    }
  }

  mutating func model() -> Model {
    var model = Model(name: name())
    model.pools = list(2) { Pool($0.name(), slots: $0.number()) }
    model.variables = list(4) {
      let storages: [Variable.Storage] = [.shared, .sequenced, .ghost]
      var names: [Int: String] = [:]
      for _ in 0..<$0.random.below(5) { names[$0.number()] = $0.name() }
      return Variable(
        $0.name(), $0.domain(), count: $0.random.chance(50) ? nil : $0.number(),
        storage: $0.random.pick(storages), initial: $0.list(3) { $0.number() }, valueNames: names)
    }
    model.procedures = list(2) {
      Procedure(
        $0.name(), source: $0.name(), parameters: $0.list(3) { $0.local() },
        isPrimitive: $0.random.chance(30),
        body: $0.body(3))
    }
    model.contexts = list(2) {
      let placements: [Context.Placement] = [
        .none, .bound(cpu: $0.number()), .migratable(variable: $0.name()),
      ]
      return Context(
        $0.name(), kind: $0.random.pick(Context.Kind.allCases), placement: $0.random.pick(placements),
        runnable: $0.guardCondition(), body: $0.body(3))
    }
    model.predicates = list(2) {
      Predicate($0.name(), $0.expression(4), holdsAfterCrash: $0.random.chance(30))
    }
    model.findings = list(2) { Finding($0.name(), $0.name()) }
    model.crashes = list(2) { Finding($0.name(), $0.name()) }
    return model
  }
}
