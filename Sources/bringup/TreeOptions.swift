import ArgumentParser
import Catalogue
import KernelC
import Ladder

/// Which kernel tree programs are read from, and what is put on top of it.
struct TreeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Read the functions of the case from this kernel tree.", valueName: "folder"))
  var tree: String?

  @Option(
    help: ArgumentHelp(
      "Apply this patch to a copy of the files that are read; may be repeated. The tree itself is not written.",
      valueName: "file"))
  var patch: [String] = []

  @Option(
    help: ArgumentHelp(
      "Follow this function too, or all functions of this file of the tree; may be repeated.",
      valueName: "function|file"))
  var follow: [String] = []

  @Option(help: ArgumentHelp("How functions behave that are not followed, in C.", valueName: "file"))
  var stubs: String?

  @Option(
    help: ArgumentHelp(
      "The configuration that decides conditional compilation; the tree's .config if it has one.",
      valueName: "file"))
  var config: String?

  func validate() throws {
    if tree == "" { throw ValidationError("--tree names no folder: give the root of a kernel tree.") }
    guard tree == nil else { return }
    for (name, isGiven) in [
      ("--patch", !patch.isEmpty), ("--follow", !follow.isEmpty), ("--stubs", stubs != nil),
      ("--config", config != nil),
    ] where isGiven {
      throw ValidationError("\(name) needs --tree.")
    }
  }

  /// The files that a case wants, patched and parsed; nil without `--tree`.
  func read(_ wanted: KernelTree.Wanted) throws(CommandFailure) -> KernelTree? {
    guard let tree else { return nil }
    let files = try TreeFiles(root: tree, patches: patch)
    let options = try parseOptions(files)
    var parsed: [String: CFile] = [:]
    for path in wanted.sources + followedPaths {
      guard let text = try files.text(path) else { throw files.absence(of: path) }
      parsed[path] = try CSourceFile.parse(text, path: path, options: options)
    }
    for path in wanted.headers {
      if let text = try files.text(path) {
        parsed[path] = try CSourceFile.parse(text, path: path, options: options)
      }
    }
    try checkFollowed(Array(parsed.values))
    var result = KernelTree(label: label, files: parsed, ladder: try readLadder(files))
    result.follow = Set(follow)
    result.stubs = try readStubs()
    result.core = [:]
    for path in KernelTree.corePaths {
      if let text = try files.text(path) {
        result.core?[path] = try CSourceFile.parse(text, path: path, options: options)
      }
    }
    return result
  }

  /// The folder and the patches on top of it.
  var label: String { ([tree ?? ""] + patch).joined(separator: " + ") }

  /// From the tree's own header.
  func readLadder(_ files: TreeFiles) throws(CommandFailure) -> Ladder {
    guard let header = try files.text(KernelTree.ladderHeader) else {
      throw files.absence(of: KernelTree.ladderHeader)
    }
    do {
      return try Ladder(
        EnumHeader(parsing: Array(header.utf8), file: files.root + KernelTree.ladderHeader), kernel: label)
    } catch {
      throw .environment("\(error)")
    }
  }

  func parseOptions(_ files: TreeFiles) throws(CommandFailure) -> ParseOptions {
    var options = ParseOptions()
    if let config {
      options.set(try CSourceFile.text(config, limit: CSourceFile.maximumBytes, onlyPlain: false))
      guard !options.configuration.isEmpty else {
        throw .environment(
          "\(config) sets no symbol: give a .config, with lines such as CONFIG_SMP=y or "
            + "\"# CONFIG_SMP is not set\".")
      }
    } else if let text = try files.text(".config") {
      options.set(text)
    }
    return options
  }

  func readStubs() throws(CommandFailure) -> CFile? {
    guard let stubs else { return nil }
    return try StubFile.read(stubs)
  }

  private var followedPaths: [String] { follow.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") } }

  /// The files that `--follow` names.
  func followedFiles(_ sources: TreeSources) throws(CommandFailure) -> [CFile] {
    var files: [CFile] = []
    for path in followedPaths {
      guard let file = try sources.file(path) else { throw sources.files.absence(of: path) }
      files.append(file)
    }
    return files
  }

  /// Whether every function that `--follow` names is in one of the files.
  func checkFollowed(_ files: [CFile]) throws(CommandFailure) {
    for name in follow where !followedPaths.contains(name) {
      guard !files.contains(where: { $0.function(name) != nil }) else { continue }
      throw .usage(
        "--follow \(Selection.shortened(name)): no file that is read defines such a function; "
          + "name its file with another --follow.")
    }
  }

  /// What `--follow` asks for: functions by name, and all those of its files.
  func followedFunctions(among files: [CFile]) -> Set<String> {
    Set(
      follow.filter { !$0.hasSuffix(".c") && !$0.hasSuffix(".h") }
        + files.flatMap { $0.functions.map(\.name) })
  }
}

extension ParseOptions {
  /// What a .config does not name is not set, as in the kernel's own build.
  fileprivate mutating func set(_ dotConfig: String) {
    configuration = ParseOptions.configuration(inDotConfig: dotConfig.utf8)
    isConfigurationWhole = true
  }
}
