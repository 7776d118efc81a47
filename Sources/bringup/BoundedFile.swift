#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads files that may be anything: another file than the user meant, a device, gigabytes.
enum BoundedFile {
  /// The bytes of a file, or one byte more than `limit` of them if it is longer: enough to tell that it is.
  ///
  /// - Parameter onlyPlain: refuse what is no plain file. Of a pipe that nobody writes to, or a terminal, the
  ///   first byte may never come.
  static func read(_ path: String, limit: Int, onlyPlain: Bool = false) throws(CommandFailure) -> [UInt8] {
    func failure(_ errorNumber: Int32) -> CommandFailure {
      .environment("\(path) can't be read: \(Process.describe(errorNumber)); check the path.")
    }
    // Without waiting for somebody who writes.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (onlyPlain ? O_NONBLOCK : 0))
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    // What the file says of its size is a guess: it may be a device, and it may grow.
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    let kind = isKnown ? status.st_mode & S_IFMT : 0
    guard !onlyPlain || kind == S_IFREG else {
      throw .environment("\(path) is \(kind == S_IFDIR ? "a folder" : "no plain file"): give a file of C.")
    }
    let size = isKnown ? Int(status.st_size) : 0
    var bytes = [UInt8](repeating: 0, count: min(limit, max(0, size)) + 1)
    var count = 0
    while true {
      if count == bytes.count {
        guard count <= limit else { break }
        bytes += [UInt8](repeating: 0, count: min(count + 4096, limit + 1 - count))
      }
      let more = bytes.withUnsafeMutableBytes { buffer in
        #if canImport(Darwin)
          Darwin.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        #elseif canImport(Glibc)
          Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        #else
          Musl.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        #endif
      }
      if more == 0 { break }
      if more > 0 {
        count += more
      } else if errno != EINTR || Interruption.hasHappened {
        throw failure(errno)
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
