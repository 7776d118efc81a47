import Testing

@testable import KernelC

@Suite("What stands at the top of a file")
struct FileItemTests {
  @Test(
    "functions, with annotations wherever a kernel puts them",
    arguments: [
      Sample("void f(void) { }", "(function f () void (block))"),
      Sample("static int __init f(void) { }", "(function static f () int (attributes __init) (block))"),
      Sample("int f(void) __must_check;", "(prototype (f (to () int) (attributes __must_check)))"),
      Sample("int __must_check f(void);", "(prototype (f (to () int) (attributes __must_check)))"),
      Sample(
        "__printf(1, 2) int f(const char *fmt, ...);",
        "(prototype (f (to ((fmt (pointer (qualified const char))) ...) int) (attributes (__printf 1 2))))"),
      Sample(
        "static __printf(1, 2) void f(const char *fmt, ...) { }",
        "(function static f ((fmt (pointer (qualified const char))) ...) void (attributes (__printf 1 2)) (block))"
      ),
      Sample(
        "asmlinkage __visible void f(int) { }",
        "(function f ((_ int)) void (attributes asmlinkage __visible) (block))"),
      Sample(
        "static __always_inline bool f(struct a *p) { }",
        "(function static inline f ((p (pointer (struct a)))) bool (attributes __always_inline) (block))"),
      Sample("static noinstr void f(void) { }", "(function static f () void (attributes noinstr) (block))"),
      Sample(
        "struct a *__init f(void) { }", "(function f () (pointer (struct a)) (attributes __init) (block))"),
      Sample("struct a *api f(void) { }", "(function f () (pointer (struct a)) (attributes api) (block))"),
      Sample("MYAPI int f(void) { }", "(function f () int (attributes MYAPI) (block))"),
      Sample("MYAPI foo_t f(void) { }", "(function f () foo_t (attributes MYAPI) (block))"),
      Sample("foo_t myapi f(void) { }", "(function f () foo_t (attributes myapi) (block))"),
      Sample("MYAPI foo *f(void) { }", "(function f () (pointer foo) (attributes MYAPI) (block))"),
      Sample(
        "MYAPI const foo *f(void) { }",
        "(function f () (pointer (qualified const foo)) (attributes MYAPI) (block))"),
      Sample("foo f(bar x, baz *y) { }", "(function f ((x bar) (y (pointer baz))) foo (block))"),
      Sample(
        "foo __f(int x) __acquires(lock) { }",
        "(function __f ((x int)) foo (attributes (__acquires lock)) (block))"),
      Sample(
        "int f(void) __attribute__((weak, alias(\"g\")));",
        "(prototype (f (to () int) (attributes gnu:weak (gnu:alias \"g\"))))"),
      Sample("extern int f(void) asm(\"g\");", "(prototype (f extern (to () int) (attributes (asm \"g\"))))"),
      Sample("int (*f(int x))(void) { }", "(function f ((x int)) (pointer (to () int)) (block))"),
      Sample("int (f)(void) { }", "(function f () int (block))"),
      Sample(
        "int f(int (*fn)(void *), void *p) { }",
        "(function f ((fn (pointer (to ((_ (pointer void))) int))) (p (pointer void))) int (block))"),
      Sample(
        "int f(int x __maybe_unused, int a[static 4]) { }",
        "(function f ((x int (attributes __maybe_unused)) (a (array int 4))) int (block))"),
      Sample(
        "void f(DECLARE_BITMAP(map, 8), int n) { }",
        "(function f ((map (array 'unsigned long' (call BITS_TO_LONGS 8))) (n int)) void (block))"),
      Sample("unsigned f(foo) { }", "(function f ((_ foo)) 'unsigned int' (block))"),
    ])
  func functions(sample: Sample) throws {
    let outlines = try Reading.items(sample.text)
    #expect(outlines == [sample.outline])
  }

