import ArgumentParser

/// The options that say when a search gives up.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Store at most this many states for each variant.", valueName: "n"))
  var maxStates: Int?

  @Option(
    help: ArgumentHelp(
      "Storage for states, such as 4G; three quarters of the memory by default.", valueName: "size"))
  var memory: MemorySize?

  @Option(help: ArgumentHelp("End the whole run after this time.", valueName: "seconds"))
  var timeout: Double?

  @Option(help: ArgumentHelp("Workers of a search; as many as there are CPUs by default.", valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let maxStates, maxStates < 1 {
      throw ValidationError("--max-states takes a number of states from 1, not \(maxStates).")
    }
    if let timeout, !(timeout > 0 && timeout <= LimitOptions.longestTimeout) {
      throw ValidationError("--timeout takes a number of seconds above 0, at most ten years, not \(timeout).")
    }
    if let jobs, !(1...LimitOptions.maximumJobs).contains(jobs) {
      throw ValidationError("--jobs takes 1 to \(LimitOptions.maximumJobs) workers, not \(jobs).")
    }
  }

  static let maximumJobs = 1024
  private static let longestTimeout = 86_400.0 * 3650

  var workers: Int { jobs ?? min(Process.onlineCPUs, LimitOptions.maximumJobs) }
  /// Without a limit the kernel would end the process in the middle of a search; a limit ends it with an
  /// answer.
  var bytes: Int { memory?.bytes ?? Process.memory / 4 * 3 }
}
