import StateSpace

/// The words of the notation, and when a name has to be quoted because of them.
enum TextWords {
  /// Words that begin something where a name could stand as well.
  static let reserved: Set<String> = [
    "atomic", "break", "choose", "context", "continue", "crash", "dispatch", "else", "errno", "event",
    "finding", "for", "ghost", "global", "goto", "if", "local", "model", "option", "pool", "predicate",
    "primitive", "procedure", "require", "return", "sequenced", "shared", "while",
  ]

  /// Words that are operators if a parenthesis follows.
  static func isFunction(_ word: String) -> Bool {
    ["cpu", "current", "first", "global", "in_interrupt", "local", "unreferenced", "weight"].contains(word)
      || isTruncation(word)
  }

  /// `s32`, `u8`: whatever its width, it is none of the model's own names.
  static func isTruncation(_ word: String) -> Bool {
    let letters = word.utf8
    guard let first = letters.first, letters.count > 1 else { return false }
    return (first == UInt8(ascii: "s") || first == UInt8(ascii: "u"))
      && letters.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// Bytes of a file's name that need no quotes.
  static func isPathByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }

  /// Whether the name of a file needs no quotes. Two slashes in front would be a comment.
  static func isPath(_ file: String) -> Bool {
    !file.isEmpty && !file.hasPrefix("//") && file.utf8.allSatisfy(isPathByte)
  }

  /// What stands between quotes. Everything that would not show, or would change how its line shows, is
  /// escaped.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += ["\\", scalar]
      case "\n": result += "\\n".unicodeScalars
      case "\r": result += "\\r".unicodeScalars
      case "\t": result += "\\t".unicodeScalars
      case " "..."~": result.append(scalar)
      default:
        if isHarmless(scalar) {
          result.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars
        }
      }
    }
    return String(result)
  }

  /// A name without quotes for people. Only what would upset a terminal is escaped.
  static func bare(_ name: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      if scalar == " " || isHarmless(scalar) {
        result.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars
      }
    }
    return String(result)
  }

  /// The beginning of a text, for an error message that stays on one line.
  static func shortened(_ text: String) -> String {
    let limit = 40
    let start = text.unicodeScalars.prefix(limit)
    return escaped(String(start)) + (start.endIndex == text.unicodeScalars.endIndex ? "" : "...")
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
    default: true
    }
  }

  // The tables below are read in both directions, so that printer and parser can't disagree.

  static let agencies: [(word: String, agency: Agency)] = [
    ("kernel", .kernel), ("hardware", .hardware), ("environment", .environment), ("fault", .fault),
  ]

  static let kinds: [(word: String, kind: Context.Kind)] = [
    ("task", .task), ("cpuhp_thread", .hotplugThread), ("idle", .idle), ("stopper", .stopper),
    ("interrupt", .interrupt), ("agent", .agent),
  ]

  static let storages: [(word: String, storage: Variable.Storage)] = [
    ("shared", .shared), ("sequenced", .sequenced), ("ghost", .ghost),
  ]
}
