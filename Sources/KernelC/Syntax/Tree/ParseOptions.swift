/// What the caller of the parser knows beside the text.
public struct ParseOptions: Sendable {
  /// The kernel's configuration: `CONFIG_X` with `y`, `m`, `n` or another value. A symbol that is not in it
  /// is taken as `y`, and the file lists that as an assumption.
  public var configuration: [String: String]
  /// The configuration is a whole one: a symbol that is not in it is not set, and nothing is assumed.
  public var isConfigurationWhole: Bool
  /// Macros defined in other files. A definition in the file itself goes before them.
  public var macros: [CMacro]
  /// Names of macros that are not expanded, though a definition is known: they stay identifiers and calls.
  public var keep: Set<String>
  /// Names that are types though the file has no `typedef` for them.
  public var types: Set<String>
  public var limits: ParseLimits

  public init(
    configuration: [String: String] = [:], isConfigurationWhole: Bool = false, macros: [CMacro] = [],
    keep: Set<String> = [],
    types: Set<String> = [], limits: ParseLimits = ParseLimits()
  ) {
    self.configuration = configuration
    self.isConfigurationWhole = isConfigurationWhole
    self.macros = macros
    self.keep = keep
    self.types = types
    self.limits = limits
  }
}

extension ParseOptions {
  /// The symbols of a `.config`, for `configuration`. Strings keep their quotation marks; lines that set
  /// nothing are passed over.
  public static func configuration(inDotConfig text: some Sequence<UInt8>) -> [String: String] {
    var result: [String: String] = [:]
    let lines = String(decoding: Array(text), as: UTF8.self).split { $0 == "\n" || $0 == "\r\n" }
    for line in lines {
      if line.hasPrefix("CONFIG_"), let equal = line.firstIndex(of: "=") {
        result[String(line[..<equal])] = String(line[line.index(after: equal)...])
      } else if line.hasPrefix("# CONFIG_"), line.hasSuffix(" is not set") {
        result[String(line.dropFirst(2).dropLast(11))] = "n"
      }
    }
    return result
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
