import Testing

@testable import KernelC

@Suite("The digest of a function's body")
struct DigestTests {
  private func hash(_ text: String) -> String {
    var hash = SHA256()
    hash.update(text.utf8)
    return CDigest(bytes: hash.finish()).description
  }

  @Test("is SHA-256, by the examples of FIPS 180 and others")
  func examples() {
    #expect(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      hash(String(repeating: "a", count: 1000))
        == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
  }

  private func digest(_ text: String, _ options: ParseOptions = ParseOptions()) throws -> CDigest {
    try #require(try Reading.file(text, options).functions.last).digest
  }

  @Test("is that of the body's tokens, a line each")
  func definition() throws {
    #expect(
      try digest("int f(int x)\n{\n\treturn x + 1; /* one */\n}\n").description
        == hash("{\nreturn\nx\n+\n1\n;\n}\n"))
    #expect(
      try digest("void f(void)\n{\n#ifdef CONFIG_X\n\ta();\n#endif\n}\n").description
        == hash("{\n#\nifdef\nCONFIG_X\n\na\n(\n)\n;\n#\nendif\n\n}\n"))
  }

  @Test("changes with the tokens and with nothing else")
  func changes() throws {
    let one = try digest("int f(void) { if (a) b(\"x y\"); }")
    #expect(try digest("\n\n static long g(int x)\n{ if(a)\n\n /* c */ b ( \"x y\" ) ; // d\n}") == one)
    #expect(try digest("int f(void) { if (a) b(\"x  y\"); }") != one)
    #expect(try digest("int f(void) { if (a) c(\"x y\"); }") != one)
    #expect(try digest("int f(void) { if (a) { b(\"x y\"); } }") != one)
    #expect(try digest("int f(void) { i f (a) b(\"x y\"); }") != one)
  }

  @Test("does not depend on the configuration or on macros")
  func configuration() throws {
    let text = "#define A 1\nint f(void)\n{\n#ifdef CONFIG_X\na(A);\n#else\nb(A);\n#endif\n}\n"
    let on = try digest(text, ParseOptions(configuration: ["CONFIG_X": "y"]))
    #expect(try digest(text, ParseOptions(configuration: ["CONFIG_X": "n"], keep: ["A"])) == on)
    #expect(try digest(text.replacing("A 1", with: "A 2")) == on)
    #expect(try digest(text.replacing("b(A)", with: "b(2)")) != on)
  }

  @Test("of a function out of a macro is that of the tokens that came out")
  func macros() throws {
    let text = "#define MAKE(x) int x(void) { return x; }\nMAKE(f)\n"
    #expect(try digest(text).description == hash("{\nreturn\nf\n;\n}\n"))
    #expect(try digest(text.replacing("MAKE(f)", with: "MAKE(g)")) != (try digest(text)))
  }
}
