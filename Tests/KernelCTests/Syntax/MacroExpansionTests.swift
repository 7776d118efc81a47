import Testing

@testable import KernelC

@Suite("Macros of the file are expanded where they are used")
struct MacroExpansionTests {
  @Test(
    "what a use becomes",
    arguments: [
      Sample("#define A 4\na(A);", "(call a 4)"),
      Sample("#define A b + 1\na(A * 2);", "(call a (+ b (* 1 2)))"),
      Sample("#define SQ(x) ((x) * (x))\na(SQ(1 + 2));", "(call a (* (+ 1 2) (+ 1 2)))"),
      Sample("#define A B\n#define B 1\na(A);", "(call a 1)"),
      Sample("#define a(x) a(x + 1)\na(b);", "(call a (+ b 1))"),
      Sample("#define A B\n#define B A\na(A, B);", "(call a A B)"),
      Sample("#define F(x) x\na(F);", "(call a F)"),
      Sample("#define F(x) x\nF (a)(1);", "(call a 1)"),
      Sample("#define F(x) #x\na(F(b  +\n \"c\"));", "(call a \"b + \\x22c\\x22\")"),
      Sample("#define F(x, y) x ## y\na(F(b, c), F(, c), F(b, ));", "(call a bc c b)"),
      Sample("#define F(x) v_ ## x ## _t\nF(a) = 1;", "(= v_a_t 1)"),
      Sample("#define A B\n#define F(x) x ## 1\na(F(A), F(1));", "(call a A1 11)"),
      Sample("#define F(x, ...) a(x, __VA_ARGS__)\nF(1, 2, 3);", "(call a 1 2 3)"),
      Sample("#define F(x, ...) a(x, ## __VA_ARGS__)\nF(1);", "(call a 1)"),
      Sample("#define F(x, ...) a(x, ## __VA_ARGS__)\nF(1, 2);", "(call a 1 2)"),
      Sample("#define F(x, r...) a(r, x)\nF(1, 2, 3);", "(call a 2 3 1)"),
      Sample("#define F() 1\na(F());", "(call a 1)"),
      Sample("#define F(x) x\na(F());", "(call a)"),
      Sample("#define F(x) G(x)\n#define G(x) x + 1\na(F(G(2)));", "(call a (+ (+ 2 1) 1))"),
      Sample("#define A (1\na A + 2);", "(call a (+ 1 2))"),
      Sample("#define F(x) ({ int y = x; y; })\na = F(1);", "(= a (statements (declare (y int (= 1))) y))"),
      Sample(
        "#define LOOP(i) for (i = 0; i < 2; i++)\nLOOP(j) a(j);",
        "(for (= j 0) (< j 2) (post++ j) (call a j))"),
      Sample("#define A 1\n#undef A\na(A);", "(call a A)"),
      Sample("#define A 1\n#define A 2\na(A);", "(call a 2)"),
      Sample("#define F(x) x; b(x)\nif (c) { F(1); }", "(if c (block 1 (call b 1)))"),
      Sample("#define E\na(E);", "(call a)"),
      Sample("#define F(x,y) x y\na(F((1, 2), + 3));", "(call a (+ (, 1 2) 3))"),
      Sample("#define A \\\n\t1 + \\\n\t2\na(A);", "(call a (+ 1 2))"),
      Sample("#define F(x) x\nF(a(\n#ifdef NO\n1\n#else\n2\n#endif\n));", "(call a 2)"),
    ])
  func expansion(sample: Sample) throws {
    let outline = try Reading.body(sample.text).joined(separator: " ")
    #expect(outline == sample.outline)
  }

  @Test("what the caller keeps is a call, though conditions still know it")
  func kept() throws {
    let text = "#define A 1\n#define F(x) x\n#if A\na(A, F(2));\n#endif\n"
    #expect(try Reading.body(text) == ["(call a 1 2)"])
    #expect(try Reading.body(text, ParseOptions(keep: ["A", "F"])) == ["(call a A (call F 2))"])
  }

