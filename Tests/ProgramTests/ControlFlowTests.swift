import Program
import StateSpace
import Testing

/// Where control goes: calls, results, loops, jumps and tables of procedures.
@Suite struct ControlFlowTests {
  private let x = Global("x")
  private let y = Global("y")
  private let i = Expression.local("i", .range(0...5))
  private let way = Expression.local("way", .range(0...3))
  private let variables = [Variable("x", .range(0...9)), Variable("y", .range(0...9))]

  /// The only value that x has when nothing can step any more.
  private func last(_ procedures: [Procedure] = [], @ProgramBuilder _ statements: () -> [Statement]) throws
    -> Int?
  {
    let compiled = try CompiledModel(system(variables, procedures, tasks: [statements()]))
    let result = try search(compiled, for: [.neverStuck(while: nil, unless: nil)])
    guard let path = result.answers[0].path else { return nil }
    return compiled.layout.value(of: 0, in: path.last)
  }

  @Test func aReturnEndsTheCallEarly() throws {
    let pick = Procedure("pick", parameters: [Local("way", .range(0...3))]) {
      If(way == 1) { Return(4) }.Else { If(way == 2) { Return(5) } }
      y <- 7
      Return(6)
    }
    #expect(try last([pick]) { x <- Call("pick", 1) } == 4)
    #expect(try last([pick]) { x <- Call("pick", 2) } == 5)
    #expect(try last([pick]) { x <- Call("pick", 3) } == 6)
    // A constant argument decides at build time: no step but the store of the result.
    #expect(try Counts(of: system(variables, [pick], tasks: [body { x <- Call("pick", 1) }])) == Counts(2, 1))
    #expect(try Counts(of: system(variables, [pick], tasks: [body { x <- Call("pick", 3) }])) == Counts(3, 2))
  }

  @Test func aParameterIsTheCalleesOwn() throws {
    let spoil = Procedure("spoil", parameters: [Local("i", .range(0...5))]) {
      i <- i + 1
      x <- i
    }
    #expect(
      try last([spoil]) {
        i <- 2
        Do("spoil", i)
        Do("spoil", i)
        x <- x + i
      } == 5)
  }

  @Test func callsNestAndKeepTheirLocalsApart() throws {
    let inner = Procedure("inner", parameters: [Local("i", .range(0...5))]) { Return(i + 1) }
    let outer = Procedure("outer", parameters: [Local("i", .range(0...5))]) {
      way <- Call("inner", i)
      way <- Call("inner", way)
      Return(way + i)
    }
    #expect(try last([inner, outer]) { x <- Call("outer", 1) } == 4)
  }

  @Test func loopsEndWhereTheySay() throws {
    #expect(
      try last {
        i <- 0
        While(i < 5) {
          i <- i + 1
          If(i == 2) { Statement.Kind.continueLoop }
          If(i == 4) { Break() }
          x <- x + i
        }
      } == 4)
    #expect(
      try last {
        Forever {
          While(x < 3) { x <- x + 1 }
          Break()
        }
        x <- x + 1
      } == 4)
  }

  @Test func gotoLeadsForwardAndBack() throws {
    #expect(
      try last {
        Statement.Kind.label("again")
        x <- x + 1
        If(x < 3) { Statement.Kind.goto("again") }
        Statement.Kind.goto("out")
        x <- 9
        Statement.Kind.label("out")
        y <- 1
      } == 3)
  }

  @Test func labelsOfTwoCallsAreApart() throws {
    let jump = Procedure("jump") {
      Statement.Kind.goto("out")
      x <- 9
      Statement.Kind.label("out")
      x <- x + 1
    }
    #expect(
      try last([jump]) {
        Do("jump")
        Do("jump")
      } == 2)
  }

  @Test func aTableCallsWhatItsEntrySays() throws {
    let table = [1: "one", 2: "two"].sorted { $0.key < $1.key }.map {
      Statement.DispatchEntry(value: $0.key, procedure: $0.value)
    }
    let procedures = [
      Procedure("one", parameters: [Local("way", .range(0...3))]) { Return(4 + way) },
      Procedure("two", parameters: [Local("way", .range(0...3))]) { Return(5 + way) },
    ]
    for (selector, expected) in [(1, 5), (2, 6), (3, 0)] {
      let constant = Expression.constant(selector)
      #expect(try last(procedures) { Dispatch(constant, table, 1, into: x) } == expected)
      #expect(
        try last(procedures) {
          i <- constant
          Dispatch(i, table, 1, into: x)
        } == expected)
      #expect(
        try last(procedures) {
          y <- constant
          Dispatch(y, table, 1, into: x)
        } == expected)
    }
  }

  @Test func primitivesAreToldUnderTheirCallersName() throws {
    let lock = Procedure("lock", source: "lock.c", isPrimitive: true) { x <- 1 }
    let enter = Procedure("enter", source: "enter.c") { Do("lock") }
    let graph = try system(variables, [lock, enter], tasks: [body { Do("enter") }]).graph()
    let function = graph.functions[graph.actions[0].function]
    #expect(function.name == "enter")
    #expect(function.source == "enter.c")
  }
}
