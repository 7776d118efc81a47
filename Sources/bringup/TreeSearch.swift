#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds files of a kernel tree by what stands in them. It reads bytes and parses nothing, so that only the
/// few files that are of interest have to be parsed.
///
/// Symbolic links are not followed, so it ends and stays inside of the tree.
final class TreeSearch {
  /// Folders inside of each other.
  static let maximumDepth = 64
  /// Files of C in the tree; Linux 6.12 has 60,000.
  static let maximumFiles = 1_000_000

  private let files: TreeFiles
  /// Every file of C below the root, sorted.
  let paths: [String]
  /// Files that could not be read, or were too large.
  private(set) var unread: Set<String> = []
  private let buffer = ReadBuffer()

  init(_ files: TreeFiles) throws(CommandFailure) {
    self.files = files
    var found: [String] = []
    try TreeSearch.walk(files.root, "", depth: 0, into: &found)
    let known = Set(found)
    found += files.patchedPaths.filter { TreeSearch.isC($0) && !known.contains($0) }
    paths = found.sorted()
  }

  /// The files in which the word occurs, sorted.
  func paths(containing word: String) throws(CommandFailure) -> [String] {
    let search = WordSearch(word)
    var found: [String] = []
    for path in paths where try bytes(path).map(search.occurs) ?? false { found.append(path) }
    return found
  }

  /// For each of the names the files that seem to define a function of this name: one of their lines begins
  /// at the left edge and has the name before a bracket.
  func definitions(of names: Set<String>) throws(CommandFailure) -> [String: [String]] {
    guard !names.isEmpty else { return [:] }
    var found: [String: [String]] = [:]
    let wanted = NameSet(names)
    for path in paths {
      guard let bytes = try bytes(path) else { continue }
      for name in wanted.definitions(in: bytes) { found[name, default: []].append(path) }
    }
    return found
  }

  /// Files of several architectures in the order in which they are meant: x86, what is everybody's, others,
  /// and last what does not run in a kernel.
  static func preferred(_ paths: [String]) -> [String] {
    func rank(_ path: String) -> Int {
      if path.hasPrefix("arch/x86/um/") { return 3 }
      if path.hasPrefix("arch/x86/") { return 0 }
      if ["tools/", "scripts/", "Documentation/", "samples/"].contains(where: path.hasPrefix) { return 4 }
      return path.hasPrefix("arch/") ? 2 : 1
    }
    return paths.sorted { (rank($0), $0) < (rank($1), $1) }
  }

  private func bytes(_ path: String) throws(CommandFailure) -> UnsafeRawBufferPointer? {
    try Interruption.check()
    let bytes = files.bytes(path, into: buffer)
    // A patch may have removed it.
    if bytes == nil, files.exists(path) { unread.insert(path) }
    return bytes
  }

  private static func isC(_ path: String) -> Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }

  private static func walk(_ root: String, _ folder: String, depth: Int, into found: inout [String])
    throws(CommandFailure)
  {
    guard depth < maximumDepth else { return }
    guard let stream = opendir(root + folder) else {
      guard folder.isEmpty else { return }
      throw .environment("\(root) can't be read: \(Process.describe(errno)); give the root of a kernel tree.")
    }
    defer { closedir(stream) }
    var folders: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      var type = Int32(entry.pointee.d_type)
      if type == Int32(DT_UNKNOWN) { type = kind(of: root + folder + name) }
      if type == Int32(DT_DIR) {
        folders.append(folder + name + "/")
      } else if type == Int32(DT_REG), isC(name) {
        guard found.count < maximumFiles else {
          throw .environment(
            "\(root) has more than \(maximumFiles) files of C: give the root of a kernel tree.")
        }
        found.append(folder + name)
      }
    }
    for folder in folders { try walk(root, folder, depth: depth + 1, into: &found) }
  }

  /// Some file systems don't say what an entry is.
  private static func kind(of path: String) -> Int32 {
    var status = stat()
    guard lstat(path, &status) == 0 else { return Int32(DT_UNKNOWN) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return Int32(DT_DIR)
    case S_IFREG: return Int32(DT_REG)
    default: return Int32(DT_UNKNOWN)
    }
  }
}
