import Program
import StateSpace

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the same models from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Writes small models at random. All names begin with `prefix`, so that several models can stand side by
/// side.
struct RandomModel {
  private var random: SeededGenerator
  private let prefix: String
  private var model: Model
  private var scalars: [Variable] = []
  private var arrays: [Variable] = []
  private var pointers: [Variable] = []
  /// Variables and arrays whose values come from sets.
  private var sets: [Variable] = []
  /// Locals that may be named where the next statement is written.
  private var locals: [Local] = []
  private var procedures: [Procedure] = []
  private var loopDepth = 0
  private var labels = 0

  static func make(seed: UInt64, prefix: String) -> Model {
    var writer = RandomModel(random: SeededGenerator(state: seed), prefix: prefix, model: Model(name: prefix))
    writer.write()
    return writer.model
  }

  private init(random: SeededGenerator, prefix: String, model: Model) {
    self.random = random
    self.prefix = prefix
    self.model = model
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0...(elements.count - 1))]
  }

  private mutating func write() {
    for index in 0..<number(1...3) {
      let lowest = chance(25) ? number(-5...0) : chance(5) ? number(-40_000...3_000_000_000) : 0
      let range = lowest...(lowest + number(1...4))
      let storage: Variable.Storage = chance(70) ? .shared : chance(50) ? .sequenced : .ghost
      scalars.append(
        Variable("\(prefix)v\(index)", .range(range), storage: storage, initial: [number(range)]))
    }
    if chance(60) {
      let count = number(1...3)
      arrays.append(
        Variable("\(prefix)a", .range(0...number(1...2)), count: count, initial: (0..<count).map { $0 & 1 }))
    }
    if chance(30) {
      model.pools = [Pool("\(prefix)pool", slots: 2)]
      pointers = [
        Variable("\(prefix)p", .pointer(to: "\(prefix)pool")),
        Variable("\(prefix)q", .pointer(to: "\(prefix)pool"), count: 2),
      ]
    }
    if chance(40) {
      let values: [Int] = [.min, -3, 1, 2, 4096, 4097, 1 << 40, .max]
      let domain = Domain.values([0] + (0..<number(1...4)).map { _ in pick(values) })
      sets = [Variable("\(prefix)w", domain), Variable("\(prefix)u", domain, count: 2)]
      if chance(50) { sets[0].storage = .ghost }
    }
    model.variables = scalars + arrays + pointers + sets
    model.findings = ["odd", "even"].map { Finding(prefix + $0, "") }
    for index in 0..<number(0...2) { procedures.append(procedure(index)) }
    model.procedures = procedures
    for index in 0..<number(1...3) {
      locals = []
      var body = block(depth: 2, count: 1...3)
      if chance(60) { body = [Statement(.loop(body + block(depth: 1, count: 1...1)))] }
      let placement: Context.Placement = chance(40) ? .bound(cpu: number(0...1)) : .none
      model.contexts.append(
        Context(
          "\(prefix)c\(index)", kind: pick(Context.Kind.allCases), placement: placement,
          runnable: chance(25) ? condition() : 1, body: body))
    }
    locals = []
    model.predicates = [
      Predicate("\(prefix)P", condition()),
      Predicate("\(prefix)Q", expression(depth: 3), holdsAfterCrash: chance(50)),
    ]
  }

  private mutating func procedure(_ index: Int) -> Procedure {
    let parameters = (0..<number(0...2)).map { Local("\(prefix)f\(index)_\($0)", .range(-2...3)) }
    locals = parameters
    let body = block(depth: 1, count: 1...2) + [Statement(.returnValue(clamped(-2...3)))]
    return Procedure(
      "\(prefix)f\(index)", source: "f.c", parameters: parameters, isPrimitive: chance(30), body: body)
  }

  // MARK: Statements

  private mutating func block(depth: Int, count: ClosedRange<Int>, isAtomic: Bool = false) -> [Statement] {
    let outer = locals
    defer { locals = outer }
    return (0..<number(count)).flatMap { _ in
      statement(depth: depth, isAtomic: isAtomic).map { Statement($0) }
    }
  }

  private mutating func statement(depth: Int, isAtomic: Bool) -> [Statement.Kind] {
    if depth == 0 || chance(30) { return [assignment(isAtomic: isAtomic)] }
    switch number(0...11) {
    case 0, 1:
      let condition = self.condition()
      let then = block(depth: depth - 1, count: 1...2, isAtomic: isAtomic)
      let otherwise = chance(50) ? block(depth: depth - 1, count: 1...2, isAtomic: isAtomic) : []
      return [.conditional(condition, then: then, otherwise: otherwise)]
    case 2: return loop(depth: depth, isAtomic: isAtomic)
    case 3, 4:
      guard !isAtomic else { return [assignment(isAtomic: true)] }
      return [.choose((0..<number(1...3)).map { option($0, depth: depth) })]
    case 5, 6:
      guard !isAtomic else { return [assignment(isAtomic: true)] }
      let guardCondition: Expression = chance(60) ? condition() : 1
      let agency: Agency? = chance(30) ? pick(Agency.allCases) : nil
      return [
        .atomic(
          .init(
            when: guardCondition, agency: agency, body: block(depth: depth - 1, count: 0...3, isAtomic: true))
        )
      ]
    case 7: return [.require(finding: prefix + pick(["odd", "even"]), condition())]
    case 8:
      guard chance(15) else { return [.event(name: "\(prefix)event", arguments: [expression(depth: 1)])] }
      return [
        .conditional(condition(), then: [Statement(.crash(kind: pick(["bug", "oops"])))], otherwise: [])
      ]
    case 9: return call()
    case 10:
      labels += 1
      let label = "\(prefix)l\(labels)"
      let skipped = block(depth: depth - 1, count: 1...2, isAtomic: isAtomic)
      let leap = Statement(.conditional(condition(), then: [Statement(.goto(label))], otherwise: []))
      return [leap.kind] + skipped.map(\.kind) + [.label(label)]
    default:
      let local = Local("\(prefix)x\(locals.count)", .range(-1...2))
      let value = clamped(-1...2)
      locals.append(local)
      return [.assign(.local(local), value)]
    }
  }

  private mutating func loop(depth: Int, isAtomic: Bool) -> [Statement.Kind] {
    // A local counter bounds most loops; the others end when someone else changes what they ask for, or
    // never.
    let counter = Local("\(prefix)n\(locals.count)", .range(0...2))
    let body = block(depth: depth - 1, count: 1...2, isAtomic: isAtomic)
    if chance(25) && !isAtomic {
      let leave = Statement(.conditional(condition(), then: [Statement(.breakLoop)], otherwise: []))
      return [.loop(body + [leave])]
    }
    let next = Expression.local(counter) + 1
    return [
      .assign(.local(counter), 0),
      .whileLoop(
        .local(counter) < 2 && condition(), [Statement(.assign(.local(counter), next))] + body),
    ]
  }

  private mutating func option(_ index: Int, depth: Int) -> Statement.Option {
    let body = block(depth: depth - 1, count: 0...2)
    let first =
      chance(50) ? [Statement(.atomic(.init(body: block(depth: 0, count: 1...2, isAtomic: true))))] : []
    return Statement.Option(
      name: "option \(index)", agency: pick(Agency.allCases), when: chance(40) ? condition() : 1,
      body: first + body)
  }

  private mutating func call() -> [Statement.Kind] {
    guard let procedure = procedures.randomElement(using: &random) else {
      return [assignment(isAtomic: true)]
    }
    let arguments = procedure.parameters.map { _ in clamped(-2...3) }
    let target = Local("\(prefix)r\(locals.count)", .range(-2...3))
    let result: Expression? = chance(60) ? .local(target) : nil
    if result != nil { locals.append(target) }
    if chance(30) {
      let table = (0..<number(1...2)).map { Statement.DispatchEntry(value: $0, procedure: procedure.name) }
      return [.dispatch(result: result, selector: clamped(0...2), table: table, arguments: arguments)]
    }
    return [.call(result: result, procedure: procedure.name, arguments: arguments)]
  }

  private mutating func assignment(isAtomic: Bool) -> Statement.Kind {
    if !pointers.isEmpty && chance(30) {
      let place =
        chance(50) ? Expression.shared(pointers[0].name) : .element(pointers[1].name, clamped(0...1))
      let pool = model.pools[0].name
      let fresh = Expression.conditional(
        .unreferenced(pool: pool, 1), 1, .conditional(.unreferenced(pool: pool, 2), 2, 0))
      return .assign(place, isAtomic && chance(60) ? fresh : chance(50) ? .shared(pointers[0].name) : 0)
    }
    if !sets.isEmpty && chance(40), case .values(let set) = sets[0].domain {
      let place =
        chance(50) ? Expression.shared(sets[0].name) : .element(sets[1].name, clamped(0...1))
      let value = chance(60) ? Expression.constant(pick(set.values)) : wide(set)
      return .assign(place, chance(90) ? value : expression(depth: 2))
    }
    if let array = arrays.first, chance(30), case .range(let range) = array.domain {
      let index = chance(92) ? clamped(0...((array.count ?? 1) - 1)) : expression(depth: 1)
      return .assign(.element(array.name, index), clamped(range))
    }
    let variable = pick(scalars)
    guard case .range(let range) = variable.domain else { return .breakLoop }
    return .assign(.shared(variable.name), clamped(range))
  }
}

