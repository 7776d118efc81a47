import KernelC

/// Reads and parses a file of C.
enum CSourceFile {
  static let maximumBytes = 8 << 20

  /// - Parameter onlyPlain: false for what may as well come out of a pipe.
  static func text(_ path: String, limit: Int, onlyPlain: Bool = true) throws(CommandFailure) -> String {
    let bytes = try BoundedFile.read(path, limit: limit, onlyPlain: onlyPlain)
    guard bytes.count <= limit else {
      throw .environment("\(path) has more than the \(limit) bytes that are read of a C file.")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func parse(
    _ text: String, path: String, options: ParseOptions = ParseOptions()
  ) throws(CommandFailure) -> CFile {
    do {
      return try CFile(parsing: text, path: path, options: options)
    } catch {
      throw .environment("\(error)")
    }
  }
}
