import Foundation
import Testing

/// `bringup.h` says that whatever it declares is understood. `header.c` and `header-drivers.c` of
/// `Corpus/reader` call all of it, and `CorpusTests` holds that nothing of that is opaque; here nothing may
/// be left out of it.
@Suite struct HeaderTests {
  private let header: String
  private let calls: Set<String>

  init() throws {
    header = try String(
      contentsOf: CorpusFile.folder.appendingPathComponent("bringup.h"), encoding: .utf8)
    let text = CorpusFile("reader/header").text + CorpusFile("reader/header-drivers").text
    calls = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
  }

  /// What another file of the corpus has, or what only the header itself is made of.
  private static let others: Set<String> = [
    "BRINGUP_CPUS", "BRINGUP_FAULTS", "BRINGUP_TARGET", "BRINGUP_STATE_AFTER", "BRINGUP_STATE_BEFORE",
    "BRINGUP_PARAMETER", "BRINGUP_TASK_ON", "BRINGUP_UNBOUND_TASK", "BRINGUP_INTERRUPT", "BRINGUP_CAN_FINISH",
    "DECLARE_PER_CPU", "DEFINE_PERCPU_RWSEM", "DEFINE_SRCU", "DECLARE_WORK", "ATOMIC_INIT",
    "ATOMIC_LONG_INIT", "ATOMIC64_INIT", "__MUTEX_INITIALIZER", "__RAW_SPIN_LOCK_UNLOCKED",
    "__SPIN_LOCK_UNLOCKED", "__aligned",
  ]

  /// The names that a line declares: macros with arguments, and functions of prototypes.
  private func names(in line: Substring) -> [String] {
    if line.hasPrefix("#define ") {
      let name = line.dropFirst("#define ".count).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return line.dropFirst("#define ".count + name.count).hasPrefix("(") ? [String(name)] : []
    }
    guard line.hasPrefix("extern ") || line.hasPrefix("static inline ") else { return [] }
    return line.matches(of: /(\w+)\(/).map { String($0.output.1) }
  }

  @Test func everyFunctionOfTheHeaderIsCalled() {
    let declared = header.split(separator: "\n").flatMap { names(in: $0) }
    #expect(declared.count > 300)
    let initcalls = declared.filter { $0.hasSuffix("_initcall") }
    for name in Set(declared).subtracting(initcalls).sorted()
    where !name.lowercased().hasPrefix("bringup_") || name == name.uppercased() {
      guard !HeaderTests.others.contains(name), name != "__attribute__" else { continue }
      // What the operations of one kind share is pasted behind the name of the kind.
      let isPasted = name.hasPrefix("_") && calls.contains { $0.hasSuffix(name) }
      let parts = ["this_cpu", "__this_cpu", "raw_cpu", "atomic", "raw_spin", "spin"]
      let isOperation = parts.contains { part in
        name.hasPrefix("\(part)_") && calls.contains("_" + name.dropFirst(part.count + 1))
      }
      #expect(calls.contains(name) || isPasted || isOperation, "\(name)")
    }
  }
}
