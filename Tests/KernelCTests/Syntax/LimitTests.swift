import Testing

@testable import KernelC

@Suite("Limits end in opaque nodes, not in a crash")
struct LimitTests {
  @Test("nesting without end", arguments: Nests.all.indices)
  func nesting(index: Int) throws {
    let nest = Nests.all[index]
    for count in [10, 127, 128, 129, 2000] {
      let text =
        "void before(void) { a(); }\nvoid f(void) { \(nest.text(count)); }\nvoid after(void) { b(); }\n"
      let file = try CFile(parsing: text, path: nest.name)
      #expect(file.functions.first?.name == "before", "\(nest.name) \(count)")
      for item in file.items {
        #expect(!COutline.of(item).isEmpty)
        if case .function(let function) = item { #expect(!CPrinter.text(of: function).isEmpty) }
      }
    }
  }

  @Test("beyond the depth there is one opaque node, and the limit is its reason")
  func depth() throws {
    func function(_ count: Int) throws -> CFunction {
      let text = "void f(void) { a(); \(String(repeating: "!", count: count))b; c(); }"
      return try #require(
        try Reading.file(text, ParseOptions(limits: ParseLimits(depth: 50))).functions.first)
    }
    #expect(try function(40).opaque.isEmpty)
    let deep = try function(60)
    #expect(deep.opaque.map { "\($0.reason)" } == ["more than 50 levels of nesting"])
    #expect(COutline.of(deep.body).hasSuffix("(call c))"))
  }

  @Test("no tree is higher than the limit, whichever way it grows", arguments: Nests.all.indices)
  func heights(index: Int) throws {
    let nest = Nests.all[index]
    let options = ParseOptions(limits: ParseLimits(depth: 60))
    let file = try Reading.file("void f(void) { \(nest.text(500)); }", options)
    for case .function(let function) in file.items { #expect(function.body.height <= 60) }
    for variable in file.variables { #expect(variable.height <= 60) }
  }

  @Test("more tokens than allowed: the rest is one opaque item")
  func tokens() throws {
    let options = ParseOptions(limits: ParseLimits(tokens: 20))
    let file = try Reading.file(String(repeating: "int x;\n", count: 20), options)
    #expect(file.variables.count == 6)
    #expect(file.opaque.map { "\($0.reason)" } == ["more than 20 tokens"])
    #expect(file.opaque[0].place.range == 42..<140)
  }

  @Test("more nodes than allowed: the rest is one opaque item")
  func nodes() throws {
    let options = ParseOptions(limits: ParseLimits(nodes: 30))
    let file = try Reading.file(String(repeating: "int x = 1;\n", count: 100), options)
    #expect(file.variables.count == 15)
    #expect(file.opaque.map { "\($0.reason)" } == ["more than 30 nodes"])
    #expect(file.opaque[0].place.range.upperBound == 1099)
    let body = try Reading.file("void f(void) { \(String(repeating: "a(); ", count: 100)) }\nint x;", options)
    #expect(body.functions.isEmpty)
    #expect(body.opaque.count == 1)
  }

  @Test("macros that grow without end")
  func expansion() throws {
    let doubling = (0..<40).map { "#define A\($0) A\($0 + 1) A\($0 + 1)\n" }.joined()
    let bombs = [
      doubling + "int x = A0;",
      (0..<40).map { "#define A\($0)(x) A\($0 + 1)(x x)\n" }.joined() + "int x = A0(1);",
      "#define P(a) a##a\nint x = \(String(repeating: "P(", count: 60))y\(String(repeating: ")", count: 60));",
      "#define S(a) #a a\nint x = \(String(repeating: "S(", count: 60))y\(String(repeating: ")", count: 60));",
      (0..<200).map { "#define A\($0) A\($0 + 1)\n" }.joined() + "int x = A0;",
      "#define F(x) x(F\nint x = F(F(F(F(F(F(1;", "#if \(doubling)A0\n#endif\nint x;",
    ]
    for text in bombs {
      let file = try Reading.file(
        text + "\nint last;", ParseOptions(limits: ParseLimits(expansionTokens: 20_000)))
      #expect(file.items.count <= 3)
    }
    let reasons = try Reading.reasons(
      doubling + "int x = A0;", ParseOptions(limits: ParseLimits(expansionDepth: 20)))
    #expect(reasons.count == 1)
    #expect(reasons[0].hasSuffix("more than 20 macros expanded inside of each other"))
  }

  @Test("a file that is too large is refused")
  func fileSize() throws {
    let options = ParseOptions(limits: ParseLimits(fileBytes: 10))
    #expect(throws: CParseError.fileTooLarge(path: "x", bytes: 11, limit: 10)) {
      try CFile(parsing: "int abcdef;", path: "x", options: options)
    }
    #expect(try CFile(parsing: "int abcde;", path: "x", options: options).items.count == 1)
    #expect(
      CParseError.fileTooLarge(path: "x", bytes: 11, limit: 10).description
        == "x has 11 bytes, more than the 10 that are read; raise ParseLimits.fileBytes.")
  }

  @Test("an opaque piece keeps as much text as allowed, and its whole place")
  func opaqueText() throws {
    let file = try Reading.file("< abcdefghij;", ParseOptions(limits: ParseLimits(opaqueBytes: 5)))
    #expect(file.opaque.map(\.text) == ["< abc"])
    #expect(file.opaque[0].place.range == 0..<13)
  }

  @Test("giant tokens are read")
  func giants() throws {
    let long = String(repeating: "x", count: 200_000)
    let file = try Reading.file(
      "int \(long);\nchar *s = \"\(long)\";\nint n = 1\(long);\n/* \(long) */ int y;\n// \(long)\nint z;")
    #expect(file.variables.map(\.name.count) == [200_000, 1, 1, 1])
    #expect(file.opaque.count == 1)
  }
}
