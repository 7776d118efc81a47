import Catalogue
import KernelC
import StateSpace
import Testing

/// What of a user's file is refused, and what is listed: a property that vanished would look like one that
/// holds.
@Suite struct FileRefusalTests {
  /// A task and two properties; `HERE` is put before the second, in line 7.
  private static let text = """
    static int n;
    static int on(unsigned int cpu) { return 0; }
    static int setup(void) { return cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "x", on, NULL); }
    module_init(setup);
    BRINGUP_TASK(t) { n = 1; }
    BRINGUP_SOMETIMES(Once, n == 1);
    HERE
    BRINGUP_ALWAYS(Bad, n == 0);
    """

  private func subject(_ text: String) throws -> Case {
    try Case(file: try CFile(parsing: text, path: "x.c"), text: text)
  }

  private func problem(_ text: String) -> String? {
    do {
      _ = try subject(text)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("/* oops", "x.c:7:1: this comment is not closed"),
    ("#if 0", "x.c:7:1: this #if is not closed"),
    (
      "static const char *s = \"oops; BRINGUP_ALWAYS(Worse, 0);", "x.c:7:31: BRINGUP_ALWAYS is not understood"
    ),
    ("static const char *s = \"oops;", "x.c:8:1: BRINGUP_ALWAYS is not understood"),
    ("static int z = 3", "x.c:8:1: BRINGUP_ALWAYS is not understood"),
    ("static int z", "x.c:8:1: BRINGUP_ALWAYS is not understood"),
    ("static int z\nBRINGUP_TASK(u) { }", "x.c:8:1: BRINGUP_TASK is not understood"),
    ("junk tokens =", "x.c:8:1: BRINGUP_ALWAYS is not understood"),
    ("BRINGUP_SOMETIMES(A, 1) BRINGUP_SOMETIMES(B, 1)", "x.c:7:1: BRINGUP_SOMETIMES is not understood"),
    ("BRINGUP_NO_HOTPLUG;", "x.c:7:1: BRINGUP_NO_HOTPLUG is not understood"),
    ("static int BRINGUP_CPUS;", "x.c:7:12: BRINGUP_CPUS is not understood"),
    ("static int f(void) { BRINGUP_ALWAYS(A, 1); return 0; }", "x.c:7:22: BRINGUP_ALWAYS is not understood"),
    ("static int f(void) { return BRINGUP_REQUIRE; }", "x.c:7:29: BRINGUP_REQUIRE is not understood"),
    (
      "static int f(void) { BRINGUP_REQUIRE(n); }",
      "x.c:7:22: BRINGUP_REQUIRE: takes a name and an expression"
    ),
    ("static int module_init;", "x.c:7:12: module_init is not understood"),
    ("#define UNUSED 1 \\", "x.c:8:1: BRINGUP_ALWAYS stands in the definition of UNUSED"),
    ("#define BRINGUP_ALWAYS(name, condition)", "x.c:7:1: BRINGUP_ALWAYS has a meaning of its own"),
  ])
  func whatWouldVanishIsRefused(line: String, sentence: String) throws {
    let text = Self.text.replacingOccurrences("HERE", with: line)
    let refusal = try #require(problem(text), "\(line) is accepted")
    #expect(refusal.hasPrefix(sentence), "\(refusal)")
  }

