import ArgumentParser
import Catalogue
import Program

/// One variant under bounds: what `show` and `export` work on.
struct SubjectOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The variant.", valueName: "case/variant"))
  var name: String

  @OptionGroup var bounds: BoundOptions

  /// - Parameter tree: a kernel tree that the programs are read from.
  func model(reading tree: TreeOptions? = nil) throws(CommandFailure) -> Model {
    let ladder = try bounds.readLadder()
    var selection = try Selection([name], ladder: ladder)
    if let tree { selection = try selection.reading(tree) }
    let part = selection.parts[0]
    guard part.variants.count == 1 else {
      let names = part.variants.map { "\(part.subject.name)/\($0.name)" }.joined(separator: ", ")
      throw .usage("\(name) is a case: name one of its variants, \(names).")
    }
    try bounds.checkParameters(of: [part.subject])
    let settings = try bounds.settings(for: part.subject, ladder: ladder)
    do {
      return try part.subject.build(part.variants[0], settings).model
    } catch {
      throw CommandFailure(status: .skipped, message: "\(error)")
    }
  }
}
