import KernelC

/// The headers that the files of a tree include, parsed once each.
final class TreeHeaders {
  /// Headers that one file includes, directly or not; a file of Linux 6.12 has some 800.
  static let maximumHeaders = 4000

  private let files: TreeFiles
  private let options: ParseOptions
  /// By path; nil for those that can't be parsed.
  private var parsed: [String: CFile?] = [:]
  /// By architecture, folder of the includer, and path.
  private var resolved: [[String]: String?] = [:]

  init(_ files: TreeFiles, options: ParseOptions) {
    self.files = files
    self.options = options
  }

  /// All headers that the file includes, nearer ones first. What is in no place where a kernel's build looks
  /// is left out: generated headers, those of other architectures.
  func closure(of file: CFile) -> [CFile] {
    let architecture = TreeHeaders.architecture(of: file.path)
    var headers: [CFile] = []
    var seen: Set<String> = [file.path]
    var waiting = [file]
    var next = 0
    while next < waiting.count, headers.count < TreeHeaders.maximumHeaders {
      let includer = waiting[next]
      next += 1
      for include in includer.includes {
        guard let path = resolve(include, from: includer.path, architecture), seen.insert(path).inserted,
          let header = header(path)
        else { continue }
        headers.append(header)
        waiting.append(header)
      }
    }
    return headers
  }

  private func header(_ path: String) -> CFile? {
    if let known = parsed[path] { return known }
    // One that is too large or no plain file is left out: it is only a help.
    let text = (try? files.text(path)) ?? nil
    let header = text.flatMap { try? CSourceFile.parse($0, path: path, options: options) }
    parsed[path] = .some(header)
    return header
  }

  private func resolve(_ include: CInclude, from path: String, _ architecture: String) -> String? {
    let folder = include.isSystem ? "" : String(path[...(path.lastIndex(of: "/") ?? path.startIndex)])
    let key = [architecture, folder, include.path]
    if let known = resolved[key] { return known }
    let place = search(for: include.path, folder, architecture)
    resolved[key] = .some(place)
    return place
  }

  /// - Parameter folder: where the includer stands, with a slash at its end, if it looks there.
  private func search(for path: String, _ folder: String, _ architecture: String) -> String? {
    var places = folder.hasSuffix("/") ? [folder + path] : []
    for folder in [
      "arch/\(architecture)/include/", "include/", "arch/\(architecture)/include/uapi/", "include/uapi/",
    ] {
      places.append(folder + path)
    }
    if path.hasPrefix("asm/") { places.append("include/asm-generic/" + path.dropFirst(4)) }
    return places.lazy.compactMap { TreeHeaders.simplified($0) }.first { files.exists($0) }
  }

  /// Without `.` and `..`; nil if it leads out of the tree.
  private static func simplified(_ path: String) -> String? {
    guard path.contains("./") else { return path }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      guard part == ".." else {
        parts.append(part)
        continue
      }
      guard parts.popLast() != nil else { return nil }
    }
    return parts.joined(separator: "/")
  }

  /// The one that the file belongs to, else x86.
  private static func architecture(of path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "arch" ? String(parts[1]) : "x86"
  }
}
