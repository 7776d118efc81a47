import ArgumentParser
import Ladder
import Report

/// `bringup ladder`.
struct LadderCommand: StatusCommand {
  enum Kernel: String, ExpressibleByArgument, CaseIterable {
    case linux6dot1 = "6.1"
    case linux6dot12 = "6.12"

    var builtIn: BuiltInKernel {
      switch self {
      case .linux6dot1: .linux6dot1
      case .linux6dot12: .linux6dot12
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "ladder",
    abstract: "Print a ladder: the hotplug states of a kernel in order.",
    discussion:
      "Without a file, the built-in ladder. With one, also where its order differs from the built-in one.")

  @Argument(help: ArgumentHelp("A dump of hotplug/states, or a cpuhotplug.h.", valueName: "file"))
  var file: String?

  @Flag(help: "Read the ladder of the running kernel.")
  var running = false

  @Option(help: ArgumentHelp("The built-in kernel to print, or to compare with.", valueName: "6.1|6.12"))
  var kernel: Kernel?

  @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  func validate() throws {
    if running, file != nil { throw ValidationError("give a file or --running, not both.") }
  }

  func execute() throws(CommandFailure) -> ExitStatus {
    let path = file ?? (running ? LadderFile.running : nil)
    let ladder = try path.map { path throws(CommandFailure) in try LadderFile.read(path) }
    let output = try Output(path: nil)
    let layout = TextLayout(width: output.target.columns ?? 100, style: output.target.style(color))
    let builtIn = Ladder.builtIn(kernel?.builtIn ?? .nearest(to: ladder))
    let list = LadderList(ladder: ladder ?? builtIn, comparedWith: ladder == nil ? nil : builtIn)
    try output.write(list.text(layout))
    return .holds
  }
}

extension BuiltInKernel {
  /// The kernel that a ladder was laid over, else the built-in one from which it differs least.
  fileprivate static func nearest(to ladder: Ladder?) -> BuiltInKernel {
    guard let ladder else { return .linux6dot12 }
    if let own = BuiltInKernel(rawValue: ladder.origin.kernel) { return own }
    return allCases.min {
      ladder.differences(from: .builtIn($0)).count < ladder.differences(from: .builtIn($1)).count
    } ?? .linux6dot12
  }
}
