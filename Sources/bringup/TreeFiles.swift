#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of a kernel tree as they are with patches applied. Nothing is written into the tree: the files
/// that the patches touch are copied to a folder of their own, and `git apply` works there.
final class TreeFiles {
  let root: String
  private var scratch: String?
  /// Paths that a patch creates, changes or removes.
  private var patched: Set<String> = []

  init(root: String, patches: [String]) throws(CommandFailure) {
    self.root = root.hasSuffix("/") ? root : root + "/"
    guard !patches.isEmpty else { return }
    var touched: [[String]] = []
    for patch in patches {
      let text = try CSourceFile.text(patch, limit: CSourceFile.maximumBytes)
      let paths = TreeFiles.touchedPaths(text)
      guard !paths.isEmpty else {
        throw .environment("\(patch) touches no file: give a patch as git format-patch writes it.")
      }
      touched.append(paths)
    }
    patched = Set(touched.flatMap { $0 })
    scratch = try TreeFiles.makeFolder()
    for path in patched.sorted() {
      guard let text = try readBelow(self.root, path) else { continue }
      try write(text, to: path)
    }
    for patch in patches { try apply(patch) }
  }

  deinit { removeScratch() }

  /// The text of a file, nil if there is none.
  func text(_ path: String) throws(CommandFailure) -> String? {
    if patched.contains(path), let scratch { return try readBelow(scratch, path) }
    return try readBelow(root, path)
  }

  /// Paths that a patch creates, changes or removes, sorted.
  var patchedPaths: [String] { patched.sorted() }

  /// Whether there is such a file.
  func exists(_ path: String) -> Bool {
    if patched.contains(path), let scratch { return access(scratch + path, F_OK) == 0 }
    return access(root + path, F_OK) == 0
  }

  /// The bytes of a file, in the buffer until the next call; nil if it is no plain file, can't be read, or
  /// has more than `ReadBuffer.maximumBytes`.
  func bytes(_ path: String, into buffer: ReadBuffer) -> UnsafeRawBufferPointer? {
    let folder = patched.contains(path) ? scratch ?? root : root
    return buffer.read(folder + path)
  }

  private func readBelow(_ folder: String, _ path: String) throws(CommandFailure) -> String? {
    guard !path.split(separator: "/").contains("..") else {
      throw .environment("\(path) leads out of the tree.")
    }
    guard access(folder + path, F_OK) == 0 else { return nil }
    return try CSourceFile.text(folder + path, limit: CSourceFile.maximumBytes)
  }

  /// The paths behind `+++ b/` and `--- a/`.
  static func touchedPaths(_ patch: String) -> [String] {
    var paths: Set<String> = []
    for line in patch.split(whereSeparator: \.isNewline) {
      for prefix in ["+++ b/", "--- a/"] where line.hasPrefix(prefix) {
        let rest = line.dropFirst(prefix.count)
        paths.insert(String(rest.prefix { $0 != "\t" }))
      }
    }
    return paths.filter { !$0.split(separator: "/").contains("..") && !$0.hasPrefix("/") }.sorted()
  }

  private func write(_ text: String, to path: String) throws(CommandFailure) {
    let full = scratch! + path
    var folder = scratch!
    for part in path.split(separator: "/").dropLast() {
      folder += part + "/"
      mkdir(folder, 0o700)
    }
    let descriptor = open(full, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0, Stream(descriptor: descriptor).write(text) == nil else {
      throw .environment("\(full) can't be written: \(Process.describe(errno)).")
    }
    close(descriptor)
  }

  private func apply(_ patch: String) throws(CommandFailure) {
    let absolute = patch.hasPrefix("/") ? patch : Process.currentFolder + "/" + patch
    let (status, said) = try Process.run(
      "git", ["-C", scratch!, "apply", "--whitespace=nowarn", absolute],
      environment: ["GIT_CEILING_DIRECTORIES=\(scratch!)", "GIT_DIR=/dev/null", "LC_ALL=C"])
    guard status == 0 else {
      let reason = said.split(whereSeparator: \.isNewline).first.map(String.init) ?? "git apply failed"
      throw .environment("\(patch) does not apply to \(root): \(reason)")
    }
  }

  private static func makeFolder() throws(CommandFailure) -> String {
    let base = Process.environment("TMPDIR") ?? "/tmp"
    var template = Array("\(base)/bringup.\(String(repeating: "X", count: 6))".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .environment("no folder can be made in \(base): \(Process.describe(errno)); set TMPDIR.")
    }
    return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } + "/"
  }

  /// Removes what was written and what `git apply` made of it: both lie at paths that the patches name.
  private func removeScratch() {
    guard let scratch else { return }
    var folders: Set<String> = [""]
    for path in patched {
      unlink(scratch + path)
      var folder = ""
      for part in path.split(separator: "/").dropLast() {
        folder += part + "/"
        folders.insert(folder)
      }
    }
    for folder in folders.sorted(by: { $0.count > $1.count }) { rmdir(scratch + folder) }
  }
}
