import Testing

@testable import KernelC

/// Reads a piece of C and tells it as an outline.
enum Reading {
  static func file(
    _ text: String, _ options: ParseOptions = ParseOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> CFile {
    try CFile(parsing: text, path: "test.c", options: options)
  }

  /// The items of a file, one outline each.
  static func items(_ text: String, _ options: ParseOptions = ParseOptions()) throws -> [String] {
    try file(text, options).items.map(COutline.of)
  }

  /// The statements of a function's body.
  static func statements(_ text: String, _ options: ParseOptions = ParseOptions()) throws -> [CStatement] {
    let file = try file("void f(void)\n{\n\(text)\n}\n", options)
    let function = try #require(file.functions.last)
    guard case .compound(let statements) = function.body.kind else { return [] }
    return statements
  }

  static func body(_ text: String, _ options: ParseOptions = ParseOptions()) throws -> [String] {
    try statements(text, options).map(COutline.of)
  }

  /// The one expression that is a statement.
  static func expression(_ text: String, _ options: ParseOptions = ParseOptions()) throws -> String {
    let statements = try statements(text + ";", options)
    let statement = try #require(statements.first)
    #expect(statements.count == 1)
    return COutline.of(statement)
  }

  /// The reasons of everything opaque in the file.
  static func reasons(_ text: String, _ options: ParseOptions = ParseOptions()) throws -> [String] {
    let file = try file(text, options)
    return (file.opaque + file.functions.flatMap(\.opaque)).map { "\($0.text): \($0.reason)" }
  }
}

/// One small piece of C and its outline.
struct Sample: CustomTestStringConvertible, Sendable {
  let text: String
  let outline: String

  init(_ text: String, _ outline: String) {
    self.text = text
    self.outline = outline
  }

  var testDescription: String { text }
}
