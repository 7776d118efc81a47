import Testing

@Suite("Bad usage")
struct BadUsageTests {
  @Test(
    "A name that does not exist is answered with the nearest one, in one sentence and status 64",
    arguments: [
      (["check", "hyperv-input-pgae"], "did you mean hyperv-input-page?"),
      (["check", "zzzzzz"], "there is no case \"zzzzzz\": bringup cases lists them."),
      (["check", ""], "there is no case \"\""), (["check", "/"], "there is no case \"\""),
      (["check", "hyperv-input-page/"], "there is no variant of hyperv-input-page \"\""),
      (["check", "hyperv-input-page/befor"], "did you mean before?"),
      (["check", "hyperv-input-page/v2/v3"], "there is no variant"),
      (["cases", "hyperv"], "did you mean hyperv-input-page?"),
      (["check", "--set", "kthread=any"], "did you mean kthreads?"),
      (["check", "--set", "kthreads=an"], "did you mean any?"),
      (["check", "--set", "kthreads="], "kthreads of hyperv-input-page can't be \"\""),
      (["check", "--cpus", "9"], "modelled with 2 to 3 CPUs, not 9"),
      (["check", "--cpus", "-1"], "--cpus"),
    ])
  func names(_ arguments: [String], _ sentence: String) throws {
    let answer = try Tool.run(arguments)
    #expect(answer.status == 64)
    #expect(answer.output.isEmpty)
    #expect(answer.errors.contains(sentence), "\(answer.errors)")
  }

  @Test(
    "What ArgumentParser finds has the same status",
    arguments: [
      ["chekc"], ["check", "--cpus", "two"], ["check", "--faults", "99"], ["check", "--jobs", "0"],
      ["check", "--memory", "much"], ["check", "--memory", "99999999999G"], ["check", "--timeout", "0"],
      ["check", "--timeout", "nan"], ["check", "--timeout", "inf"], ["check", "--max-states", "0"],
      ["check", "--set", "kthreads"], ["check", "--set", "=any"], ["check", "--format", "xml"],
      ["check", "--color", "sometimes"], ["check", "--no-such-option"], ["ladder", "--kernel", "5.0"],
      ["ladder", "--running", "file"],
    ])
  func options(_ arguments: [String]) throws {
    let answer = try Tool.run(arguments)
    #expect(answer.status == 64)
    #expect(answer.output.isEmpty)
    #expect(answer.errors.hasPrefix("Error: "))
  }

  @Test("What is quoted back can't paint a terminal or fill it")
  func hostileWords() throws {
    let answer = try Tool.run(["check", "\u{1B}[31m" + String(repeating: "x", count: 10_000)])
    #expect(answer.status == 64)
    #expect(!answer.errors.contains("\u{1B}"))
    #expect(answer.errors.utf8.count < 300)
  }
}
