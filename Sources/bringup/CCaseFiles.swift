#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Catalogue
import KernelC

/// The cases that users write in C: a file is a case, a folder is as many as it has files.
enum CCaseFiles {
  static let maximumFiles = 10_000

  /// Which arguments are files or folders, and the files that they stand for, in order of name.
  static func paths(among arguments: [String]) throws(CommandFailure) -> [(argument: String, paths: [String])]
  {
    var found: [(argument: String, paths: [String])] = []
    for argument in arguments {
      let first = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)[0]
      guard Catalogue.named(String(first)) == nil else { continue }
      if argument.contains(where: { $0 != "/" }), isFolder(argument) {
        let paths = try files(in: argument)
        guard !paths.isEmpty else { throw .usage("\(argument) has no file that ends in .c.") }
        found.append((argument, paths))
      } else {
        // A file has one variant, which a report names behind it.
        let variant = "/as-written"
        let path = argument.hasSuffix(variant) ? String(argument.dropLast(variant.count)) : argument
        if path.hasSuffix(".c") { found.append((argument, [path])) }
      }
    }
    return found
  }

  static func read(_ path: String) throws(CommandFailure) -> Case {
    let text = try CSourceFile.text(path, limit: CSourceFile.maximumBytes)
    let file = try CSourceFile.parse(text, path: path)
    do {
      return try Case(file: file, text: text)
    } catch {
      throw .environment("\(error)")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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
    return names.sorted().map { prefix + $0 }
  }
}