  @Test(
    "variables and types",
    arguments: [
      Sample("int x;", "(variable (x int))"), Sample("static foo x = 1;", "(variable (x static foo (= 1)))"),
      Sample("extern struct a *x;", "(variable (x extern (pointer (struct a))))"),
      Sample("u32 x __read_mostly = 1;", "(variable (x u32 (attributes __read_mostly) (= 1)))"),
      Sample(
        "static u8 x[4][N] __aligned(8) __ro_after_init;",
        "(variable (x static (array (array u8 N) 4) (attributes (__aligned 8) __ro_after_init)))"),
      Sample(
        "struct ops o = { .up = f, .n = { 1, [2] = 3, [4 ... 5] = 6 }, };",
        "(variable (o (struct ops) (= (list (.up f) (.n (list 1 ([2] 3) ([4 ... 5] 6)))))))"),
      Sample(
        "struct a x[] = { A B(1) { 2 }, { 3 } C };",
        "(variable (x (array (struct a)) (= (list A (call B 1) (list 2) (list 3) C))))"),
      Sample("int x[] = { [1] 2 };", "(variable (x (array int) (= (list ([1] 2)))))"),
      Sample("struct a x = { y: 1 };", "(variable (x (struct a) (= (list (.y 1)))))"),
      Sample("struct a x = { .b.c[1] = 2 };", "(variable (x (struct a) (= (list (.b.c[1] 2)))))"),
      Sample("void *__percpu *x;", "(variable (x (pointer (qualified __percpu (pointer void)))))"),
      Sample("int __percpu *x;", "(variable (x (pointer (qualified __percpu int))))"),
      Sample(
        "const char *const x[] = { \"a\" };",
        "(variable (x (array (qualified const (pointer (qualified const char)))) (= (list \"a\"))))"),
      Sample(
        "int (*x)(int), *y;", "(variable (x (pointer (to ((_ int)) int)))) (variable (y (pointer int)))"),
      Sample("foo (*x)(int);", "(variable (x (pointer (to ((_ int)) foo))))"),
      Sample(
        "foo_t (__efiapi *x)(u64);", "(variable (x (pointer (to ((_ u64)) foo_t)) (attributes __efiapi)))"),
      Sample("int (*x[2])(void);", "(variable (x (array (pointer (to () int)) 2)))"),
      Sample("typedef int (*fn_t)(void);", "(typedef (fn_t typedef (pointer (to () int))))"),
      Sample("typedef unsigned long foo_t;", "(typedef (foo_t typedef 'unsigned long'))"),
      Sample("struct a;", "(forward struct a)"),
      Sample("volatile __le16 x;", "(variable (x (qualified volatile __le16)))"),
      Sample("typeof(x) y;", "(variable (y (typeof x)))"),
      Sample("typeof(int *) y;", "(variable (y (typeof (type (pointer int)))))"),
      Sample(
        "typeof_member(struct a, b) y;", "(variable (y (typeof (call typeof_member (type (struct a)) b))))"),
      Sample("long long int unsigned x;", "(variable (x 'unsigned long long'))"),
      Sample("signed char x;", "(variable (x 'signed char'))"),
      Sample("long double x;", "(variable (x 'long double'))"),
      Sample("_Thread_local int x;", "(variable (x _Thread_local int))"),
      Sample("_Alignas(8) int x;", "(variable (x int (attributes (_Alignas 8))))"),
      Sample(
        "static __text_like u32 __x[2];", "(variable (__x static (array u32 2) (attributes __text_like)))"),
      Sample("asm(\"nop\");", "(asm \"\"nop\"\")"), Sample(";", ""),
    ])
  func variables(sample: Sample) throws {
    let outlines = try Reading.items(sample.text)
    #expect(outlines.joined(separator: " ") == sample.outline)
  }

