import Testing

@testable import KernelC

@Suite("What is printed is read again as the same tree")
struct PrinterTests {
  private static let samples = [
    "a = b + c * (d - e) / -f;", "a = (b, c);", "a = b ? c : (d, e) ? f : g;", "a = b ?: c;", "(a = b) = c;",
    "a = -(-b) - (-c);",
    "a = &*b, *&c;", "a = & &&b;", "a = (int)b + (foo *)c;", "a = (foo_t)(b + c);",
    "a = (struct x){ .y = 1, [2].z = 3 };", "(*f)(a)(b);",
    "a = (b ? c : d)->e.f[g, h]++;", "a = sizeof(int) + sizeof(*b) + sizeof(struct x) + _Alignof(b);",
    "a = ({ int b = 1; b; });",
    "f(int, struct a *, b c, return, x; y;, { z; }, { 1 }, , \"s\");", "f(KERN_INFO \"a\\n\" B \"c\");",
    "a = '\\0' + 'x' + '\\377' + 'ab';",
    "a = 0xffffffff + 1ULL + 2147483648 + 18446744073709551615u;", "if (a) b(); else if (c) d(); else e();",
    "if (a) { if (b) c(); } else d();",
    "for (int i = 0, *p = x; i < 3; i++, p++) { a(); }", "for (;;) ;", "do a(); while (b);",
    "while (a) if (b) break; else continue;",
    "switch (a) { case 1 ... 2: case 'b': default: c(); fallthrough; case 4: }",
    "x: a(); y: __maybe_unused; goto x;", "goto *a[1];", "return;",
    "return a = b;", "for_each_cpu(a, b) *c = 1;", "scoped_guard(mutex, &a) { b(); }", "with(a) if (b) c();",
    "asm volatile goto(\"x\" : : \"r\" (a) : : out);",
    "__label__ a, b;", "int a = 1, *b[2] = { 0 }, (*c)(int, ...) = d;",
    "const struct a *const b __free(kfree) = NULL;", "static u8 a __aligned(8), b;",
    "struct a { int b:3; union { u8 c; struct d e; }; foo (*f)(void); } g, *h;", "enum a { B = 1, C } d;",
    "enum { E };", "struct a;",
    "DECLARE_BITMAP(a, 64);", "static const MAKE_TABLE(a, 1);",
    "typeof(a) b; typeof(int *) c; __auto_type d = e; auto f = g;",
    "unsigned long long int a; signed char b; long double c;",
    "int __percpu *a; void __iomem *const *b;", "extern int a(void), b;", "typedef struct a *b; b c;",
    "int a __attribute__((unused, aligned(4)));",
    "f(a <, b);", "a = _Generic(b, int: c, default: d);", "int (*(*a)(void))[3];", "f(sizeof(x)); (void)y;",
    "struct a { struct_group(b, int c; u8 d[2];); } e;",
  ]

  /// The same trees but for places; opaque pieces too.
  private func outlines(_ file: CFile) -> [String] {
    file.functions.map(COutline.of)
  }

  @Test("statement by statement", arguments: samples)
  func statements(text: String) throws {
    let file = try Reading.file("void f(struct a *p, int (*g)(foo), ...)\n{\n\t\(text)\n}\n")
    let function = try #require(file.functions.first)
    let printed = CPrinter.text(of: function)
    let again = try #require(try Reading.file(printed).functions.first)
    #expect(COutline.of(again) == COutline.of(function), "\(printed)")
    #expect(CPrinter.text(of: again) == printed)
  }

  @Test("functions, with their annotations")
  func functions() throws {
    for text in [
      "static __init int f(void) { }", "int f(void) __must_check __acquires(x) { }",
      "static MYAPI foo_t f(bar x) { }", "struct a *api f(void) { }",
      "__printf(1, 2) static inline __always_inline void f(const char *x, ...) { }",
      "int (*f(int x))(u8 y) { }", "unsigned f(int a[static 2], foo (*b)[3]) { }",
      "void f(int x __maybe_unused, u8 *__user y) __attribute__((weak)) { }",
    ] {
      let function = try #require(try Reading.file(text).functions.first)
      let printed = CPrinter.text(of: function)
      let again = try #require(try Reading.file(printed).functions.first, "\(printed)")
      #expect(COutline.of(again) == COutline.of(function), "\(printed)")
    }
  }

  @Test("every function of the fixtures", arguments: Fixture.all)
  func fixtures(name: String) throws {
    let file = try CFile(parsing: try Fixture.text(name), path: name)
    let options = ParseOptions(
      keep: Set(ConfigurationTest.allCases.map(\.rawValue)), types: Set(file.typedefs.map(\.name)))
    for function in file.functions {
      let printed = CPrinter.text(of: function)
      let again = try #require(
        try CFile(parsing: printed, path: name, options: options).functions.first, "\(printed)")
      #expect(COutline.of(again) == COutline.of(function), "\(printed)")
    }
  }

  @Test("the form is one")
  func form() throws {
    let file = try Reading.file(
      "static int __init f ( struct a*p,int n ) { if(n>1){ a ( ); }else b(1,  2); out : for_each_cpu( c , m ) d ( c ) ; switch(n){case 1:return 0;} return 'a'+\"b\\t\"[0]; }"
    )
    let function = try #require(file.functions.first)
    #expect(
      CPrinter.text(of: function) == """
        static __init int f(struct a *p, int n)
        {
        \tif (n > 1)
        \t{
        \t\ta();
        \t}
        \telse
        \t\tb(1, 2);
        out:
        \tfor_each_cpu(c, m) d(c);
        \tswitch (n)
        \t{
        \tcase 1:
        \t\treturn 0;
        \t}
        \treturn 'a' + "b\\011"[0];
        }

        """)
  }
}