  @Test("macros of other files go behind those of the file")
  func otherFiles() throws {
    let header = try CFile(parsing: "#define A 1\n#define B(x, y...) b(x , #x, y)\n", path: "header.h")
    let options = ParseOptions(macros: header.macros)
    #expect(try Reading.body("a(A, B(c, 1, 2));", options) == ["(call a 1 (call b c \"c\" 1 2))"])
    #expect(try Reading.body("#undef A\n#define A 3\na(A);", options) == ["(call a 3)"])
  }

  @Test("what comes out of a macro stands where the macro is used, and an argument where it is written")
  func places() throws {
    let file = try Reading.file("#define ADD(x) (1 + (x))\nint f(void)\n{\n\treturn ADD(abc);\n}\n")
    guard case .compound(let statements)? = file.functions.first?.body.kind,
      case .return(let value?)? = statements.first?.kind, case .binary(_, let one, let argument) = value.kind
    else { return #expect(Bool(false), "the body is not as written") }
    #expect(one.place.description == "test.c:4:9 (from ADD)")
    #expect(one.place.range == 47..<55)
    #expect(argument.place.description == "test.c:4:13 (from ADD)")
    #expect(argument.place.range == 51..<54)
    #expect(statements[0].place.macro == nil)
    #expect(statements[0].place.range == 40..<56)
  }

  @Test("of nested macros the outermost is named")
  func outermost() throws {
    let statements = try Reading.statements("#define IN(x) x\n#define OUT(x) IN(x + 1)\nOUT(a);")
    #expect(statements[0].place.macro == "OUT")
    guard case .expression(let sum) = statements[0].kind, case .binary(_, let a, let one) = sum.kind else {
      return #expect(Bool(false), "no sum")
    }
    #expect(a.place.macro == "OUT")
    #expect(one.place.macro == "OUT")
  }

  @Test("a call that can't be expanded stays a call")
  func mismatch() throws {
    #expect(try Reading.body("#define F(x, y) x\nF(a);") == ["(call F a)"])
    #expect(try Reading.body("#define F(x) x\nF(a, b);") == ["(call F a b)"])
  }

  @Test("a paste that makes no token is opaque, with the macro's name")
  func paste() throws {
    let reasons = try Reading.reasons("#define F(x) x ## +\nvoid f(void) { a(F(b)); c(); }")
    #expect(reasons == ["b: the macro F pastes what makes no token"])
  }

  @Test("definitions are listed with their tokens")
  func definitions() throws {
    let file = try Reading.file(
      "#define A (1 +2)\n#define F(x, y...) x##y\n#define G(...)\n#define (wrong)\n")
    #expect(file.macros.map(\.name) == ["A", "F", "G"])
    #expect(file.macros[0].tokens.map(\.text) == ["(", "1", "+", "2", ")"])
    #expect(file.macros[0].tokens.map(\.hasSpaceBefore) == [true, false, true, false, false])
    #expect(file.macros[0].tokens.map(\.kind) == [.punctuator, .number, .punctuator, .number, .punctuator])
    #expect(!file.macros[0].isFunctionLike)
    #expect(file.macros[1].parameters == ["x"])
    #expect(file.macros[1].variadic == "y")
    #expect(file.macros[2].parameters == [])
    #expect(file.macros[2].variadic == "__VA_ARGS__")
    #expect(file.macros[1].place.line == 2)
    #expect(file.directives.map(\.text) == ["#define (wrong)"])
  }

  @Test("a macro that is never closed is not expanded, and the rest is read")
  func unclosed() throws {
    let file = try Reading.file("#define F(x) x\nvoid f(void) { F(1; }\nvoid g(void) { a(F(2)); }\n")
    #expect(file.functions.map(\.name) == ["f", "g"])
    #expect(file.function("g").map { COutline.of($0.body) } == "(block (call a 2))")
  }
}
