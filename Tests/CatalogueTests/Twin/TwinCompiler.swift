import Foundation

/// gcc's word on random programs: many in one file, so that a call of the compiler is worth it.
enum TwinCompiler {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// What the kernel has and user space lacks, over what Corpus/bringup.h declares.
  static let prelude = """
    #include <stdio.h>
    #include <stdlib.h>
    #include "bringup.h"
    #undef __free
    #define __free(release) __attribute__((cleanup(clean_##release)))
    void *kmalloc(size_t size, gfp_t flags) { return malloc(size); }
    void *kzalloc(size_t size, gfp_t flags) { return calloc(1, size); }
    void kfree(const void *object) { free((void *)object); }
    static inline void clean_kfree(void *variable) { kfree(*(void **)variable); }
    static int program;
    static void seen(int number, int is_signed, unsigned long long value)
    {
    \tprintf(is_signed ? "%d %d %lldll\\n" : "%d %d %lluull\\n", program, number, value);
    }
    #define OBSERVE(number, expression) seen(number, \\
    \t((__typeof__((expression) + 0))-1) < 0, (unsigned long long)(expression))
    #pragma GCC diagnostic ignored "-Wall"


    """

  /// The value of each observation as a constant of C, by program and number.
  static func run(_ programs: [TwinProgram], options: [String]) throws -> [[Int: String]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("programs.c")
    let binary = folder.appendingPathComponent("programs")
    var text = prelude + programs.map(\.text).joined(separator: "\n")
    text += "int main(void)\n{\n"
    for (index, program) in programs.enumerated() {
      text += "\tprogram = \(index);\n\t\(program.mainName)();\n"
    }
    try (text + "\treturn 0;\n}\n").write(to: source, atomically: false, encoding: .utf8)
    let flags = [
      "-std=gnu11", "-w", "-fwrapv", "-fno-strict-aliasing", "-funsigned-char", "-I", CorpusFile.folder.path,
    ]
    _ = try output(
      of: Compiler.gcc!, flags + options + [source.path, "-o", binary.path])
    let lines = try output(of: binary, []).split(separator: "\n")
    var values: [[Int: String]] = Array(repeating: [:], count: programs.count)
    for line in lines {
      let words = line.split(separator: " ")
      guard words.count == 3, let program = Int(words[0]), let number = Int(words[1]) else {
        throw Failure(description: "the program printed \(line)")
      }
      let value = words[2] == "-9223372036854775808ll" ? "-9223372036854775807ll - 1" : String(words[2])
      guard values[program].updateValue("(\(value))", forKey: number) == nil else {
        throw Failure(description: "\(programs[program].prefix) comes by observation \(number) twice")
      }
    }
    return values
  }

  private static func output(of program: URL, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let (standardOutput, standardError) = (Pipe(), Pipe())
    process.standardOutput = standardOutput
    process.standardError = standardError
    // A compiler that fails may fill one pipe while the other is read.
    let complaints = Complaints()
    standardError.fileHandleForReading.readabilityHandler = { complaints.add($0.availableData) }
    try process.run()
    let data = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    standardError.fileHandleForReading.readabilityHandler = nil
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "\(program.lastPathComponent) ended with \(process.terminationStatus): "
          + complaints.text.prefix(2000))
    }
    return String(decoding: data, as: UTF8.self)
  }

  private final class Complaints: @unchecked Sendable {
    private let lock = NSLock()
    private var data = Data()

    func add(_ more: Data) { lock.withLock { data += more } }
    var text: String { lock.withLock { String(decoding: data, as: UTF8.self) } }
  }
}
