#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where the answer goes: to stdout, or to a file that the user names.
struct Output {
  private let stream: Stream
  private let path: String?

  /// Opens the file before any work is done, so that hours of search don't end at a path that can't be
  /// written.
  init(path: String?) throws(CommandFailure) {
    self.path = path
    guard let path else {
      stream = .answer
      return
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .environment("\(path) can't be written: \(Process.describe(errno)); give another --output.")
    }
    stream = Stream(descriptor: descriptor)
  }

  var target: Stream { stream }

  func write(_ text: String) throws(CommandFailure) {
    guard let errorNumber = stream.write(text) else { return }
    let what = path ?? "the standard output"
    throw .environment("\(what) can't be written: \(Process.describe(errorNumber)).")
  }
}
