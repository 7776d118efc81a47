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
  }

  func execute() throws(CommandFailure) -> ExitStatus {
    let isCase = Catalogue.named(String(subject.name.split(separator: "/").first ?? "")) != nil
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
    var others = try tree.followedFiles(sources)
    guard let file = try definingFile(sources, &others), let text = try files.text(file.path) else {
      throw .usage("no file of \(tree.tree!) defines \(Selection.shortened(subject.name)).")
    }
    let follow = tree.followedFunctions(among: others)
    let survey: FunctionSurvey
    do {
      survey = try FunctionSurvey(
        subject.name,
        in: try sources.sources(of: file, with: others, stubs: try tree.readStubs().map { [$0] } ?? []),
        follow: follow)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw .environment("\(error)")
    }
    let output = try Output(path: output)
    let layout = TextLayout(width: output.target.columns ?? 100, style: output.target.style(.auto))
    try output.write(FunctionListing(survey, text: text).text(layout))
    return .holds
  }

  /// One of the files that are named, one that a case reads, or any other of the tree. What it is found in
  /// is no longer among those that are followed.
  private func definingFile(_ sources: TreeSources, _ others: inout [CFile]) throws(CommandFailure) -> CFile?
  {
    if let index = others.firstIndex(where: { $0.function(subject.name) != nil }) {
      return others.remove(at: index)
    }
    for path in Catalogue.cases.compactMap(\.wanted).flatMap(\.sources) {
      if let file = try sources.file(path), file.function(subject.name) != nil { return file }
    }
    let search = try TreeSearch(sources.files)
    for path in search.definitions(of: [subject.name])[subject.name] ?? [] {
      if let file = try sources.file(path), file.function(subject.name) != nil { return file }
    }
    return nil
  }
}
