import Foundation
import Testing

/// Options that say how a kernel tree is read are heeded or refused, never ignored.
@Suite struct TreeOptionTests {
  @Test(arguments: [
    (["show", "helper", "--text"], "--text prints the model of a variant"),
    (["show", "helper", "--function", "x"], "leave --function out"),
    (["show", ""], "is no name of a function"),
    (["show", "a b"], "is no name of a function"),
    (["show", "helper", "--follow", "nosuch"], "--follow nosuch: no file that is read defines"),
    (["check", "hyperv-input-page/v2"], "there is no variant v2: name only the case, hyperv-input-page."),
    (["callbacks", "--follow", "helper"], "callbacks follows nothing"),
  ])
  func whatMakesNoSenseIsRefused(arguments: [String], sentence: String) throws {
    let tree = try SmallTree()
    let answer = try tree.run(arguments + ["--tree", tree.path])
    #expect(answer.status == 64)
    #expect(answer.errors.contains(sentence), "\(answer.errors)")
  }

  @Test func aTreeNeedsAName() throws {
    #expect(try Tool.run(["show", "helper", "--tree", ""]).status == 64)
  }

  /// `show` took silently what came first: the header of arm64.
  @Test func ofSeveralDefinitionsTheOneOfX86IsShown() throws {
    let tree = try SmallTree()
    let answer = try tree.run(["show", "helper", "--tree", tree.path])
    #expect(answer.output.hasPrefix("arch/x86/helper.c: helper\n"))
    #expect(answer.output.contains("also defined in arch/arm64/helper.c"))
    let other = try tree.run(["show", "helper", "--tree", tree.path, "--follow", "arch/arm64/helper.c"])
    #expect(other.output.hasPrefix("arch/arm64/helper.c: helper\n"))
    #expect(!other.output.contains("also defined"))
  }

  // MARK: Stubs and configurations

  @Test(arguments: [
    ("int helper(int cpu)\n{\n\treturn 0 +;\n}\n", ":3:"),
    ("int helper(int cpu)\n{\n\treturn 0;\n}\nint helper(int cpu)\n{\n\treturn 1;\n}\n", "a second time"),
    ("int x = 1;\nint x = 2;\n", "a second time"),
    ("\u{1}\u{2}\u{3}\u{7F}\n", "is not understood"),
    ("/* nothing */\n", "defines neither a function nor a variable"),
  ])
  func aBrokenStubFileIsAnError(text: String, sentence: String) throws {
    let tree = try SmallTree()
    let stubs = try ScratchFile(text)
    let answer = try tree.run(["show", "driver_online", "--tree", tree.path, "--stubs", stubs.path])
    #expect(answer.status == 3)
    #expect(answer.errors.contains(stubs.path) && answer.errors.contains(sentence), "\(answer.errors)")
  }

  @Test func stubsWithoutUseAreListed() throws {
    let tree = try SmallTree()
    let stubs = try ScratchFile(
      """
      int helper(int cpu)
      {
      \treturn 0;
      }
      int unused(int cpu)
      {
      \treturn 0;
      }
      void mutex_lock(struct mutex *lock)
      {
      }

      """)
    let arguments = ["driver_online", "--tree", tree.path, "--stubs", stubs.path]
    let answer = try tree.run(["show"] + arguments)
    // Lines are broken at blanks.
    let words = answer.output.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(words.contains("no stub unused (\(stubs.path):5): nothing that is read calls it"))
    #expect(words.contains("no stub mutex_lock (\(stubs.path):9): bringup has a meaning of its own"))
    #expect(!words.contains("no stub helper"))
    let list = try tree.run(["callbacks"] + arguments.dropFirst())
    #expect(list.output.contains("No callback needs these stubs: unused, mutex_lock."))
  }

  @Test func aConfigurationHasToBeOne() throws {
    let tree = try SmallTree()
    let garbage = try ScratchFile("no configuration\n")
    let answer = try tree.run(["show", "helper", "--tree", tree.path, "--config", garbage.path])
    #expect(answer.status == 3)
    #expect(answer.errors.contains("\(garbage.path) sets no symbol"))
  }

  // MARK: The list of callbacks

  /// The table of the core was left out: no call registers what is in it.
  @Test func statesThatAreBuiltInAreListedApart() throws {
    let tree = try SmallTree()
    let text = try tree.run(["callbacks", "--tree", tree.path]).output
    #expect(text.contains("CPUHP_CREATE_THREADS (PREPARE), \"threads:prepare\", built in, no target"))
    #expect(text.contains("startup   threads_create: fully understood, no opaque calls"))
    #expect(text.contains("startup   bringup_cpu: fully understood, 1 opaque call"))
    #expect(text.contains(": 1 call in 1 file"))
    let words = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(words.contains("Besides, 3 states that are built in (kernel/cpu.c); 2 callbacks:"))
  }

  /// "fully understood" said nothing of what the functions call.
  @Test func theSummaryTellsOpaqueCallsApart() throws {
    let tree = try SmallTree()
    let text = try tree.run(["callbacks", "--tree", tree.path]).output
    let words = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(
      words.contains(
        "2 callbacks: 1 fully understood without opaque calls, 1 fully with opaque calls, 0 partly, 0 not found."
      ))
    #expect(text.contains("Most frequent opaque callees"))
    #expect(text.contains("     1     1  helper\n"))
    let answer = try tree.run(["callbacks", "--tree", tree.path, "--format", "json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let summary = try #require(object["summary"] as? [String: Any])
    #expect(summary["fullyWithoutOpaqueCalls"] as? Int == 1)
    #expect(summary["fullyWithOpaqueCalls"] as? Int == 1)
    #expect((object["builtIn"] as? [Any])?.count == 3)
    #expect((object["opaqueCallees"] as? [Any])?.count == 2)
  }
}
