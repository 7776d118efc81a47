import Program
import StateSpace
import Testing

/// What is one step: exact counts of states and transitions on models that fit on a napkin.
@Suite struct StepTests {
  private let x = Global("x")
  private let y = Global("y")
  private let z = Global("z")
  private let i = Expression.local("i", .range(0...3))
  private let two = [Variable("x", .range(0...3)), Variable("y", .range(0...3))]

  @Test func anIncrementIsTwoStepsAndMayBeLost() throws {
    var model = system(
      [Variable("x", .range(0...2))], tasks: [body { x <- x + 1 }, body { x <- x + 1 }])
    model.predicates += [Predicate("one", x == 1), Predicate("two", x == 2)]
    // Each task reads, then writes: 12 states, of which two have both writes behind them.
    #expect(try Counts(of: model) == Counts(12, 14))
    let result = try explore(model, [.sometimes(predicate: 1), .sometimes(predicate: 2)])
    #expect(result.answers.map(\.verdict) == [.holds, .holds])
    #expect(result.statesPerLevel == [1, 2, 3, 4, 2])
  }

  @Test func anAtomicIncrementIsOneStepAndIsNotLost() throws {
    let increment = body { Atomic { x <- x + 1 } }
    #expect(
      try Counts(of: system([Variable("x", .range(0...2))], tasks: [increment, increment])) == Counts(4, 4))
  }

  @Test func localWorkJoinsTheStepBeforeIt() throws {
    let model = system(
      two,
      tasks: [
        body {
          x <- 1
          i <- 2
          i <- i + 1
          If(i == 3) { i <- 2 }
          y <- i
        }
      ])
    #expect(try Counts(of: model) == Counts(3, 2))
    // The unfused twin steps at every statement.
    #expect(try Counts(of: model, fused: false) == Counts(7, 6))
  }

  @Test func everyOutcomeOfAChoiceIsATransition() throws {
    let same = body {
      Choose {
        Option("one") { Atomic { x <- 1 } }
        Option("also one") { Atomic { x <- 1 } }
        Option("closed", when: y == 1) { Atomic { x <- 2 } }
      }
    }
    #expect(try Counts(of: system(two, tasks: [same])) == Counts(2, 2))
    let apart = body {
      Choose {
        Option("first") { x <- 1 }
        Option("second") { x <- 2 }
      }
    }
    #expect(try Counts(of: system(two, tasks: [apart])) == Counts(5, 4))
    #expect(try Counts(of: system(two, tasks: [body { Choose {} }])) == Counts(1, 0))
  }

  @Test func transitionsCountDuplicatesAndSelfLoops() throws {
    let loop = body {
      Forever {
        Choose {
          Option("nothing") {}
          Option("the same") { Atomic { x <- 0 } }
        }
      }
    }
    #expect(try Counts(of: system(two, tasks: [loop])) == Counts(1, 2))
  }

  @Test func aConditionReadsOneVariableAStepAndNoMoreThanItNeeds() throws {
    func model(_ condition: Expression, x first: Int, y second: Int) -> Model {
      system(
        [Variable("x", .range(0...3), initial: [first]), Variable("y", .range(0...3), initial: [second])],
        tasks: [body { If(condition) { y <- 3 } }])
    }
    let both = x == 1 && y == 1
    #expect(try Counts(of: model(both, x: 0, y: 1)) == Counts(2, 1))
    #expect(try Counts(of: model(both, x: 1, y: 0)) == Counts(3, 2))
    #expect(try Counts(of: model(both, x: 1, y: 1)) == Counts(4, 3))
    let either = x == 1 || y == 1
    #expect(try Counts(of: model(either, x: 1, y: 1)) == Counts(3, 2))
    #expect(try Counts(of: model(either, x: 0, y: 0)) == Counts(3, 2))
    #expect(try Counts(of: model(!either, x: 1, y: 0)) == Counts(2, 1))
    // An arithmetic operator needs both operands: two reads, whatever the first is.
    #expect(try Counts(of: model(x + y == 7, x: 0, y: 1)) == Counts(3, 2))
    let arm = Expression.conditional(x == 1, y, 0)
    #expect(try Counts(of: model(arm == 2, x: 0, y: 1)) == Counts(2, 1))
    #expect(try Counts(of: model(arm == 2, x: 1, y: 1)) == Counts(3, 2))
  }

  @Test func assignmentsReadInOrderAndThenWrite() throws {
    let variables = two + [Variable("a", .range(0...3), count: 4)]
    func counts(@ProgramBuilder _ statements: () -> [Statement]) throws -> Counts {
      try Counts(of: system(variables, tasks: [statements()]))
    }
    #expect(try counts { x <- 1 } == Counts(2, 1))
    #expect(try counts { x <- y } == Counts(3, 2))
    #expect(try counts { x <- x + y } == Counts(4, 3))
    #expect(try counts { PerCPU("a")[x] <- y } == Counts(4, 3))
    #expect(try counts { x <- PerCPU("a")[PerCPU("a")[y]] } == Counts(5, 4))
    #expect(try counts { i <- x } == Counts(2, 1))
    #expect(try counts { i <- x + y } == Counts(3, 2))
  }

  @Test func deadLocalsAreZero() throws {
    func model(isReadLater: Bool) -> Model {
      system(
        two,
        tasks: [
          body {
            Choose {
              Option("one") { i <- 1 }
              Option("two") { i <- 2 }
            }
            y <- 1
            if isReadLater { x <- i }
          }
        ])
    }
    #expect(try Counts(of: model(isReadLater: false)) == Counts(3, 3))
    #expect(try Counts(of: model(isReadLater: true)) == Counts(7, 6))
  }

  @Test func anAtomicBlockWaitsForItsGuard() throws {
    let model = system(
      two,
      tasks: [
        body {
          Atomic(when: x == 2) {
            y <- x + 1
            x <- y
          }
        },
        body {
          x <- 1
          x <- 2
        },
      ])
    #expect(try Counts(of: model) == Counts(4, 3))
  }

  @Test func atomicBlocksNest() throws {
    let inner = Procedure("inner", parameters: [Local("value", .range(0...3))]) {
      Atomic { y <- .local("value", .range(0...3)) }
      Return(2)
    }
    let model = system(
      two, [inner],
      tasks: [
        body {
          Atomic {
            x <- 1
            Atomic { x <- x + 1 }
            x <- Call("inner", x)
          }
        }
      ])
    #expect(try Counts(of: model) == Counts(2, 1))
  }

  @Test func aBlockThatBypassesItsOwnerDoesNotAsk() throws {
    func model(bypassing: Bool) -> Model {
      var model = system(two, tasks: [body { Atomic(bypassesOwner: bypassing) { x <- 1 } }])
      model.contexts[0].runnable = y == 1
      return model
    }
    #expect(try Counts(of: model(bypassing: false)) == Counts(1, 0))
    #expect(try Counts(of: model(bypassing: true)) == Counts(2, 1))
  }

  @Test func theCPUsNumberIsReadWhereItMayChange() throws {
    func model(_ placement: Context.Placement) -> Model {
      var model = system(
        [Variable("where", .bool), Variable("a", .range(0...3), count: 2)],
        tasks: [body { PerCPU("a").here <- 1 }])
      model.contexts[0].placement = placement
      return model
    }
    #expect(try Counts(of: model(.bound(cpu: 1))) == Counts(2, 1))
    #expect(try Counts(of: model(.migratable(variable: "where"))) == Counts(3, 2))
  }
}
