#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder of our own that is gone, with all that is in it, when nobody needs it any more. Signals that end
/// the process wait until then: whoever works with it asks `Interruption` from time to time.
final class ScratchFolder {
  /// With a slash at its end.
  let path: String

  init() throws(CommandFailure) {
    Interruption.watch()
    let base = Process.environment("TMPDIR") ?? "/tmp"
    var template = Array("\(base)/bringup.\(String(repeating: "X", count: 6))".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .environment("no folder can be made in \(base): \(Process.describe(errno)); set TMPDIR.")
    }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } + "/"
  }

  deinit { ScratchFolder.remove(path) }

  func write(_ bytes: [UInt8], to name: String) throws(CommandFailure) {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += part + "/"
      mkdir(folder, 0o700)
    }
    let descriptor = open(path + name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(name, errno) }
    defer { close(descriptor) }
    if let error = Stream(descriptor: descriptor).write(bytes) { throw failure(name, error) }
  }

  private func failure(_ name: String, _ error: Int32) -> CommandFailure {
    .environment("\(path)\(name) can't be written: \(Process.describe(error)).")
  }

  /// Removes a folder with all that is in it; links are removed and not followed.
  private static func remove(_ folder: String) {
    guard let stream = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    closedir(stream)
    for name in names where unlink(folder + name) != 0 { remove(folder + name + "/") }
    rmdir(folder)
  }
}
