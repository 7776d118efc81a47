#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Names of functions, to be looked for in the bytes of a file.
struct NameSet {
  private let names: [[UInt8]: String]
  private let lengths: Set<Int>

  init(_ names: Set<String>) {
    self.names = Dictionary(uniqueKeysWithValues: names.map { (Array($0.utf8), $0) })
    lengths = Set(names.map(\.utf8.count))
  }

  /// The names before which a line begins at the left edge, and behind which a bracket opens.
  func definitions(in bytes: UnsafeRawBufferPointer) -> Set<String> {
    var found: Set<String> = []
    var position = 0
    let end = bytes.count
    guard let base = bytes.baseAddress else { return [] }
    while position < end,
      let bracket = memchr(base + position, Int32(UInt8(ascii: "(")), end - position)
    {
      let opening = base.distance(to: UnsafeRawPointer(bracket))
      position = opening + 1
      var start = opening
      while start > 0, NameSet.isWord(bytes[start - 1]) { start -= 1 }
      guard lengths.contains(opening - start), let name = names[Array(bytes[start..<opening])] else {
        continue
      }
      var line = start
      while line > 0, bytes[line - 1] != UInt8(ascii: "\n") { line -= 1 }
      let first = bytes[line]
      if NameSet.isWord(first) || first == UInt8(ascii: "*") { found.insert(name) }
    }
    return found
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
