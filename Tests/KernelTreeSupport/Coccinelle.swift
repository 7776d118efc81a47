import Foundation

/// Asks Coccinelle, a reader of C that is not ours, where a file calls what.
package enum Coccinelle {
  private static let tool: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/spatch" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Tests that need it are skipped without it, unless the environment insists: then they fail.
  package static var isWanted: Bool {
    tool != nil || ProcessInfo.processInfo.environment["BRINGUP_REQUIRE_SPATCH"] == "1"
  }
  package static let absence =
    "spatch (Coccinelle) is not installed; BRINGUP_REQUIRE_SPATCH=1 makes this a failure"

  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// The calls of every function that Coccinelle can read, by the function's name.
  package static func calls(in text: [UInt8]) throws -> [String: Set<CallSite>] {
    guard let tool else { throw Failure(description: absence) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bringup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(rules.utf8).write(to: folder.appendingPathComponent("calls.cocci"))
    try Data(text).write(to: folder.appendingPathComponent("file.c"))
    let (output, errors) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = ["--sp-file", "calls.cocci", "--no-includes", "--very-quiet", "file.c"]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let said = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
      throw Failure(description: "spatch ended with status \(process.terminationStatus): \(said.prefix(500))")
    }
    return try read(String(decoding: try Data(contentsOf: output), as: UTF8.self))
  }

  private static func read(_ output: String) throws -> [String: Set<CallSite>] {
    var result: [String: Set<CallSite>] = [:]
    for line in output.split(separator: "\n") {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if words.count == 1 {
        result[words[0], default: []].formUnion([])
      } else if words.count == 4, let line = Int(words[1]), let column = Int(words[2]) {
        // Coccinelle counts columns from 0.
        result[words[0], default: []].insert(CallSite(words[3], line: line, column: column + 1))
      } else {
        throw Failure(description: "spatch printed \"\(line)\"")
      }
    }
    return result
  }

  /// Functions, then calls in all the forms that Coccinelle tells apart. It has no means to print but Python.
  private static let rules = """
    @defining exists@
    identifier f;
    @@
    f(...)
    {
      ... when any
    }

    @script:python@
    f << defining.f;
    @@
    print(f)

    @calling@
    expression f;
    position p;
    @@
    f@p(...)

    @script:python@
    f << calling.f;
    p << calling.p;
    @@
    print("\\t".join([p[0].current_element, p[0].line, p[0].column, f]))

    @looping@
    iterator f;
    statement s;
    position p;
    @@
    f@p(...) s

    @script:python@
    f << looping.f;
    p << looping.p;
    @@
    print("\\t".join([p[0].current_element, p[0].line, p[0].column, f]))

    @declaring@
    declarer f;
    position p;
    @@
    f@p(...);

    @script:python@
    f << declaring.f;
    p << declaring.p;
    @@
    print("\\t".join([p[0].current_element, p[0].line, p[0].column, f]))

    """
}

/// A call where it stands.
package struct CallSite: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What is called: a name, or an expression without white space and without brackets around all of it.
  package let callee: String
  package let line: Int
  /// Both count from 1, a column in bytes: the first one of the callee.
  package let column: Int

  package init(_ callee: String, line: Int, column: Int) {
    self.callee = Self.withoutOuterBrackets(callee.filter { !$0.isWhitespace })
    self.line = line
    self.column = column
  }

  private static func withoutOuterBrackets(_ text: String) -> String {
    guard text.hasPrefix("("), text.hasSuffix(")") else { return text }
    let inner = text.dropFirst().dropLast()
    var depth = 0
    for character in inner {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      // The first bracket is closed before the end.
      if depth < 0 { return text }
    }
    return withoutOuterBrackets(String(inner))
  }

  package var description: String { "\(line):\(column) \(callee)" }

  package static func < (left: CallSite, right: CallSite) -> Bool {
    (left.line, left.column, left.callee) < (right.line, right.column, right.callee)
  }
}
