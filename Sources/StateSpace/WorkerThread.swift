#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread that runs one closure. The owner joins it exactly once.
///
/// Threads and not tasks: a worker computes for minutes without suspending, which would block the cooperative
/// pool.
struct WorkerThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: pthread_t

  init(_ run: @escaping @Sendable () -> Void) throws(SearchError) {
    let body = Unmanaged.passRetained(Body(run))
    #if canImport(Darwin)
      var thread: pthread_t?
      let status = pthread_create(&thread, nil, { Self.main($0) }, body.toOpaque())
    #else
      var thread = pthread_t()
      let status = pthread_create(&thread, nil, { Self.main($0!) }, body.toOpaque())
    #endif
    guard status == 0 else {
      body.release()
      throw .threadCreation(errorNumber: status)
    }
    #if canImport(Darwin)
      self.thread = thread!
    #else
      self.thread = thread
    #endif
  }

  func join() {
    pthread_join(thread, nil)
  }

  private static func main(_ body: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
    return nil
  }
}
