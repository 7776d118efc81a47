import Program
import StateSpace

/// Small models with a meaning, made from a seed: contexts that read, write, choose, wait, call, loop and
/// jump.
///
///     x, y          shared            a[0...1]   shared
///     given         sequenced: accessed under `lock` only, so its accesses need no steps
///     seen[c]       ghost: history that context c writes and only its own observers read
///     w, v[0...1]   shared, of wide values, if they are asked for; `RandomPrograms+ValueSets`
struct RandomPrograms {
  struct Options {
    /// Loops that may go on for ever, pointers into a pool, and guards on whole contexts.
    var isWild = false
    /// `require` looks at what nobody else changes: locals, the context's own history, what its lock
    /// protects.
    var observesOwnOnly = false
    /// A predicate for each combination of values, so that every shared variable is observed.
    var observesAll = true
    /// Values that leave ranges.
    var errs = true
    /// Variables, parameters, results and locals with values out of a set of wide ones.
    var hasValueSets = false
  }

  var random: SplitMix64
  let options: Options
  private var context = 0
  private var isLocked = false
  private var loops = 0
  private var labels = 0
  private var locals: [Local] = []

  init(seed: Int, _ options: Options) {
    random = SplitMix64(seed: seed)
    self.options = options
  }

  static let valueCount = 3
  private static let x = Global("x")
  private static let y = Global("y")
  /// The element of the context that evaluates it.
  private static let seen = Expression.element("seen", .currentContext - 1)

  mutating func model() -> Model {
    var model = Model(name: "random")
    let values = Domain.range(0...(RandomPrograms.valueCount - 1))
    model.variables = [
      Variable("x", values, initial: [random.below(2)]), Variable("y", values),
      Variable("a", .bool, count: 2, initial: [0, 1]), Variable("lock", .bool),
      Variable("given", values, storage: .sequenced), Variable("seen", values, count: 3, storage: .ghost),
    ]
    if options.hasValueSets { model.variables += RandomPrograms.wideVariables }
    if options.isWild {
      model.pools = [Pool("page", slots: 2)]
      model.variables += [
        Variable("page", .pointer(to: "page")), Variable("pages", .pointer(to: "page"), count: 2),
      ]
    }
    model.findings = [Finding("odd", ""), Finding("even", "")]
    model.crashes = [Finding("bug", ""), Finding("oops", "")]
    model.procedures = (0..<2).map { procedure($0) }
    if options.hasValueSets { model.procedures.append(wideProcedure()) }
    let contexts = options.isWild ? 1 + random.below(3) : 2
    for index in 0..<contexts {
      context = index
      locals = []
      // The first access comes first, so that nothing is observed before it.
      var body = [Statement(.assign(RandomPrograms.x, .constant(random.below(2))))]
      body += list(depth: 2, count: 1 + random.below(options.isWild ? 4 : 3))
      if options.isWild && random.chance(30) { body = [Statement(.loop(body))] }
      let runnable: Expression = random.chance(20) && !options.observesOwnOnly ? condition(shared: true) : 1
      model.contexts.append(
        Context(
          "context \(index)", kind: random.chance(20) ? .interrupt : .task, placement: .bound(cpu: index % 2),
          runnable: runnable, body: body))
    }
    if options.observesAll { observe(&model) }
    return model
  }

  private func observe(_ model: inout Model) {
    for x in 0..<RandomPrograms.valueCount {
      for y in 0..<RandomPrograms.valueCount {
        for a in 0..<4 {
          let (first, second) = (Expression.constant(a & 1), Expression.constant(a >> 1))
          let condition =
            RandomPrograms.x == .constant(x) && RandomPrograms.y == .constant(y) && PerCPU("a")[0] == first
            && PerCPU("a")[1] == second
          model.predicates.append(Predicate("\(x) \(y) \(a)", condition))
        }
      }
    }
    model.predicates.append(Predicate("locked", Global("lock") == 1))
    if options.hasValueSets { model.predicates += RandomPrograms.widePredicates }
  }

