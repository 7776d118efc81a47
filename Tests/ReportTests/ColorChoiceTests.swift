import Testing

@testable import Report

@Suite("Colour")
struct ColorChoiceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var choice: ColorChoice
    var noColor: String?
    var term: String?
    var isTerminal: Bool
    var paints: Bool

    var testDescription: String {
      "\(choice), NO_COLOR=\(noColor ?? "-"), TERM=\(term ?? "-"), terminal \(isTerminal)"
    }
  }

  static let table = [
    Row(choice: .auto, noColor: nil, term: "xterm", isTerminal: true, paints: true),
    Row(choice: .auto, noColor: nil, term: nil, isTerminal: true, paints: true),
    Row(choice: .auto, noColor: "", term: "xterm", isTerminal: true, paints: true),
    Row(choice: .auto, noColor: "1", term: "xterm", isTerminal: true, paints: false),
    Row(choice: .auto, noColor: "0", term: "xterm", isTerminal: true, paints: false),
    Row(choice: .auto, noColor: nil, term: "dumb", isTerminal: true, paints: false),
    Row(choice: .auto, noColor: nil, term: "xterm", isTerminal: false, paints: false),
    Row(choice: .always, noColor: "1", term: "dumb", isTerminal: false, paints: true),
    Row(choice: .never, noColor: nil, term: "xterm", isTerminal: true, paints: false),
  ]

  @Test("The option comes first, then NO_COLOR, then TERM, then the terminal", arguments: table)
  func decision(_ row: Row) {
    #expect(
      row.choice.paints(noColor: row.noColor, term: row.term, isTerminal: row.isTerminal) == row.paints)
  }

  @Test("Paint changes no word, and plain has no escapes")
  func paint() {
    let plain = HandMade.story.text(TextLayout(width: 100))
    let painted = HandMade.story.text(TextLayout(width: 100, style: Style(paints: true)))
    #expect(!plain.contains("\u{1B}"))
    #expect(painted.contains("\u{1B}[31mviolated\u{1B}[0m"))
    #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }
}
