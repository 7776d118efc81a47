import Program
import Testing

/// Every mistake in a tree is refused with its place and a sentence that says what is wrong.
@Suite struct VerifierTests {
  private let x = Global("x")
  private let local = Expression.local("i", .range(0...3))

  private func at(_ line: Int, _ kind: Statement.Kind) -> Statement {
    Statement(kind, at: SourcePlace(file: "model.c", line: line))
  }

  private func base(_ statements: [Statement], _ procedures: [Procedure] = []) -> Model {
    var model = system(
      [Variable("x", .range(0...3)), Variable("a", .bool, count: 2)], procedures, tasks: [statements])
    model.contexts.append(Context("device", kind: .agent, body: []))
    return model
  }

  /// The error of a model that differs from a good one in one way.
  private func error(_ change: (inout Model) -> Void) -> ModelError? {
    var model = base([])
    change(&model)
    return modelError(model)
  }

  @Test func aGoodModelIsAccepted() {
    #expect(modelError(base([at(1, x <- 1)])) == nil)
  }

  // MARK: Statements, each in line 7

  private static let lineSeven: [(Statement.Kind, ModelError.Code, String)] = [
    (Global("nowhere") <- 1, .unknownName, "variable nowhere is not declared"),
    (Global("x") <- Global("nowhere"), .unknownName, "variable nowhere is not declared"),
    (Global("a") <- 1, .badIndex, "a is an array and needs an index"),
    (PerCPU("x")[0] <- 1, .badIndex, "x is no array"),
    (PerCPU("a")[2] <- 1, .badIndex, "a[2]: the array has 2 elements"),
    (PerCPU("a")[-1] <- 1, .badIndex, "a[-1]: the array has 2 elements"),
    (3 <- 1, .notAssignable, "3 is assigned to, but is neither a local nor a variable"),
    (Do("nothing"), .unknownName, "procedure nothing is called but not declared"),
    (Do("one"), .wrongArguments, "one takes 1 arguments and is given 0"),
    (Do("one", 1, 2), .wrongArguments, "one takes 1 arguments and is given 2"),
    (Do("itself"), .recursion, "itself calls itself, directly or not; the call graph must be static"),
    (3 <- Call("one", 1), .notAssignable, "a result can't be stored into 3"),
    (Global("x") <- Call("one", 1), .missingResult, "a result is expected here, but return has no value"),
    (Break(), .strayBreak, "break stands outside a loop"),
    (.continueLoop, .strayBreak, "continue stands outside a loop"),
    (.goto("out"), .unknownLabel, "goto out: there is no such label in this procedure"),
    (Require("lost", 1), .unknownName, "lost is no declared finding"),
    (Crash("lost"), .unknownName, "lost is no declared kind of crash"),
    (Atomic { Choose {} }, .choiceInAtomic, "a choice can't stand in an atomic block: choose first"),
    (
      Atomic { Wait(Global("x") == 1) }, .choiceInAtomic,
      "an atomic block inside another can't wait for x == 1"
    ),
    (
      Global("x") <- .unreferenced(pool: "page", 1), .choiceInAtomic,
      "whether a slot is unreferenced can be asked in an atomic block only"
    ),
    (Wait(.unreferenced(pool: "page", 1)), .unknownName, "pool page is not declared"),
    (
      .local("p", .pointer(to: "page")) <- 0, .unknownName, "p points into pool page, which is not declared"
    ),
    (
      .local("wide", .range(0...(1 << 32))) <- 0, .badDomain,
      "the range of wide has more than 2^32 values, the 0 of an unassigned local included"
    ),
    (
      .local("far", .range(Int.min...(Int.min + 1))) <- 0, .badDomain,
      "the range of far has more than 2^32 values, the 0 of an unassigned local included"
    ),
    (
      Global("x") <- .unary(.truncate(bits: 65, signed: true), Global("x")), .badDomain,
      "an integer of 65 bits is asked for; 1 to 64 are possible"
    ),
    (
      Global("x") <- .unary(.truncate(bits: Int.min, signed: false), Global("x")), .badDomain,
      "an integer of -9223372036854775808 bits is asked for; 1 to 64 are possible"
    ),
  ]

  @Test(arguments: lineSeven.indices)
  func aStatementIsRefused(index: Int) {
    let (kind, code, message) = VerifierTests.lineSeven[index]
    var standing = kind
    // What the builder put inside stands in this file; the place to be reported is the statement's own.
    if case .atomic(var atomic) = kind {
      for index in atomic.body.indices { atomic.body[index].place = nil }
      standing = .atomic(atomic)
    }
    let procedures = [
      Procedure(
        "one", parameters: [Local("way", .bool)], body: [Statement(.returnValue(nil))]),
      Procedure("itself", body: [Statement(Do("itself"))]),
    ]
    let model = base([at(5, x <- 1), at(7, standing), at(9, x <- 2)], procedures)
    #expect(modelError(model) == ModelError(code, message, at: SourcePlace(file: "model.c", line: 7)))
  }

