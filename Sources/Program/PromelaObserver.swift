/// The C part of the text: 64-bit arithmetic, the crash, and what the verifier says about the states that it
/// meets.
struct PromelaObserver {
  let graph: Graph
  let cells: PromelaCells

  /// Options of the loop that are never taken. Spin evaluates the guards of a state once when it expands it,
  /// and once more with `timeout` true if it has no successor, so the first looks at every state and the
  /// second at every deadlock.
  static let options = """
      :: c_expr { (observe()) } -> skip
      :: timeout && c_expr { (stuck()) } -> skip
    """

  /// Arithmetic as Swift's `Int` does it in `UnaryOperator.apply` and `BinaryOperator.apply`.
  static let arithmetic = """
    c_decl {
      \\#include <stdio.h>
      \\#include <stdlib.h>
      typedef unsigned long long u64_t;
      static inline long long i64_add(long long a, long long b) { return (u64_t) a + (u64_t) b; }
      static inline long long i64_subtract(long long a, long long b) { return (u64_t) a - (u64_t) b; }
      static inline long long i64_multiply(long long a, long long b) { return (u64_t) a * (u64_t) b; }
      static inline long long i64_divide(long long a, long long b) {
        return b == -1 ? i64_subtract(0, a) : a / b;
      }
      static inline long long i64_remainder(long long a, long long b) { return b == -1 ? 0 : a % b; }
      static inline long long i64_right(long long a, u64_t by) { return a >> (by > 63 ? 63 : by); }
      static inline long long i64_left(long long a, u64_t by) { return by > 63 ? 0 : (u64_t) a << by; }
      static inline long long i64_shift_left(long long a, long long by) {
        return by < 0 ? i64_right(a, 0 - (u64_t) by) : i64_left(a, by);
      }
      static inline long long i64_shift_right(long long a, long long by) {
        return by < 0 ? i64_left(a, 0 - (u64_t) by) : i64_right(a, by);
      }
      static inline long long i64_bit_count(long long a) { return __builtin_popcountll(a); }
      static inline long long i64_lowest_bit(long long a) { return a ? __builtin_ctzll(a) : -1; }
      static inline long long i64_truncate(long long a, int bits, int is_signed) {
        u64_t shifted = (u64_t) a << (64 - bits);
        return is_signed ? (long long) shifted >> (64 - bits) : (long long) (shifted >> (64 - bits));
      }
    }
    """

  var text: String {
    var lines = ["c_code {"]
    lines.append("  static int local_run;")
    lines += table("finding_names", graph.findings.map(\.id))
    lines += table("crash_names", graph.crashes.map(\.id))
    lines += table("predicate_names", graph.predicates.map(\.name))
    lines.append(PromelaObserver.notes)
    lines.append("  static void crash(int kind) {")
    lines += graph.cells.indices.map { cell in
      let lowest = GraphExpression.constant(graph.cells[cell].lowest)
      return "    now.\(cells.reference(cell)) = \(cells.stored(lowest, into: cell));"
    }
    lines.append("    now.\(cells.reference(graph.crashCell)) = kind;")
    lines.append("    note(\"crash: \", crash_names[kind - 1], &crash_noted[kind - 1]);")
    lines.append("  }")
    lines.append("  static int observe(void) {")
    lines.append("    static int is_begun;")
    lines.append("    int is_whole = !now.\(cells.reference(graph.crashCell));")
    lines.append("    if (!is_begun) { is_begun = 1; atexit(report); }")
    for (index, predicate) in graph.predicates.prefix(graph.declaredPredicates).enumerated() {
      let safety = cells.safety(predicate.condition)
      let value = cells.wideText(.conjunction(safety, predicate.condition))
      let guarding = predicate.holdsAfterCrash ? "" : "is_whole && "
      lines.append("    watch(\(index), \(guarding)(\(value)) != 0);")
    }
    lines += ["    (void) is_whole;", "    return 0;", "  }", "  static int stuck(void) {"]
    lines.append("    if (!now.\(cells.reference(graph.crashCell))) deadlocks++;")
    lines += ["    return 0;", "  }", "}"]
    return lines.joined(separator: "\n")
  }

  private static let notes = """
      static long deadlocks;
      static void report(void) { printf("deadlocks: %ld\\n", deadlocks); fflush(stdout); }
      static void note(const char *kind, const char *name, char *noted) {
        if (!*noted) printf("%s%s\\n", kind, name);
        *noted = 1;
      }
      static void finding(int index) { note("finding: ", finding_names[index], &finding_noted[index]); }
    \\#ifdef STOP_AT_PREDICATE
      extern void (*uerror)(char *);
    \\#endif
      static void watch(int index, int holds) {
        if (holds) {
          note("predicate seen: ", predicate_names[index], &predicate_seen[index]);
        } else {
          note("predicate violated: ", predicate_names[index], &predicate_noted[index]);
    \\#ifdef STOP_AT_PREDICATE
          if (index == STOP_AT_PREDICATE) uerror("the predicate does not hold");
    \\#endif
        }
      }
    """

  private func table(_ name: String, _ names: [String]) -> [String] {
    let size = max(names.count, 1)
    let stem = name.prefix { $0 != "_" }
    var lines = ["  static const char *\(name)[\(size)] = {"]
    lines += names.map { "    \"\(PromelaObserver.escaped($0))\"," }
    lines.append("  };")
    lines.append("  static char \(stem)_noted[\(size)];")
    if stem == "predicate" { lines.append("  static char predicate_seen[\(size)];") }
    return lines
  }

  /// Everything that may mean something to Spin's scanner, the preprocessor or C becomes an octal escape.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
      if isLetter || " 0123456789_-.,:()=<>!&|+*".contains(Character(scalar)) {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return result
  }
}
