import Program
import Testing

/// Which accesses are steps of their own.
@Suite struct VisibilityTests {
  private let x = Global("x")
  private let y = Global("y")
  private let i = Expression.local("i", .range(0...3))

  @Test func onePrivateVariableIsLocalWork() throws {
    let variables = [Variable("x", .range(0...3)), Variable("y", .range(0...3))]
    let own = [
      body {
        x <- 1
        x <- x + 1
        y <- x
      },
      body { y <- 3 },
    ]
    // Only y is visible: 2 x 2 positions, y written by either first, and the last write decides.
    #expect(try Counts(of: system(variables, observed: false, tasks: own)) == Counts(5, 4))
    // Observed, x is visible too: four steps of x and one of y beside the one step of the other.
    #expect(try Counts(of: system([variables[1]] + [variables[0]], tasks: own)).states > 5)
  }

  @Test func sequencedAndGhostAccessesMakeNoSteps() throws {
    for storage in [Variable.Storage.sequenced, .ghost] {
      let variables = [Variable("x", .range(0...3), storage: storage), Variable("y", .range(0...3))]
      let both = [
        body {
          x <- x + 1
          y <- 1
          x <- x + 1
        },
        body { i <- x },
      ]
      #expect(try Counts(of: system(variables, tasks: both)) == Counts(2, 1))
    }
  }

  /// Only the unfused twin can see that a `sequenced` variable is not handed over at all: an update is lost.
  @Test func theUnfusedTwinMakesStepsOfSequencedAccesses() throws {
    let done = Global("done")
    let increments = (0..<2).map { _ in
      body {
        x <- x + 1
        Atomic { done <- done + 1 }
      }
    }
    var model = system(
      [Variable("x", .range(0...2), storage: .sequenced), Variable("done", .range(0...2))], tasks: increments)
    model.predicates.append(Predicate("lost", done == 2 && x == 1))
    #expect(try !reachable(model).contains("lost"))
    #expect(try reachable(model, fused: false).contains("lost"))
  }

  /// The wait looked at the variable once, before its first step, and never again.
  @Test func aWaitForASequencedVariableIsNotDecidedOnce() throws {
    let model = system(
      [Variable("x", .bool, storage: .sequenced), Variable("y", .bool)],
      tasks: [
        body {
          Wait(x)
          Require("found", 0)
        },
        body {
          x <- 1
          y <- 1
          x <- 1
        },
      ])
    #expect(try findings(model) == ["found"])
  }

  /// A context asks where it runs: that is an access, so the variable is nobody's private data.
  @Test func theCPUOfAMigratableContextIsAccessed() throws {
    var model = system(
      [Variable("where", .bool), Variable("y", .bool)], observed: false,
      tasks: [
        body {
          Global("where") <- 1
          Global("where") <- 0
        },
        body {
          i <- .currentCPU
          If(i == 1) { Require("found", 0) }
        },
      ])
    model.contexts[1].placement = .migratable(variable: "where")
    #expect(try findings(model) == ["found"])
  }

  /// A loop that waits for its own data, or goes on to its next turn early, was taken for an endless local
  /// run.
  @Test func aLoopOnPrivateDataKeepsOneStepATurn() throws {
    let spin = [body { While(x == 0) {} }, body { y <- 1 }]
    let early = [
      body {
        Forever {
          If(x == 0) {
            x <- 1
            Statement.Kind.continueLoop
          }
          x <- 0
        }
      }, body { y <- 1 },
    ]
    // One way through the body has a step, and the other, which is taken, has none.
    let partly = [body { Forever { If(x == 1) { y <- 0 } } }, body { y <- 1 }]
    let variables = [Variable("x", .bool), Variable("y", .bool)]
    for tasks in [spin, early, partly] {
      var model = system(variables, observed: false, tasks: tasks)
      model.predicates = [Predicate("y", y == 1)]
      #expect(try crashes(model) == [])
      #expect(try reachable(model).contains("y"))
    }
  }

  /// The block was taken for local work, since it writes nothing, and looked once at what others write at any
  /// time.
  @Test func anAtomicRequireOnSharedDataIsAStep() throws {
    let variables = [Variable("x", .range(0...3)), Variable("y", .bool)]
    func model(@ProgramBuilder _ check: () -> [Statement]) -> Model {
      system(variables, tasks: [body { x <- 1 } + check(), body { If(x == 1) { y <- 1 } }])
    }
    #expect(try findings(model { Atomic { Require("found", y == 0) } }) == ["found"])
    // Without the block the condition belongs to the write of x.
    #expect(try findings(model { Require("found", y == 0) }) == [])
  }

  /// What a context did before its first access belonged to no transition, and what it reported there was
  /// lost.
  @Test func whatIsReportedBeforeTheFirstAccessIsNotLost() throws {
    let variables = [Variable("x", .range(0...3)), Variable("y", .bool)]
    let report = system(variables, tasks: [body { Require("found", x == 1) }, body { y <- 1 }])
    #expect(try findings(report) == ["found"])
    #expect(try findings(report, fused: false) == ["found"])
    let crash = system(variables, tasks: [body { If(x == 0) { Crash("bug") } }, body { y <- 1 }])
    #expect(try crashes(crash) == ["bug"])
    let atOnce = system(variables, tasks: [body { Crash("bug") }])
    #expect(try crashes(atOnce) == ["bug"])
    #expect(try Counts(of: atOnce) == Counts(2, 1))
    let quiet = system(variables, tasks: [body { i <- 1 }, body { y <- i }])
    #expect(try Counts(of: quiet) == Counts(2, 1))
  }

  @Test func aContextThatNeverReachesAStepIsRefused() {
    let endless = system([Variable("x", .bool)], tasks: [body { Forever { i <- 1 } }])
    #expect(
      modelError(endless)?.description
        == "task 0 does not reach its first step: it leaves a range, divides by zero or runs on for ever")
    let outside = system([Variable("x", .bool)], tasks: [body { i <- 4 }])
    #expect(modelError(outside)?.code == .endlessLocalRun)
  }
}
