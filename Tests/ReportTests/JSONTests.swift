import Catalogue
import Foundation
import Testing

@testable import Report

@Suite("JSON")
struct JSONTests {
  private func parsed(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  }

  @Test("Every scalar of the first planes comes back as it went in")
  func strings() throws {
    var text = "\"\\/<>&'"
    text.unicodeScalars += (UInt32(0)...0x2FFF).compactMap(Unicode.Scalar.init)
    text += "\u{FFFF}\u{1F41E}\u{10FFFF}"
    let back = try #require(try parsed(JSON.string(text).text) as? String)
    #expect(Array(back.unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test("Control characters never stand for themselves")
  func escapes() {
    #expect(JSON.string("a\u{0}\u{1B}\n\t\u{7F}\"\\").text == #""a\u0000\u001b\n\t\u007f\"\\""# + "\n")
  }

  @Test("Keys are sorted, empty lists are short")
  func layout() {
    let value = JSON.object([
      "b": .array([]), "a": .object([:]), "c": .array([.null, .number(-1), .decimal(0.25)]),
    ])
    #expect(value.text == "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    null,\n    -1,\n    0.25\n  ]\n}\n")
  }

  @Test("A report has its schema, all keys and the steps of the path")
  func report() throws {
    let report = HandMade.report(
      [
        (
          "before",
          [
            HandMade.result("before", .violated, recorded: .holds, trace: HandMade.trace),
            HandMade.result("before", cell: 1, .skipped),
          ]
        )
      ], seconds: 1.23456)
    let root = try #require(try parsed(report.json) as? [String: Any])
    #expect(root["schema"] as? String == "bringup.check/1")
    let results = try #require(root["results"] as? [[String: Any]])
    let keys = [
      "case", "cell", "claim", "cpus", "depth", "environment", "faults", "ladder", "parameters", "reason",
      "recorded", "seconds", "states", "trace", "transitions", "variant", "verdict",
    ]
    #expect(results.map { $0.keys.sorted() } == [keys, keys])
    #expect(results[0]["verdict"] as? String == "violated")
    #expect(results[0]["recorded"] as? String == "holds")
    #expect(results[1]["recorded"] is NSNull)
    #expect(results[0]["seconds"] as? Double == 1.235)
    #expect(results[0]["parameters"] as? [String: String] == ["speed": "fast"])
    #expect(results[0]["states"] as? Int == 12_345)
    #expect((results[1]["trace"] as? [Any])?.isEmpty == true)
    let steps = try #require(results[0]["trace"] as? [[String: Any]])
    #expect(steps.compactMap { $0["index"] as? Int } == [1, 2, 3, 4, 5])
    #expect(steps[3]["cpu"] is NSNull)
    #expect(steps[2]["cpu"] as? Int == 1)
    #expect(
      steps[2].keys.sorted() == [
        "changes", "context", "cpu", "findings", "function", "index", "isDeciding", "opaqueCalls", "source",
        "text",
      ])
    let changes = steps[2]["changes"] as? [[String: String]]
    #expect(changes == [["name": "arg[1]", "before": "page 1", "after": "NULL"]])
  }

  @Test("Without timings two runs print the same")
  func seconds() throws {
    let root = try #require(try parsed(HandMade.story.json) as? [String: Any])
    let results = try #require(root["results"] as? [[String: Any]])
    #expect(results.allSatisfy { $0["seconds"] is NSNull })
  }
}
