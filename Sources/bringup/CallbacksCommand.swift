import ArgumentParser
import Catalogue
import KernelC
import Report

/// `bringup callbacks`.
struct CallbacksCommand: StatusCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "callbacks",
    abstract: "List the hotplug callbacks that a kernel tree registers, and how far they are understood.",
    discussion: """
      Every call of cpuhp_setup_state and its relatives, and the states that are built in: file and line, state and section on the tree's own ladder, \
      name, and for each callback whether all of its own body is understood, or how many pieces are not. What it \
      calls is opaque. `bringup show --tree` shows one of them beside its source.
      """)

  @OptionGroup var tree: TreeOptions

  @Option(help: ArgumentHelp("Write text or json.", valueName: "format"))
  var format: Format = .text

  @Option(help: ArgumentHelp("Write the answer to this file.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  func validate() throws {
    if tree.tree == nil { throw ValidationError("give the root of a kernel tree with --tree.") }
    if !tree.follow.isEmpty {
      throw ValidationError("callbacks follows nothing: leave --follow out, or show one of them.")
    }
  }

  func execute() throws(CommandFailure) -> ExitStatus {
    let output = try Output(path: output)
    let files = try TreeFiles(root: tree.tree!, patches: tree.patch)
    let sources = TreeSources(files, options: try tree.parseOptions(files))
    let search = try TreeSearch(files)
    let ladder = try tree.readLadder(files)
    let callbacks = try TreeCallbacks(sources, search, stubs: try tree.readStubs().map { [$0] } ?? [])
    let survey = callbacks.survey(label: tree.label, ladder: ladder)
    for path in callbacks.unread.union(search.unread).sorted() {
      Diagnostics.complain("\(path) can't be read as a file of C: what it registers is not listed.")
    }
    try Interruption.check()
    switch format {
    case .json: try output.write(CallbackList(survey).json)
    case .text:
      let layout = TextLayout(width: output.target.columns ?? 100, style: output.target.style(color))
      try output.write(CallbackList(survey).text(layout))
    }
    return .holds
  }
}
