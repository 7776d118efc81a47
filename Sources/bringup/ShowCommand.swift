import ArgumentParser
import Catalogue
import KernelC
import Program
import Report

/// `bringup show`.
struct ShowCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the programs of a variant as they are explored.",
    discussion: """
      With a function, that one alone. --text prints the whole model in the form that can be read back.

      With --tree, a function of a kernel tree: its source, and under each line what it is understood as; `?` \
      marks what is not. Where several files define it, --follow names the one that is meant.
      """)

  @OptionGroup var subject: SubjectOptions
  @OptionGroup var tree: TreeOptions

  @Option(help: ArgumentHelp("Only this procedure or context.", valueName: "function"))
  var function: String?

  @Flag(help: "Print the text form: everything, source places included.")
  var text = false

  @Option(help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?

  func validate() throws {
    if text, function != nil { throw ValidationError("--text prints the whole model: leave --function out.") }
    guard tree.tree != nil, !isCase else { return }
    if function != nil {
      throw ValidationError(
        "with --tree and the name of a function, that one is shown: leave --function out.")
    }
    if text { throw ValidationError("--text prints the model of a variant: leave it out for one function.") }
    guard !subject.name.isEmpty, subject.name.allSatisfy({ $0 == "_" || $0.isLetter || $0.isNumber }) else {
      throw ValidationError("\"\(Selection.shortened(subject.name))\" is no name of a function.")
    }
  }

  private var isCase: Bool {
    Catalogue.named(String(subject.name.split(separator: "/").first ?? "")) != nil
  }

  func execute() throws(CommandFailure) -> ExitStatus {
    if tree.tree != nil && !isCase { return try listFunction() }
    let model = try subject.model(reading: tree)
    let output = try Output(path: output)
    if text {
      try output.write(textForm(of: model))
      return .holds
    }
    let procedures = model.procedures.filter { !$0.isPrimitive && (function == nil || $0.name == function) }
    let contexts = model.contexts.filter { function == nil || $0.name == function }
    guard !procedures.isEmpty || !contexts.isEmpty else {
      let names = model.procedures.map(\.name) + model.contexts.map(\.name)
      throw .usage(
        Selection.unknown(
          "function in \(model.name)", function ?? "", among: names, list: "bringup show without --function"))
    }
    let parts = contexts.map { prettyText(of: $0) } + procedures.map { prettyText(of: $0) }
    try output.write(parts.joined(separator: "\n"))
    return .holds
  }

  private func listFunction() throws(CommandFailure) -> ExitStatus {
    let files = try TreeFiles(root: tree.tree!, patches: tree.patch)
    let sources = TreeSources(files, options: try tree.parseOptions(files))
    let stubs = try tree.readStubs()
    let search = try DefinitionSearch(subject.name, sources, among: tree.followedFiles(sources))
    guard let file = search.file else {
      throw .usage("no file of \(tree.tree!) defines \(Selection.shortened(subject.name)).")
    }
    try tree.checkFollowed([file] + search.followed)
    let survey: FunctionSurvey
    do {
      survey = try FunctionSurvey(
        subject.name,
        in: try sources.sources(of: file, with: search.followed, stubs: stubs.map { [$0] } ?? []),
        follow: tree.followedFunctions(among: search.followed), stubs: stubs)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw .environment("\(error)")
    }
    try Interruption.check()
    let output = try Output(path: output)
    let layout = TextLayout(width: output.target.columns ?? 100, style: output.target.style(.auto))
    try output.write(FunctionListing(survey, in: file, others: search.others).text(layout))
    return .holds
  }
}
