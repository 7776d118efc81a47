import Foundation
import Testing

/// What the documents about C files show is what the tool prints, and what they quote is in the corpus.
@Suite struct CorpusDocumentTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let article = "Sources/KernelC/KernelC.docc/CheckYourOwnCallback.md"
  static let manual = "docs/bringup-c.7"

  @Test(arguments: [article, manual, "docs/kernel-c.md"])
  func whatIsShownIsWhatIsPrinted(path: String) throws {
    let shown = try Self.blocks(of: path).filter { $0[0].hasPrefix("$ bringup ") }
    if path != "docs/kernel-c.md" { #expect(!shown.isEmpty) }
    for block in shown {
      let arguments = block[0].dropFirst("$ bringup ".count).split(separator: " ").map(String.init)
      let printed = try Self.output(of: arguments)
      let problem = Self.firstDifference(Array(block.dropFirst()), printed)
      #expect(problem == nil, "\(path): \(block[0]): \(problem ?? "")")
    }
  }

  @Test func whatIsQuotedIsInTheCorpus() throws {
    let files = try ["check-broken", "check-right"].map {
      try String(contentsOf: Self.root.appendingPathComponent("Corpus/\($0).c"), encoding: .utf8)
    }
    let quoted = try Self.blocks(of: Self.article, language: "c")
    #expect(quoted.count >= 3)
    for block in quoted {
      let text = block.joined(separator: "\n")
      #expect(files.contains { $0.contains(text) }, "\(text.prefix(60))")
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff"), "no groff here"))
  func theManualHasNoWarnings() throws {
    let path = Self.root.appendingPathComponent(Self.manual).path
    #expect(try Self.groff(path) == "")
    let broken = try ScratchFile(".Dd November 21, 2026\n.Dt X 7\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n.Bogus\n")
    #expect(try Self.groff(broken.path) != "")
  }

  // MARK: Reading documents

  /// The literal blocks of a document, line by line; none of them empty.
  private static func blocks(of path: String, language: String = "") throws -> [[String]] {
    let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    let isManual = path.hasSuffix(".7")
    var blocks: [[String]] = []
    var block: [String]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = block {
        guard line == (isManual ? ".Ed" : "```") else {
          block!.append(isManual ? unescaped(line) : String(line))
          continue
        }
        if !lines.isEmpty { blocks.append(lines) }
        block = nil
      } else if isManual ? line.hasPrefix(".Bd -literal") : line == "```\(language)" {
        block = []
      } else if !isManual, line.hasPrefix("```") {
        // A block of another language: its end begins none.
        block = []
      }
    }
    return isManual || language.isEmpty ? blocks : blocks.filter { text.contains("```\(language)\n\($0[0])") }
  }

  /// Of `roff`: `\e` is a backslash, `\&` nothing.
  private static func unescaped(_ line: Substring) -> String {
    line.replacingOccurrences(of: "\\&", with: "").replacingOccurrences(of: "\\e", with: "\\")
  }

  /// Where what is printed differs from what is shown, in which `...` stands for any lines.
  private static func firstDifference(_ shown: [String], _ printed: [String]) -> String? {
    var next = 0
    var skips = false
    for line in shown {
      if line == "..." {
        skips = true
      } else if skips {
        guard let found = printed[next...].firstIndex(of: line) else { return "\(line) is not printed" }
        next = found + 1
        skips = false
      } else {
        guard next < printed.count, printed[next] == line else {
          return "\(line) is shown, \(next < printed.count ? printed[next] : "nothing") is printed"
        }
        next += 1
      }
    }
    // A manual may stop early.
    return nil
  }

  // MARK: Running

  private static func output(of arguments: [String]) throws -> [String] {
    let process = Process()
    process.executableURL = Tool.executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  private static func groff(_ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/groff")
    process.arguments = ["-mdoc", "-Tutf8", "-ww", "-z", path]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let data = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
