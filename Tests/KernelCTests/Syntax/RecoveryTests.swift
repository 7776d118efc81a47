import Testing

@testable import KernelC

@Suite("What is not understood is kept, and the rest is read")
struct RecoveryTests {
  @Test(
    "pieces of a function",
    arguments: [
      Sample("a(); b c d e); f();", "(call a) (opaque \"b c d e);\") (call f)"),
      Sample("f(a, <, b);", "(call f a (opaque \"<\") b)"),
      Sample("f(a, b c = <, d);", "(call f a (opaque \"b c = <\") d)"),
      Sample("if (a +) b(); c();", "(if (opaque \"a +\") (call b)) (call c)"),
      Sample("while (+ / a) { b(); }", "(while (opaque \"+ / a\") (block (call b)))"),
      Sample("if (a) { b(; } c();", "(if a (block (opaque \"b(;\"))) (call c)"),
      Sample("if (a) b = ; else e();", "(if a (opaque \"b = ;\") (call e))"),
      Sample("for (a; b; < ) c();", "(for a b (opaque \"<\") (call c))"),
      Sample("else a();", "(opaque \"else a();\")"),
      Sample(
        "int x = { 1, +, 3 };",
        "(declare (x int (= (list 1 (opaque \"+\") 3))))"),
      Sample("int x[] = { 1 2, 3 };", "(declare (x (array int) (= (list (opaque \"1 2\") 3))))"),
      Sample("int int struct; a();", "(opaque \"int int struct;\") (call a)"),
      Sample("a]; b();", "(opaque \"a];\") (call b)"), Sample("a(b]; c();", "(opaque \"a(b];\") (call c)"),
      Sample("int g(void) { return 1; } a();", "(opaque \"int g(void) { return 1; }\") (call a)"),
      Sample("x = \"abc;\n a();", "(opaque \"x = \"abc;\n a();\")"),
      Sample("$$x; a();", "(opaque \"$$x;\") (call a)"),
      Sample("f(@, `);", "(call f (opaque \"@\") (opaque \"`\"))"),
      Sample("p->3; a();", "(opaque \"p->3;\") (call a)"),
      Sample("case 1: a(); default: b();", "(case 1) (call a) (default) (call b)"),
      Sample("switch (a) { case <: b(); }", "(switch a (block (opaque \"case <: b();\")))"),
      Sample("do { a(); } b; c();", "(opaque \"do { a(); }\") b (call c)"),
      Sample("goto 1;", "(opaque \"goto 1;\")"),
      Sample("({ a();", "(opaque \"({ a();\")"),
      Sample("struct { int a b; int c; } d;", "(declare (d (struct _ ((b int (attributes a)) (c int)))))"),
      Sample("struct { int +; int c; } d;", "(declare (d (struct _ ((c int)) (opaque \"int +;\"))))"),
      Sample("enum { A, 3, B } d;", "(declare (d (enum _ ((A) (B)) (opaque \"3\"))))"),
    ])
  func pieces(sample: Sample) throws {
    let outline = try Reading.body(sample.text).joined(separator: " ")
    #expect(outline == sample.outline)
  }

  @Test("the reason says what stood there and what could have")
  func reasons() throws {
    let text = """
      void f(void) { a b c d); }
      void g(void)
      {
      \treturn "x;
      }
      void h(void) { x = $; }
      int x; } int y;
      void old(a) int a; { }
      unsigned struct q z;
      """
    let reasons = try Reading.reasons(text)
    #expect(
      reasons == [
        "}: } closes nothing that is open",
        "void old(a) int a;: the parameters are declared between ) and {",
        "{ }: { stands where a declaration is expected", "unsigned struct q z;: these words make no type",
        "a b c d);: b stands where a semicolon is expected",
        "return \"x;: a literal is not closed", "x = $;: these bytes begin no token of C",
      ])
  }

  @Test("every opaque piece of a function is listed with it, in order")
  func lists() throws {
    let file = try Reading.file(
      "void f(void) { a(<); if (b +) { c d); } }\nvoid g(void) { h(); }\n< ;\nint x;\n")
    #expect(file.function("f")?.opaque.map(\.text) == ["<", "b +", "c d);"])
    #expect(file.function("g")?.opaque.isEmpty == true)
    #expect(file.opaque.map(\.text) == ["< ;"])
    #expect(file.opaque[0].place.line == 3)
    #expect(file.opaqueNodes.map(\.text) == ["<", "b +", "c d);", "< ;"])
  }

  @Test("opaque pieces outside of functions are listed with the file")
  func outside() throws {
    let file = try Reading.file(
      "int a[] = { 1, <, 3 };\nstruct s { int <; };\nint f(int x __aligned(<)) { }\n")
    #expect(file.opaqueNodes.map(\.text) == ["<", "int <;", "<"])
    #expect(file.functions[0].opaque.map(\.text) == ["<"])
    #expect(file.opaque.isEmpty)
  }

  @Test("what is opaque inside of something opaque is part of it")
  func nested() throws {
    let file = try Reading.file("void f(void) { a(<) + (b(>)]; c(); }")
    #expect(file.function("f")?.opaque.map(\.text) == ["a(<) + (b(>)];"])
  }

  @Test("a brace too few or too many spoils one function")
  func braces() throws {
    let after = "\n\nvoid c(void)\n{\n\th();\n}\n"
    let missing = try Reading.file("void a(void)\n{\n\tif (x) {\n\t\tf();\n}" + after)
    #expect(missing.functions.map(\.name) == ["a", "c"])
    #expect(missing.function("a")?.opaque.map(\.text) == ["{\n\t\tf();"])
    #expect(missing.function("c").map { COutline.of($0.body) } == "(block (call h))")
    let additional = try Reading.file("void b(void)\n{\n\tg();\n\t}\n}" + after)
    #expect(additional.functions.map(\.name) == ["b", "c"])
    #expect(additional.function("b").map { COutline.of($0.body) } == "(block (call g))")
    #expect(additional.opaque.map { "\($0.text): \($0.reason)" } == ["}: } closes nothing that is open"])
    // Braces at the margin are no sign of anything as long as they match.
    let flat = try Reading.file("void d(void)\n{\nif (x)\n{\ny();\n}\nz();\n}" + after)
    #expect(flat.function("d").map { COutline.of($0.body) } == "(block (if x (block (call y))) (call z))")
  }

  @Test(
    "text that ends too early is kept as far as it goes",
    arguments: ["{ a(); b(", "{ a(); /* b", "{ a(); \"b", "{ a(); if (b", "{ a(); 'b"])
  func truncated(body: String) throws {
    let file = try Reading.file("int x;\nvoid f(void) \(body)")
    #expect(file.variables.map(\.name) == ["x"])
    #expect(file.opaque.map(\.text) == ["void f(void) \(body)"])
  }

  @Test("an opaque piece out of a macro is told by its tokens, and stands where the macro is used")
  func macros() throws {
    let file = try Reading.file("#define BAD(x) x + * ;\nvoid f(void) { BAD(1) a(); }")
    let opaque = try #require(file.function("f")?.opaque.first)
    #expect(opaque.text == "1 + * ;")
    #expect(opaque.place.macro == "BAD")
    #expect(opaque.place.range == 38..<44)
  }
}
