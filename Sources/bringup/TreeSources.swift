import KernelC

/// Reads files of a tree together with the headers that they include.
final class TreeSources {
  let files: TreeFiles
  let headers: TreeHeaders
  private let options: ParseOptions

  init(_ files: TreeFiles, options: ParseOptions) {
    self.files = files
    self.options = options
    headers = TreeHeaders(files, options: options)
  }

  /// The file as it stands, without any header; nil if there is none.
  func file(_ path: String) throws(CommandFailure) -> CFile? {
    guard let text = try files.text(path) else { return nil }
    return try CSourceFile.parse(text, path: path, options: options)
  }

  /// The file with all that its headers declare, and further files that are followed. It is parsed again if
  /// it has loops that only its headers explain.
  func sources(of file: CFile, with others: [CFile] = [], stubs: [CFile] = []) throws(CommandFailure)
    -> CSources
  {
    let headers = headers.closure(of: file)
    var file = file
    let loops = CLoopMacros.needed(by: file, from: headers)
    if !loops.isEmpty, let text = try files.text(file.path) {
      var options = options
      options.macros += loops
      file = try CSourceFile.parse(text, path: file.path, options: options)
    }
    return CSources([file] + others, stubs: stubs, headers: headers)
  }
}
