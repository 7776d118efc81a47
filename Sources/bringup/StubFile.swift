import KernelC

/// Reads a file that says in C how functions behave. It is written by hand for this purpose, so that what is
/// not understood in it is a mistake.
enum StubFile {
  static func read(_ path: String) throws(CommandFailure) -> CFile {
    let file = try CSourceFile.parse(CSourceFile.text(path, limit: CSourceFile.maximumBytes), path: path)
    let directives = file.directives.filter { $0.reason != .directive("pragma") }
    if let piece = file.opaqueNodes.first ?? directives.first {
      let text = Selection.shortened(piece.text.split(whereSeparator: \.isNewline).joined(separator: " "))
      throw .environment("\(piece.place): the stub file has \"\(text)\", which is not understood.")
    }
    guard !file.functions.isEmpty || !file.variables.isEmpty else {
      throw .environment("\(path) defines neither a function nor a variable: it is no stub file.")
    }
    var places: [String: CPlace] = [:]
    let definitions =
      file.functions.map { ($0.name, $0.namePlace) }
      + file.variables.filter { $0.initializer != nil }.map { ($0.name, $0.place) }
    for (name, place) in definitions {
      if let first = places.updateValue(place, forKey: name) {
        throw .environment("\(place): the stub file defines \(name) a second time; first at \(first).")
      }
    }
    return file
  }
}
