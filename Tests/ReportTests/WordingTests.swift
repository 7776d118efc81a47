import Testing

@testable import Report

@Suite("Wording")
struct WordingTests {
  @Test(
    "Thousands are grouped",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (12_345, "12,345")])
  func grouped(_ number: Int, _ text: String) {
    #expect(Wording.grouped(number) == text)
  }

  @Test("What a terminal would obey is shown instead")
  func harmless() {
    #expect(Wording.harmless("a\u{1B}[31m\u{9B}b\u{202E}c\n") == "a\\u{1b}[31m\\u{9b}b\\u{202e}c\\u{a}")
  }

  @Test("No line is longer than the width unless one word is")
  func wrapped() {
    let text = "one two three extraordinarily four"
    #expect(Wording.wrapped(text, width: 8) == ["one two", "three", "extraordinarily", "four"])
  }
}
