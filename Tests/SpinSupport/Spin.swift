import Foundation

/// Runs Spin on Promela text and reads what the verifier printed.
package enum Spin {
  /// Where the tools are; nil where one is missing.
  package static let tools: (spin: String, compiler: String)? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    func find(_ names: String...) -> String? {
      for name in names {
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
          return "\(folder)/\(name)"
        }
      }
      return nil
    }
    guard let spin = find("spin"), let compiler = find("gcc", "cc", "clang") else { return nil }
    return (spin, compiler)
  }()

  /// Tests that need Spin are skipped without it, unless the environment insists: then they fail.
  package static var isWanted: Bool {
    tools != nil || ProcessInfo.processInfo.environment["BRINGUP_REQUIRE_SPIN"] == "1"
  }
  package static let absence =
    "spin or a C compiler is not installed; BRINGUP_REQUIRE_SPIN=1 makes this a failure"

  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// An exact counting run, depth first, over the whole space.
  package static func verify(
    _ text: String, depth: Int = 1_000_000, tableBits: Int = 18, compilerOptions: [String] = []
  ) async throws -> Observation {
    let arguments = ["-n", "-m\(depth)", "-w\(tableBits)"]
    return try Observation(spin: try await output(of: text, arguments, compilerOptions: compilerOptions))
  }

  /// Steps to the nearest state in which a predicate does not hold, by Spin's own breadth-first search; nil
  /// without one.
  package static func stepsToViolation(of predicate: Int, in text: String) async throws -> Int? {
    let options = ["-DBFS", "-DSTOP_AT_PREDICATE=\(predicate)"]
    let output = try await output(of: text, ["-n", "-m1000000"], compilerOptions: options)
    guard let range = output.range(of: "the predicate does not hold (at depth ") else { return nil }
    return Int(output[range.upperBound...].prefix { $0.isNumber })
  }

  /// What the verifier prints that Spin makes of the text.
  private static func output(
    of text: String, _ arguments: [String], compilerOptions: [String] = []
  ) async throws -> String {
    guard let tools else { throw Failure(description: absence) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bringup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A text that disagrees is wanted for a closer look: BRINGUP_KEEP=1 leaves it in the temporary folder.
    let keeps = ProcessInfo.processInfo.environment["BRINGUP_KEEP"] == "1"
    defer { if !keeps { try? FileManager.default.removeItem(at: folder) } }
    try Data(text.utf8).write(to: folder.appendingPathComponent("model.pml"))
    _ = try await run(tools.spin, ["-a", "model.pml"], in: folder)
    // Compiling takes longer than running, so nothing is optimised.
    let exact = ["-O0", "-w", "-DSAFETY", "-DNOREDUCE", "-DMEMLIM=8000"]
    _ = try await run(tools.compiler, exact + compilerOptions + ["-o", "pan", "pan.c"], in: folder)
    return try await run(folder.path + "/pan", arguments, in: folder)
  }

  private static func run(_ tool: String, _ arguments: [String], in folder: URL) async throws -> String {
    let log = folder.appendingPathComponent("log-\(UUID().uuidString)")
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = handle
    process.standardError = handle
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    try handle.close()
    let output = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    guard status == 0 else {
      throw Failure(description: "\(tool) \(arguments) ended with \(status):\n\(output.suffix(4000))")
    }
    return output
  }
}
