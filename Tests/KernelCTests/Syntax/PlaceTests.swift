import Testing

@testable import KernelC

@Suite("Every node knows where it stands")
struct PlaceTests {
  private static let text = """
    #include <x.h>

    static int __init setup(struct page *p,
    \t\t\tint n)
    {
    \tint x = n + 1, *y;

    \tif (p->count > 3 /* why */ && n)
    \t\treturn -1; // because
    out:
    \tfor_each_cpu(x, mask) {
    \t\tf(p, x);
    \t}
    \treturn 0;
    }

    struct page { int count:3; };
    """

  /// What stands at a place, with its line and column.
  private func told(_ place: CPlace) -> String {
    let bytes = Array(Self.text.utf8)[place.range]
    return "\(place.line):\(place.column) \(String(decoding: bytes, as: UTF8.self))"
  }

  @Test("items, types and names")
  func items() throws {
    let file = try CFile(parsing: Self.text, path: "a/b.c")
    let function = try #require(file.functions.first)
    #expect(function.place.file == "a/b.c")
    #expect(told(function.place).hasPrefix("3:1 static int __init setup(struct page *p,"))
    #expect(told(function.place).hasSuffix("return 0;\n}"))
    #expect(told(function.namePlace) == "3:19 setup")
    #expect(function.namePlace.description == "a/b.c:3:19")
    #expect(told(function.attributes[0].place) == "3:12 __init")
    #expect(function.parameters.map { told($0.place) } == ["3:25 struct page *p", "4:4 int n"])
    #expect(told(function.parameters[0].type.place) == "3:25 struct page *p")
    #expect(told(function.body.place).hasPrefix("5:1 {\n\tint x"))
    let record = try #require(file.records.first)
    #expect(told(record.place) == "17:1 struct page { int count:3; }")
    #expect(told(record.members[0].place) == "17:15 int count:3")
    #expect(record.members[0].bitWidth.map { told($0.place) } == "17:25 3")
    #expect(told(file.includes[0].place) == "1:1 #include <x.h>")
  }

  @Test("statements and expressions")
  func statements() throws {
    let file = try CFile(parsing: Self.text, path: "a/b.c")
    guard case .compound(let statements)? = file.functions.first?.body.kind else {
      return #expect(Bool(false), "no body")
    }
    #expect(
      statements.map { told($0.place) } == [
        "6:2 int x = n + 1, *y;", "8:2 if (p->count > 3 /* why */ && n)\n\t\treturn -1;", "10:1 out:",
        "11:2 for_each_cpu(x, mask) {\n\t\tf(p, x);\n\t}", "14:2 return 0;",
      ])
    guard case .if(let condition, let then, nil) = statements[1].kind,
      case .binary(.logicalAnd, let left, let right) = condition.kind,
      case .binary(.greater, let member, let three) = left.kind,
      case .callWithBody(let call, let body) = statements[3].kind, case .compound(let inner) = body.kind
    else { return #expect(Bool(false), "the statements are not as written") }
    #expect(told(condition.place) == "8:6 p->count > 3 /* why */ && n")
    #expect(told(left.place) == "8:6 p->count > 3")
    #expect(told(member.place) == "8:6 p->count")
    #expect(told(three.place) == "8:17 3")
    #expect(told(right.place) == "8:32 n")
    #expect(told(then.place) == "9:3 return -1;")
    #expect(told(call.place) == "11:2 for_each_cpu(x, mask)")
    #expect(told(body.place) == "11:24 {\n\t\tf(p, x);\n\t}")
    #expect(told(inner[0].place) == "12:3 f(p, x);")
  }

  @Test("lines are counted through comments, joined lines and literals, and columns count bytes")
  func lines() throws {
    let text = "/* ä\n */ int a; \\\n int b; // x \\\n y\nchar *c = \"ä\\\nx\"; int d;\r\nint e;\n"
    let file = try CFile(parsing: text, path: "x")
    let places = file.variables.map { "\($0.name) \($0.place.line):\($0.place.column)" }
    #expect(places == ["a 2:5", "b 3:2", "c 5:1", "d 6:5", "e 7:1"])
  }

  @Test("a byte order mark is no part of the first line")
  func mark() throws {
    let file = try CFile(parsing: [0xEF, 0xBB, 0xBF] + Array("int a;".utf8), path: "x")
    #expect(file.variables.map { "\($0.place)" } == ["x:1:1"])
    #expect(file.variables[0].place.range == 3..<8)
  }
}
