import KernelC

/// The text of a C file, to quote from.
struct CFileText: Sendable {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// An expression as it is written, on one line.
  subscript(expression: CExpression) -> String {
    let range = expression.place.range.clamped(to: bytes.indices)
    let text = String(decoding: bytes[range], as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
