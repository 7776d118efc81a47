import ArgumentParser
import Report
import Simulation

/// `bringup run`.
struct RunCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Execute the modelled hotplug core under a script and print what a kernel would.",
    discussion: """
      A script has one operation a line: online CPU, offline CPU, fail CPU STATE, target CPU STATE; before the \
      first, kernel 6.1|6.12, modules plain|kvm|virtio and cpus N set the system up. The output is in ftrace's \
      format; a run is the same every time, and with --seed one of its other schedules.
      """)

  /// A script is text that a person wrote: more than this is something else.
  static let maximumBytes = 1 << 20

  @Argument(help: ArgumentHelp("The script.", valueName: "script"))
  var script: String

  @Option(help: ArgumentHelp("Choose the schedule at random, from this seed.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Write the trace to this file.", valueName: "file"))
  var output: String?

  func execute() throws(CommandFailure) -> ExitStatus {
    let bytes = try BoundedFile.read(script, limit: RunCommand.maximumBytes)
    guard bytes.count <= RunCommand.maximumBytes else {
      throw .environment("\(script) is larger than \(RunCommand.maximumBytes) bytes; is it a script?")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .environment("\(script) is not UTF-8 text; is it a script?")
    }
    let parsed: Script
    do {
      parsed = try Script(parsing: text, file: script)
    } catch {
      throw .environment("\(error)")
    }
    let simulation: Simulation
    do {
      simulation = try Simulation(for: parsed)
    } catch {
      throw .environment("the simulated system can't be built: \(error)")
    }
    let output = try Output(path: output)
    let result = simulation.run(parsed, seed: seed)
    try output.write(result.traceText(of: parsed))
    switch result.end {
    case .finished: return .holds
    case .stuck, .crashed: return .violated
    case .tooLong: return .inconclusive
    }
  }
}
