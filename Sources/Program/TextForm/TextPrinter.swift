/// Writes the text form, exactly for `parseModel` or less exactly for people.
struct TextPrinter {
  enum Style {
    /// Nothing is lost.
    case complete
    /// Without places, and without the quotes and marks that tell a local from a variable of the same name.
    case pretty
  }

  let style: Style
  private(set) var text = ""
  private var depth = 0
  var scope = LocalScope()
  /// Lists that would go beyond this column stand one entry to a line.
  static let width = 100

  init(style: Style) { self.style = style }

  mutating func line(_ content: String, outdented: Bool = false) {
    if !content.isEmpty {
      for _ in 0..<(outdented ? max(0, depth - 1) : depth) { text += "  " }
      text += content
    }
    text += "\n"
  }

  mutating func indented(_ print: (inout TextPrinter) -> Void) {
    depth += 1
    print(&self)
    depth -= 1
  }

  // MARK: Parts that occur everywhere

  /// A name, in quotes if it could be taken for something else.
  func name(_ name: String) -> String {
    if style == .pretty { return TextWords.bare(name) }
    return TextWords.isIdentifier(name) && !TextWords.reserved.contains(name) ? name : quoted(name)
  }

  /// The name of a procedure where it is called.
  func callee(_ name: String) -> String {
    style == .complete && TextWords.isFunction(name) ? quoted(name) : self.name(name)
  }

  func quoted(_ text: String) -> String { "\"\(TextWords.escaped(text))\"" }

  func file(_ file: String) -> String { TextWords.isPath(file) ? file : quoted(file) }

  func domain(_ domain: Domain) -> String {
    switch domain {
    case .errno: "errno"
    case .range(let range): "\(range.lowerBound)...\(range.upperBound)"
    case .values(let set): "{\(set.values.map(String.init).joined(separator: ", "))}"
    case .pointer(let pool): "\(name(pool))*"
    case .pointerOrError(let pool, let lowest): "\(name(pool))* or \(lowest)"
    }
  }

  func local(_ local: Local) -> String { "\(name(local.name)): \(domain(local.domain))" }

  /// ` @file:line`, or nothing.
  func place(_ place: SourcePlace?) -> String {
    guard style == .complete, let place else { return "" }
    return " @\(file(place.file)):\(place.line)"
  }

  /// `head{a, b}tail` on one line, or with a line for each entry.
  mutating func list(_ head: String, _ entries: [String], _ tail: String) {
    let length = entries.reduce(head.utf8.count + tail.utf8.count + 2 * depth) { $0 + $1.utf8.count + 2 }
    guard length > TextPrinter.width else {
      return line("\(head){\(entries.joined(separator: ", "))}\(tail)")
    }
    line("\(head){")
    indented { printer in
      for (index, entry) in entries.enumerated() {
        printer.line(entry + (index < entries.count - 1 ? "," : ""))
      }
    }
    line("}\(tail)")
  }
}
