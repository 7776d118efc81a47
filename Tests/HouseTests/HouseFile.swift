import Foundation

/// A file that belongs to the package: its path below the package's folder, and its text unless it is binary.
struct HouseFile: Sendable {
  var path: String
  var text: String?
  var bytes: Int

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    bytes = text.utf8.count
  }

  /// The module of a source file.
  var module: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isMarkdown: Bool { path.hasSuffix(".md") }
  var isC: Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }
  /// C that we wrote in the kernel's words: a case begins with what is expected of it, which no file of the
  /// kernel does; the header of the cases and the documents about C.
  var isOwnC: Bool {
    path.hasPrefix("Corpus/") && (text?.hasPrefix("/* bringup: ") == true || path.hasSuffix("/bringup.h"))
      || path == "docs/kernel-c.md" || path == "docs/bringup-c.7" || path.contains("/KernelC.docc/")
  }
  var isLicence: Bool { path == "LICENSE" || path.hasPrefix("LICENSES/") }
  /// Shell: what has no suffix in the folders of scripts.
  var isScript: Bool {
    path.hasPrefix(".ci/") || (path.hasPrefix("Scripts/") && !path.split(separator: "/").last!.contains("."))
  }

  var lines: [Substring] { (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) }
}

extension HouseFile {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every file of the package that is tracked or could be: what git ignores does not belong to it.
  static let all: [HouseFile] = (listedByGit ?? foundOnDisk).sorted().compactMap { path in
    guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else { return nil }
    var file = HouseFile(path, "")
    file.bytes = data.count
    file.text = String(data: data, encoding: .utf8)
    return file
  }

  /// Nil outside a git work tree, as in an unpacked archive.
  private static var listedByGit: [String]? {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = [
      "git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
    ]
    let output = Pipe()
    git.standardOutput = output
    git.standardError = FileHandle.nullDevice
    git.standardInput = FileHandle.nullDevice
    guard (try? git.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\0").map(String.init)
  }

  private static var foundOnDisk: [String] {
    let walk = FileManager.default.enumerator(atPath: root.path)
    var paths: [String] = []
    while let path = walk?.nextObject() as? String {
      let name = path.split(separator: "/").last ?? ""
      if name == ".git" || name.hasPrefix(".build") || name == "Package.resolved" {
        walk?.skipDescendants()
      } else {
        paths.append(path)
      }
    }
    return paths.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root.path + "/" + path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}
