import Testing

@testable import KernelC

@Suite("Files in kernel style")
struct FixtureTests {
  @Test("are read as a whole", arguments: Fixture.whole)
  func whole(name: String) throws {
    let file = try CFile(parsing: try Fixture.text(name), path: name)
    #expect(file.opaque.map { "\($0.place) \($0.text)" } == [])
    for function in file.functions {
      #expect(function.opaque.map { "\($0.place) \($0.text): \($0.reason)" } == [], "\(function.name)")
    }
    for record in file.records { #expect(record.opaque.isEmpty) }
    #expect(file.directives.isEmpty)
  }

  @Test("hold what was written into them")
  func items() throws {
    let pages = try CFile(parsing: try Fixture.text("pages.c"), path: "pages.c")
    #expect(pages.functions.map(\.name) == ["take_page", "page_cpu_up", "page_cpu_down", "pages_init"])
    #expect(
      pages.variables.map(\.name) == [
        "page_slots", "page_alias", "pages_lock", "pages_encrypted", "free_pages", "pages_online",
        "pages_ready",
      ])
    #expect(pages.variables.filter(\.isPerCPU).map(\.name) == ["page_slots", "page_alias"])
    #expect(pages.macroItems.map(\.name) == ["core_initcall"])
    #expect(pages.function("pages_init")?.attribute("__init") != nil)
    #expect(pages.assumptions.isEmpty)
    let odd = try CFile(parsing: try Fixture.text("odd.c"), path: "odd.c")
    #expect(
      odd.functions.map(\.name) == ["show_width", "show_height", "trace", "dispatch", "mixed", "lookup"])
    #expect(odd.functions[0].place.macro == "MAKE_SHOW")
    #expect(odd.functions[0].place.line == 19)
    #expect(odd.assumptions.map(\.symbol) == ["CONFIG_ODD_TRACE", "CONFIG_64BIT", "CONFIG_ODD_SLOTS"])
    #expect(odd.function("trace")?.isInline == false)
    let guards = try CFile(parsing: try Fixture.text("guards.c"), path: "guards.c")
    #expect(guards.macroItems.map(\.name) == ["DEFINE_FREE", "DEFINE_GUARD"])
    #expect(guards.records[0].members.map { $0.name ?? "_" } == ["used", "_", "length", "entries"])
  }

  @Test("lose no name on the way to the tree", arguments: Fixture.all)
  func conservation(name: String) throws {
    try Conservation.check(try Fixture.text(name), path: name)
  }

  @Test("one mistake costs what it stands in")
  func broken() throws {
    let file = try CFile(parsing: try Fixture.text("broken.c"), path: "broken.c")
    #expect(
      file.functions.map(\.name) == [
        "whole", "operator", "argument", "condition", "literal", "bytes", "inner", "last",
      ])
    #expect(
      file.functions.flatMap(\.opaque).map { "\($0.place.line):\($0.place.column) \($0.text): \($0.reason)" }
        == [
          "9:2 x = x + * / 2;: / stands where an expression is expected",
          "15:13 <=: <= stands where an expression is expected",
          "21:6 x +: ) stands where an expression is expected",
          "28:2 print(\"never closed);\n\treturn x;: ( is not closed",
          "34:2 x = @x;: these bytes begin no token of C",
          "40:2 int nested(int y) { return y; }: a function is defined inside of a function",
        ])
  }
}
