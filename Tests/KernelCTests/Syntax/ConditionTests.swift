import Testing

@testable import KernelC

@Suite("Conditional compilation")
struct ConditionTests {
  @Test(
    "conditions, with CONFIG_A=y, CONFIG_M=m, CONFIG_N=n, CONFIG_V=64, CONFIG_S=\"x\"",
    arguments: [
      ("#ifdef CONFIG_A", true), ("#ifndef CONFIG_A", false), ("#ifdef CONFIG_M", false),
      ("#ifdef CONFIG_M_MODULE", true),
      ("#ifdef CONFIG_A_MODULE", false), ("#ifdef CONFIG_N", false), ("#ifdef CONFIG_V", true),
      ("#ifdef CONFIG_UNKNOWN", true),
      ("#ifdef CONFIG_UNKNOWN_MODULE", false), ("#if defined(CONFIG_A) && !defined CONFIG_N", true),
      ("#if IS_ENABLED(CONFIG_M)", true), ("#if IS_BUILTIN(CONFIG_M)", false),
      ("#if IS_MODULE(CONFIG_M)", true),
      ("#if IS_REACHABLE(CONFIG_M)", false), ("#if IS_ENABLED(CONFIG_N)", false), ("#if CONFIG_V > 32", true),
      ("#if CONFIG_V == 64 && CONFIG_A", true),
      ("#if 0", false), ("#if 1", true), ("#if UNKNOWN", false), ("#if !UNKNOWN", true),
      ("#if UNKNOWN(1, 2) >= 3", false),
      ("#if defined(__KERNEL__)", true), ("#if BITS_PER_LONG == 64", true), ("#if __has_attribute(x)", false),
      ("#if (1 + 2 * 3) == 7 && 1 << 3 == 8", true), ("#if -1 < 0", true), ("#if -1 < 0u", false),
      ("#if 1 ? 0 : 1", false),
      ("#if 'a' == 97", true), ("#if 10 / 3 == 3 && 10 % 3 == 1", true), ("#if ~0 == -1", true),
      ("#if 0x10 == 020", true),
      ("#if (2 > 1) != (1 >= 2)", true), ("#if 6 & 3 | 8 ^ 1", true), ("#if 1 / 0", false), ("#if (", false),
      ("#if", false), ("#if \"x\"", false),
      ("#define X 2\n#if X > 1", true), ("#define X(a) a\n#if X(0)", false), ("#define X\n#ifdef X", true),
      ("#define X\n#undef X\n#ifdef X", false),
      ("#define D defined(CONFIG_A)\n#if D", false), ("#if true", true),
    ])
  func conditions(condition: String, holds: Bool) throws {
    let configuration = [
      "CONFIG_A": "y", "CONFIG_M": "m", "CONFIG_N": "n", "CONFIG_V": "64", "CONFIG_S": "\"x\"",
    ]
    let items = try Reading.items(
      "\(condition)\nint yes;\n#else\nint no;\n#endif\n", ParseOptions(configuration: configuration))
    #expect(items == ["(variable (\(holds ? "yes" : "no") int))"])
  }

  @Test("one branch of several is read, and nested ones with it")
  func branches() throws {
    let text = """
      #if A == 1
      int a;
      # if 1
      int b;
      # endif
      #elif A == 2
      int c;
      #if 0
      int d;
      #else
      int e;
      #endif
      #elif A == 2
      int f;
      #else
      int g;
      #endif
      int h;
      """
    for (value, names) in [(1, ["a", "b", "h"]), (2, ["c", "e", "h"]), (3, ["g", "h"])] {
      let file = try Reading.file("#define A \(value)\n" + text)
      #expect(file.variables.map(\.name) == names)
    }
  }

