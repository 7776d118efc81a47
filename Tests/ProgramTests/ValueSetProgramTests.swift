import Program
import StateSpace
import Testing

/// Programs over sets of 64-bit values do what the same programs do over ranges, and what the values say.
@Suite struct ValueSetProgramTests {
  private static let values = [Int.min, -22, 0, 1, 4097, 0x7_0000_0001, Int.max]
  private let x = Global("x")
  private let y = Global("y")
  private let z = Global("z")

  /// Copies between all pairs of sets: values in both arrive, the others are model errors.
  @Test(arguments: [true, false])
  func copiesBetweenAllSets(fused: Bool) throws {
    let all: [Int] = [.min, -22, 0, 4097, 1 << 40]
    let sets = (1..<(1 << all.count)).map { mask in all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] }
    }
    for source in sets {
      for target in sets {
        var model = system(
          [
            Variable("x", .values(source), initial: [source[0]]),
            Variable("y", .values(target), initial: [target[0]]),
          ],
          tasks: [
            body {
              Choose { for value in source { Option("\(value)") { x <- .constant(value) } } }
              y <- x
            }
          ])
        model.predicates = all.map { Predicate("\($0)", y == .constant($0)) }
        let arrived = Set(source).intersection(target).union([target[0]])
        let lost = !Set(source).isSubset(of: target)
        let seen = try reachable(model, fused: fused).intersection(all.map(String.init))
        #expect(seen == Set(arrived.map(String.init)), "\(source) to \(target)")
        #expect(try crashes(model, fused: fused) == (lost ? ["model-error"] : []), "\(source) to \(target)")
      }
    }
  }

  /// A model that computes something of each value and compares it with what is expected there. `nil` is
  /// expected to be a model error.
  private func check(
    _ results: [(x: Int, z: Int, result: Int?)], _ value: Expression, isAtomic: Bool
  ) throws -> Set<String> {
    let store = [Statement(.assign(y, value))]
    let task = body {
      Choose {
        for (index, result) in results.enumerated() where result.result != nil {
          Option("\(index)") {
            x <- .constant(result.x)
            z <- .constant(result.z)
            if isAtomic { Statement.Kind.atomic(.init(body: store)) } else { store }
            Require("found", y == .constant(result.result ?? 0))
            Global("done") <- Global("done") + 1
          }
        }
      }
    }
    var model = system(
      [
        Variable("x", .values(Self.values)), Variable("z", .values(Self.values)),
        Variable("y", .values(results.compactMap(\.result) + [0])), Variable("done", .bool),
      ], tasks: [task])
    model.predicates += [Predicate("done", Global("done") == 1)]
    let problems = try findings(model).union(crashes(model))
    return try reachable(model).contains("done") ? problems : problems.union(["nothing happened"])
  }

  private static let unary: [UnaryOperator] =
    [.not, .negate, .complement, .bitCount, .lowestBit]
    + [1, 8, 12, 32, 33, 63, 64].flatMap { bits in
      [true, false].map { .truncate(bits: bits, signed: $0) }
    }

  @Test(arguments: unary, [true, false])
  func unaryOperators(op: UnaryOperator, isAtomic: Bool) throws {
    let results = Self.values.map { ($0, 0, Int?.some(op.apply($0))) }
    #expect(try check(results, .unary(op, x), isAtomic: isAtomic) == [])
  }

  @Test(arguments: BinaryOperator.allCases, [true, false])
  func binaryOperators(op: BinaryOperator, isAtomic: Bool) throws {
    let pairs = Self.values.flatMap { a in Self.values.map { (a, $0, op.apply(a, $0)) } }
    #expect(try check(pairs, .binary(op, x, z), isAtomic: isAtomic) == [])
    let constants: [Int] = [~1, 0xfff, 12, 4097, .max]
    for constant in constants {
      let right = Self.values.map { ($0, 0, op.apply($0, constant)) }
      #expect(try check(right, .binary(op, x, .constant(constant)), isAtomic: isAtomic) == [])
      let left = Self.values.map { ($0, 0, op.apply(constant, $0)) }
      #expect(try check(left, .binary(op, .constant(constant), x), isAtomic: isAtomic) == [])
    }
  }

  /// The last of the results above is no longer in the set.
  @Test func aResultOutsideOfTheSetIsAModelError() throws {
    for (value, isError) in [(x & ~1, false), (x | 1, true), (x + z, true)] {
      let model = system(
        [
          Variable("x", .values([4096, 4097]), initial: [4097]), Variable("z", .values([0, 1])),
          Variable("y", .values([0, 4096])),
        ],
        tasks: [body { y <- value }])
      #expect(try crashes(model) == (isError ? ["model-error"] : []))
    }
    let division = system(
      [Variable("x", .values([0, 4097])), Variable("y", .values([0, 1]))],
      tasks: [body { y <- .binary(.divide, 1, x) }])
    #expect(try crashes(division) == ["model-error"])
  }

  /// A program that moves values about and never computes with them.
  private func mover(_ domain: Domain, _ v: [Int]) -> Model {
    let local = Expression.local("local", domain)
    let parameter = Expression.local("parameter", domain)
    let array = PerCPU("array")
    func constant(_ number: Int) -> Expression { .constant(v[number]) }
    let swap = Procedure("swap", parameters: [Local("parameter", domain)]) {
      If(parameter == constant(1)) { Return(constant(2)) }
      If(parameter == constant(2)) { parameter <- constant(1) }
      Return(parameter)
    }
    let reset = Procedure("reset") { Return(constant(0)) }
    var model = system(
      [
        Variable("x", domain, initial: [v[1]]), Variable("y", domain, storage: .sequenced, initial: [v[0]]),
        Variable("array", domain, count: 3, initial: [v[0], v[1], v[2]]), Variable("index", .range(0...2)),
        Variable("seen", domain, storage: .ghost, initial: [v[0]]),
      ], [swap, reset],
      tasks: [
        body {
          Forever {
            local <- array[Global("index")]
            x <- Call("swap", local)
            Global("index") <- .conditional(Global("index") == 2, 0, Global("index") + 1)
            array[Global("index")] <- .conditional(x == constant(0), array[0], local)
            Require("found", local != constant(3))
          }
        },
        body {
          Forever {
            Choose {
              Option("take", when: x != constant(0)) { Atomic { x <- constant(0) } }
              Option("swap") { x <- Call("swap", constant(2)) }
              Option("dispatch") {
                Dispatch(
                  x, [.init(value: v[1], procedure: "reset"), .init(value: v[3], procedure: "reset")], into: x
                )
              }
              Option("ghost") {
                Global("seen") <- local
                local <- x
                y <- local
                x <- y
              }
            }
          }
        },
      ])
    model.predicates += (0..<4).map { Predicate("seen \($0)", Global("seen") == constant($0)) }
    model.predicates += (0..<4).map { Predicate("x \($0)", x < constant($0)) }
    return model
  }

  /// Values in the same order as 0, 1, 2 and 3, so that everything but their size is equal; in the last two
  /// sets 0 stands for itself and has values on both sides.
  @Test(arguments: [true, false])
  func wideValuesMoveAsSmallOnesDo(fused: Bool) throws {
    let small = try explore(mover(.range(0...3), [0, 1, 2, 3]), fused: fused)
    #expect(small.states > 1_000)
    let sets: [[Int]] = [[0, 4096, 4097, 1 << 40], [0, 0x8000_0000, .max - 1, .max]]
    for values in sets {
      let model = mover(.values(values), values)
      let wide = try explore(model, fused: fused)
      #expect(wide.states == small.states && wide.transitions == small.transitions, "\(values)")
      #expect(
        try reachable(model, fused: fused) == reachable(mover(.range(0...3), [0, 1, 2, 3]), fused: fused))
      #expect(
        try findings(model, fused: fused) == findings(mover(.range(0...3), [0, 1, 2, 3]), fused: fused))
    }
    let signed = try explore(mover(.range(-1...2), [0, -1, 1, 2]), fused: fused)
    let values: [Int] = [0, .min, 1 << 40, .max]
    let wide = try explore(mover(.values(values), values), fused: fused)
    #expect(wide.states == signed.states && wide.transitions == signed.transitions)
  }

  /// A local whose set lacks 0 holds it nevertheless before it is assigned, and a dead one holds it again.
  @Test func unassignedAndDeadLocalsAreZero() throws {
    let local = Expression.local("local", .values([-7, 1 << 40]))
    let unassigned = system(
      [Variable("x", .bool)],
      tasks: [
        body {
          x <- 1
          Require("found", local == 0)
          x <- 0
          local <- 1 << 40
          Require("found", local == 1 << 40)
        }
      ])
    #expect(try findings(unassigned) == [])
    func counts(_ values: [Int]) throws -> Counts {
      try Counts(
        of: system(
          [Variable("x", .bool)],
          tasks: [
            body {
              Choose { for value in values { Option("\(value)") { local <- .constant(value) } } }
              x <- local == values.last.map { .constant($0) } ?? 0
              x <- 0
              x <- 1
            }
          ]))
    }
    // Once each value has been looked at, and then together.
    #expect(try counts([-7]) == Counts(5, 4))
    #expect(try counts([-7, 1 << 40]) == Counts(7, 7))
  }

  /// Reads of two variables in one expression go through temporaries, which know the sets.
  @Test func temporariesTakeTheSetsOfWhatTheyHold() throws {
    let a = Variable("x", .values([-1, 0, 1 << 62]))
    let b = Variable("z", .values([-1 << 62, 1 << 62]), initial: [1 << 62])
    let flag = Variable("flag", .bool)
    func domains(_ value: Expression, into result: Domain) throws -> [[Int]] {
      let model = system([a, b, flag, Variable("y", result)], tasks: [body { y <- value }])
      return try model.graph().cells.filter { $0.name == "task 0.tmp" }.map { $0.values?.values ?? [] }
    }
    #expect(try domains(x == z, into: .bool) == [[-1, 0, 1 << 62], [-1 << 62, 0, 1 << 62]])
    // Both arms are computed before the choice is stored: all values that either has.
    let either = Expression.conditional(Global("flag"), x | 1, ~z)
    let result: [Int] = [~(1 << 62), -1, 0, 1, (1 << 62) | 1, ~(-1 << 62)]
    #expect(try domains(either, into: .values(result)).contains(result.sorted()))
    // A range that takes no more bits than the set stays a range.
    #expect(try domains(.conditional(Global("flag"), x & 1, z & 3), into: .bool).contains([]))
  }

  @Test func temporariesOfTooManyValuesAreRefused() throws {
    let many: [Int] = (0..<17).map { $0 << 40 }
    let variables = [
      Variable("x", .values(many)), Variable("z", .values(many.map { $0 * 17 })), Variable("flag", .bool),
      Variable("y", .values([0])),
    ]
    let sum = Expression.conditional(Global("flag"), x + z, 0)
    #expect(
      modelError(system(variables, tasks: [body { y <- sum }]))?.message
        == "flag ? x + z : 0 needs a temporary, and its values, the 0 of an unassigned local included, are "
        + "neither a range of 2^32 nor a set of 256; compute it in an atomic block")
    #expect(modelError(system(variables, tasks: [body { Atomic { y <- sum } }])) == nil)
    let fewer = Expression.conditional(Global("flag"), x + x, 0)
    #expect(modelError(system(variables, tasks: [body { y <- fewer }])) == nil)
  }

  /// What has more than 64 values can't be a test of bits, and what has an index may fail.
  @Test func largeSetsAndElementsAreLookedUp() throws {
    let many: [Int] = (0..<200).map { $0 << 40 }
    let wide = PerCPU("wide")
    func model(_ index: Expression) -> Model {
      var model = system(
        [
          Variable("wide", .values(many), count: 2), Variable("y", .range(0...255)),
          Variable("x", .range(0...3)),
        ],
        tasks: [
          body {
            Forever {
              Atomic { wide[index] <- .binary(.remainder, wide[index] + 1 << 40, 200 << 40) }
              y <- wide[index] >> 40
            }
          }
        ])
      model.predicates = [
        Predicate("at 150", y == 150),
        Predicate("wide is 70 or 100", wide[0] == 70 << 40 || wide[0] == 100 << 40),
      ]
      return model
    }
    #expect(try reachable(model(x)).isSuperset(of: ["at 150", "wide is 70 or 100"]))
    #expect(try Counts(of: model(x)) == Counts(600, 600))
    #expect(try crashes(model(x)) == [])
    #expect(try crashes(model(x + 2)) == ["model-error"])
  }

  /// An element is not read for a table where `&&`, `||` or `?` would not have read it: its index is wrong
  /// there.
  @Test func elementsAreReadOnlyWhereTheyAreMeant() throws {
    let isSet = Expression.element("wide", Global("index")) == 1 << 40
    // Nothing is folded in what makes a context runnable before its names are resolved.
    let never = Expression.inInterrupt
    for condition in [.conditional(never, isSet, 1), never && isSet, !never || isSet, isSet || 1] {
      var model = system(
        [
          Variable("wide", .values([0, 1 << 40, 1 << 41]), count: 1, initial: [1 << 40]),
          Variable("index", .range(0...1), initial: [1]), Variable("y", .bool),
        ], tasks: [body { y <- 1 }])
      model.contexts[0].runnable = condition
      let reads: Bool = condition == (isSet || 1)
      #expect(try crashes(model) == (reads ? ["model-error"] : []), "\(condition)")
    }
  }

  /// Cells of one set are copied, and conditions on one cell are one test: no operation of 64 bits is left.
  @Test func expressionsOverOneCellBecomeTables() throws {
    let model = system(
      [
        Variable("x", .values([0, 4096, 4097])), Variable("y", .values([0, 4096, 4097])),
        Variable("frame", .range(0...2)), Variable("flag", .bool),
      ],
      tasks: [
        body {
          Atomic { y <- Global("frame") << 12 | 1 }
          Atomic { y <- .conditional(Global("flag"), x & ~1, 4096) }
          Atomic { y <- x }
          Atomic { y <- (x & ~1) | (x & 1) }
          Atomic { y <- x & ~1 }
          Atomic(when: (x & 1) == 1 && x > 4096) { y <- .conditional(x == 4097, 0, x) }
        }
      ])
    let graph = try model.graph()
    let stores = graph.instructions.compactMap { instruction -> GraphExpression? in
      if case .assign(1, let value) = instruction { value } else { nil }
    }
    func table(_ entries: [Int], of cell: Int = 0) -> GraphExpression {
      .lookup(LookupTable(lowest: 0, entries: entries), .cell(cell))
    }
    #expect(
      stores == [
        table([3, 2, 3], of: 2), .conditional(.cell(3), table([0, 1, 1]), .constant(1)), .cell(0), .cell(0),
        table([0, 1, 1]), table([0, 1, 0]),
      ])
    #expect(graph.actions.last?.guardCondition == table([0, 0, 1]))
  }
}
