import Catalogue
import KernelC
import StateSpace
import Testing

/// What is taken for granted of functions of which nothing is known, and that a counterexample says which of
/// them it goes by.
@Suite struct OpaqueCallTests {
  private func results(_ text: String, faults: Int = 0) throws -> [CheckResult] {
    let subject = try Case(file: try CFile(parsing: text, path: "x.c"), text: text)
    return try check(
      subject, subject.variants[0], Settings(cpus: 2, faults: faults, parameters: [:]),
      options: SearchOptions())
  }

  private func verdict(_ cell: String, _ results: [CheckResult]) throws -> RecordedVerdict {
    try #require(results.first { $0.cell == cell }).verdict
  }

  /// A file that notes which answers `call` has.
  private func answers(_ declaration: String, _ tests: [(name: String, condition: String)]) -> String {
    var text = "\(declaration)\nstatic int seen;\nBRINGUP_NO_HOTPLUG();\nBRINGUP_TASK(caller)\n{\n"
    for (index, test) in tests.enumerated() { text += "\tif (\(test.condition)) seen = \(index + 1);\n" }
    text += "}\n"
    for (index, test) in tests.enumerated() {
      text += "BRINGUP_SOMETIMES(\(test.name), seen == \(index + 1));\n"
    }
    return text
  }

  @Test func aNumberIsZeroOrUnderTheBudgetAnError() throws {
    let text = answers(
      "int call(void);", [("Fails", "call() < 0"), ("Positive", "call() > 0")])
    #expect(try verdict("Fails", results(text)) == .violated)
    let failing = try results(text, faults: 1)
    #expect(try verdict("Fails", failing) == .holds)
    #expect(try verdict("Positive", failing) == .violated)
  }

  /// An error that the code tells apart from others is one that it may get.
  @Test func errorsThatAreComparedAreTried() throws {
    let text = answers(
      "int call(void);",
      [("Busy", "call() == -EBUSY"), ("Again", "call() == -EAGAIN"), ("Other", "call() == -5")])
    let failing = try results(text, faults: 1)
    for cell in ["Busy", "Again", "Other"] { #expect(try verdict(cell, failing) == .holds, "\(cell)") }
    let inSwitch = answers(
      "int call(void);", [("Range", "({ int r = call(); switch (r) { case -ERANGE: r = 7; } r; }) == 7")])
    #expect(try verdict("Range", results(inSwitch, faults: 1)) == .holds)
  }

  @Test func aPointerFailsAsItIsAskedFor() throws {
    let null = answers("int *call(void);", [("Null", "!call()"), ("Error", "(long)call() < 0")])
    #expect(try verdict("Null", results(null, faults: 1)) == .holds)
    #expect(try verdict("Error", results(null, faults: 1)) == .violated)
    let error = answers("int *call(void);", [("Error", "IS_ERR(call())"), ("Null", "!call()")])
    #expect(try verdict("Error", results(error, faults: 1)) == .holds)
    #expect(try verdict("Null", results(error, faults: 1)) == .violated)
    let both = answers("int *call(void);", [("Any", "IS_ERR_OR_NULL(call())"), ("Null", "!call()")])
    #expect(try verdict("Any", results(both, faults: 1)) == .holds)
    #expect(try verdict("Null", results(both, faults: 1)) == .holds)
  }

  /// An unsigned number that tells of success is 0, as the status of a hypercall is.
  @Test func anUnsignedNumberMayTellOfFailure() throws {
    let text = answers("u64 call(void);", [("Status", "call()")])
    #expect(try verdict("Status", results(text)) == .violated)
    #expect(try verdict("Status", results(text, faults: 1)) == .holds)
  }

  /// No answer of a question is a failure: both are tried without a fault.
  @Test func aQuestionHasBothAnswers() throws {
    let text = answers("bool call(void);", [("True", "call()"), ("False", "!call()")])
    let results = try results(text)
    #expect(try verdict("True", results) == .holds)
    #expect(try verdict("False", results) == .holds)
  }

  @Test func aCounterexampleSaysWhichCallsItGoesBy() throws {
    let text = """
      void before(void);
      void never(void);
      static int count;
      BRINGUP_NO_HOTPLUG();
      BRINGUP_TASK(caller)
      {
      \tcount = 1;
      \tbefore();
      \tif (bringup_any(2))
      \t\tnever();
      \tcount = 3;
      }
      BRINGUP_ALWAYS(Small, count < 3);
      """
    let result = try #require(try results(text).first { $0.cell == "Small" })
    #expect(result.verdict == .violated)
    let calls = try #require(result.reading?.opaqueCalls)
    #expect(calls.map(\.callee) == ["before", "never"])
    #expect(result.trace.steps.flatMap(\.opaqueCalls).map { calls[$0].callee } == ["before"])
    // It is made behind the store before it and is part of that step.
    let step = try #require(result.trace.steps.first { !$0.opaqueCalls.isEmpty })
    #expect(step.quote?.line == 7)
  }
}
