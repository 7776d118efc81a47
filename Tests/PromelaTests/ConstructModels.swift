import Program
import Testing

/// Small models, each for a few constructs; together they use everything that a program can say.
enum ConstructModels {
  static let all: [Model] = [
    controlFlow, gotoAndLabels, choicesWithOwners, callsAndResults, dispatchTable, dynamicIndex, pool,
    findings,
    storageClasses, negativeRanges, wideValues, truncations, shiftsAndBits, modelErrors, endlessLoop, waiting,
    strangeNames, divisions, valueSets, valuesFromTwoSets,
  ]

  static func model(
    _ name: String, _ variables: [Variable], procedures: [Procedure] = [], predicates: [Predicate] = [],
    pools: [Pool] = [], contexts: [Context]
  ) -> Model {
    var model = Model(name: name)
    model.variables = variables
    model.procedures = procedures
    model.predicates = predicates
    model.pools = pools
    model.contexts = contexts
    model.findings = [Finding("odd", "an odd value was seen"), Finding("never", "does not happen")]
    model.crashes = [Finding("bug", "BUG()"), Finding("oops", "a null pointer was followed")]
    return model
  }

  static func task(_ name: String, @ProgramBuilder _ body: () -> [Statement]) -> Context {
    Context(name, kind: .task, body: body())
  }

  static let controlFlow = model(
    "control flow", [Variable("x", .range(0...7)), Variable("y", .range(0...7)), Variable("done", .bool)],
    predicates: [Predicate("x below y or done", Global("x") <= Global("y") || Global("done"))],
    contexts: [
      task("first") {
        let i = Expression.local("i", .range(0...4))
        i <- 0
        While(i < 4) {
          If(Global("x") + Global("y") > 5 && !(Global("done") == 1)) {
            Global("x") <- 0
          }.Else {
            Global("x") <- Global("x") + 1
          }
          i <- i + 1
        }
        Global("done") <- 1
      },
      task("second") {
        Forever {
          If(Global("done")) { Break() }
          Global("y") <- (Global("x") + Global("y")) & 7
          If(Global("y") == 3 || Global("x") == 2) { Statement.Kind.continueLoop }
          Global("y") <- Global("y") >> 1
        }
      },
    ])

  static let gotoAndLabels = model(
    "goto and labels", [Variable("x", .range(0...5)), Variable("tries", .range(0...3), storage: .sequenced)],
    contexts: [
      task("retry") {
        Statement.Kind.label("again")
        Global("x") <- Global("x") + 1
        If(Global("x") > 4) { Statement.Kind.goto("out") }
        If(Global("tries") < 3) {
          Global("tries") <- Global("tries") + 1
          Statement.Kind.goto("again")
        }
        Statement.Kind.label("out")
        Global("x") <- 0
      },
      task("other") { While(Global("x") < 3) { Global("x") <- 2 } },
    ])

  static let choicesWithOwners = Model.owned(
    model(
      "choices with owners", [Variable("owner", .range(0...2)), Variable("x", .range(0...3))],
      predicates: [Predicate("x small", Global("x") < 3), Predicate("owned", Global("owner") != 0)],
      contexts: [1, 2].map { number in
        Context(
          "task\(number)", kind: .task, placement: .bound(cpu: number - 1),
          runnable: Global("owner") == 0 || Global("owner") == .constant(number),
          body: [
            Statement(
              Forever {
                Atomic("take", when: Global("x") < 3) { Global("owner") <- .constant(number) }
                Choose {
                  Option("up", .kernel) { Global("x") <- Global("x") + 1 }
                  Option("hop", .fault, when: Global("x") < 2) {
                    Atomic { Global("x") <- Global("x") + 2 }
                    Global("owner") <- 0
                  }
                  Option("nothing", .hardware) {}
                }
                Atomic("give", bypassesOwner: true) { Global("owner") <- 0 }
              })
          ])
      }))

