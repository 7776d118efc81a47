import Catalogue

/// Paints words for a terminal, or leaves them as they are.
public struct Style: Sendable, Hashable {
  public var paints: Bool

  public init(paints: Bool) { self.paints = paints }

  public static let plain = Style(paints: false)

  enum Ink: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    case boldRed = "1;31"
  }

  func paint(_ text: String, _ ink: Ink?) -> String {
    guard paints, let ink, !text.isEmpty else { return text }
    return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
  }

  static func ink(of verdict: RecordedVerdict) -> Ink {
    switch verdict {
    case .holds: .green
    case .violated: .red
    case .inconclusive: .yellow
    case .skipped: .faint
    }
  }
}
