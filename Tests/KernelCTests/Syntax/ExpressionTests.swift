import Testing

@testable import KernelC

@Suite("Expressions of C")
struct ExpressionTests {
  @Test(
    "operators bind as C has it",
    arguments: [
      Sample("a + b * c", "(+ a (* b c))"), Sample("(a + b) * c", "(* (+ a b) c)"),
      Sample("a - b - c", "(- (- a b) c)"), Sample("a << 1 | b & 3", "(| (<< a 1) (& b 3))"),
      Sample("a == b && c != d || e", "(|| (&& (== a b) (!= c d)) e)"),
      Sample("a < b == c > d", "(== (< a b) (> c d))"), Sample("a <= b ^ c >= d", "(^ (<= a b) (>= c d))"),
      Sample("a / b % c", "(% (/ a b) c)"), Sample("a >> b", "(>> a b)"),
      Sample("a = b = c", "(= a (= b c))"), Sample("a += b", "(+= a b)"), Sample("a -= b", "(-= a b)"),
      Sample("a *= b", "(*= a b)"), Sample("a /= b", "(/= a b)"), Sample("a %= b", "(%= a b)"),
      Sample("a &= ~b", "(&= a (~ b))"), Sample("a |= b", "(|= a b)"), Sample("a ^= b", "(^= a b)"),
      Sample("a <<= 2", "(<<= a 2)"), Sample("a >>= 2", "(>>= a 2)"),
      Sample("a ? b : c", "(? a b c)"), Sample("a ? b : c ? d : e", "(? a b (? c d e))"),
      Sample("a ?: b", "(? a () b)"), Sample("a, b, c", "(, a b c)"), Sample("a = b, c", "(, (= a b) c)"),
      Sample("!a", "(! a)"), Sample("-a", "(- a)"), Sample("+a", "(+ a)"), Sample("*p++", "(* (post++ p))"),
      Sample("++*p", "(++ (* p))"), Sample("--a", "(-- a)"), Sample("a--", "(post-- a)"),
      Sample("&a.b", "(& (. a b))"), Sample("!!a", "(! (! a))"), Sample("- -a", "(- (- a))"),
      Sample("&&label", "(&& label)"), Sample("__extension__ a", "a"),
    ])
  func operators(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "calls, members and indices",
    arguments: [
      Sample("f()", "(call f)"), Sample("f(a, b)", "(call f a b)"), Sample("f(a)(b)", "(call (call f a) b)"),
      Sample("p->a.b[1]", "([] (. (-> p a) b) 1)"), Sample("p->ops->up(p)", "(call (-> (-> p ops) up) p)"),
      Sample("(*fn)(x)", "(call (* fn) x)"), Sample("(fn)(x)", "(call fn x)"),
      Sample("a[i, j]", "([] a (, i j))"),
      Sample("guard(mutex)(&lock)", "(call (call guard mutex) (& lock))"),
      Sample("per_cpu(x, cpu)++", "(post++ (call per_cpu x cpu))"),
      Sample("f((a, b))", "(call f (, a b))"), Sample("p->default", "(-> p default)"),
    ])
  func calls(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "casts are told from brackets",
    arguments: [
      Sample("(int)x", "(cast int x)"), Sample("(unsigned long)-1", "(cast 'unsigned long' (- 1))"),
      Sample("(struct page *)p", "(cast (pointer (struct page)) p)"),
      Sample("(foo *)p", "(cast (pointer foo) p)"),
      Sample("(foo **)&p", "(cast (pointer (pointer foo)) (& p))"),
      Sample("(foo)x", "(cast foo x)"), Sample("(foo)1", "(cast foo 1)"),
      Sample("(foo)~1", "(cast foo (~ 1))"),
      Sample("(foo)-1", "(- foo 1)"), Sample("(foo_t)-1", "(cast foo_t (- 1))"),
      Sample("(u32)-1", "(cast u32 (- 1))"), Sample("(foo_t)(x)", "(cast foo_t x)"),
      Sample("(foo)(ulong)x", "(cast foo (cast ulong x))"), Sample("(foo)(x)", "(call foo x)"),
      Sample("(foo)sizeof(x)", "(cast foo (sizeof x))"), Sample("(a) * b", "(* a b)"),
      Sample("(void __iomem *)p", "(cast (pointer (qualified __iomem void)) p)"),
      Sample("(int (*)(void))p", "(cast (pointer (to () int)) p)"),
      Sample("(typeof(x))y", "(cast (typeof x) y)"), Sample("(void)x", "(cast void x)"),
      Sample(
        "(const char *const *)p", "(cast (pointer (qualified const (pointer (qualified const char)))) p)"),
      Sample("(struct point){ .x = 1 }", "(literal (struct point) (.x 1))"),
      Sample("(struct point){ 1, 2 }.x", "(. (literal (struct point) 1 2) x)"),
      Sample("(foo){ }", "(literal foo)"), Sample("(int[]){ 1, 2 }", "(literal (array int) 1 2)"),
    ])
  func casts(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "sizes, and what is told of types",
    arguments: [
      Sample("sizeof(int)", "(sizeof (type int))"), Sample("sizeof(x)", "(sizeof x)"),
      Sample("sizeof x", "(sizeof x)"), Sample("sizeof(*p)", "(sizeof (* p))"),
      Sample("sizeof(x) - 1", "(- (sizeof x) 1)"), Sample("sizeof(foo_t) - 1", "(- (sizeof (type foo_t)) 1)"),
      Sample("sizeof(x)->y", "(sizeof (-> x y))"), Sample("sizeof (struct a)", "(sizeof (type (struct a)))"),
      Sample("sizeof((int)x)", "(sizeof (cast int x))"), Sample("_Alignof(u64)", "(alignof (type u64))"),
      Sample("__alignof__(x)", "(alignof x)"), Sample("sizeof(foo *)", "(sizeof (type (pointer foo)))"),
    ])
  func sizes(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "arguments of macros can be anything",
    arguments: [
      Sample("container_of(p, struct a, b)", "(call container_of p (type (struct a)) b)"),
      Sample("kmalloc(sizeof(struct a), GFP_KERNEL)", "(call kmalloc (sizeof (type (struct a))) GFP_KERNEL)"),
      Sample("f(u32)", "(call f (type u32))"), Sample("f(switch, static, if)", "(call f switch static if)"),
      Sample("f(return, long)", "(call f (run (return)) (type long))"), Sample("f(foo)", "(call f foo)"),
      Sample("f(foo *)", "(call f (type (pointer foo)))"), Sample("f(a * b)", "(call f (* a b))"),
      Sample("f(struct a *, 1)", "(call f (type (pointer (struct a))) 1)"),
      Sample("f(foo __percpu *)", "(call f (type (pointer (qualified __percpu foo))))"),
      Sample(
        "f(int x, struct a *p)", "(call f (run (declare (x int))) (run (declare (p (pointer (struct a))))))"),
      Sample("f(foo x)", "(call f (run (declare (x foo))))"), Sample("f(, a)", "(call f () a)"),
      Sample("f(a, )", "(call f a ())"), Sample("f(return -1, a)", "(call f (run (return (- 1))) a)"),
      Sample("f(a(); b())", "(call f (run (call a) (call b)))"), Sample("f(a();)", "(call f (run (call a)))"),
      Sample("f({ a(); b(); })", "(call f (run (block (call a) (call b))))"),
      Sample("f({ 1, 2 })", "(call f (list 1 2))"), Sample("f({ .a = 1 })", "(call f (list (.a 1)))"),
      Sample("f(if (a) b(); else c())", "(call f (run (if a (call b) (call c))))"),
      Sample("offsetof(struct a, b.c[1])", "(call offsetof (type (struct a)) ([] (. b c) 1))"),
      Sample("va_arg(ap, unsigned int)", "(call va_arg ap (type 'unsigned int'))"),
      Sample("f(for_each(x) { a(); })", "(call f (run (with (call for_each x) (block (call a)))))"),
      Sample("f(int (*)(void))", "(call f (type (pointer (to () int))))"),
    ])
  func arguments(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "statements in expressions, and selections by type",
    arguments: [
      Sample("({ int x = 1; x; })", "(statements (declare (x int (= 1))) x)"),
      Sample("a + ({ b; })", "(+ a (statements b))"),
      Sample(
        "_Generic(x, int: a, struct b *: c, default: d)",
        "(call _Generic x (for-type int a) (for-type (pointer (struct b)) c) (for-type default d))"),
      Sample("__builtin_choose_expr(1, a, b)", "(call __builtin_choose_expr 1 a b)"),
    ])
  func special(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "strings side by side are one, with macros between",
    arguments: [
      Sample("f(\"a\" \"b\")", "(call f \"ab\")"),
      Sample("f(KERN_INFO \"a\")", "(call f (concat KERN_INFO \"a\"))"),
      Sample("f(KERN_ERR PREFIX \"a\" FMT \"b\")", "(call f (concat KERN_ERR PREFIX \"a\" FMT \"b\"))"),
      Sample("f(name(x) \"a\")", "(call f (concat (call name x) \"a\"))"),
      Sample("f(\"a\" name(x) \"b\")", "(call f (concat \"a\" (call name x) \"b\"))"),
      Sample("f(KERN_INFO msg(c, \"x\"))", "(call f (concat KERN_INFO (call msg c \"x\")))"),
      Sample("f(\"a\\n\\\"\\\\\\x41\\101\")", "(call f \"a\\xa\\x22\\x5cAA\")"),
      Sample("f(L\"a\")", "(call f L\"a\")"),
      Sample("f(\"a\\\nb\")", "(call f \"ab\")"),
    ])
  func strings(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test(
    "numbers have the type that C gives them",
    arguments: [
      Sample("0", "0"), Sample("42", "42"), Sample("0x10", "16"), Sample("010", "8"), Sample("0b101", "5"),
      Sample("1u", "1u"), Sample("1UL", "1ul"), Sample("1ull", "1ull"), Sample("1LL", "1ll"),
      Sample("1L", "1l"),
      Sample("2147483647", "2147483647"), Sample("2147483648", "2147483648l"),
      Sample("0x80000000", "2147483648u"), Sample("0xffffffff", "4294967295u"),
      Sample("4294967296u", "4294967296ul"), Sample("0x100000000", "4294967296l"),
      Sample("0xffffffffffffffff", "18446744073709551615ul"),
      Sample("9223372036854775807", "9223372036854775807l"), Sample("'a'", "'97'"), Sample("'\\n'", "'10'"),
      Sample("'\\0'", "'0'"), Sample("'\\377'", "'255'"), Sample("'\\''", "'39'"), Sample("'ab'", "'24930'"),
      Sample("1.5e3", "1.5e3"), Sample("1.0f", "1.0f"), Sample(".5", ".5"),
    ])
  func numbers(sample: Sample) throws {
    let outline = try Reading.expression(sample.text)
    #expect(outline == sample.outline)
  }

  @Test("a number that does not fit, or is none, is opaque with the reason")
  func wrongNumbers() throws {
    for text in ["18446744073709551616", "0x1g", "08", "1uu", "1_2"] {
      let reasons = try Reading.reasons("void f(void) { \(text); }")
      #expect(reasons == ["\(text);: \(text) is no number of at most 64 bits"])
    }
  }
}
