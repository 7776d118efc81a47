import Catalogue
import Foundation
import KernelC
import Machine
import StateSpace
import Testing

/// The files of `Corpus`: each is read, checked and held against its first line, and nothing of it may be
/// opaque. Those at the top come in pairs and teach; those of `reader` hold the reader of C to its word.
@Suite struct CorpusTests {
  @Test(arguments: CorpusFile.all)
  func theFileIsAsItsFirstLineSays(file: CorpusFile) throws {
    let subject = try file.subject()
    let settings = Settings(
      cpus: subject.defaultCPUs, faults: subject.defaultFaults,
      parameters: Dictionary(uniqueKeysWithValues: subject.parameters.map { ($0.name, $0.values[0]) }))
    let results = try check(subject, subject.variants[0], settings, options: SearchOptions())
    #expect(!results.isEmpty)
    for result in results {
      let recorded = try #require(result.recorded, "the first line of \(file) records nothing")
      #expect(result.verdict == recorded, "\(file) \(result.cell): \(result.reason)")
      #expect(result.limit == nil)
    }
    let paths = results.filter { $0.verdict == .violated }.map { "\($0.cell) \($0.trace.steps.count)" }
    let golden = "\(results[0].states) \(results[0].transitions) [\(paths.joined(separator: ", "))]"
    #expect(golden == CorpusGoldens.searches[file.name], "\(file)")
  }

  @Test(arguments: CorpusFile.all)
  func nothingIsOpaque(file: CorpusFile) throws {
    let parsed = try file.parsed()
    #expect(parsed.opaque.isEmpty, "\(parsed.opaque)")
    #expect(parsed.directives.isEmpty, "\(parsed.directives)")
    let subject = try file.subject()
    let settings = Settings(cpus: subject.defaultCPUs, faults: subject.defaultFaults, parameters: [:])
    let reading = try #require(try subject.build(subject.variants[0], settings).reading)
    #expect(reading.isComplete, "\(reading.opaqueCalls) \(reading.opaquePieces)")
    #expect(reading.assumptions.isEmpty, "\(reading.assumptions)")
  }

  /// A case that can't say what it expects of itself teaches nothing.
  @Test func filesComeInPairs() {
    #expect(CorpusFile.teaching.count >= 40)
    for file in CorpusFile.teaching {
      #expect(file.isBroken || file.isRight, "\(file) is called neither -broken nor -right")
      #expect(CorpusFile.teaching.contains { $0.name == file.partner }, "\(file) has no \(file.partner)")
      #expect(file.firstLine.hasPrefix(file.isBroken ? "/* bringup: violated: " : "/* bringup: holds */"))
      #expect(file.lines.count <= 70, "\(file) has \(file.lines.count) lines")
    }
  }

  /// What is wrong is a few lines, and the rest is the same.
  @Test(arguments: CorpusFile.teaching.filter(\.isBroken))
  func theRightFormIsClose(broken: CorpusFile) throws {
    let right = try #require(CorpusFile.teaching.first { $0.name == broken.partner })
    let difference = right.code.difference(from: broken.code)
    #expect(!difference.isEmpty)
    #expect(difference.removals.count <= 6, "\(broken): \(difference.removals.count) lines go")
    #expect(difference.insertions.count <= 8, "\(broken): \(difference.insertions.count) lines come")
  }

  @Test(.enabled(if: Compiler.gcc != nil, "no gcc here"), arguments: CorpusFile.all)
  func gccAcceptsTheFile(file: CorpusFile) throws {
    #expect(try Compiler.complaints(about: file.url) == "")
  }

  @Test(.enabled(if: Compiler.gcc != nil, "no gcc here"))
  func gccRefusesWhatTheMacrosForbid() throws {
    let lines = [
      "BRINGUP_CPUS(5);", "BRINGUP_FAULTS(8);", "BRINGUP_TARGET(0, CPUHP_AP_ONLINE_DYN);",
      "BRINGUP_TASK_ON(task, 4) { }", "BRINGUP_ALWAYS(name, unknown);", "module_init(unknown);",
    ]
    for line in lines {
      let text = "#include \"bringup.h\"\n\(line)\n"
      #expect(try Compiler.complaints(aboutText: text) != "", "\(line)")
    }
  }