  static let callsAndResults = model(
    "calls and results", [Variable("x", .range(0...9)), Variable("log", .range(0...9), storage: .ghost)],
    procedures: [
      Procedure(
        "sum", source: "lib/sum.c", parameters: [Local("a", .range(0...9)), Local("b", .range(0...9))]
      ) {
        If(Expression.local("a", .range(0...9)) + .local("b", .range(0...9)) > 9) { Return(0) }
        Return(Expression.local("a", .range(0...9)) + .local("b", .range(0...9)))
      },
      Procedure("step", parameters: [Local("by", .range(0...2))]) {
        Global("x") <- Call("sum", Global("x"), .local("by", .range(0...2)))
        Global("log") <- Global("x")
      },
    ],
    predicates: [Predicate("log is x", Global("log") == Global("x"))],
    contexts: [
      task("one") { Forever { Do("step", 1) } },
      task("two") { Forever { Do("step", Global("x") & 1) } },
    ])

  static let dispatchTable = model(
    "dispatch", [Variable("rung", .range(0...4)), Variable("last", .range(-5...5))],
    procedures: [
      Procedure("up") { Return(2) },
      Procedure("fail") { Return(-5) },
    ],
    contexts: [
      task("walker") {
        Forever {
          Statement.Kind.dispatch(
            result: Global("last"), selector: Global("rung"),
            table: [.init(value: 1, procedure: "up"), .init(value: 3, procedure: "fail")], arguments: [])
          Global("rung") <- .binary(.remainder, Global("rung") + 1, 5)
        }
      }
    ])

  static let dynamicIndex = model(
    "per-CPU arrays",
    [
      Variable("st", .range(0...3), count: 3, initial: [0, 1, 2]), Variable("cpu", .range(0...2)),
      Variable("one", .bool, count: 1),
    ],
    predicates: [Predicate("own", .element("st", .element("st", 0) & 1) != 3)],
    contexts: [
      Context(
        "mover", kind: .task, placement: .migratable(variable: "cpu"),
        body: [
          Statement(
            Forever {
              PerCPU("st").here <- (PerCPU("st").here + 1) & 3
              PerCPU("one")[Global("cpu") & 0] <- !PerCPU("one")[0]
            })
        ]),
      Context(
        "scheduler", kind: .agent,
        body: [
          Statement(
            Forever {
              Atomic("migrate", when: Global("cpu") < 2) { Global("cpu") <- Global("cpu") + 1 }
              Atomic("back") {
                Global("cpu") <- 0
                PerCPU("st")[Global("cpu") + 1] <- PerCPU("st")[PerCPU("st")[1] & 1]
                PerCPU("st")[.conditional(PerCPU("st")[2] < 3, PerCPU("st")[2], 0)] <- 2
              }
            })
        ]),
    ])

  static let pool = model(
    "pool", [Variable("page", .pointer(to: "page")), Variable("spare", .pointer(to: "page"), count: 2)],
    predicates: [Predicate("first free", .unreferenced(pool: "page", 1))], pools: [Pool("page", slots: 3)],
    contexts: ["a", "b"].map { name in
      task(name) {
        let mine = Expression.local("mine", .pointer(to: "page"))
        Forever {
          Atomic("allocate") {
            mine
              <- .conditional(
                .unreferenced(pool: "page", 1), 1,
                .conditional(
                  .unreferenced(pool: "page", 2), 2, .conditional(.unreferenced(pool: "page", 3), 3, 0)))
          }
          PerCPU("spare")[name == "a" ? 0 : 1] <- mine
          Global("page") <- mine
          Global("page") <- 0
          PerCPU("spare")[name == "a" ? 0 : 1] <- 0
        }
      }
    })
}

extension Model: CustomTestStringConvertible {
  public var testDescription: String { name }

  /// The model with its contexts' kinds varied, so that their agencies differ.
  static func owned(_ model: Model) -> Model {
    var model = model
    model.contexts[1].kind = .stopper
    return model
  }
}
