import Foundation
import Testing

@Suite("Ladders from files")
struct LadderFileTests {
  /// Text of a file, and what is said about it.
  @Test(
    "A broken dump is named with its line, status 3",
    arguments: [
      ("", "the file is empty"),
      ("  0: offline\n  x: perf:prepare\n", ":2: \"  x: perf:prepare\" is not a number"),
      ("  5: a\n  3: b\n", ":2: state 3 (b) stands after state 5 (a)"),
      ("  5: a\n  5: b\n", ":2: state 5 is already in line 1"),
      ("  0: offline\n  1: threads:prepare\n", "is missing"),
      ("enum cpuhp_state {\n", "not closed by the end of the file"),
      ("#include <linux/cpuhotplug.h>\n", "there is no \"enum cpuhp_state {\""),
      ("enum cpuhp_state { A, B };\n", "makes no ladder"),
      ("99999: far\n", "state 99999 is higher"),
    ])
  func broken(_ text: String, _ sentence: String) throws {
    let file = try ScratchFile(text)
    for arguments in [["ladder", file.path], ["check", "--ladder", file.path]] {
      let answer = try Tool.run(arguments)
      #expect(answer.status == 3)
      #expect(answer.output.isEmpty)
      #expect(answer.errors.hasPrefix("bringup: \(file.path):"), "\(answer.errors)")
      #expect(answer.errors.contains(sentence), "\(answer.errors)")
      #expect(answer.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("Binary garbage, a file that is too long, a directory, nothing at all")
  func unreadable() throws {
    let garbage = try ScratchFile(Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 1) }))
    let long = try ScratchFile(Data(repeating: UInt8(ascii: "1"), count: 1 << 20 + 1))
    let cases = [
      (garbage.path, "this is not the text of a dump"), (long.path, "has more than the 1048576 bytes"),
      ("/", "can't be read"), ("/no/such/file", "can't be read"), ("", "can't be read"),
      ("/dev/zero", "has more than the 1048576 bytes"),
    ]
    for (path, sentence) in cases {
      let answer = try Tool.run(["ladder", path])
      #expect(answer.status == 3)
      #expect(answer.errors.contains(sentence), "\(answer.errors)")
    }
  }

  @Test("A file of a gigabyte is refused after the first megabyte")
  func sparse() throws {
    let file = try ScratchFile("")
    let handle = try FileHandle(forWritingTo: file.url)
    try handle.truncate(atOffset: 1 << 30)
    try handle.close()
    let start = ContinuousClock.now
    #expect(try Tool.run(["ladder", file.path]).status == 3)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("The built-in ladders")
  func builtIn() throws {
    let answer = try Tool.run(["ladder", "--kernel", "6.1"])
    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("ladder of 6.1\n"))
    #expect(answer.output.contains("CPUHP_AP_ONLINE_IDLE"))
    #expect(try Tool.run(["ladder"]).output.hasPrefix("ladder of 6.12\n"))
  }

  @Test("The ladder of the running kernel, or one sentence why not")
  func running() throws {
    let answer = try Tool.run(["ladder", "--running"])
    #expect(answer.status == 0 || answer.status == 3)
    #expect(answer.status == 0 ? answer.errors.isEmpty : answer.errors.contains("hotplug/states"))
  }
}
