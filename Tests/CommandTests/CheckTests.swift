import Foundation
import Testing

@Suite("Check")
struct CheckTests {
  @Test("The whole catalogue is as recorded")
  func catalogue() throws {
    let answer = try Tool.run(["check"])
    #expect(answer.status == 0)
    #expect(answer.output.contains("Everything that is recorded is as recorded."))
    #expect(answer.output.contains("For a counterexample: bringup check hyperv-input-page/before"))
    #expect(answer.errors.isEmpty)
  }

  @Test("A variant is told as it is, or compared if that is wanted")
  func variant() throws {
    let truth = try Tool.run(["check", "hyperv-input-page/before"])
    #expect(truth.status == 1)
    #expect(truth.output.contains("InputPageLive.first-online: violated after"))
    #expect(truth.output.contains("=> "))
    #expect(try Tool.run(["check", "hyperv-input-page/before", "--expect"]).status == 0)
    #expect(try Tool.run(["check", "hyperv-input-page/v2"]).status == 0)
  }

  @Test("A case alone has its table and says where the paths are")
  func table() throws {
    let answer = try Tool.run(["check", "hyperv-input-page"])
    #expect(answer.status == 1)
    #expect(!answer.output.contains("=> "))
    #expect(answer.output.contains("For a counterexample: "))
  }

  @Test("A limit makes an answer inconclusive, and says which it was")
  func limits() throws {
    let states = try Tool.run(["check", "hyperv-input-page/v2", "--max-states", "100"])
    #expect(states.status == 2)
    #expect(states.output.contains("the limit of 100 states was reached"))
    let memory = try Tool.run(["check", "hyperv-input-page/v2", "--memory", "1K"])
    #expect(memory.status == 2)
    let time = try Tool.run(["check", "hyperv-input-page/v2", "--timeout", "0.000001"])
    #expect(time.status == 2)
    #expect(time.output.contains("time limit"))
  }

  @Test("JSON parses, is the same with any number of workers, and mails have 72 columns of ASCII")
  func formats() throws {
    let arguments = ["check", "hyperv-input-page/v2", "--set", "kthreads=any"]
    let one = try Tool.run(arguments + ["--format", "json", "--jobs", "1"])
    let two = try Tool.run(arguments + ["--format", "json", "--jobs", "2"])
    #expect(one.output == two.output)
    let root = try JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any]
    #expect(root?["schema"] as? String == "bringup.check/1")
    let mail = try Tool.run(arguments + ["--format", "mail"])
    #expect(mail.status == 1)
    #expect(mail.output.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(mail.output.split(separator: "\n").allSatisfy { $0.count <= 72 })
    #expect(mail.output.contains("    bringup check hyperv-input-page/v2 --set kthreads=any\n"))
  }

  @Test("The answer goes to a file; a path that can't be written is said before the search")
  func output() throws {
    let file = try ScratchFile("old")
    let arguments = ["check", "hyperv-input-page/v2", "--max-states", "100", "--output"]
    let answer = try Tool.run(arguments + [file.path])
    #expect(answer.status == 2)
    #expect(answer.output.isEmpty)
    #expect(try String(contentsOf: file.url, encoding: .utf8).hasPrefix("hyperv-input-page\n"))
    let refused = try Tool.run(arguments + ["/no/such/folder/file"])
    #expect(refused.status == 3)
    #expect(refused.errors.contains("can't be written"))
  }

  @Test("Colour follows the option and NO_COLOR")
  func color() throws {
    let arguments = ["check", "hyperv-input-page/v2", "--max-states", "100"]
    #expect(try !Tool.run(arguments).output.contains("\u{1B}"))
    let painted = try Tool.run(arguments + ["--color", "always"], environment: ["NO_COLOR": "1"])
    #expect(painted.output.contains("\u{1B}["))
  }

  @Test("A reader that goes away is no failure, a full disk is one")
  func readers() throws {
    #expect(try Tool.shell("$BRINGUP ladder | true; exit 0") == 0)
    #expect(try Tool.shell("{ $BRINGUP ladder; echo $? >&3; } 3>&1 >/dev/full | grep -qx 3") == 0)
    #expect(try Tool.shell("{ { $BRINGUP ladder; echo $? >&3; } | true; } 3>&1 | grep -qx 0") == 0)
  }

  @Test("An interrupt ends a search with what is known so far")
  func interrupt() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bringup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The file is made once the signal is watched for. Three CPUs take longer than that.
    let line = """
      cd '\(folder.path)'; $BRINGUP check hyperv-input-page/v2 --cpus 3 --output answer & pid=$!; \
      while ! test -e answer; do sleep 0.1; done; kill -INT $pid; wait $pid; test $? = 2
      """
    #expect(try Tool.shell(line) == 0)
    let answer = try String(contentsOf: folder.appendingPathComponent("answer"), encoding: .utf8)
    #expect(answer.contains("inconclusive"))
    #expect(answer.contains("the search was stopped (interrupt)"))
  }
}
