import Catalogue
import KernelC
import StateSpace
import Testing

/// Macros for arithmetic, and functions of drivers that change nothing, in programs that are searched.
@Suite struct KernelMacroTests {
  private func verdicts(_ body: String, _ cells: [(String, String)], faults: Int = 0) throws -> [String] {
    var text = "static int seen, other;\nBRINGUP_NO_HOTPLUG();\nBRINGUP_TASK(caller)\n{\n\(body)\n}\n"
    for (name, condition) in cells { text += "BRINGUP_SOMETIMES(\(name), \(condition));\n" }
    let subject = try Case(file: try CFile(parsing: text, path: "x.c"), text: text)
    let results = try check(
      subject, subject.variants[0], Settings(cpus: 2, faults: faults, parameters: [:]),
      options: SearchOptions())
    #expect(results.first?.reading?.isComplete == true, "\(text)")
    return results.filter { $0.verdict == .holds }.map(\.cell)
  }

  @Test(arguments: [
    ("abs(-3 + seen)", 3), ("abs(4)", 4), ("clamp(seen - 1, 0, 2)", 0), ("clamp(seen + 9, 0, 2)", 2),
    ("clamp_t(int, 1, 0, 2)", 1), ("DIV_ROUND_UP(5 + seen, 2)", 3), ("DIV_ROUND_UP(4, 2)", 2),
    ("roundup(5, 3)", 6), ("round_up(5, 4)", 8), ("round_down(7 + seen, 4)", 4), ("ilog2(4096)", 12),
    ("PTR_ERR_OR_ZERO(ERR_PTR(-12)) + 20", 8), ("PTR_ERR_OR_ZERO(&seen)", 0),
  ])
  func arithmeticIsComputed(expression: String, value: Int) throws {
    let cells = [("Right", "seen == \(value + 1)"), ("Wrong", "seen && seen != \(value + 1)")]
    #expect(try verdicts("\tseen = 1 + (\(expression));", cells).contains("Right"))
    #expect(!(try verdicts("\tseen = 1 + (\(expression));", cells).contains("Wrong")))
  }

  /// `rcu_state` begins with the address of its own node: reading it did not end.
  @Test func aVariableMayStartWithItsOwnAddress() throws {
    let text = """
      struct node { int value; };
      struct state { struct node node[2]; struct node *level[2]; };
      struct state state = { .level = { &state.node[0] } };
      int read(void) { state.level[0]->value = 1; return state.level[0]->value; }
      """
    let sources = CSources([try CFile(parsing: text, path: "x.c")])
    #expect(try FunctionSurvey("read", in: sources).opaquePieces.isEmpty)
  }

  /// They succeed, and fail with the error that the kernel's have under the fault budget alone.
  @Test(arguments: [
    ("irq_set_affinity(1, cpu_online_mask)", "-EINVAL"), ("request_irq(1, NULL, 0, \"x\", NULL)", "-EBUSY"),
    ("sysfs_create_group(NULL, NULL)", "-ENOMEM"), ("device_create_file(NULL, NULL)", "-ENOMEM"),
  ])
  func whatDriversAskForMayFail(call: String, error: String) throws {
    let cells = [("Succeeds", "seen == 1"), ("Fails", "seen == 2"), ("Other", "seen == 3")]
    let body = "\tint r = \(call);\n\tseen = r == 0 ? 1 : r == \(error) ? 2 : 3;"
    let free = try verdicts(body, cells)
    #expect(free.contains("Succeeds") && !free.contains("Fails") && !free.contains("Other"))
    let failing = try verdicts(body, cells, faults: 1)
    #expect(failing.contains("Succeeds") && failing.contains("Fails") && !failing.contains("Other"))
  }

  /// What takes a mutex in the kernel is a finding where nobody may sleep.
  @Test(arguments: [
    ("perf_pmu_migrate_context(NULL, 0, 1)", true), ("sysfs_remove_file(NULL, NULL)", true),
    ("cancel_delayed_work_sync(NULL)", true), ("free_irq(1, NULL)", true),
    ("disable_percpu_irq(1)", false), ("irq_force_affinity(1, cpu_online_mask)", false),
    ("writel_relaxed(1, NULL)", false), ("wake_up_process(NULL)", false),
  ])
  func whatSleepsMayDoSoOnlyWhereItIsAllowed(call: String, sleeps: Bool) throws {
    let body = "\tpreempt_disable();\n\t\(call);\n\tpreempt_enable();\n\tseen = 1;"
    #expect(try verdicts(body, [("Seen", "seen")]).contains("NoBuiltInViolation") == !sleeps)
    #expect(try verdicts("\t\(call);\n\tseen = 1;", [("Seen", "seen")]).contains("NoBuiltInViolation"))
  }

  /// A CPU is its own sibling, and there is one node.
  @Test func topologyIsFlat() throws {
    let body = """
      \tseen = 1 + cpumask_any_and_but(topology_die_cpumask(0), cpu_possible_mask, 0);
      \tother = 1 + cpumask_last(cpumask_of_node(cpu_to_node(0)));
      """
    let holding = try verdicts(body, [("NoSibling", "seen == 3"), ("LastCPU", "other == 2")])
    #expect(holding.contains("NoSibling") && holding.contains("LastCPU"))
  }
}
