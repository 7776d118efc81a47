import ArgumentParser
import Program
import Report

/// `bringup export`.
struct ExportCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a variant as a model for another checker.",
    discussion: """
      Spin reaches exactly the same states: spin -a model.pml; gcc -O1 -w -DSAFETY -DNOREDUCE -o pan pan.c; \
      ./pan -n -m1000000
      """)

  @OptionGroup var subject: SubjectOptions

  @Flag(help: "Write Promela, for Spin.")
  var promela = false

  @Option(help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?

  func validate() throws {
    if !promela { throw ValidationError("say what to write: --promela.") }
  }

  func execute() throws(CommandFailure) -> ExitStatus {
    let model = try subject.model()
    let compiled: CompiledModel
    do {
      compiled = try CompiledModel(model)
    } catch {
      throw .environment("the model can't be compiled: \(error)")
    }
    try Output(path: output).write(Program.promela(of: compiled))
    return .holds
  }
}
