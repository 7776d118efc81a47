#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Report

/// What the executable knows of the process that it is.
enum Process {
  static func end(_ status: ExitStatus) -> Never { exit(status.rawValue) }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func describe(_ errorNumber: Int32) -> String { String(cString: strerror(errorNumber)) }

  static var onlineCPUs: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Bytes of main memory.
  static var memory: Int {
    let (pages, size) = (Int(sysconf(Int32(_SC_PHYS_PAGES))), Int(sysconf(Int32(_SC_PAGESIZE))))
    return pages > 0 && size > 0 ? pages * size : .max
  }
}

/// A reader that went away (`bringup ladder | head`) is no failure.
enum BrokenPipe {
  static func isNoSignal() { signal(SIGPIPE, SIG_IGN) }
}
