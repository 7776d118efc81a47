import ArgumentParser
import Catalogue
import Ladder
import Report

/// `bringup check`.
struct CheckCommand: StatusCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, mail }

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Explore variants and give a verdict for each cell.",
    discussion: """
      Without a name, the whole catalogue is checked and compared with what is recorded for it. With names, the \
      truth is told: the status is 1 if any cell is violated, and counterexamples are shown.
      """)

  @Argument(
    help: ArgumentHelp(
      "A case, one variant of it, a C file, or a folder of C files.", valueName: "case[/variant]|file|folder")
  )
  var names: [String] = []

  @OptionGroup var bounds: BoundOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var limits: LimitOptions

  @Option(help: ArgumentHelp("Write text, json or mail.", valueName: "format"))
  var format: Format = .text

  @Option(help: ArgumentHelp("Write the answer to this file.", valueName: "file"))
  var output: String?

  @Flag(help: "Compare with the record, also when names are given.")
  var expect = false

  @Flag(help: "Show every step of a counterexample, also where one function takes many.")
  var steps = false

  @Flag(help: "Say how long each search took.")
  var timings = false

  @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(help: "Show no progress.")
  var quiet = false

  func execute() throws(CommandFailure) -> ExitStatus {
    let ladder = try bounds.readLadder()
    let selection = try Selection(names, ladder: ladder).reading(tree)
    let cases = selection.parts.map(\.subject)
    try bounds.checkParameters(of: cases)
    var settings: [Settings] = []
    for subject in cases { settings.append(try bounds.settings(for: subject, ladder: ladder)) }
    Interruption.watch()
    let output = try Output(path: output)
    let run = CheckRun(limits: limits, progress: quiet ? nil : ProgressLine(.rest), measuresTime: timings)
    let sections = try run.sections(selection, settings)
    let report = CheckReport(
      sections: sections, comparesWithRecord: names.isEmpty || expect,
      ladderFile: bounds.ladder)
    try output.write(rendered(report, for: output.target))
    let refusals = selection.complain()
    return refusals.isEmpty ? report.status : .of([report.status] + refusals)
  }

  private func rendered(_ report: CheckReport, for stream: Stream) -> String {
    switch format {
    case .json: return report.json
    case .mail: return report.mail
    case .text:
      return report.text(
        TextLayout(width: stream.columns ?? 100, style: stream.style(color), showsEveryStep: steps))
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