  /// What is understood can be used: every primitive of the machine is declared in the header.
  @Test func theHeaderDeclaresEveryPrimitive() throws {
    let header = try String(
      contentsOf: CorpusFile.folder.appendingPathComponent("bringup.h"), encoding: .utf8)
    let words = Set(header.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
    // What only the core does, and what a file has none of: registers, page tables, functions to stop for.
    let others = [
      "rdmsr", "wrmsr", "set_cpu_", "set_memory_", "smp_send_reschedule", "stop_machine",
    ]
    let counters = ["atomic", "atomic_long", "atomic64", "raw_spin", "spin"]
    for name in Kernel.table.map(\.name) where !others.contains(where: { name.hasPrefix($0) }) {
      // Declared for each of them by a macro that pastes the name.
      let isPasted = counters.contains {
        name.hasPrefix($0) && words.contains(String(name.dropFirst($0.count)))
      }
      #expect(words.contains(name) || isPasted, "\(name)")
    }
  }
}

/// A file of the corpus.
struct CorpusFile: Sendable, CustomStringConvertible {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Corpus")

  static let teaching = files(in: "")
  static let all = teaching + files(in: "reader/")

  private static func files(in part: String) -> [CorpusFile] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + part)) ?? []
    return names.filter { $0.hasSuffix(".c") }.sorted().map { CorpusFile(part + $0.dropLast(2)) }
  }

  var name: String
  var text: String

  init(_ name: String) {
    self.name = name
    text = (try? String(contentsOf: Self.folder.appendingPathComponent("\(name).c"), encoding: .utf8)) ?? ""
  }

  var description: String { "\(name).c" }
  var url: URL { Self.folder.appendingPathComponent("\(name).c") }
  var isBroken: Bool { name.hasSuffix("-broken") }
  var isRight: Bool { name.hasSuffix("-right") }
  var partner: String {
    isBroken ? name.dropLast("broken".count) + "right" : name.dropLast("right".count) + "broken"
  }
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  var firstLine: Substring { lines[0] }

  /// The lines without comments and empty ones.
  var code: [String] {
    var isComment = false
    return lines.compactMap { line in
      if line.hasPrefix("/*") { isComment = !line.contains("*/"); return nil }
      if isComment {
        isComment = !line.contains("*/")
        return nil
      }
      // How deep it stands does not matter.
      let bare = line.drop(while: \.isWhitespace)
      return bare.isEmpty ? nil : String(bare)
    }
  }

  func parsed() throws -> CFile { try CFile(parsing: text, path: "Corpus/\(name).c") }
  func subject() throws -> Case { try Case(file: parsed(), text: text) }
}

/// gcc, as the header says that it is called.
enum Compiler {
  static let gcc: URL? = ["/usr/bin/gcc", "/usr/local/bin/gcc"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }.map { URL(fileURLWithPath: $0) }

  static func complaints(about file: URL) throws -> String { try run([file.path], input: nil) }

  static func complaints(aboutText text: String) throws -> String { try run(["-x", "c", "-"], input: text) }

  private static func run(_ arguments: [String], input: String?) throws -> String {
    let process = Process()
    process.executableURL = gcc
    process.arguments =
      ["-std=gnu11", "-Wall", "-Wextra", "-fsyntax-only", "-I", CorpusFile.folder.path] + arguments
    let (standardInput, standardError) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardError = standardError
    try process.run()
    if let input { standardInput.fileHandleForWriting.write(Data(input.utf8)) }
    try standardInput.fileHandleForWriting.close()
    let complaints = standardError.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: complaints, as: UTF8.self)
  }
}
