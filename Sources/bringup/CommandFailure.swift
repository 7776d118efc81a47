import Report

/// Why a command gives no answer, in one sentence, and the status that says so.
struct CommandFailure: Error {
  var status: ExitStatus
  var message: String

  /// The command line asks for something that does not exist.
  static func usage(_ message: String) -> CommandFailure { CommandFailure(status: .usage, message: message) }

  /// A file can't be read or makes no sense, or the system refuses something.
  static func environment(_ message: String) -> CommandFailure {
    CommandFailure(status: .failed, message: message)
  }
}
