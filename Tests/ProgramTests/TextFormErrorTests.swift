import Program
import Testing

/// What is no text form is refused at the right place, in one sentence.
@Suite struct TextFormErrorTests {
  private func error(_ text: String) -> TextFormError? {
    do {
      _ = try parseModel(text)
      return nil
    } catch {
      return error
    }
  }

  private func error(inBody statement: String) -> TextFormError? {
    error("model m;\nprocedure f() {\n  \(statement)\n}\n")
  }

  @Test(arguments: [
    ("", "line 1, column 1: 'model' is expected and the end of the text found; put it here."),
    ("model m", "line 1, column 8: ';' is expected and the end of the text found; put it here."),
    (
      "model if;",
      "line 1, column 7: the model's name is expected and the word 'if' without quotes found; put it here."
    ),
    (
      "model m; spin x;",
      "line 1, column 10: a declaration (pool, shared, sequenced, ghost, finding, crash, predicate, procedure or "
        + "context) is expected and 'spin' found; put it here."
    ),
    (
      "model m;\nshared x: 3...1 = 0;",
      "line 2, column 11: this range ends before it begins; write the lower bound first."
    ),
    (
      "model m;\nshared x: {4096, 0, 4096} = 0;",
      "line 2, column 21: the value 4096 stands here for the second time; remove one of the two."
    ),
    ("model m; shared x: {0 1} = 0;", "line 1, column 23: '}' is expected and 1 found; put it here."),
    (
      "model m; shared x: 0...9223372036854775808 = 0;",
      "line 1, column 24: this number does not fit into 64 bits with a sign; write a smaller one."
    ),
    (
      "model m; shared x: 0...99999999999999999999 = 0;",
      "line 1, column 24: this number does not fit into 64 bits with a sign; write a smaller one."
    ),
    (
      "model \"é\n\";",
      "line 1, column 7: this string does not end on its line; close it with a quote and write \\n for a new line."
    ),
    (
      "model \"é\\x\";",
      "line 1, column 9: this escape is unknown; write \\\\, \\\", \\n, \\r, \\t or \\u{1F600} with a scalar's number."
    ),
    (
      "model \"é\"é;",
      "line 1, column 10: 'é' means nothing outside quotes; remove it, or quote the name that it belongs to."
    ),
    (
      "model \u{202E};",
      "line 1, column 7: '\\u{202E}' means nothing outside quotes; remove it, or quote the name that it belongs to."
    ),
    (
      "model m; shared x: 0...1 = 0 names {0: a, 0: b};",
      "line 1, column 36: the name of the value 0 stands here for the second time; remove one of the two."
    ),
    (
      "model m; context c: thread {",
      "line 1, column 21: a kind of context (task, cpuhp_thread, idle, stopper, interrupt, agent) is expected and "
        + "'thread' found; put it here."
    ),
  ])
  func aDeclarationIsRefused(text: String, sentence: String) {
    #expect(error(text)?.description == sentence)
  }

  @Test(arguments: [
    ("x = f(1) + 1;", "line 3, column 12: ';' is expected and '+' found; put it here."),
    (
      "x = 1 + f(1);",
      "line 3, column 11: 'f' can't be called inside an expression; call it in a statement of its own."
    ),
    ("x = s65(1);", "line 3, column 7: an integer has 1 to 64 bits; write s1 to s64, or u1 to u64."),
    ("x = (1;", "line 3, column 9: ')' is expected and ';' found; put it here."),
    ("x = ;", "line 3, column 7: an expression is expected and ';' found; put it here."),
    (
      "x = 1; @file",
      "line 3, column 10: a place is a file, a colon and a line; write @file:12, or @\"a file\":12."
    ),
    (
      "local x: 0...1; local x: 0...1;",
      "line 3, column 25: the local 'x' stands here for the second time; remove one of the two."
    ),
    ("if (x) { y = 1;", "line 5, column 1: '}' is expected and the end of the text found; put it here."),
    (
      "return return;",
      "line 3, column 10: a variable is expected and the word 'return' without quotes found; put it here."
    ),
  ])
  func aStatementIsRefused(statement: String, sentence: String) {
    #expect(error(inBody: statement)?.description == sentence)
  }

  @Test func bytesThatAreNoUTF8AreRefusedWhereTheyStand() {
    #expect(throws: TextFormError(.notUTF8, line: 2, column: 9)) {
      try parseModel(Array("model m;\nmodel \"é".utf8) + [0xC3, 0x28])
    }
  }

  // MARK: Limits

  @Test func depthIsLimited() {
    let limit = TextForm.maximumNesting
    func nested(_ open: String, _ close: String, _ count: Int) -> String {
      String(repeating: open, count: count) + close
    }
    #expect(error(inBody: "x = " + nested("(", "1", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: "x = " + nested("!", "1;", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: "x = " + nested("-", "x;", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: "x = " + nested("a[", "1", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: "x = " + nested("1 ? 1 : ", "1;", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: "x = " + nested("weight(", "1", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: nested("for (;;) {", "", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: nested("if (1) {} else ", "", 100_000))?.problem == .tooDeep)
    #expect(error(inBody: nested("choose { option \"\" by kernel {", "", 100_000))?.problem == .tooDeep)
    #expect(
      error(inBody: nested("for (;;) {", String(repeating: "}", count: 2 + limit), limit + 1))?.problem
        == .tooDeep)
    let inside = limit - 8
    #expect(error(inBody: nested("for (;;) {", String(repeating: "}", count: inside), inside)) == nil)
    #expect(error(inBody: "x = " + nested("!", "1;", inside)) == nil)
  }

  @Test func longChainsOfOperatorsAreLimited() {
    let limit = TextForm.maximumExpressionDepth
    func chain(_ terms: Int) -> String { Array(repeating: "x", count: terms).joined(separator: " || ") }
    #expect(error(inBody: "y = \(chain(limit));") == nil)
    #expect(error(inBody: "y = \(chain(limit + 1));")?.problem == .expressionTooDeep)
    #expect(error(inBody: "y = (\(chain(limit))) + (\(chain(limit - 1)));")?.problem == .expressionTooDeep)
  }

  @Test func sizeIsLimited() {
    let many = String(repeating: "break;", count: TextForm.maximumItems)
    #expect(error(inBody: many)?.problem == .tooManyItems)
    let bytes = [UInt8](repeating: UInt8(ascii: " "), count: TextForm.maximumBytes + 1)
    #expect(throws: TextFormError(.tooManyBytes(TextForm.maximumBytes + 1), line: 1, column: 1)) {
      try parseModel(bytes)
    }
  }

  /// Texts that make a careless reader quadratic: one long line, many locals, long strings, many comments.
  @Test func longTextsTakeLinearTime() throws {
    let locals = (0..<10_000).map { "local x\($0): 0...1;" }.joined()
    #expect(error(inBody: locals) == nil)
    let calls = String(repeating: "\"\(String(repeating: "f", count: 50))\"(x); ", count: 2_000)
    #expect(error(inBody: calls) == nil)
    let strings = String(repeating: "atomic \"\(String(repeating: "a", count: 100_000))\" {} ", count: 5)
    #expect(error(inBody: strings) == nil)
    #expect(error(String(repeating: "// nothing\n", count: 20_000) + "model m;") == nil)
  }
}
