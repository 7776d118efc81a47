/// What the caller of the parser knows beside the text.
public struct ParseOptions: Sendable {
  /// The kernel's configuration: `CONFIG_X` with `y`, `m`, `n` or another value. A symbol that is not in it
  /// is taken as `y`, and the file lists that as an assumption.
  public var configuration: [String: String]
  /// Macros defined in other files. A definition in the file itself goes before them.
  public var macros: [CMacro]
  /// Names of macros that are not expanded, though a definition is known: they stay identifiers and calls.
  public var keep: Set<String>
  /// Names that are types though the file has no `typedef` for them.
  public var types: Set<String>
  public var limits: ParseLimits

  public init(
    configuration: [String: String] = [:], macros: [CMacro] = [], keep: Set<String> = [],
    types: Set<String> = [], limits: ParseLimits = ParseLimits()
  ) {
    self.configuration = configuration
    self.macros = macros
    self.keep = keep
    self.types = types
    self.limits = limits
  }
}

/// Why a file was not parsed at all.
public enum CParseError: Error, Hashable, Sendable, CustomStringConvertible {
  case fileTooLarge(path: String, bytes: Int, limit: Int)

  public var description: String {
    switch self {
    case .fileTooLarge(let path, let bytes, let limit):
      "\(path) has \(bytes) bytes, more than the \(limit) that are read; raise ParseLimits.fileBytes."
    }
  }
}
