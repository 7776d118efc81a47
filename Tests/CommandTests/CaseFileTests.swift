import Foundation
import Testing

/// Files of C as arguments: what is no plain file, what is no case, and what becomes of the others beside it.
@Suite("Files of C")
struct CaseFileTests {
  static let good = """
    /* bringup: holds */
    static int n;
    BRINGUP_NO_HOTPLUG();
    BRINGUP_TASK(t) { n = 1; }
    BRINGUP_SOMETIMES(Once, n == 1);
    """

  @Test("A pipe that nobody writes to, a device and a folder are refused at once")
  func noPlainFiles() throws {
    let folder = try ScratchFolder()
    try #require(try Tool.shell("cd '\(folder.path)' && mkfifo pipe.c && ln -s /dev/zero device.c") == 0)
    for name in ["pipe.c", "device.c"] {
      // A tool that waits would wait for ever.
      #expect(try Tool.shell("timeout 60 $BRINGUP check '\(folder.path)/\(name)'; test $? = 3") == 0)
    }
    #expect(try Tool.run(["check", folder.path + "/device.c"]).errors.contains("is no plain file"))
    let missing = try Tool.run(["check", folder.path + "/missing.c"])
    #expect(missing.status == 3)
    #expect(missing.errors.contains("can't be read"))
  }

  @Test("What is no plain file in a folder is left out, and the others are checked")
  func folders() throws {
    let folder = try ScratchFolder(["good.c": Self.good])
    try #require(
      try Tool.shell("cd '\(folder.path)' && mkdir sub.c && ln -s nowhere loop.c && mkfifo pipe.c") == 0)
    let answer = try Tool.run(["check", "--quiet", "--expect", folder.path])
    #expect(answer.status == 0)
    #expect(answer.output.contains("4 cells: 4 holds"))
    for name in ["sub.c", "loop.c", "pipe.c"] {
      #expect(answer.errors.contains("/\(name) is no plain file and is left out."))
    }
  }

  @Test("A file of a folder that is no case is named, and does not cost the others their verdicts")
  func refusedFiles() throws {
    let folder = try ScratchFolder(["a.c": "BRINGUP_TSK(t) { }\n", "good.c": Self.good])
    let answer = try Tool.run(["check", "--quiet", folder.path])
    #expect(answer.status == 3)
    #expect(answer.output.contains("4 cells: 4 holds"))
    #expect(answer.errors.contains("/a.c:1:1: BRINGUP_TSK: is no macro of bringup.h"))
    let alone = try Tool.run(["check", folder.path + "/a.c"])
    #expect(alone.status == 3)
    #expect(alone.output.isEmpty)
  }

  @Test("A typing error in a state is no state that the kernel lacks")
  func unknownStates() throws {
    let text = """
      /* bringup: holds */
      static int on(unsigned int cpu) { return 0; }
      static int start(void) { return cpuhp_setup_state(CPUHP_AP_ONLIN_DYN, "x", on, NULL); }
      module_init(start);
      """
    let folder = try ScratchFolder([
      "a.c": text, "b.c": Self.good,
      "old.c": text.replacingOccurrences(of: "CPUHP_AP_ONLIN_DYN", with: "CPUHP_AP_MICROCODE_LOADER"),
    ])
    let answer = try Tool.run(["check", "--quiet", folder.path])
    #expect(answer.status == 3)
    #expect(
      answer.errors.contains(
        "/a.c:3:33: there is no state CPUHP_AP_ONLIN_DYN: did you mean CPUHP_AP_ONLINE_DYN?"))
    // A state of another kernel is skipped, as the ladder that it needs may be given.
    let old = try Tool.run(["check", "--quiet", folder.path + "/old.c"])
    #expect(old.status == 4)
    let target = try ScratchFolder(["t.c": "BRINGUP_TARGET(1, CPUHP_AP_ACTVE);\n" + Self.good])
    #expect(try Tool.run(["check", target.path]).errors.contains("did you mean CPUHP_AP_ACTIVE?"))
  }

  @Test("What is undecided does not differ from the record")
  func undecided() throws {
    let folder = try ScratchFolder(["good.c": Self.good])
    let answer = try Tool.run(["check", "--quiet", "--expect", "--max-states", "1", folder.path])
    #expect(answer.status == 2)
    #expect(!answer.output.contains("differ"))
    #expect(!answer.output.contains("as recorded"))
    #expect(answer.output.contains("undecided and could not be compared with the record"))
  }

  @Test("A file has one variant, and numbers are no slips for other numbers")
  func words() throws {
    let text = "BRINGUP_PARAMETER(mode, 1, 2);\n" + Self.good
    let folder = try ScratchFolder(["good.c": text.replacingOccurrences(of: "/* bringup: holds */", with: "")]
    )
    let path = folder.path + "/good.c"
    #expect(try Tool.run(["check", "--quiet", path + "/as-written"]).status == 0)
    let variant = try Tool.run(["check", path + "/nope"])
    #expect(variant.status == 64)
    #expect(variant.errors.contains("has no variant \"nope\": a file of C has one, as-written."))
    let value = try Tool.run(["check", path, "--set", "mode=3"])
    #expect(value.status == 64)
    #expect(value.errors.contains("can't be \"3\": give 1 or 2."))
  }
}

/// A folder that is gone when the test is over.
final class ScratchFolder {
  let url: URL
  var path: String { url.path }

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("bringup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
