import Foundation
import Testing

/// The slow twin of the reader of C: gcc. Random programs run on this machine, and what they have computed
/// has to hold in every one of bringup's states.
@Suite(.enabled(if: Compiler.gcc != nil, "no gcc here")) struct TwinTests {
  /// How many programs are read, from which seed on: BRINGUP_TWIN_PROGRAMS and BRINGUP_TWIN_SEED ask for
  /// others.
  static let programs = number("BRINGUP_TWIN_PROGRAMS") ?? 100
  static let firstSeed = number("BRINGUP_TWIN_SEED") ?? 1
  static let batch = 50

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init)
  }

  @Test func gccAndTheReaderAgree() throws {
    var counts = (agree: 0, undecided: 0)
    for first in stride(from: Self.firstSeed, to: Self.firstSeed + Self.programs, by: Self.batch) {
      let last = min(first + Self.batch, Self.firstSeed + Self.programs)
      let programs = (first..<last).map { TwinProgram(seed: $0) }
      let values = try TwinCompiler.run(programs, options: ["-O0"])
      // A program that optimisation changes is no program that the generator should make.
      let optimised = try TwinCompiler.run(programs, options: ["-O2"])
      for (index, program) in programs.enumerated() {
        #expect(values[index] == optimised[index], "seed \(program.seed) means two things to gcc")
        #expect(values[index].count == program.observations, "seed \(program.seed) does not come to its end")
        switch TwinVerdict.of(program, values[index]) {
        case .agrees: counts.agree += 1
        case .undecided: counts.undecided += 1
        case .differs(let how): Issue.record("seed \(program.seed): \(how)")
        }
      }
    }
    // Limits that are stated are no findings, but a generator that meets little else tests nothing.
    #expect(counts.undecided * 3 <= Self.programs, "\(counts)")
  }

  /// The comparison can fail: one wrong value is enough.
  @Test func aWrongValueIsSeen() throws {
    let program = TwinProgram(seed: 1)
    var values = try TwinCompiler.run([program], options: ["-O0"])[0]
    let first = try #require(values.keys.min())
    let value = try #require(values[first])
    values[first] = "(\(value) + 1)"
    guard case .differs = TwinVerdict.of(program, values) else {
      Issue.record("a value that gcc never saw went through")
      return
    }
  }

  /// What no compiler takes ends the reading with a sentence: records in themselves and in long chains.
  @Test(arguments: [
    "struct self { int a; struct self in; struct self v[2]; };\n",
    (0..<2000).map { "struct chain\($0) { struct chain\($0 + 1) x; };\n" }.joined()
      + "struct chain2000 { int x; };\n",
  ])
  func recordsWithoutEndAreRefused(records: String) {
    let text = records + "static int done;\nBRINGUP_NO_HOTPLUG();\nBRINGUP_TASK(t)\n{\n\tdone = 1;\n}\n"
    switch TwinVerdict.of(text) {
    case .agrees: Issue.record("it is read")
    case .undecided(let reason), .differs(let reason):
      #expect(reason.contains("contains itself, or is one of more than"))
    }
  }

  /// Trees of records that grow fast, and sizes that no number holds, are read like the rest.
  @Test func largeRecordsAreRead() {
    var text = """
      struct large { int a; u64 numbers[0x7fffffffffffffff]; };
      struct empty { int none[0] : 0; };
      struct tree0 { int x; };

      """
    for depth in 1..<40 {
      let members = (0..<20).map { "m\($0)" }.joined(separator: ", ")
      text += "struct tree\(depth) { struct tree\(depth - 1) \(members); };\n"
    }
    text += """
      static struct large a, b;
      static struct tree39 *tree;
      static int n, done;
      BRINGUP_NO_HOTPLUG();
      BRINGUP_TASK(reads)
      {
      \tb.a = a.a;
      \tn = sizeof(struct tree39) + sizeof(*tree) + sizeof(a.numbers[-1]);
      \tdone = 1;
      }
      BRINGUP_SOMETIMES(End, done);

      """
    guard case .agrees = TwinVerdict.of(text) else {
      Issue.record("the end is not reached")
      return
    }
  }
}
