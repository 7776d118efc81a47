import Catalogue

/// The kernel files that a path runs through.
enum SourceFiles {
  /// Each file once, with its functions, in the order in which the path meets them.
  static func of(_ trace: Trace) -> [(file: String, functions: [String])] {
    var files: [(file: String, functions: [String])] = []
    for step in trace.steps where !step.source.isEmpty {
      guard let index = files.firstIndex(where: { $0.file == step.source }) else {
        files.append((step.source, [step.function]))
        continue
      }
      if !files[index].functions.contains(step.function) { files[index].functions.append(step.function) }
    }
    return files
  }
}
