#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Report

/// A file descriptor to write to.
struct Stream: Sendable {
  var descriptor: Int32

  static let answer = Stream(descriptor: STDOUT_FILENO)
  static let rest = Stream(descriptor: STDERR_FILENO)

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal, nil if it is none or does not say.
  var columns: Int? {
    var size = winsize()
    guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func style(_ choice: ColorChoice) -> Style {
    Style(
      paints: choice.paints(
        noColor: Process.environment("NO_COLOR"), term: Process.environment("TERM"), isTerminal: isTerminal))
  }

  /// Writes all of `text`. A reader that went away is no error: it has read enough.
  /// - Returns: the error number of a write that failed.
  func write(_ text: String) -> Int32? {
    var text = text
    return text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
  }

  func write(_ bytes: [UInt8]) -> Int32? { bytes.withUnsafeBytes { write($0) } }

  private func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    var written = 0
    while written < bytes.count {
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      #elseif canImport(Glibc)
        let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      #else
        let count = Musl.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      #endif
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        return nil
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
