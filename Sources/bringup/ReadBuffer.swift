#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory that one file after the other is read into, so that a search through tens of thousands of files
/// does not allocate for each.
final class ReadBuffer {
  /// Larger files are left out; the largest of Linux 6.12 has 22 MB.
  static let maximumBytes = 64 << 20

  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

  deinit { memory.deallocate() }

  /// The bytes of a plain file, until the next call; nil if there is none, it can't be read or is too large.
  func read(_ path: String) -> UnsafeRawBufferPointer? {
    // Neither a link nor a pipe: a tree may hold anything.
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= ReadBuffer.maximumBytes
    else { return nil }
    grow(to: Int(status.st_size))
    var count = 0
    while count < Int(status.st_size) {
      #if canImport(Darwin)
        let more = Darwin.read(descriptor, memory.baseAddress! + count, Int(status.st_size) - count)
      #elseif canImport(Glibc)
        let more = Glibc.read(descriptor, memory.baseAddress! + count, Int(status.st_size) - count)
      #else
        let more = Musl.read(descriptor, memory.baseAddress! + count, Int(status.st_size) - count)
      #endif
      if more == 0 { break }
      if more > 0 {
        count += more
      } else if errno != EINTR {
        return nil
      }
    }
    return UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  private func grow(to count: Int) {
    guard memory.count < count else { return }
    memory.deallocate()
    memory = .allocate(byteCount: max(count, 2 * memory.count), alignment: 16)
  }
}