  @Test(
    "variables that a macro defines",
    arguments: [
      Sample(
        "static DEFINE_PER_CPU_ALIGNED(struct a, x);",
        "(variable (x static (struct a) (by (DEFINE_PER_CPU_ALIGNED (type (struct a)) x))))"),
      Sample(
        "DECLARE_PER_CPU(struct a *, x);",
        "(variable (x (pointer (struct a)) (by (DECLARE_PER_CPU (type (pointer (struct a))) x))))"),
      Sample("DEFINE_PER_CPU (u64, x) = 1;", "(variable (x u64 (by (DEFINE_PER_CPU (type u64) x)) (= 1)))"),
      Sample("DEFINE_PER_CPU (foo_t, x);", "(variable (x foo_t (by (DEFINE_PER_CPU foo_t x))))"),
      Sample(
        "DEFINE_PER_CPU (int, x[4]) __aligned(8);",
        "(variable (x (array int 4) (attributes (__aligned 8)) (by (DEFINE_PER_CPU (type int) ([] x 4)))))"),
      Sample(
        "DEFINE_PER_CPU (char[64], x);",
        "(variable (x (array char 64) (by (DEFINE_PER_CPU (type (array char 64)) x))))"),
      Sample(
        "DECLARE_PER_CPU_ALIGNED(const struct a __override, x);",
        "(variable (x (qualified const (struct a)) (by (DECLARE_PER_CPU_ALIGNED (run (declare (__override (qualified const (struct a))))) x))))"
      ),
      Sample("static DEFINE_MUTEX(m);", "(variable (m static (struct mutex) (by (DEFINE_MUTEX m))))"),
      Sample("DEFINE_RAW_SPINLOCK(l);", "(variable (l raw_spinlock_t (by (DEFINE_RAW_SPINLOCK l))))"),
      Sample(
        "DEFINE_STATIC_KEY_FALSE(k);",
        "(variable (k (struct static_key_false) (by (DEFINE_STATIC_KEY_FALSE k))))"),
      Sample("DEFINE_STATIC_SRCU(s);", "(variable (s (struct srcu_struct) (by (DEFINE_STATIC_SRCU s))))"),
      Sample(
        "static DECLARE_COMPLETION(c);",
        "(variable (c static (struct completion) (by (DECLARE_COMPLETION c))))"),
      Sample(
        "static DECLARE_WORK(w, fn);", "(variable (w static (struct work_struct) (by (DECLARE_WORK w fn))))"),
      Sample(
        "static DEFINE_HASHTABLE(h, 4);",
        "(variable (h static (array (struct hlist_head) (<< 1 4)) (by (DEFINE_HASHTABLE h 4))))"),
    ])
  func definingMacros(sample: Sample) throws {
    let outlines = try Reading.items(sample.text)
    #expect(outlines == [sample.outline])
  }

  @Test("only the per-CPU family is per CPU")
  func perCPU() throws {
    let file = try Reading.file("DEFINE_PER_CPU_READ_MOSTLY(int, a);\nDEFINE_MUTEX(b);\nint c;")
    #expect(file.variables.map(\.isPerCPU) == [true, false, false])
  }

  @Test(
    "macros that no one defined",
    arguments: [
      Sample("module_start(f);", "(macro (module_start f))"),
      Sample("TASK(admin) { a(); }", "(macro (TASK admin) (block (call a)))"),
      Sample("static DEVICE_ATTRIBUTE(x, 0444, f);", "(macro static (DEVICE_ATTRIBUTE x 292 f))"),
      Sample("static const MAKE(x);", "(macro static const (MAKE x))"),
      Sample("ALWAYS(name, a == b)\nint x;", "(macro (ALWAYS name (== a b))) (variable (x int))"),
      Sample(
        "SYSCALL2(f, int, fd, char __user *, p)\n{\n}",
        "(macro (SYSCALL2 f (type int) fd (type (pointer (qualified __user char))) p) (block))"),
      Sample("MAKE(a) = { 1 };", "(macro (MAKE a) (= (list 1)))"), Sample("MAKE_IT", "(macro (MAKE_IT))"),
      Sample("MAKE(a) __initdata;", "(macro (MAKE a) (attributes __initdata))"),
    ])
  func macros(sample: Sample) throws {
    let outlines = try Reading.items(sample.text)
    #expect(outlines.joined(separator: " ") == sample.outline)
  }

