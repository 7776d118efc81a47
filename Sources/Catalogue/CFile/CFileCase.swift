import Hotplug
import KernelC
import Ladder
import Machine
import Program

extension Case {
  /// The name of the variant of a case that is one file.
  public static let onlyVariantOfFile = "as-written"

  /// A case that a user wrote as one C file.
  ///
  /// - Parameters:
  ///   - text: the same file's text, of which the first line may say what is expected.
  ///   - ladder: the one that it will be checked on, if it is not a built-in one: its states are known.
  public init(file: CFile, text: String, ladder: Ladder? = nil) throws(CFileError) {
    let directives = try CFileDirectives(file)
    try CFileSites(file, directives, ladder).check()
    let violated = try CFileExpectation(text, path: file.path)
    let variant = Variant(Case.onlyVariantOfFile, "the file as it is written")
    let cells = CFileSystem.cells(directives, CFileText(text))
    if let unknown = violated?.names.first(where: { name in !cells.contains { $0.id == name } }) {
      throw .expectation(file.path, unknown)
    }
    var record: [Record] = []
    if let violated {
      record = [
        Record(verdicts: [
          variant.name: cells.map { violated.names.contains($0.id) ? .violated : .holds }
        ])
      ]
    }
    self.init(
      name: file.path, question: "does \(file.path) keep its promises while CPUs come and go?",
      source: file.path, variants: [variant],
      parameters: directives.parameters.map {
        Parameter($0.name, $0.values.map(String.init), "a constant of the file")
      }, cells: cells, defaultCPUs: directives.cpus, defaultFaults: directives.faults, cpuRange: 2...4,
      environment: { CFileSystem.environment(directives, $0) }, record: record,
      build: { _, settings throws(CaseError) in
        var subject = try CFileSystem(file, directives, settings).subject()
        subject.sources = [
          file.path: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        ]
        return subject
      }, explain: CFileSystem.explain)
  }
}

/// What the first line of a file says about the verdict: `bringup: holds`, or `bringup: violated: NAME, ...`.
struct CFileExpectation: Sendable {
  var names: Set<String>

  /// Nil if the first line says nothing about it.
  init?(_ text: String, path: String) throws(CFileError) {
    let line = text.prefix { $0 != "\n" && $0 != "\r\n" }
    guard let marker = line.range(of: "bringup:") else { return nil }
    var words = line[marker.upperBound...]
    if let end = words.range(of: "*/") { words = words[..<end.lowerBound] }
    let said = words.trimmed
    if said == "holds" {
      names = []
      return
    }
    guard let colon = said.firstIndex(of: ":"), said[..<colon].trimmed == "violated" else {
      throw .expectation(path, String(said.prefix(60)))
    }
    names = Set(said[said.index(after: colon)...].split(separator: ",").map { String($0.trimmed) })
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// The first place of a text.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
