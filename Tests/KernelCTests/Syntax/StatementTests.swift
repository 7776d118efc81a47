import Testing

@testable import KernelC

@Suite("Statements of C")
struct StatementTests {
  @Test(
    "each statement",
    arguments: [
      Sample(";", "(empty)"), Sample("{ a(); }", "(block (call a))"), Sample("{}", "(block)"),
      Sample("if (a) b();", "(if a (call b))"), Sample("if (a) b(); else c();", "(if a (call b) (call c))"),
      Sample("if (a) b(); else if (c) d(); else e();", "(if a (call b) (if c (call d) (call e)))"),
      Sample("if (a) if (b) c(); else d();", "(if a (if b (call c) (call d)))"),
      Sample("while (a) b();", "(while a (call b))"),
      Sample("do { a(); } while (b);", "(do (block (call a)) b)"),
      Sample("do a(); while (b);", "(do (call a) b)"),
      Sample("for (i = 0; i < n; i++) a();", "(for (= i 0) (< i n) (post++ i) (call a))"),
      Sample("for (;;) a();", "(for () () () (call a))"),
      Sample("for (int i = 0; ; ) a();", "(for (declare (i int (= 0))) () () (call a))"),
      Sample(
        "for (foo_t *p = x; p; p = p->next) ;",
        "(for (declare (p (pointer foo_t) (= x))) p (= p (-> p next)) (empty))"),
      Sample(
        "switch (a) { case 1: b(); break; default: c(); }",
        "(switch a (block (case 1) (call b) (break) (default) (call c)))"),
      Sample("switch (a) { case 1 ... 3: case X: b(); }", "(switch a (block (case 1 3) (case X) (call b)))"),
      Sample(
        "switch (a) { case 1: b(); fallthrough; case 2: c(); }",
        "(switch a (block (case 1) (call b) (fallthrough) (case 2) (call c)))"),
      Sample("__attribute__((fallthrough));", "(fallthrough)"), Sample("goto out;", "(goto out)"),
      Sample("goto *table[i];", "(goto* ([] table i))"), Sample("return;", "(return)"),
      Sample("return a ? b : c;", "(return (? a b c))"), Sample("return (a);", "(return a)"),
      Sample("break;", "(break)"), Sample("continue;", "(continue)"),
      Sample("if (a) out: b();", "(if a (block (label out) (call b)))"),
      Sample("__label__ a, b;", "(labels a b)"), Sample("if (a) ; else ;", "(if a (empty) (empty))"),
      Sample("if time_after(a, b) c();", "(if (call time_after a b) (call c))"),
    ])
  func each(sample: Sample) throws {
    let outline = try Reading.body(sample.text)
    #expect(outline == [sample.outline])
  }

