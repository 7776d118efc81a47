import Catalogue
import KernelC
import Testing

@testable import Report

/// What `show` prints of a function stands under the lines that it is about, in the order in which it runs.
@Suite struct FunctionListingTests {
  private func lines(_ body: String, before: String = "") throws -> [String] {
    let text = "\(before)int read(int cpu, int *slot, struct record *object)\n{\n\(body)\n}\n"
    let file = try CFile(parsing: text, path: "x.c")
    let survey = try FunctionSurvey("read", in: CSources([file]))
    let listing = FunctionListing(survey, in: file).text(TextLayout(width: 100, style: Style(paints: false)))
    let first = before.count { $0 == "\n" } + 3
    // The body alone, without the numbers of the lines.
    let start = try #require(
      listing.split(separator: "\n").firstIndex { line in
        line.drop { $0 == " " }.hasPrefix("\(first)  ")
      })
    return listing.split(separator: "\n")[start...].prefix { !$0.contains(" not understood, ") }.dropLast()
      .map { line in String(line.drop { $0.isNumber || $0 == " " }) }
  }

  /// B3 of the review: `else` stood under the line of the `if`, above the first branch.
  @Test func elseStandsBeforeItsBranch() throws {
    #expect(
      try lines(
        """
        if (cpu) {
          *slot = 1;
        } else {
          *slot = 2;
        }
        """) == [
          "if (cpu) {", "| if cpu != 0", "*slot = 1;", "|   *slot = 1", "} else {", "*slot = 2;", "| else",
          "|   *slot = 2", "}",
        ])
    #expect(
      try lines("if (cpu)\n  *slot = 1;\nelse if (*slot)\n  *slot = 2;") == [
        "if (cpu)", "| if cpu != 0", "*slot = 1;", "|   *slot = 1", "else if (*slot)",
        "| else if *slot != 0", "*slot = 2;", "|   *slot = 2",
      ])
  }

  /// B4: what a loop does behind its body stood before it.
  @Test func aLoopEndsWithItsStep() throws {
    #expect(
      try lines(
        """
        for (int i = 0; i < cpu; i++) {
          *slot = i;
        }
        """) == [
          "for (int i = 0; i < cpu; i++) {", "| i = 0", "| loop", "|   if !(i < cpu)", "|     break",
          "*slot = i;", "|   *slot = i", "}", "|   i = s32((i + 1))",
        ])
    #expect(
      try lines("do {\n  *slot = 1;\n} while (*slot > 2);") == [
        "do {", "| loop", "*slot = 1;", "|   *slot = 1", "} while (*slot > 2);", "|   if !(*slot > 2)",
        "|     break",
      ])
  }

  /// B4: a condition over two lines used what was computed further down.
  @Test func aConditionStandsBehindItsParts() throws {
    let shown = try lines("if (cpu &&\n    (first() || second()))\n  *slot = 1;")
    let condition = try #require(shown.lastIndex { $0.hasPrefix("| if _3_") })
    #expect(condition > (try #require(shown.firstIndex { $0.contains("= second()") })))
    #expect(shown.suffix(2) == ["*slot = 1;", "|   *slot = 1"])
  }

  /// B4: behind a branch that is one opaque call the next statement looked as if it stood in the branch.
  @Test func anOpaqueCallStandsInItsBranch() throws {
    #expect(
      try lines("if (cpu)\n  unknown(cpu, slot);\n*slot = 1;") == [
        "if (cpu)", "| if cpu != 0", "unknown(cpu, slot);", "?   opaque call: unknown(cpu, slot)",
        "*slot = 1;", "| *slot = 1",
      ])
  }

  /// B5: the `break` of a loop over a mask has no place of its own, and was not printed.
  @Test func whatHasNoPlaceIsShown() throws {
    let shown = try lines("for_each_cpu(cpu, cpu_online_mask)\n  *slot = cpu;")
    let condition = try #require(shown.firstIndex { $0.hasSuffix("< 0") })
    #expect(shown[condition + 1].hasSuffix("break"))
  }

  /// B9: objects have the names by which C gets to them, primitives are one line, and an unsigned comparison
  /// is one.
  @Test func namesAreThoseOfTheSource() throws {
    let before = """
      struct record { struct mutex lock; unsigned long limit; int *table; };

      """
    let shown = try lines(
      """
      mutex_lock(&object->lock);
      if (object->limit > 5UL)
        object->limit = cpu;
      mutex_unlock(&object->lock);
      """, before: before)
    #expect(
      shown == [
        "mutex_lock(&object->lock);", "| mutex_lock(&object->lock)", "if (object->limit > 5UL)",
        "| if u64(object->limit) > 5", "object->limit = cpu;", "|   object->limit = cpu",
        "mutex_unlock(&object->lock);", "| mutex_unlock(&object->lock)",
      ])
  }

  /// B9: a branch that is not compiled looked as if nothing was known of it.
  @Test func whatIsNotCompiledSaysSo() throws {
    let shown = try lines(
      "#ifdef CONFIG_SMP\n*slot = 1;\n#else\n*slot = 2;\n#endif\n#if 0\n*slot = 3;\n#endif")
    #expect(
      shown == [
        "#ifdef CONFIG_SMP", "*slot = 1;", "| *slot = 1", "#else", "*slot = 2;",
        "| not compiled: CONFIG_SMP=y is assumed", "#endif", "#if 0", "*slot = 3;",
        "| not compiled: the configuration leaves it out", "#endif",
      ])
  }
}
