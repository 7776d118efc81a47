import ArgumentParser
import Program
import Report

/// `bringup show`.
struct ShowCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the programs of a variant as they are explored.",
    discussion:
      "With a function, that one alone. --text prints the whole model in the form that can be read back.")

  @OptionGroup var subject: SubjectOptions

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
    let model = try subject.model()
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
}