  private mutating func procedure(_ index: Int) -> Procedure {
    locals = [Local("way", .range(0...2))]
    // It may be called from an atomic block, where nothing waits.
    var body = list(depth: 1, count: 1 + random.below(2), isAtomic: true)
    body.append(Statement(.returnValue(value())))
    return Procedure("f\(index)", parameters: [locals[0]], isPrimitive: random.chance(30), body: body)
  }

  // MARK: Statements

  private mutating func list(depth: Int, count: Int, isAtomic: Bool = false) -> [Statement] {
    var result: [Statement] = []
    for _ in 0..<count {
      result += statements(depth: depth, isAtomic: isAtomic).map { Statement($0) }
    }
    return result
  }

  private mutating func statements(depth: Int, isAtomic: Bool) -> [Statement.Kind] {
    if depth == 0 { return [assignment(isAtomic)] }
    switch random.below(15) {
    case 0, 1:
      return [
        .conditional(
          condition(), then: list(depth: depth - 1, count: 1, isAtomic: isAtomic),
          otherwise: random.chance(50) ? list(depth: depth - 1, count: 1, isAtomic: isAtomic) : [])
      ]
    case 2: return loop(depth, isAtomic)
    case 3 where !isAtomic, 4 where !isAtomic:
      return [.choose((0..<(1 + random.below(2))).map { option($0, depth) })]
    case 5 where !isAtomic, 6 where !isAtomic:
      let guardCondition: Expression = random.chance(50) ? 1 : RandomPrograms.x == value()
      return [
        .atomic(
          Statement.Atomic(
            when: guardCondition, agency: random.chance(50) ? .kernel : nil,
            body: list(depth: depth - 1, count: 1 + random.below(2), isAtomic: true)))
      ]
    case 7, 8: return [observer()]
    case 9: return [call()]
    case 10:
      labels += 1
      let label = "l\(labels)"
      let leap = Statement.Kind.conditional(condition(), then: [Statement(.goto(label))], otherwise: [])
      let skipped = list(depth: 0, count: 1, isAtomic: isAtomic).map(\.kind)
      return [leap] + skipped + [.label(label)]
    case 11 where !isAtomic && !isLocked: return critical(depth)
    case 12: return [.assign(RandomPrograms.seen, value())]
    case 13 where random.chance(30):
      return [
        .conditional(
          condition(), then: [Statement(.crash(kind: random.pick(["bug", "oops"])))], otherwise: [])
      ]
    default: return [assignment(isAtomic)]
    }
  }

  /// What `given` is there for: under the lock it belongs to one context.
  private mutating func critical(_ depth: Int) -> [Statement.Kind] {
    let take = Statement(.assign(Global("lock"), 1))
    isLocked = true
    defer { isLocked = false }
    let body = list(depth: 0, count: 1 + random.below(2)).map(\.kind)
    let given = Statement.Kind.assign(
      Global("given"), random.chance(50) ? value() : increment(Global("given")))
    return [.atomic(Statement.Atomic(when: Global("lock") == 0, body: [take]))] + body + [given, observer()]
      + [.assign(Global("lock"), 0)]
  }

  private mutating func observer() -> Statement.Kind {
    if random.chance(20) { return .event(name: "event", arguments: locals.map { .local($0) }) }
    let finding = random.pick(["odd", "even"])
    guard options.observesOwnOnly else { return .require(finding: finding, condition()) }
    var own: [Expression] = [RandomPrograms.seen]
    own += locals.map { .local($0) }
    if isLocked { own.append(Global("given")) }
    return .require(finding: finding, .binary(.notEqual, random.pick(own), .constant(random.below(3))))
  }

  private mutating func loop(_ depth: Int, _ isAtomic: Bool) -> [Statement.Kind] {
    loops += 1
    let counter = Expression.local(Local("n\(loops)", .range(0...2)))
    let body = list(depth: depth - 1, count: 1, isAtomic: isAtomic)
    let leave = Statement(
      .conditional(
        condition(), then: [Statement(random.chance(50) ? .breakLoop : .continueLoop)], otherwise: []))
    if options.isWild && random.chance(30) { return [.loop(body + [leave])] }
    let count = Statement(.assign(counter, counter + 1))
    return [.assign(counter, 0), .whileLoop(counter < 2, [count] + [leave] + body)]
  }

