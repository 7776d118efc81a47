#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Catalogue
import KernelC
import Ladder

/// The cases that users write in C: a file is a case, a folder is as many as it has files.
enum CCaseFiles {
  static let maximumFiles = 10_000

  /// An argument, and the files that it stands for.
  struct Found {
    var argument: String
    var paths: [String]
    /// Of a folder the other files are checked although one can't be.
    var isFolder: Bool
  }

  /// Which arguments are files or folders, and the files that they stand for, in order of name.
  static func paths(among arguments: [String]) throws(CommandFailure) -> [Found] {
    var found: [Found] = []
    for argument in arguments {
      let first = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)[0]
      guard Catalogue.named(String(first)) == nil else { continue }
      if argument.contains(where: { $0 != "/" }), kind(argument) == S_IFDIR {
        let paths = try files(in: argument)
        guard !paths.isEmpty else { throw .usage("\(argument) has no file that ends in .c.") }
        found.append(Found(argument: argument, paths: paths, isFolder: true))
      } else if let path = try file(argument) {
        found.append(Found(argument: argument, paths: [path], isFolder: false))
      }
    }
    return found
  }

  /// The path of a file, behind which a report names its one variant; nil if it looks like none.
  private static func file(_ argument: String) throws(CommandFailure) -> String? {
    if argument.hasSuffix(".c") { return argument }
    guard let slash = argument.lastIndex(of: "/") else { return nil }
    let (path, variant) = (String(argument[..<slash]), argument[argument.index(after: slash)...])
    guard path.hasSuffix(".c"), kind(path) != S_IFDIR else { return nil }
    guard variant == Case.onlyVariantOfFile else {
      throw .usage(
        "\(path) has no variant \"\(Selection.shortened(String(variant)))\": a file of C has one, "
          + "\(Case.onlyVariantOfFile).")
    }
    return path
  }

  /// - Parameter ladder: the one that the user gave, whose states a file may name.
  static func read(_ path: String, ladder: Ladder?) throws(CommandFailure) -> Case {
    let text = try CSourceFile.text(path, limit: CSourceFile.maximumBytes)
    let file = try CSourceFile.parse(text, path: path)
    do {
      return try Case(file: file, text: text, ladder: ladder)
    } catch {
      throw .environment("\(error)")
    }
  }

  /// What stands at a path, behind symbolic links; nil if there is nothing.
  private static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func files(in folder: String) throws(CommandFailure) -> [String] {
    guard let directory = opendir(folder) else {
      throw .environment("\(folder) can't be read: \(Process.describe(errno)); check the path.")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < maximumFiles {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".c"), !name.hasPrefix(".") { names.append(name) }
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return names.sorted().map { prefix + $0 }.filter { path in
      let isPlain = kind(path) == S_IFREG
      if !isPlain { Diagnostics.complain("\(path) is no plain file and is left out.") }
      return isPlain
    }
  }
}
