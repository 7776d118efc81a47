#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

/// Ctrl-C asks for what is known so far, and so do a terminal that goes away and a request to end; a second
/// one ends the process at once.
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  static var hasHappened: Bool { flag.load(ordering: .relaxed) }

  /// A parent hands its mask of blocked signals down, and Foundation's `Process` on Linux blocks them all.
  private static func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in watched { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static let watched = [SIGINT, SIGTERM, SIGHUP]

  static func watch() {
    // Touched before the handler can run: a handler must not be the first to initialise a global.
    _ = hasHappened
    for number in watched {
      var action = sigaction()
      // What is called by nohup goes on when the terminal goes away.
      if number == SIGHUP, sigaction(number, nil, &action) == 0, isIgnored(action) { continue }
      action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = { _ in Interruption.flag.store(true, ordering: .relaxed) }
      #elseif canImport(Glibc)
        action.__sigaction_handler.sa_handler = { _ in Interruption.flag.store(true, ordering: .relaxed) }
      #else
        action.__sa_handler.sa_handler = { _ in Interruption.flag.store(true, ordering: .relaxed) }
      #endif
      action.sa_flags = Int32(truncatingIfNeeded: UInt32(bitPattern: Int32(truncatingIfNeeded: SA_RESETHAND)))
      sigaction(number, &action, nil)
    }
    unblock()
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #elseif canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sa_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Ends what works with files that have to be removed.
  static func check() throws(CommandFailure) {
    if hasHappened { throw .environment("interrupted before there was an answer.") }
  }
}
