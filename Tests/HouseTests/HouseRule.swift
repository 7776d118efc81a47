import Testing

/// A rule that every file keeps, with samples that break it and samples that keep it: a rule that can't fail
/// is worth nothing.
struct HouseRule: Sendable, CustomTestStringConvertible {
  struct Violation: Equatable, CustomStringConvertible {
    var path: String
    /// Counted from 1; nil for the file as a whole.
    var line: Int?
    var message: String

    var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(message)" }
  }

  var name: String
  var check: @Sendable (HouseFile) -> [Violation]
  var bad: [HouseFile]
  var good: [HouseFile]

  var testDescription: String { name }

  init(
    _ name: String, bad: [HouseFile], good: [HouseFile] = [],
    check: @escaping @Sendable (HouseFile) -> [Violation]
  ) {
    self.name = name
    self.bad = bad
    self.good = good
    self.check = check
  }

  /// A rule about each line of the files that `applies` picks; `judge` says what is wrong with a line.
  init(
    _ name: String, to applies: @escaping @Sendable (HouseFile) -> Bool, bad: [HouseFile],
    good: [HouseFile] = [], judge: @escaping @Sendable (_ line: Substring, HouseFile) -> String?
  ) {
    self.init(name, bad: bad, good: good) { file in
      guard applies(file) else { return [] }
      return file.lines.enumerated().compactMap { index, line in
        judge(line, file).map { Violation(path: file.path, line: index + 1, message: $0) }
      }
    }
  }
}

extension HouseRule {
  static let all: [HouseRule] = [
    importsPointDownwards, coreKnowsNoSystem, sourcesAreShort, linesAreShort, noMarkers, noForeignDocuments,
    noMachinePaths, onlyKnownHosts, noKernelText, cIsInKernelStyle, filesAreSmall, nothingResolved,
    claimsNameTheirBounds,
  ]

  static let maximumSourceLines = 400
  static let maximumColumns = 110
  static let maximumBytes = 1 << 20

  private static func source(_ module: String, _ text: String) -> HouseFile {
    HouseFile("Sources/\(module)/Sample.swift", text)
  }

  /// The module that a line imports.
  private static func imported(_ line: Substring) -> String? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let position = words.firstIndex(of: "import"), position + 1 < words.count else { return nil }
    let before = ["public", "package", "internal", "fileprivate", "private"]
    guard words[..<position].allSatisfy({ $0.hasPrefix("@") || before.contains(String($0)) }) else {
      return nil
    }
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let isScoped = kinds.contains(String(words[position + 1])) && position + 2 < words.count
    return words[isScoped ? position + 2 : position + 1].split(separator: ".").first.map(String.init)
  }

  static let importsPointDownwards = HouseRule(
    "a module imports nothing that stands beside or above it",
    bad: [
      source("Program", "import Machine"), source("Machine", "@testable import Catalogue"),
      source("HyperV", "public import KVM"), source("Ladder", "import struct Program.Model"),
      source("Cellar", ""),
    ],
    good: [
      source("Machine", "import Program"), source("Report", "import Catalogue\nimport Foundation"),
      source("Program", "// import Machine"), HouseFile("Tests/MachineTests/Sample.swift", "import bringup"),
    ]
  ) { file in
    guard file.isSwift, let module = file.module else { return [] }
    guard let floor = House.floor(of: module) else {
      return [.init(path: file.path, message: "module \(module) has no floor in the table of the house")]
    }
    return file.lines.enumerated().compactMap { index, line in
      guard let name = imported(line), let other = House.floor(of: name), other >= floor else { return nil }
      return .init(path: file.path, line: index + 1, message: "\(module) imports \(name), which is not below")
    }
  }

  static let coreKnowsNoSystem = HouseRule(
    "the core imports neither Foundation nor the C library", to: { $0.isSwift },
    bad: [source("StateSpace", "import Foundation"), source("Catalogue", "  import Glibc")],
    good: [
      HouseFile("Sources/StateSpace/WorkerThread.swift", "import Glibc"),
      source("Report", "import Foundation"), source("Program", "import StateSpace"),
    ]
  ) { line, file in
    guard let module = file.module, House.core.contains(module), let name = imported(line),
      House.operatingSystem.contains(name)
    else { return nil }
    if House.filesWithCLibrary.contains(file.path) && name != "Foundation" { return nil }
    return "\(module) imports \(name)"
  }

  static let sourcesAreShort = HouseRule(
    "a source file has at most \(maximumSourceLines) lines",
    bad: [source("Program", String(repeating: "\n", count: maximumSourceLines + 1))],
    good: [source("Program", String(repeating: "\n", count: maximumSourceLines))]
  ) { file in
    guard file.isSwift, file.path.hasPrefix("Sources/") else { return [] }
    // The last line ends with a line feed, behind which nothing stands.
    let count = file.lines.count - (file.text?.hasSuffix("\n") == true ? 1 : 0)
    return count > maximumSourceLines ? [.init(path: file.path, message: "\(count) lines")] : []
  }

  /// The formatter can't break a literal either, so only what stands outside of literals counts.
  static let linesAreShort = HouseRule(
    "a line has at most \(maximumColumns) columns, string literals aside",
    bad: [
      source("Program", String(repeating: "x", count: maximumColumns + 1)),
      source("Program", "// \"" + String(repeating: "x", count: maximumColumns)),
      HouseFile(".ci/run", "#!/bin/bash\n# " + String(repeating: "x", count: maximumColumns)),
    ],
    good: [
      source("Program", String(repeating: "x", count: maximumColumns)),
      source("Program", "f(\"" + String(repeating: "x", count: maximumColumns) + "\")"),
      source("Program", "f(\"\"\"\n" + String(repeating: "x", count: maximumColumns + 1) + "\n\"\"\")"),
    ]
  ) { file in
    guard file.isSwift || (file.isScript && file.lines[0].hasSuffix("bash")) else { return [] }
    var isLiteral = false
    return file.lines.enumerated().compactMap { index, line in
      let wasLiteral = isLiteral
      if file.isSwift && line.contains("\"\"\"") { isLiteral.toggle() }
      guard line.count > maximumColumns, !wasLiteral else { return nil }
      let isComment = line.drop { $0 == " " }.hasPrefix("//")
      let counted = file.isSwift && !isComment ? line.replacing(#/"(?:[^"\\]|\\.)*"/#, with: "") : line
      guard counted.count > maximumColumns else { return nil }
      return .init(path: file.path, line: index + 1, message: "\(line.count) columns")
    }
  }
}
