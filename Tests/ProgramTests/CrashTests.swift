import Program
import StateSpace
import Testing

/// How a path ends, and what is told on the way.
@Suite struct CrashTests {
  private let x = Global("x")
  private let y = Global("y")
  private let i = Expression.local("i", .range(0...3))
  private let variables = [Variable("x", .range(0...3)), Variable("y", .range(0...3))]

  private func crashKinds(@ProgramBuilder _ statements: () -> [Statement]) throws -> Set<String> {
    let variables = variables + [Variable("a", .range(0...3), count: 2)]
    let model = system(variables, tasks: [body { y <- 3 } + statements()])
    let fused = try crashes(model)
    #expect(try crashes(model, fused: false) == fused)
    return fused
  }

  @Test func whatLeavesItsRangeIsAnErrorOfTheModel() throws {
    #expect(try crashKinds { x <- 3 } == [])
    #expect(try crashKinds { x <- 4 } == ["model-error"])
    #expect(try crashKinds { x <- -1 } == ["model-error"])
    #expect(try crashKinds { x <- y + 1 } == ["model-error"])
    #expect(try crashKinds { y <- y + 1 } == ["model-error"])
    #expect(try crashKinds { Atomic { y <- y + 1 } } == ["model-error"])
    #expect(try crashKinds { Atomic { x <- x - 1 } } == ["model-error"])
    #expect(try crashKinds { i <- y + 1 } == ["model-error"])
    #expect(try crashKinds { PerCPU("a")[y] <- 0 } == ["model-error"])
    #expect(try crashKinds { PerCPU("a")[x] <- y + 1 } == ["model-error"])
    #expect(try crashKinds { x <- PerCPU("a")[y] } == ["model-error"])
    #expect(try crashKinds { x <- PerCPU("a")[x - 1] } == ["model-error"])
    #expect(try crashKinds { x <- .binary(.divide, y, x) } == ["model-error"])
    #expect(try crashKinds { Wait(.binary(.remainder, y, x) == 0) } == ["model-error"])
    #expect(try crashKinds { If(PerCPU("a")[y] == 0) { x <- 1 } } == ["model-error"])
  }

  /// An argument that is a constant was bound without a look at the parameter's domain.
  @Test func anArgumentOutsideItsDomainIsAnErrorOfTheModel() throws {
    let take = Procedure("take", parameters: [Local("i", .range(0...3))]) { x <- 1 }
    for argument in [Expression.constant(4), y + 1] {
      let model = system(
        variables, [take],
        tasks: [
          body {
            y <- 3
            Do("take", argument)
          }
        ])
      #expect(try crashes(model) == ["model-error"])
    }
  }

  @Test func aCrashEndsThePathOfEverybody() throws {
    let model = system(
      variables,
      tasks: [
        body {
          x <- 1
          Crash("bug")
        },
        body { Forever { Atomic { y <- (y == 0) } } },
      ])
    // Before the crash y turns, x being 0 or 1; after it there is one state, whatever y was.
    #expect(try Counts(of: model) == Counts(5, 8))
    let compiled = try CompiledModel(model)
    let crashed = compiled.predicateNames.firstIndex(of: "crashed")!
    let result = try search(compiled, for: [.neverStuck(while: nil, unless: crashed)])
    #expect(result.answers[0].verdict == .holds)
  }

  /// The crash joined the write before it, so nobody could see the value that had been written.
  @Test func othersMayStepBeforeACrash() throws {
    let model = system(
      variables,
      tasks: [
        body {
          x <- 1
          Crash("bug")
        }, body { If(x == 1) { Require("found", 0) } },
      ])
    #expect(try findings(model) == ["found"])
  }

  @Test func predicatesHoldAfterACrashOnlyIfTheySaySo() throws {
    var model = system(
      variables,
      tasks: [
        body {
          Atomic {
            x <- 1
            Crash("bug")
          }
        }
      ])
    model.predicates = [
      Predicate("x is 0", x == 0), Predicate("x is 0 even then", x == 0, holdsAfterCrash: true),
      Predicate("true", 1),
    ]
    let result = try explore(model, [.always(predicate: 0), .always(predicate: 1), .always(predicate: 2)])
    #expect(result.answers.map(\.verdict) == [.violated, .holds, .violated])
  }

  @Test func aLocalRunWithoutEndIsAnErrorOfTheModel() throws {
    let endless = body {
      x <- 1
      Forever { i <- 0 }
    }
    #expect(try crashes(system(variables, tasks: [endless])) == ["model-error"])
    func counting(_ turns: Int) -> [Statement] {
      let count = Expression.local("count", .range(0...20_000))
      return body {
        x <- 1
        count <- 0
        While(count < .constant(turns)) { count <- count + 1 }
      }
    }
    #expect(try crashes(system(variables, tasks: [counting(9_000)])) == [])
    #expect(try crashes(system(variables, tasks: [counting(10_001)])) == ["model-error"])
  }

  @Test func aViolatedRequireIsReportedAndThePathGoesOn() throws {
    var model = system(
      variables,
      tasks: [
        body {
          x <- 1
          Require("found", x == 2)
          y <- 1
        }
      ])
    model.predicates.append(Predicate("end", y == 1))
    let result = try explore(model, [.never(finding: 0), .sometimes(predicate: 1)])
    #expect(result.answers.map(\.verdict) == [.violated, .holds])
    #expect(result.answers[0].path?.steps.count == 1)
    #expect(result.findings.map(\.finding) == [0])
    #expect(try Counts(of: model) == Counts(3, 2))
  }

  @Test func eventsAreRecordedWhenSomebodyAsks() throws {
    let model = system(
      variables,
      tasks: [
        body {
          Atomic {
            Event("before", x, 7)
            x <- 2
            Event("after", x + 1)
          }
        }
      ])
    let compiled = try CompiledModel(model)
    var expander = compiled.makeExpander()
    _ = expander.take(0, in: compiled.initialStates[0])
    #expect(expander.events.isEmpty)
    expander.recordsEvents = true
    _ = expander.take(0, in: compiled.initialStates[0])
    #expect(expander.events.map { compiled.graph.events[$0.event] } == ["before", "after"])
    #expect(expander.events.map(\.arguments) == [[0, 7], [3]])
    // An event has no effect on what is reached.
    #expect(try Counts(of: model) == Counts(2, 1))
  }
}