// MARK: Expressions

extension RandomModel {
  /// A value that nearly always lies in the range.
  private mutating func clamped(_ range: ClosedRange<Int>) -> Expression {
    if chance(30) { return .constant(number(range)) }
    let value = expression(depth: 2)
    if chance(4) { return value }
    let width = Expression.constant(range.count)
    if range.lowerBound >= 0 && chance(50) {
      return .binary(.remainder, value & 0xff, width) + .constant(range.lowerBound)
    }
    return .constant(range.lowerBound) + .binary(.remainder, .binary(.remainder, value, width) + width, width)
  }

  /// A value that often lies in the set.
  private mutating func wide(_ set: ValueSet) -> Expression {
    let element = Expression.element(sets[1].name, .constant(number(0...1)))
    switch number(0...3) {
    case 0: return .conditional(condition(), element, .constant(pick(set.values)))
    case 1: return element & .constant(pick([~1, 1, .min]))
    case 2: return .binary(.multiply, element, clamped(0...1))
    default: return element | .shared(sets[0].name)
    }
  }

  private mutating func condition() -> Expression {
    let comparisons: [BinaryOperator] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
    let simple = Expression.binary(pick(comparisons), expression(depth: 1), .constant(number(-2...3)))
    switch number(0...5) {
    case 0: return simple && condition()
    case 1: return simple || condition()
    case 2: return !condition()
    case 3: return expression(depth: 2)
    default: return simple
    }
  }

