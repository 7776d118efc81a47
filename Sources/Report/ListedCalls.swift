import KernelC

/// The calls of a function as they are written, so that one whose arguments the program does not have can be
/// shown with them.
struct ListedCalls {
  private let calls: [CNamedCall]

  init(_ body: CStatement) { calls = body.namedCalls }

  /// The only call of this name that begins on the line, or nil.
  func text(_ name: String, on line: Int) -> String? {
    let found = calls.filter { $0.name == name && $0.place.line == line }
    let texts = Set(found.map(ListedCalls.text))
    return texts.count == 1 ? texts.first : nil
  }

  /// The call at this place.
  func text(_ name: String, at place: CPlace) -> String {
    let found = calls.first { $0.name == name && $0.place == place }
    return found.map(ListedCalls.text) ?? name
  }

  private static func text(_ call: CNamedCall) -> String {
    let text = "\(call.name)(\(call.arguments.map { CPrinter.text(of: $0) }.joined(separator: ", ")))"
    return Wording.clipped(text.split(whereSeparator: \.isNewline).joined(separator: " "), 100)
  }
}