  @Test(
    "records and enums",
    arguments: [
      Sample("struct a { int b; };", "(struct a ((b int)))"),
      Sample(
        "struct a { int b, *c; u8 d : 3, : 0, e : 2 __aligned(2); };",
        "(struct a ((b int) (c (pointer int)) (d u8 (: 3)) (_ u8 (: 0)) (e u8 (: 2) (attributes (__aligned 2)))))"
      ),
      Sample(
        "union a { struct { int b; }; struct c d; } __packed;",
        "(union a ((_ (struct _ ((b int)))) (d (struct c))) (attributes __packed))"),
      Sample("struct __packed a { foo b; };", "(struct a ((b foo)) (attributes __packed))"),
      Sample(
        "struct a { int b; } __attribute__((packed)) __aligned(8);",
        "(struct a ((b int)) (attributes gnu:packed (__aligned 8)))"),
      Sample(
        "struct a { int (*f)(struct a *); foo_t (*g)(int); u8 data[] __counted_by(n); };",
        "(struct a ((f (pointer (to ((_ (pointer (struct a)))) int))) (g (pointer (to ((_ int)) foo_t))) (data (array u8) (attributes (__counted_by n)))))"
      ),
      Sample(
        "struct a { DECLARE_BITMAP(map, 8); KEEP_ROOM(1); KEEP_ROOM(2) };",
        "(struct a ((map (array 'unsigned long' (call BITS_TO_LONGS 8)) (by (DECLARE_BITMAP map 8))) (_ (by (KEEP_ROOM 1))) (_ (by (KEEP_ROOM 2)))))"
      ),
      Sample(
        "struct a { struct_group(g, int b; int c;); };",
        "(struct a ((_ (struct _ ((b int) (c int))) (by (struct_group g)))))"),
      Sample(
        "struct a { u8 __unused[3]; struct a *__rcu next; };",
        "(struct a ((__unused (array u8 3)) (next (qualified __rcu (pointer (struct a))))))"),
      Sample(
        "struct a { int b; } x, *y;",
        "(struct a ((b int))) (variable (x (struct a ((b int))))) (variable (y (pointer (struct a ((b int))))))"
      ),
      Sample(
        "typedef struct { int b; } a_t;", "(struct _ ((b int))) (typedef (a_t typedef (struct _ ((b int)))))"),
      Sample("enum a { A, B = 1 << 2, C };", "(enum a ((A) (B (<< 1 2)) (C)))"),
      Sample("enum { A, };", "(enum _ ((A)))"), Sample("enum a x;", "(variable (x (enum a)))"),
      Sample("enum a : u8 { A };", "(enum a u8 ((A)))"),
      Sample("enum a { A __deprecated = 1 };", "(enum a ((A (attributes __deprecated) 1)))"),
    ])
  func records(sample: Sample) throws {
    let outlines = try Reading.items(sample.text)
    #expect(outlines.joined(separator: " ") == sample.outline)
  }

  @Test("a typedef of the file is a type from there on")
  func typedefs() throws {
    let file = try Reading.file("void f(void) { (foo)-1; }\ntypedef int foo;\nvoid g(void) { (foo)-1; }")
    #expect(file.functions.map { COutline.of($0.body) } == ["(block (- foo 1))", "(block (cast foo (- 1)))"])
    let known = try Reading.expression("(foo)-1", ParseOptions(types: ["foo"]))
    #expect(known == "(cast foo (- 1))")
  }

  @Test("includes are listed and not followed")
  func includes() throws {
    let file = try Reading.file("#include <linux/cpu.h>\n#include \"a b.h\"\nint x;\n")
    #expect(file.includes.map(\.path) == ["linux/cpu.h", "a b.h"])
    #expect(file.includes.map(\.isSystem) == [true, false])
    #expect(file.includes.map(\.place.line) == [1, 2])
    #expect(file.items.count == 1)
  }

  @Test("the last function of a name is the one that is found")
  func lookUp() throws {
    let file = try Reading.file(
      "int f(void) { return 1; }\nint f(void) { return 2; }\n#define A 1\n#define A 2\n")
    #expect(file.function("f").map { COutline.of($0.body) } == "(block (return 2))")
    #expect(file.function("g") == nil)
    #expect(file.macro("A")?.tokens.map(\.text) == ["2"])
    #expect(file.macros.count == 2)
  }
}
