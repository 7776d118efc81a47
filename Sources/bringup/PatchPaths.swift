/// The files that a patch touches, from the lines by which git, diff and quilt name them. What stands in a
/// hunk is text and names nothing.
struct PatchPaths {
  /// What becomes of a file that is no longer there.
  enum Removal: Equatable {
    case deleted
    case renamed(to: String)
  }

  /// Everything that is created, changed, removed, or copied from.
  private(set) var touched: Set<String> = []
  private(set) var removed: [String: Removal] = [:]

  /// The name behind the last `diff --git`, if it is the same on both sides.
  private var name: String?
  private var renamedFrom: String?
  private var old: String?
  /// Lines of the hunk that are still to come, of the old file and of the new one.
  private var (oldLines, newLines) = (0, 0)

  init(_ patch: String) {
    let lines = patch.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for line in lines { read(line) }
  }

  private mutating func read(_ line: Substring) {
    if oldLines > 0 || newLines > 0, line.first != "@" {
      if line.first != "+" && line.first != "\\" { oldLines -= 1 }
      if line.first != "-" && line.first != "\\" { newLines -= 1 }
      return
    }
    let rest = { (prefix: String) -> Substring? in
      line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : nil
    }
    if let names = rest("diff --git ") {
      (renamedFrom, old) = (nil, nil)
      name = PatchPaths.commonName(names)
      if let name { touch(name) }
    } else if line.hasPrefix("deleted file mode "), let name {
      removed[name] = .deleted
    } else if let path = rest("rename from ") {
      renamedFrom = PatchPaths.unquoted(path)
      touch(renamedFrom!)
    } else if let path = rest("rename to ") {
      let path = PatchPaths.unquoted(path)
      touch(path)
      if let renamedFrom { removed[renamedFrom] = .renamed(to: path) }
    } else if let path = rest("copy from ") ?? rest("copy to ") {
      touch(PatchPaths.unquoted(path))
    } else if let path = rest("--- ") {
      old = PatchPaths.file(path)
      if let old { touch(old) }
    } else if let path = rest("+++ ") {
      if let path = PatchPaths.file(path) { touch(path) } else if let old { removed[old] = .deleted }
    } else if line.hasPrefix("@@ ") {
      readHunk(line)
    }
  }

  /// `@@ -12,3 +12,4 @@`; without a number of lines there is one.
  private mutating func readHunk(_ line: Substring) {
    let words = line.split(separator: " ")
    func lines(_ index: Int) -> Int {
      guard index < words.count else { return 0 }
      let parts = words[index].dropFirst().split(separator: ",")
      return parts.count > 1 ? Int(parts[1]) ?? 0 : 1
    }
    (oldLines, newLines) = (lines(1), lines(2))
  }

  private mutating func touch(_ path: String) {
    if !path.hasPrefix("/"), !path.isEmpty, !path.split(separator: "/").contains("..") {
      touched.insert(path)
    }
  }

  /// `a/NAME b/NAME`, where the names are the same.
  private static func commonName(_ names: Substring) -> String? {
    if names.first == "\"" {
      return file(names[...(names.dropFirst().firstRange(of: "\" ")?.lowerBound ?? names.startIndex)])
    }
    let middle = names.index(names.startIndex, offsetBy: names.count / 2)
    guard names[middle] == " " else { return nil }
    let (first, second) = (names[..<middle].dropFirst(2), names[middle...].dropFirst(3))
    return first == second ? String(first) : nil
  }

  /// The name without its first folder, nil for `/dev/null`.
  private static func file(_ text: Substring) -> String? {
    let path = unquoted(text.prefix { $0 != "\t" && $0 != "\r" })
    guard path != "/dev/null", let slash = path.firstIndex(of: "/"), slash != path.startIndex else {
      return nil
    }
    return String(path[path.index(after: slash)...])
  }

  /// Git writes names with special characters as strings of C.
  private static func unquoted(_ text: Substring) -> String {
    let text = text.last == "\r" ? text.dropLast() : text
    guard text.first == "\"", text.last == "\"", text.count >= 2 else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.dropFirst().dropLast().utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch escaped {
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "0")...UInt8(ascii: "3"):
        var value = Int(escaped - UInt8(ascii: "0"))
        for _ in 0..<2 { if let digit = rest.popFirst() { value = value * 8 + Int(digit & 7) } }
        bytes.append(UInt8(truncatingIfNeeded: value))
      default: bytes.append(escaped)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