  @Test("what is assumed is listed, once")
  func assumptions() throws {
    let file = try Reading.file(
      """
      #ifndef _LINUX_X_H
      #define _LINUX_X_H
      #ifdef CONFIG_A
      #endif
      #if IS_ENABLED(CONFIG_A) || IS_ENABLED(CONFIG_B) || CONFIG_KNOWN
      #endif
      #if defined(MODULE) && X > 1
      #endif
      #ifdef __ASSEMBLY__
      #endif
      #if (
      #endif
      #endif
      int f(void) { return IS_ENABLED(CONFIG_C); }
      """, ParseOptions(configuration: ["CONFIG_KNOWN": "y"]))
    #expect(
      file.assumptions.map { "\($0.symbol) \($0.value) \($0.place.line)" } == [
        "CONFIG_A enabled 3", "CONFIG_B enabled 5", "MODULE undefined 7", "X undefined 7", "( unreadable 11",
        "CONFIG_C enabled 14",
      ])
    #expect(file.assumptions[0].description == "CONFIG_A=y is assumed (test.c:3:8)")
    #expect(file.assumptions[2].description == "MODULE is assumed not to be defined (test.c:7:13)")
    #expect(file.assumptions[4].description == "#if ( is assumed to be false (test.c:11:1)")
  }

  @Test("what a distribution's kernel does not set is not taken as set, and sizes are known")
  func unset() throws {
    let file = try Reading.file(
      """
      #ifdef CONFIG_X86_32
      int a;
      #endif
      #if !IS_ENABLED(CONFIG_PREEMPT_RT) && PAGE_SIZE == 4096 && (1 << PAGE_SHIFT) == PAGE_SIZE && HZ > 100
      int b;
      #endif
      #ifdef CONFIG_X86_64
      int c;
      #endif
      """)
    #expect(file.variables.map(\.name) == ["b", "c"])
    #expect(
      file.assumptions.map(\.claim) == [
        "CONFIG_X86_32=n is assumed", "CONFIG_PREEMPT_RT=n is assumed", "CONFIG_X86_64=y is assumed",
      ])
    let set = try Reading.file(
      "#ifdef CONFIG_X86_32\nint a;\n#endif\n", ParseOptions(configuration: ["CONFIG_X86_32": "y"]))
    #expect(set.variables.map(\.name) == ["a"])
    #expect(set.assumptions.isEmpty)
  }

  @Test("what depends on an assumption is known: where it reaches, and what is defined there")
  func decisions() throws {
    let file = try Reading.file(
      """
      #ifdef CONFIG_A
      #define ONE 1
      static int first(int argument) { return other(argument); }
      #elif defined(CONFIG_B)
      struct record { int member; };
      #else
      enum { ENTRY = TWO, };
      int table[3] = { 1, 2 };
      #endif
      int f(void) { return IS_ENABLED(CONFIG_C); }
      """)
    #expect(file.decisions.map { $0.assumptions.map(\.symbol) } == [["CONFIG_A"], ["CONFIG_C"]])
    #expect(
      file.decisions.first?.names?.sorted() == [
        "ENTRY", "ONE", "TWO", "first", "member", "record", "table",
      ])
    let range = try #require(file.decisions.first?.range)
    #expect(String(decoding: file.text[range], as: UTF8.self).hasSuffix("#endif"))
  }

  @Test("conditions inside of many others cost no more than the file is long")
  func nestedDecisions() throws {
    let depth = 2000
    let text =
      (0..<depth).map { "#ifdef CONFIG_\($0)\n" }.joined() + "int x;\n"
      + String(repeating: "#endif\n", count: depth)
    let file = try Reading.file(text)
    #expect(file.decisions.count == depth)
    #expect(file.decisions.first?.names == ["x"])
    #expect(file.decisions.last?.names == nil)
  }

  @Test("IS_ENABLED in an expression is a constant, and CONFIG_X with a value stands for it")
  func expressions() throws {
    let options = ParseOptions(configuration: [
      "CONFIG_M": "m", "CONFIG_N": "n", "CONFIG_V": "64", "CONFIG_S": "\"x\"",
    ])
    #expect(
      try Reading.expression(
        "a(IS_ENABLED(CONFIG_M), IS_ENABLED(CONFIG_N), IS_ENABLED(CONFIG_U), IS_BUILTIN(CONFIG_M))", options)
        == "(call a 1 0 1 0)")
    #expect(
      try Reading.expression("a(CONFIG_V, CONFIG_S, CONFIG_U)", options) == "(call a 64 \"x\" CONFIG_U)")
    #expect(try Reading.expression("IS_ENABLED(x)", options) == "(call IS_ENABLED x)")
    #expect(
      try Reading.expression("#define ON(x) IS_ENABLED(CONFIG_ ## x)\nON(N)", options) == "0")
    let kept = ParseOptions(keep: ["IS_ENABLED"])
    #expect(try Reading.expression("IS_ENABLED(CONFIG_M)", kept) == "(call IS_ENABLED CONFIG_M)")
    // A condition is decided all the same.
    #expect(try Reading.expression("#if IS_ENABLED(CONFIG_U)\na\n#else\nb\n#endif\n", kept) == "a")
  }

  @Test("a whole configuration leaves nothing to assume")
  func wholeConfiguration() throws {
    let text =
      "#if defined(CONFIG_A) || IS_ENABLED(CONFIG_B) || defined(CONFIG_C_MODULE)\nint x;\n#endif\nint y;\n"
    let file = try Reading.file(text, ParseOptions(isConfigurationWhole: true))
    #expect(file.variables.map(\.name) == ["y"])
    #expect(file.assumptions.isEmpty)
  }

  @Test("a .config is read line by line")
  func dotConfig() {
    let text =
      "#\n# CONFIG_COMMENT\nCONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=\"a=b\"\nCONFIG_E=0x10\nother=1\n"
    let configuration = ParseOptions.configuration(inDotConfig: text.utf8)
    #expect(
      configuration == [
        "CONFIG_A": "y", "CONFIG_B": "m", "CONFIG_C": "n", "CONFIG_D": "\"a=b\"", "CONFIG_E": "0x10",
      ])
  }

  @Test("what a branch leaves out is not read at all")
  func skipped() throws {
    let file = try Reading.file(
      "#if 0\nthis isn't C { ( \"\n#define X\n#error no\n#include <no.h>\n#endif\nint x;\n")
    #expect(file.items.count == 1)
    #expect(file.macros.isEmpty)
    #expect(file.includes.isEmpty)
    #expect(file.directives.isEmpty)
    #expect(file.opaque.isEmpty)
  }

  @Test("lines of the preprocessor that are not followed are kept")
  func directives() throws {
    let file = try Reading.file(
      "#error \"no\"\n#pragma once\n#endif\n#else\n#include NAME\n# 1 \"x.c\"\n#\nint x;\n#if 1\nint y;\n")
    #expect(
      file.directives.map { "\($0.text): \($0.reason)" } == [
        "#error \"no\": #error is not followed", "#pragma once: #pragma is not followed",
        "#endif: #endif is not followed",
        "#else: #else is not followed", "#include NAME: #include is not followed",
        "# 1 \"x.c\": #1 is not followed",
        "#: #if is not closed",
      ])
    #expect(file.variables.map(\.name) == ["x", "y"])
  }

  @Test("a condition may cut a statement in two")
  func insideOfStatements() throws {
    let text = "if (a) {\n#ifdef CONFIG_N\nb();\n} else if (c) {\n#endif\nd();\n}"
    #expect(
      try Reading.body(text, ParseOptions(configuration: ["CONFIG_N": "n"])) == ["(if a (block (call d)))"])
    #expect(try Reading.body(text) == ["(if a (block (call b)) (if c (block (call d))))"])
  }
}
