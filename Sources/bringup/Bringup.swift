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
    var command: ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      exit(withError: error)
    }
    guard let statusCommand = command as? any StatusCommand else {
      // The root itself, or ArgumentParser's own command for a subcommand's help: both print by failing.
      do { try command.run() } catch { exit(withError: error) }
      Process.end(.holds)
    }
    do {
      Process.end(try statusCommand.execute())
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