  private mutating func option(_ index: Int, _ depth: Int) -> Statement.Option {
    var body = list(depth: 0, count: random.below(2))
    if random.chance(50) {
      body.insert(Statement(.atomic(.init(body: list(depth: 0, count: 1, isAtomic: true)))), at: 0)
    }
    return Statement.Option(
      name: "option \(index)", agency: random.pick(Agency.allCases),
      when: random.chance(30) ? condition(shared: true) : 1, body: body)
  }

  private mutating func call() -> Statement.Kind {
    guard context >= 0, locals.first?.name != "way" else { return assignment(false) }
    var result: Expression? = random.chance(70) ? target() : nil
    // A result that does not fit is an error in the local work behind the last step, and so hides what that
    // wrote.
    if case .element = result, !options.errs { result = RandomPrograms.y }
    let arguments = [value()]
    let name = "f\(random.below(2))"
    guard random.chance(30) else { return .call(result: result, procedure: name, arguments: arguments) }
    let table = (0..<2).map { Statement.DispatchEntry(value: $0, procedure: "f\($0)") }
    return .dispatch(result: result, selector: value(), table: table, arguments: arguments)
  }

  private mutating func assignment(_ isAtomic: Bool) -> Statement.Kind {
    if options.hasValueSets && random.chance(40) { return wideAssignment() }
    if options.isWild && random.chance(25) {
      let place: Expression = random.chance(50) ? Global("page") : .element("pages", value())
      let free = Expression.conditional(
        .unreferenced(pool: "page", 1), 1, .conditional(.unreferenced(pool: "page", 2), 2, 0))
      return .assign(place, isAtomic && random.chance(60) ? free : random.chance(50) ? Global("page") : 0)
    }
    if isLocked && random.chance(60) { return .assign(Global("given"), increment(Global("given"))) }
    if random.chance(25) {
      let local = Local("r\(locals.count)", .range(0...2))
      let value = value()
      if locals.count < 3 { locals.append(local) }
      return .assign(.local(local), value)
    }
    return .assign(target(), value())
  }

  private mutating func target() -> Expression {
    switch random.below(6) {
    case 0, 1: return RandomPrograms.x
    case 2, 3: return RandomPrograms.y
    case 4: return .element("a", options.errs && random.chance(5) ? value() : .constant(random.below(2)))
    default: return locals.last.map { .local($0) } ?? RandomPrograms.y
    }
  }

  // MARK: Expressions

  /// 0...2 for x and y, 0 or 1 where the element of a is meant; sometimes too large for either.
  private mutating func value() -> Expression {
    if options.hasValueSets && random.chance(15) { return narrowed() }
    switch random.below(options.errs ? 24 : 23) {
    case 0..<8: return .constant(random.below(2))
    case 8..<16: return read()
    case 16..<20: return increment(read())
    case 20: return .conditional(condition(), read(), .constant(1))
    case 21: return condition()
    case 22: return increment(read() + read())
    default: return read() + 1
    }
  }

  private mutating func increment(_ expression: Expression) -> Expression {
    .binary(.remainder, expression + 1, .constant(RandomPrograms.valueCount))
  }

  private mutating func read() -> Expression {
    switch random.below(isLocked ? 8 : 7) {
    case 0, 1: return RandomPrograms.x
    case 2: return RandomPrograms.y
    case 3: return .element("a", .constant(random.below(2)))
    case 4: return .element("a", .binary(.bitAnd, RandomPrograms.y, 1))
    case 7: return Global("given")
    default: return locals.isEmpty ? .currentCPU : .local(random.pick(locals))
    }
  }

  mutating func condition(shared: Bool = false) -> Expression {
    if options.hasValueSets && !shared && random.chance(30) { return wideCondition() }
    let first = shared ? RandomPrograms.x : read()
    switch random.below(5) {
    case 0: return first == .constant(random.below(2))
    case 1: return first != read()
    case 2: return first == 0 && read() == 1
    case 3: return first == 1 || read() == 0
    default: return !(first == read() && read() == .constant(random.below(3)))
    }
  }
}
