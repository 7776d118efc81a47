import Catalogue
import KernelC
import Testing

/// A report lists what conditional compilation assumed about what was read, and nothing about the rest of the
/// file.
@Suite struct AssumptionTests {
  private func assumptions(_ body: String) throws -> [String] {
    let text = """
      #ifdef CONFIG_CONSTANT
      #define LIMIT 1
      #else
      #define LIMIT 2
      #endif
      #define TWICE (2 * LIMIT)
      #ifdef CONFIG_HELPER
      static int helper(void) { return 1; }
      #else
      static int helper(void) { return 0; }
      #endif
      struct record {
      #ifdef CONFIG_MEMBER
      \tint member;
      #endif
      \tint other;
      };
      static struct record object;
      static void unread(void)
      {
      #ifdef CONFIG_UNREAD
      \tobject.other = LIMIT + helper();
      #endif
      }
      #ifdef CONFIG_AROUND
      static int read(void)
      {
      \t\(body)
      }
      #endif
      """
    let sources = CSources([try CFile(parsing: text, path: "x.c")])
    return try FunctionSurvey("read", in: sources).report.assumptions.compactMap { sentence in
      sentence.hasPrefix("CONFIG_") ? String(sentence.prefix { $0 != "=" }) : nil
    }
  }

  @Test func whatAFunctionUsesIsListed() throws {
    #expect(try assumptions("return 0;") == ["CONFIG_AROUND"])
    #expect(try assumptions("return LIMIT;") == ["CONFIG_CONSTANT", "CONFIG_AROUND"])
    #expect(try assumptions("return TWICE;") == ["CONFIG_CONSTANT", "CONFIG_AROUND"])
    #expect(try assumptions("return helper();") == ["CONFIG_HELPER", "CONFIG_AROUND"])
    #expect(try assumptions("return object.member;") == ["CONFIG_MEMBER", "CONFIG_AROUND"])
    #expect(try assumptions("return object.other;") == ["CONFIG_AROUND"])
    #expect(try assumptions("return IS_ENABLED(CONFIG_INSIDE);") == ["CONFIG_AROUND", "CONFIG_INSIDE"])
  }
}