  @Test("labels stand beside what they label")
  func labels() throws {
    #expect(
      try Reading.body("a();\nout:\nb();\nend: __maybe_unused;") == [
        "(call a)", "(label out)", "(call b)", "(label end (attributes __maybe_unused))", "(empty)",
      ])
    #expect(try Reading.body("a ? b : c;") == ["(? a b c)"])
  }

  @Test(
    "a call with a statement behind it",
    arguments: [
      Sample("for_each_online_cpu(cpu) a(cpu);", "(with (call for_each_online_cpu cpu) (call a cpu))"),
      Sample("for_each_online_cpu(cpu)\n\ta(cpu);", "(with (call for_each_online_cpu cpu) (call a cpu))"),
      Sample(
        "list_for_each_entry(p, &head, list) { a(p); }",
        "(with (call list_for_each_entry p (& head) list) (block (call a p)))"),
      Sample(
        "for_each_cpu(cpu, mask)\n\t*per_cpu_ptr(x, cpu) = 1;",
        "(with (call for_each_cpu cpu mask) (= (* (call per_cpu_ptr x cpu)) 1))"),
      Sample("for_each_node(n) ++count;", "(with (call for_each_node n) (++ count))"),
      Sample("scoped_guard(mutex, &m) a();", "(with (call scoped_guard mutex (& m)) (call a))"),
      Sample("scoped_guard (mutex, &m) { a(); }", "(with (call scoped_guard mutex (& m)) (block (call a)))"),
      Sample(
        "scoped_cond_guard(mutex_intr, return -EINTR, &m) { a(); }",
        "(with (call scoped_cond_guard mutex_intr (run (return (- EINTR))) (& m)) (block (call a)))"),
      Sample("walk(x) if (y) a(); else b();", "(with (call walk x) (if y (call a) (call b)))"),
      Sample(
        "for_each_set_bit(i, &m, 8) for_each_cpu(c, k) a();",
        "(with (call for_each_set_bit i (& m) 8) (with (call for_each_cpu c k) (call a)))"),
      Sample("do { a(); } while_each_thread(p, t);", "(do (block (call a)) (call while_each_thread p t))"),
    ])
  func scopes(sample: Sample) throws {
    let outline = try Reading.body(sample.text)
    #expect(outline == [sample.outline])
  }

  @Test("a macro that brings its semicolon is told by what stands behind it")
  func macrosWithSemicolon() throws {
    #expect(try Reading.body("\tWALK(x)\n\ta();") == ["(call WALK x)", "(call a)"])
    #expect(try Reading.body("\tWALK(x)\n\t\ta();") == ["(with (call WALK x) (call a))"])
    #expect(try Reading.body("{ WALK(x) }") == ["(block (call WALK x))"])
    #expect(try Reading.body("ITEMS\nif (a) b();") == ["ITEMS", "(if a (call b))"])
    #expect(
      try Reading.body("switch (a) { CASES(x) default: b(); }") == [
        "(switch a (block (call CASES x) (default) (call b)))"
      ])
    #expect(try Reading.body("bus_for_each_dev(bus, fn);") == ["(call bus_for_each_dev bus fn)"])
  }

  @Test("assembly is kept as text")
  func assembly() throws {
    #expect(
      try Reading.body("asm volatile(\"rdmsr\" : \"=a\" (low) : \"c\" (msr) : \"memory\");") == [
        "(asm volatile \"\"rdmsr\" : \"=a\" ( low ) : \"c\" ( msr ) : \"memory\"\")"
      ])
    #expect(try Reading.body("__asm__ __volatile__(\"nop\");") == ["(asm volatile \"\"nop\"\")"])
    #expect(
      try Reading.body("asm_volatile_goto(\"x\" :::: out);") == ["(asm volatile goto \"\"x\" : : : : out\")"])
  }

  @Test(
    "declarations are told from expressions",
    arguments: [
      Sample("foo x;", "(declare (x foo))"), Sample("foo *x;", "(declare (x (pointer foo)))"),
      Sample("foo *x = y;", "(declare (x (pointer foo) (= y)))"),
      Sample("foo **x;", "(declare (x (pointer (pointer foo))))"),
      Sample("a * b + c;", "(+ (* a b) c)"), Sample("*a = b;", "(= (* a) b)"),
      Sample("a(*b);", "(call a (* b))"),
      Sample(
        "foo (*fn)(int);", "(declare (fn (pointer (to ((_ int)) foo))))"),
      Sample("foo x[3], *y;", "(declare (x (array foo 3)) (y (pointer foo)))"),
      Sample("struct a { int b; } c;", "(declare (c (struct a ((b int)))))"),
      Sample("struct a { int b; };", "(declare (struct a ((b int))))"),
      Sample(
        "static const u8 x[] = { 1 };", "(declare (x static (array (qualified const u8)) (= (list 1))))"),
      Sample("typeof(a) b = a;", "(declare (b (typeof a) (= a)))"),
      Sample("__auto_type b = a;", "(declare (b auto (= a)))"),
      Sample("auto b = a;", "(declare (b auto auto (= a)))"),
      Sample("unsigned x, y = 1;", "(declare (x 'unsigned int') (y 'unsigned int' (= 1)))"),
      Sample("foo x __maybe_unused = 1;", "(declare (x foo (attributes __maybe_unused) (= 1)))"),
      Sample(
        "struct a *p __free(kfree) = NULL;",
        "(declare (p (pointer (struct a)) (attributes (__free kfree)) (= NULL)))"),
      Sample(
        "foo *p __my_free(kfree) = NULL;",
        "(declare (p (pointer foo) (attributes (__my_free kfree)) (= NULL)))"),
      Sample(
        "int x __attribute__((aligned(8), unused));",
        "(declare (x int (attributes (gnu:aligned 8) gnu:unused)))"),
      Sample(
        "DECLARE_BITMAP(map, 64);",
        "(declare (map (array 'unsigned long' (call BITS_TO_LONGS 64)) (by (DECLARE_BITMAP map 64))))"),
      Sample("LIST_HEAD(list);", "(declare (list (struct list_head) (by (LIST_HEAD list))))"),
      Sample("DECLARE_UNKNOWN(x, 1);", "(call DECLARE_UNKNOWN x 1)"),
      Sample("static DEFINE_UNKNOWN(1, x) = 2;", "(declare (x static auto (by (DEFINE_UNKNOWN 1 x)) (= 2)))"),
      Sample("extern int f(void);", "(declare (f extern (to () int)))"),
      Sample("typedef struct a b; b *c;", "(declare (b typedef (struct a)))"),
      Sample("enum { A, B = 2 } x;", "(declare (x (enum _ ((A) (B 2)))))"),
      Sample("DECLARE_FLAGS(x) = { };", "(= (call DECLARE_FLAGS x) (list))"),
      Sample(
        "const struct a *p, **q;",
        "(declare (p (pointer (qualified const (struct a)))) (q (pointer (pointer (qualified const (struct a))))))"
      ),
    ])
  func declarations(sample: Sample) throws {
    let outline = try Reading.body(sample.text).first
    #expect(outline == sample.outline)
  }
}