  @Test func theSentenceSaysWhatSwallowedTheWord() {
    let text = Self.text.replacingOccurrences("HERE", with: "static int z = 3")
    #expect(
      problem(text)
        == "x.c:8:1: BRINGUP_ALWAYS is not understood where it stands: it is a part of what begins in line 7: "
        + "BRINGUP_ALWAYS stands where a semicolon is expected")
  }

  @Test func macrosMayMakeProperties() throws {
    let line =
      "#define CHECK(name, x) BRINGUP_SOMETIMES(name, x); BRINGUP_SOMETIMES(name##Too, x)\nCHECK(A, 1);"
    let cells = try subject(Self.text.replacingOccurrences("HERE", with: line)).cells.map(\.id)
    #expect(cells.contains("A") && cells.contains("AToo") && cells.contains("Bad"))
    let inFunction =
      "#define ASK(x) BRINGUP_REQUIRE(Asked, x)\nstatic void f(void) { ASK(1); if (n) ASK(n); }"
    #expect(problem(Self.text.replacingOccurrences("HERE", with: inFunction)) == nil)
    // What is left out on purpose is left out.
    #expect(
      problem(Self.text.replacingOccurrences("HERE", with: "#if 0\nBRINGUP_CPUS(9);\n#endif")) == nil)
  }

  @Test(arguments: [
    (
      "static int off(void) { return 0; }\nstatic int off(void) { return 1; }",
      "x.c:8:12: off() is there already, in line 7"
    ),
    ("BRINGUP_ALWAYS(NoLeak, 1);", "x.c:7:1: NoLeak is a name that every file has"),
    ("static void f(void) { BRINGUP_REQUIRE(Once, n); }", "x.c:7:23: Once is there already, in line 6"),
    ("BRINGUP_ALWAYS(Once, n);", "x.c:7:1: Once is there already, in line 6"),
    ("BRINGUP_CPUS(2);\nBRINGUP_CPUS(3);", "x.c:8:1: BRINGUP_CPUS is there already, in line 7"),
    ("BRINGUP_PARAMETER(p, 2);\nBRINGUP_PARAMETER(p, 3);", "x.c:8:1: p is there already, in line 7"),
    ("BRINGUP_TASK(init) { }", "x.c:7:1: init is a name that every file has"),
    ("static void f(void) { goto nowhere; }", "x.c:7:23: there is no label nowhere to go to"),
    (
      "static int i(int x) { return 0; }\nmodule_init(i);",
      "x.c:7:12: i is an initialiser, which takes no argument"
    ),
    ("late_initcall(missing);", "x.c:7:1: the function missing, which is to run first, is not in the file"),
  ])
  func whatIsThereTwiceOrMissingIsRefused(line: String, sentence: String) throws {
    let refusal = try #require(problem(Self.text.replacingOccurrences("HERE", with: line)))
    #expect(refusal.hasPrefix(sentence), "\(refusal)")
  }

  private func refusal(ofCall call: String, _ callback: String = "int cb(unsigned int cpu)") -> String {
    let function = "\(callback) { return 0; }\nstatic int f(int s) { return \(call); }"
    return problem(Self.text.replacingOccurrences("HERE", with: function)) ?? "accepted"
  }

  @Test func registrationsAreLookedAt() {
    let place = "x.c:8:30: "
    #expect(refusal(ofCall: "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"y\", cb, NULL)") == "accepted")
    #expect(refusal(ofCall: "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"y\", &cb, 0)") == "accepted")
    for (call, sentence) in [
      (
        "cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, \"y\", cb, NULL)",
        "cpuhp_setup_state_multi is not followed"
      ),
      ("cpuhp_state_add_instance(s, NULL)", "cpuhp_state_add_instance is not followed"),
      ("__cpuhp_setup_state(s, \"y\", 1, cb, NULL, 0)", "__cpuhp_setup_state is not followed"),
      ("cpuhp_setup_state(s, \"y\", cb, NULL)", "s is no state by its symbol"),
      ("cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"y\", gone, NULL)", "no function gone is in the file"),
      (
        "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"y\", (void *)cb, NULL)",
        "a callback of cpuhp_setup_state must be"
      ),
      (
        "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"x\", cb, NULL)",
        "\"x\" stands for another registration in line 3"
      ),
      ("cpuhp_setup_state(CPUHP_AP_ACTIVE, \"y\", cb, NULL)", "CPUHP_AP_ACTIVE is the core's own"),
      (
        "cpuhp_setup_state(CPUHP_AP_ONLINE_DIN, \"y\", cb, NULL)",
        "there is no state CPUHP_AP_ONLINE_DIN: did you mean"
      ),
    ] {
      let answer = refusal(ofCall: call)
      #expect(answer.hasPrefix(place + sentence), "\(answer)")
    }
    // The kernel says -EBUSY to the second (`cpuhp_store_callbacks`, kernel/cpu.c, 6.12).
    let fixed = "cpuhp_setup_state(CPUHP_AP_ARM_XEN_STARTING, \"y\", cb, NULL)"
    let second = "cpuhp_setup_state(CPUHP_AP_ARM_XEN_STARTING, \"z\", cb, NULL)"
    #expect(refusal(ofCall: "\(fixed) + \(fixed)") == "accepted")
    #expect(refusal(ofCall: "\(fixed) + \(second)").contains("is registered in line 8 under another name"))
    let withoutCPU = refusal(
      ofCall: "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"y\", cb, NULL)", "int cb(void)")
    #expect(
      withoutCPU == "x.c:7:5: cb is a callback, which takes a CPU: declare it as int cb(unsigned int cpu)")
    let withoutResult = refusal(
      ofCall: "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, \"y\", cb, NULL)", "void cb(unsigned int cpu)")
    #expect(withoutResult.hasPrefix("x.c:7:6: cb is a callback"), "\(withoutResult)")
  }

  @Test func whatIsNotUnderstoodIsListed() throws {
    func pieces(_ line: String) throws -> [String] {
      let subject = try self.subject(Self.text.replacingOccurrences("HERE", with: line))
      let settings = Settings(cpus: 2, faults: 0, parameters: [:])
      let reading = try #require(try subject.build(subject.variants[0], settings).reading)
      return reading.opaquePieces.map { "\($0.place) \($0.function): \($0.text)" }
    }
    #expect(try pieces("static int z = 3;") == [])
    #expect(try pieces("module_param(n, int, 0);") == [])
    #expect(
      try pieces("static int z = ;")
        == ["x.c:7:1 the file: static int z = ;: ; stands where an expression is expected"])
    #expect(
      try pieces("modul_init(setup);")
        == ["x.c:7:1 the file: modul_init(...): nothing is known of this macro"])
    #expect(
      try pieces("#error no").first?.hasPrefix("x.c:7:1 the file: #error no: #error is not followed") == true)
    // Nobody calls it.
    #expect(try pieces("static void f(void) { if (1 { } }").count == 1)
  }

  @Test func whatIsLeftOutByAnAssumptionIsListed() throws {
    func assumptions(_ line: String) throws -> [String] {
      let subject = try self.subject(Self.text.replacingOccurrences("HERE", with: line))
      let settings = Settings(cpus: 2, faults: 0, parameters: [:])
      return try #require(try subject.build(subject.variants[0], settings).reading).assumptions
    }
    #expect(
      try assumptions("#ifdef FOO\nBRINGUP_ALWAYS(A, n);\n#endif")
        == ["FOO is assumed not to be defined (x.c:7:8)"])
    #expect(
      try assumptions("#if FOO > 2\nmodule_init(setup);\n#endif")
        == ["FOO is assumed not to be defined (x.c:7:5)"])
    #expect(try assumptions("#ifdef FOO\nstatic int unused;\n#endif") == [])
    #expect(try assumptions("#if 0\nBRINGUP_ALWAYS(A, n);\n#endif") == [])
  }

  @Test func aTaskNeedsItsCPU() throws {
    let subject = try self.subject(
      Self.text.replacingOccurrences("HERE", with: "BRINGUP_TASK_ON(far, 3) { }"))
    let settings = Settings(cpus: 2, faults: 0, parameters: [:])
    let results = try check(subject, subject.variants[0], settings, options: SearchOptions())
    #expect(results.allSatisfy { $0.verdict == .skipped })
    #expect(results[0].reason == "far is for CPU 3, and there are 2 CPUs")
  }

  @Test func anInterruptIsSomethingThatRuns() throws {
    #expect(problem("static int n;\nBRINGUP_INTERRUPT(i, 0) { n = 1; }\n") == nil)
    #expect(problem("static int n;\n")?.contains("nothing would run") == true)
  }
}

extension String {
  fileprivate func replacingOccurrences(_ word: String, with other: String) -> String {
    split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
  }
}
