/// Texts that nest, or go on, as long as one likes: what a hostile file is made of.
enum Nests {
  /// Pieces that nest, to be repeated.
  static let all: [(name: String, text: @Sendable (Int) -> String)] = [
    ("brackets", { String(repeating: "(", count: $0) }),
    ("closed brackets", { String(repeating: "(", count: $0) + "a" + String(repeating: ")", count: $0) }),
    ("braces", { String(repeating: "{", count: $0) }),
    ("closed braces", { String(repeating: "{", count: $0) + String(repeating: "}", count: $0) }),
    ("indices", { "a" + String(repeating: "[", count: $0) }),
    ("not", { String(repeating: "!", count: $0) + "a" }),
    ("stars", { String(repeating: "*", count: $0) + "a" }),
    ("pointers", { "int " + String(repeating: "*", count: $0) + "a" }),
    ("minus", { String(repeating: "- ", count: $0) + "a" }),
    ("choices", { String(repeating: "a?b:", count: $0) + "c" }),
    ("inner choices", { String(repeating: "a?", count: $0) + "b" + String(repeating: ":c", count: $0) }),
    ("else if", { String(repeating: "if (a) b(); else ", count: $0) + "c()" }),
    ("if", { String(repeating: "if (a) ", count: $0) + "c()" }),
    ("sums", { String(repeating: "a + ", count: $0) + "b" }),
    ("commas", { String(repeating: "a, ", count: $0) + "b" }),
    ("assignments", { String(repeating: "a = ", count: $0) + "b" }),
    ("members", { "a" + String(repeating: ".b", count: $0) }),
    ("calls", { String(repeating: "f(", count: $0) + String(repeating: ")", count: $0) }),
    ("call chain", { "f" + String(repeating: "()", count: $0) }),
    ("casts", { String(repeating: "(int)", count: $0) + "a" }),
    ("name casts", { String(repeating: "(foo)", count: $0) + "a" }),
    ("names", { String(repeating: "a ", count: $0) }),
    (
      "statement expressions",
      { String(repeating: "({", count: $0) + "a;" + String(repeating: "})", count: $0) }
    ),
    (
      "statements in arguments", { String(repeating: "f({;", count: $0) + String(repeating: "})", count: $0) }
    ),
    ("structs", { String(repeating: "struct a { ", count: $0) + String(repeating: "} b;", count: $0) }),
    (
      "declarators",
      { "int " + String(repeating: "(*", count: $0) + "a" + String(repeating: ")()", count: $0) }
    ),
    ("arrays", { "int a" + String(repeating: "[1]", count: $0) }),
    ("parameters", { "int f" + String(repeating: "(int g", count: $0) + String(repeating: ")", count: $0) }),
    ("lists", { "int a = " + String(repeating: "{", count: $0) + String(repeating: "}", count: $0) }),
    ("designators", { "int a = { " + String(repeating: ".b", count: $0) + " = 1 }" }),
    ("labels", { String(repeating: "a: ", count: $0) + "b()" }),
    ("cases", { "switch (a) { " + String(repeating: "case 1: ", count: $0) + "b(); }" }),
    ("loops", { String(repeating: "for_each(x) ", count: $0) + "a()" }),
    ("do", { String(repeating: "do ", count: $0) + "a()" }),
    ("sizeof", { String(repeating: "sizeof ", count: $0) + "a" }),
    ("typeof", { String(repeating: "typeof(", count: $0) + "a" + String(repeating: ")", count: $0) + " b" }),
    ("strings", { String(repeating: "\"a\" ", count: $0) }),
    ("string macros", { String(repeating: "\"a\" A ", count: $0) }),
    ("attributes", { String(repeating: "__attribute__((a(", count: $0) + " int x" }),
    (
      "generic",
      { String(repeating: "_Generic(a, int: ", count: $0) + "1" + String(repeating: ")", count: $0) }
    ),
    ("conditions", { String(repeating: "\n#if 1\n", count: $0) + "a()" }),
    ("open conditions", { "\n#if " + String(repeating: "(", count: $0) + "\n#endif\n" }),
    ("closing", { String(repeating: ")", count: $0) }),
    ("closing braces", { String(repeating: "}", count: $0) }),
    ("mixed", { String(repeating: "([{", count: $0) }),
    ("crossed", { String(repeating: "(]", count: $0) }),
    ("macro calls", { "\n#define F(x) x\n" + String(repeating: "F(", count: $0) }),
    (
      "closed macro calls",
      { "\n#define F(x) x\n" + String(repeating: "F(", count: $0) + String(repeating: ")", count: $0) }
    ),
    ("crossed macro calls", { "\n#define F(x) x\n" + String(repeating: "F(}", count: $0) }),
    ("else", { String(repeating: "else ", count: $0) }),
    ("case", { String(repeating: "case ", count: $0) }), ("gotos", { String(repeating: "goto ", count: $0) }),
    ("semicolons", { String(repeating: ";", count: $0) }),
    ("extension", { String(repeating: "__extension__ ", count: $0) + "a" }),
    ("annotations", { String(repeating: "__init ", count: $0) }),
    ("annotation arguments", { String(repeating: "__aligned(", count: $0) }),
    ("qualifiers", { String(repeating: "const ", count: $0) }),
    ("hashes", { String(repeating: "#", count: $0) }),
    ("pastes", { "\n#define A x" + String(repeating: " ## x", count: $0) + "\nA" }),
    ("backslashes", { String(repeating: "\\\n", count: $0) }),
    ("quotes", { String(repeating: "\"", count: $0) }), ("comments", { String(repeating: "/*", count: $0) }),
  ]
}
