import Foundation
import Testing

@testable import bringup

/// Patches are applied to copies, which are gone afterwards, whatever the patch does.
@Suite struct PatchTests {
  private static let rename = """
    diff --git a/arch/x86/helper.c b/arch/x86/other.c
    similarity index 100%
    rename from arch/x86/helper.c
    rename to arch/x86/other.c

    """
  private static let deletion = """
    diff --git a/include/linux/cpuhotplug.h b/include/linux/cpuhotplug.h
    deleted file mode 100644
    --- a/include/linux/cpuhotplug.h
    +++ /dev/null

    """
  private static let quoted = """
    diff --git "a/arch/x86/gr\\303\\266\\303\\237e.c" "b/arch/x86/gr\\303\\266\\303\\237e.c"
    new file mode 100644
    --- /dev/null
    +++ "b/arch/x86/gr\\303\\266\\303\\237e.c"
    @@ -0,0 +1 @@
    +int size;

    """

  @Test func pathsAreThoseOfGit() {
    #expect(PatchPaths(Self.rename).touched == ["arch/x86/helper.c", "arch/x86/other.c"])
    #expect(PatchPaths(Self.rename).removed == ["arch/x86/helper.c": .renamed(to: "arch/x86/other.c")])
    #expect(PatchPaths(Self.deletion).removed == ["include/linux/cpuhotplug.h": .deleted])
    #expect(PatchPaths(Self.quoted).touched == ["arch/x86/größe.c"])
    let copy = "diff --git a/a.c b/b.c\nsimilarity index 100%\ncopy from a.c\ncopy to b.c\n"
    #expect(PatchPaths(copy).touched == ["a.c", "b.c"])
    #expect(PatchPaths("diff --git a/x y.c b/x y.c\nold mode 100644\nnew mode 100755\n").touched == ["x y.c"])
    let binary =
      "diff --git a/logo.ppm b/logo.ppm\nindex 1..2 100644\nBinary files a/logo.ppm and b/logo.ppm differ\n"
    #expect(PatchPaths(binary).touched == ["logo.ppm"])
    // A line of a hunk names nothing, and what leads out of the tree is no path of it.
    let quilt =
      "--- a/x.c\t2024-01-01\n+++ b/x.c\n@@ -1,2 +1 @@\n--- a/y.c\n x\n-- \n--- a/../z.c\n+++ b/../z.c\n"
    #expect(PatchPaths(quilt).touched == ["x.c"])
  }

  /// A pure rename "touched no file", and its copy stayed behind.
  @Test func whatIsRenamedIsFoundUnderItsNewName() throws {
    let tree = try SmallTree()
    let patch = try ScratchFile(Self.rename)
    let answer = try tree.run(["show", "helper", "--tree", tree.path, "--patch", patch.path])
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.hasPrefix("arch/x86/other.c: helper\n"))
    #expect(try tree.leftovers() == [])
  }

  @Test func aQuotedNameLeavesNothingBehind() throws {
    let tree = try SmallTree()
    let patch = try ScratchFile(Self.quoted)
    let answer = try tree.run(["show", "helper", "--tree", tree.path, "--patch", patch.path])
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(try tree.leftovers() == [])
  }

  @Test func aFileThatIsTakenAwayIsNamed() throws {
    let tree = try SmallTree()
    let lines = SmallTree.ladder.split(separator: "\n")
    let hunk = "@@ -1,\(lines.count) +0,0 @@\n" + lines.map { "-\($0)\n" }.joined()
    let patch = try ScratchFile(Self.deletion + hunk)
    let answer = try tree.run(["callbacks", "--tree", tree.path, "--patch", patch.path])
    #expect(answer.status == 3)
    #expect(answer.errors.contains("\(patch.path) deletes include/linux/cpuhotplug.h, which is needed."))
    #expect(try tree.leftovers() == [])
  }

  /// The copies stayed behind when the tool was ended.
  @Test(arguments: ["INT", "TERM", "HUP"])
  func whoIsEndedCleansUp(signal: String) throws {
    let tree = try SmallTree()
    // Enough for the tool to be still at work.
    for number in 0..<3000 {
      try tree.write("int cpuhp_setup_state_\(number)(void)\n{\n\treturn 0;\n}\n", to: "lib/file\(number).c")
    }
    let patch = try ScratchFile(Self.quoted)
    let line = """
      TMPDIR=\(tree.scratch.path) "$BRINGUP" callbacks --tree \(tree.path) --patch \(patch.path) &
      child=$!
      while [ -z "$(ls \(tree.scratch.path))" ]; do kill -0 $child || exit 7; sleep 0.01; done
      kill -\(signal) $child
      wait $child
      """
    // A shell starts what runs in the background with SIGINT ignored, which the tool does not heed.
    #expect(try Tool.shell(line) == 3)
    #expect(try tree.leftovers() == [])
  }
}
