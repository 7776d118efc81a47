import Foundation

/// A kernel tree of a few files, which is gone when the test is over, and an empty folder for what the tool
/// writes beside it.
final class SmallTree {
  let url: URL
  var path: String { url.path }
  /// What `TMPDIR` names.
  let scratch: URL

  static let ladder = """
    enum cpuhp_state {
    \tCPUHP_INVALID = -1,
    \tCPUHP_OFFLINE = 0,
    \tCPUHP_CREATE_THREADS,
    \tCPUHP_BP_PREPARE_DYN,
    \tCPUHP_BP_PREPARE_DYN_END = CPUHP_BP_PREPARE_DYN + 4,
    \tCPUHP_BP_KICK_AP,
    \tCPUHP_BRINGUP_CPU,
    \tCPUHP_AP_IDLE_DEAD,
    \tCPUHP_AP_OFFLINE,
    \tCPUHP_AP_ONLINE,
    \tCPUHP_TEARDOWN_CPU,
    \tCPUHP_AP_ONLINE_IDLE,
    \tCPUHP_AP_ONLINE_DYN,
    \tCPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 8,
    \tCPUHP_AP_ACTIVE,
    \tCPUHP_ONLINE,
    };

    """

  static let table = """
    static int bringup_cpu(unsigned int cpu)
    {
    \treturn unknown_boot(cpu);
    }
    static struct cpuhp_step cpuhp_hp_states[] = {
    \t[CPUHP_OFFLINE] = { .name = "offline", },
    #ifdef CONFIG_SMP
    \t[CPUHP_CREATE_THREADS] = {
    \t\t.name = "threads:prepare",
    \t\t.startup.single = threads_create,
    \t\t.teardown.single = NULL,
    \t\t.cant_stop = true,
    \t},
    \t[CPUHP_BRINGUP_CPU] = { .name = "cpu:bringup", .startup.single = bringup_cpu, .cant_stop = true, },
    #endif
    };
    int __cpuhp_setup_state(int state);

    """

  static let driver = """
    static int counter;
    static int driver_online(unsigned int cpu)
    {
    \tcounter++;
    \treturn helper(cpu);
    }
    static int driver_offline(unsigned int cpu)
    {
    \tcounter = 0;
    \treturn 0;
    }
    static int driver_init(void)
    {
    \treturn cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "driver:online", driver_online, driver_offline);
    }

    """

  init() throws {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent("bringup-\(UUID().uuidString)")
    url = base.appendingPathComponent("tree")
    scratch = base.appendingPathComponent("scratch")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    try write(SmallTree.ladder, to: "include/linux/cpuhotplug.h")
    try write(SmallTree.table, to: "kernel/cpu.c")
    try write("int threads_create(unsigned int cpu)\n{\n\treturn 0;\n}\n", to: "kernel/smpboot.c")
    try write(SmallTree.driver, to: "drivers/driver.c")
    try write("int helper(unsigned int cpu)\n{\n\treturn 1;\n}\n", to: "arch/arm64/helper.c")
    try write("int helper(unsigned int cpu)\n{\n\treturn 2;\n}\n", to: "arch/x86/helper.c")
  }

  deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }

  func write(_ text: String, to path: String) throws {
    let file = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func run(_ arguments: [String]) throws -> Tool.Answer {
    try Tool.run(arguments, environment: ["TMPDIR": scratch.path])
  }

  /// What the tool has left behind.
  func leftovers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: scratch.path) }
}
