/// Where a piece of C stands: the file as its path was given, the line and column of its first byte, and its
/// bytes.
///
/// Lines and columns count from 1; a column counts bytes, and a tab is one byte. What a macro brought forth
/// stands where the macro was used, and names the macro; a macro's argument stands where it was written.
public struct CPlace: Hashable, Sendable {
  /// The file, and the macro if there is one: shared by all places that have both in common.
  let origin: COrigin
  let lower: UInt32
  let upper: UInt32
  let lineNumber: UInt32
  let columnNumber: UInt32

  /// The path of the file, as it was given to the parser.
  public var file: String { origin.file }
  /// The outermost macro whose expansion this came out of.
  public var macro: String? { origin.macro }
  public var line: Int { Int(lineNumber) }
  public var column: Int { Int(columnNumber) }
  /// The bytes of the file that this is made of.
  public var range: Range<Int> { Int(lower)..<Int(upper) }

  init(origin: COrigin, lower: UInt32, upper: UInt32, line: UInt32, column: UInt32) {
    self.origin = origin
    self.lower = lower
    self.upper = upper
    lineNumber = line
    columnNumber = column
  }

  public init(file: String, line: Int, column: Int, range: Range<Int>, macro: String? = nil) {
    self.init(
      origin: COrigin(file: file, macro: macro), lower: UInt32(clamping: range.lowerBound),
      upper: UInt32(clamping: range.upperBound), line: UInt32(clamping: line),
      column: UInt32(clamping: column))
  }

  /// The place that begins here and ends where `other` ends.
  func through(_ other: CPlace) -> CPlace {
    CPlace(
      origin: origin, lower: lower, upper: max(upper, other.upper), line: lineNumber, column: columnNumber)
  }
}

extension CPlace: CustomStringConvertible {
  /// `kernel/cpu.c:12:5`, as compilers print it.
  public var description: String {
    let position = "\(file):\(line):\(column)"
    guard let macro else { return position }
    return "\(position) (from \(macro))"
  }
}

/// The part of a place that many places share. It is never changed, so sharing it can't be seen.
final class COrigin: Hashable, Sendable {
  let file: String
  let macro: String?

  init(file: String, macro: String?) {
    self.file = file
    self.macro = macro
  }

  static func == (left: COrigin, right: COrigin) -> Bool {
    left === right || (left.file == right.file && left.macro == right.macro)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(macro)
  }
}