  private mutating func expression(depth: Int) -> Expression {
    if depth == 0 || chance(30) { return leaf() }
    let operand = expression(depth: depth - 1)
    switch number(0...9) {
    case 0: return .unary(pick([.not, .negate, .complement, .bitCount, .lowestBit]), operand)
    case 1: return .unary(.truncate(bits: pick([1, 2, 8, 31, 32, 33, 63, 64]), signed: chance(50)), operand)
    case 2: return .conditional(condition(), operand, expression(depth: depth - 1))
    case 3: return operand + leaf()
    case 4: return operand - leaf()
    default: return .binary(pick(BinaryOperator.allCases), operand, expression(depth: depth - 1))
    }
  }

  private mutating func leaf() -> Expression {
    switch number(0...9) {
    case 0, 1: return .constant(number(-3...5))
    case 2 where chance(10): return .constant(pick([Int.min, Int.max, 1 << 31, 1 << 40, -1 << 31]))
    case 3, 4:
      guard let local = locals.randomElement(using: &random) else { return .constant(1) }
      return .local(local)
    case 5, 6:
      guard let array = arrays.first, let count = array.count else { return .constant(0) }
      let scalar = Expression.shared(pick(scalars).name)
      // Nearly always inside the array.
      if chance(50) { return .element(array.name, .constant(number(0...(count - 1)))) }
      return .element(array.name, chance(95) ? .binary(.remainder, scalar & 0x7f, .constant(count)) : scalar)
    case 7 where !sets.isEmpty: return .shared(sets[0].name)
    default: return .shared(pick(scalars).name)
    }
  }
}