  @Test func labelsBelongToOneProcedureAndStandOnce() {
    let twice = base([at(1, .label("out")), at(2, .label("out"))])
    #expect(modelError(twice)?.description == "model.c:2: label out stands twice in one procedure")
    let elsewhere = base(
      [at(1, .label("out")), at(2, Do("f"))], [Procedure("f", body: [at(3, .goto("out")), at(4, x <- 1)])])
    #expect(
      modelError(elsewhere)?.description
        == "model.c:3: goto out: there is no such label in this procedure")
  }

  @Test func aCPUsNumberIsAskedForWhereThereIsOne() {
    let device = error { $0.contexts[1].body = [at(3, x <- .currentCPU)] }
    #expect(device?.description == "model.c:3: device belongs to no CPU, so it has no CPU number")
    let lost = error {
      $0.contexts[0].placement = .migratable(variable: "where")
      $0.contexts[0].body = [at(3, x <- .currentCPU)]
    }
    #expect(lost?.description == "model.c:3: variable where is not declared")
  }

  // MARK: Declarations

  @Test func doubledNamesAreRefused() {
    #expect(error { $0.variables.append($0.variables[0]) }?.description == "variable x is declared twice")
    #expect(
      error { $0.pools = [Pool("p", slots: 1), Pool("p", slots: 1)] }?.description
        == "pool p is declared twice")
    #expect(
      error { $0.procedures = [Procedure("f", body: []), Procedure("f", body: [])] }?.description
        == "procedure f is declared twice")
    #expect(error { $0.contexts[1].name = "task 0" }?.description == "context task 0 is declared twice")
    #expect(
      error { $0.predicates.append($0.predicates[0]) }?.description == "predicate observer is declared twice")
    #expect(
      error { $0.findings.append($0.findings[0]) }?.description == "finding found is declared twice")
    #expect(
      error { $0.crashes.append($0.crashes[0]) }?.description
        == "crash bug is declared twice, or stands for a model error")
    #expect(
      error { $0.crashes.append(Finding("model-error", "")) }?.description
        == "crash model-error is declared twice, or stands for a model error")
    #expect(
      error {
        $0.procedures = [
          Procedure("f", parameters: [Local("p", .bool), Local("p", .bool)], body: [])
        ]
      }?.description == "two parameters of f have one name")
  }

  @Test func domainsAndInitialValuesAreChecked() {
    func variable(_ variable: Variable) -> String? { error { $0.variables.append(variable) }?.description }
    #expect(
      variable(Variable("v", .range(0...(1 << 32)))) == "the range of v has more than 2^32 values")
    #expect(variable(Variable("v", .range(.min ... .max))) == "the range of v has more than 2^32 values")
    #expect(variable(Variable("v", .range(0...(1 << 32 - 1)))) == nil)
    #expect(
      variable(Variable("v", .pointer(to: "page"))) == "v points into pool page, which is not declared")
    #expect(
      variable(Variable("v", .bool, initial: [2])) == "an initial value of v lies outside 0...1")
    #expect(
      variable(Variable("v", .bool, count: 3, initial: [0, 1]))
        == "v needs one initial value, or one for each of its elements")
    #expect(
      variable(Variable("v", .bool, initial: []))
        == "v needs one initial value, or one for each of its elements")
    #expect(variable(Variable("v", .bool, count: 0)) == "v has 0 elements; 1 to 4096 are possible")
    #expect(variable(Variable("v", .bool, count: -1)) == "v has -1 elements; 1 to 4096 are possible")
    #expect(variable(Variable("v", .bool, count: 4097)) == "v has 4097 elements; 1 to 4096 are possible")
    #expect(
      error { $0.pools = [Pool("p", slots: 0)] }?.description == "pool p has 0 slots; 1 to 255 are possible")
    #expect(
      error { $0.pools = [Pool("p", slots: 256)] }?.description
        == "pool p has 256 slots; 1 to 255 are possible")
  }

  /// Asked for a context's CPU, a predicate once ended the process.
  @Test func predicatesSeeVariablesOnly() {
    for condition in [local == 1, .currentCPU == 0, PerCPU("a").here, .currentContext == 1, .inInterrupt] {
      #expect(
        error { $0.predicates.append(Predicate("p", condition)) }?.description
          == "predicate p names a local or asks for a CPU: it sees variables only")
    }
    // A statement's place has nothing to do with a predicate's mistake.
    let unknown = error {
      $0.contexts[0].body = [at(7, x <- 1)]
      $0.predicates.append(Predicate("p", Global("nowhere")))
    }
    #expect(unknown?.description == "variable nowhere is not declared")
  }

  @Test func aMistakeInRunnableHasNoPlaceOfAnotherContext() {
    let unknown = error {
      $0.contexts[0].body = [at(7, x <- 1)]
      $0.contexts[1].runnable = Global("nowhere")
    }
    #expect(unknown?.description == "variable nowhere is not declared")
  }

  // MARK: Size

  @Test func tooLargeModelsAreRefused() {
    func code(_ change: (inout Model) -> Void) -> ModelError.Code? { error(change)?.code }
    #expect(
      code { $0.variables += (0..<17).map { Variable("v\($0)", .range(0...0), count: 4096) } } == .tooLarge)
    #expect(code { $0.variables.append(Variable("v", .range(0...255), count: 600)) } == .tooLarge)
    #expect(code { $0.predicates += (0..<64).map { Predicate("p\($0)", 1) } } == .tooLarge)
    #expect(
      code { model in
        var deep = PerCPU("a")[x]
        for _ in 0..<100 { deep = 1 + deep }
        model.predicates.append(Predicate("p", deep == 1))
      } == .tooLarge)
  }

  @Test func callsAreLimitedInDepthAndNumber() {
    func chain(_ length: Int, calls: Int) -> [Procedure] {
      (0..<length).map { index in
        Procedure(
          "f\(index)",
          body: (0..<calls).map { _ in at(index, index + 1 < length ? Do("f\(index + 1)") : .returnValue(nil))
          })
      }
    }
    #expect(modelError(base([at(1, Do("f0"))], chain(63, calls: 1))) == nil)
    let deep = modelError(base([at(1, Do("f0"))], chain(64, calls: 1)))
    #expect(deep?.description == "model.c:62: calls nest deeper than 64 at f63")
    // 3^40 calls of nothing: no instruction is made that could be counted.
    var empty = chain(40, calls: 3)
    empty[39].body = []
    #expect(modelError(base([at(1, Do("f0"))], empty))?.code == .tooLarge)
  }
}
