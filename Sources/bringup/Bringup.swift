import ArgumentParser
import Report

/// The command line: parses, calls one function, renders.
@main
struct Bringup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bringup",
    abstract: "Checks the code that brings CPUs up and takes them down again, within bounds that it states.",
    discussion: """
      Exit status: 0 holds (or everything as recorded), 1 violated, 2 inconclusive, 3 the tool or its environment \
      failed, 4 everything asked for was skipped, 64 bad usage.
      """,
    subcommands: [
      CheckCommand.self, CasesCommand.self, LadderCommand.self, RunCommand.self, ShowCommand.self,
      CallbacksCommand.self,
      ExportCommand.self,
    ])

  /// ArgumentParser would report every error that is thrown as status 1, which here means a counterexample.
  static func main() {
    BrokenPipe.isNoSignal()
    let command: ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      exit(withError: error)
    }
    guard let command = command as? any StatusCommand else {
      // Only the root itself: it prints its help.
      exit(withError: CleanExit.helpRequest(self))
    }
    do {
      Process.end(try command.execute())
    } catch {
      Diagnostics.complain(error.message)
      Process.end(error.status)
    }
  }
}

/// A subcommand whose answer is an exit status.
protocol StatusCommand: ParsableCommand {
  func execute() throws(CommandFailure) -> ExitStatus
}

extension StatusCommand {
  /// ArgumentParser's own way in, for those who call `parseAsRoot().run()`.
  func run() throws {
    let status = try execute()
    if status != .holds { throw ExitCode(status.rawValue) }
  }
}
