import ArgumentParser
import Catalogue
import Report

/// `bringup cases`.
struct CasesCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases",
    abstract: "List the cases with their questions, variants, parameters and cells.")

  @Argument(help: ArgumentHelp("Only these cases.", valueName: "case"))
  var names: [String] = []

  @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  func execute() throws(CommandFailure) -> ExitStatus {
    let selection = try Selection(names)
    let output = try Output(path: nil)
    let layout = TextLayout(width: output.target.columns ?? 100, style: output.target.style(color))
    try output.write(CaseList(cases: selection.parts.map(\.subject)).text(layout))
    return .of([.holds] + selection.complain())
  }
}
