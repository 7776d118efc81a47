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
  static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
    func failure(_ errorNumber: Int32) -> CommandFailure {
      .environment("\(path) can't be read: \(Process.describe(errorNumber)); check the path.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    // What the file says of its size is a guess: it may be a device, and it may grow.
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
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
