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
  private var scratch: ScratchFolder?
  /// Paths that a patch creates, changes or removes.
  private var patched: Set<String> = []
  /// What becomes of files that a patch takes away, and which one.
  private var removed: [String: (patch: String, removal: PatchPaths.Removal)] = [:]

  init(root: String, patches: [String]) throws(CommandFailure) {
    self.root = root.hasSuffix("/") ? root : root + "/"
    guard !patches.isEmpty else { return }
    for patch in patches {
      let paths = PatchPaths(try CSourceFile.text(patch, limit: CSourceFile.maximumBytes))
      guard !paths.touched.isEmpty else {
        throw .environment("\(patch) touches no file: give a patch as git format-patch writes it.")
      }
      patched.formUnion(paths.touched)
      for (path, removal) in paths.removed { removed[path] = (patch, removal) }
    }
    let scratch = try ScratchFolder()
    self.scratch = scratch
    for path in patched.sorted() where access(self.root + path, F_OK) == 0 {
      let bytes = try BoundedFile.read(self.root + path, limit: CSourceFile.maximumBytes)
      guard bytes.count <= CSourceFile.maximumBytes else {
        throw .environment("\(path) has more than \(CSourceFile.maximumBytes) bytes: it can't be patched.")
      }
      try scratch.write(bytes, to: path)
    }
    for patch in patches { try apply(patch, in: scratch) }
  }

  /// The text of a file, nil if there is none.
  func text(_ path: String) throws(CommandFailure) -> String? {
    try Interruption.check()
    guard !path.split(separator: "/").contains("..") else {
      throw .environment("\(path) leads out of the tree.")
    }
    let full = folder(of: path) + path
    guard access(full, F_OK) == 0 else { return nil }
    return try CSourceFile.text(full, limit: CSourceFile.maximumBytes)
  }

  /// Paths that a patch creates, changes or removes, sorted.
  var patchedPaths: [String] { patched.sorted() }

  /// Whether there is such a file.
  func exists(_ path: String) -> Bool { access(folder(of: path) + path, F_OK) == 0 }

  /// Why a file that is needed is not there.
  func absence(of path: String) -> CommandFailure {
    guard let (patch, removal) = removed[path] else {
      return .environment("\(root) has no \(path): give the root of a kernel tree.")
    }
    switch removal {
    case .deleted: return .environment("\(patch) deletes \(path), which is needed.")
    case .renamed(let new): return .environment("\(patch) renames \(path), which is needed, to \(new).")
    }
  }

  /// The bytes of a file, in the buffer until the next call; nil if it is no plain file, can't be read, or
  /// has more than `ReadBuffer.maximumBytes`.
  func bytes(_ path: String, into buffer: ReadBuffer) -> UnsafeRawBufferPointer? {
    buffer.read(folder(of: path) + path)
  }

  private func folder(of path: String) -> String { patched.contains(path) ? scratch?.path ?? root : root }

  private func apply(_ patch: String, in scratch: ScratchFolder) throws(CommandFailure) {
    let absolute = patch.hasPrefix("/") ? patch : Process.currentFolder + "/" + patch
    let (status, said) = try Process.run(
      "git", ["-C", scratch.path, "apply", "--whitespace=nowarn", absolute],
      environment: ["GIT_CEILING_DIRECTORIES=\(scratch.path)", "GIT_DIR=/dev/null", "LC_ALL=C"])
    try Interruption.check()
    guard status == 0 else {
      let reason = said.split(whereSeparator: \.isNewline).first.map(String.init) ?? "git apply failed"
      throw .environment("\(patch) does not apply to \(root): \(reason)")
    }
  }
}
