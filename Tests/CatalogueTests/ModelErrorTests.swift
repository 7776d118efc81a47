import Catalogue
import KernelC
import StateSpace
import Testing

/// Where the model ends paths that the kernel would go on with, nothing may rest on states that nobody saw.
@Suite struct ModelErrorTests {
  private func verdicts(_ text: String) throws -> [String: CheckResult] {
    let subject = try Case(file: try CFile(parsing: text, path: "x.c"), text: text)
    let results = try check(
      subject, subject.variants[0], Settings(cpus: 2, faults: 0, parameters: [:]), options: SearchOptions())
    return Dictionary(uniqueKeysWithValues: results.map { ($0.cell, $0) })
  }

  @Test func aPoolThatRunsOutLeavesOpenWhatWasNotSeen() throws {
    let results = try verdicts(
      """
      struct d { int v; };
      static struct d *list[8];
      static int n, waits;
      static DECLARE_COMPLETION(never);
      BRINGUP_NO_HOTPLUG();
      BRINGUP_TASK(t)
      {
      \tint i;

      \tif (bringup_any(2)) {
      \t\twaits = 1;
      \t\twait_for_completion(&never);
      \t}
      \tfor (i = 0; i < 6; i++)
      \t\tlist[i] = kzalloc(sizeof(struct d), GFP_KERNEL);
      \tn = 1;
      }
      BRINGUP_SOMETIMES(AllMade, n == 1);
      BRINGUP_SOMETIMES(OneMade, list[0]);
      BRINGUP_ALWAYS(NoneMade, !list[0]);
      BRINGUP_ALWAYS(NotAllMade, n == 0);
      BRINGUP_CAN_FINISH(Waits, waits, n == 1);
      """)
    func verdict(_ cell: String) throws -> RecordedVerdict { try #require(results[cell]).verdict }
    // Not seen is no answer.
    #expect(try verdict("AllMade") == .inconclusive)
    #expect(results["AllMade"]?.reason.contains("ran out of slots") == true)
    #expect(try verdict("NotAllMade") == .inconclusive)
    // These have a path.
    #expect(try verdict("OneMade") == .holds)
    #expect(try verdict("NoneMade") == .violated)
    // Behind the wait nothing is cut off.
    #expect(try verdict("Waits") == .violated)
    #expect(try verdict("RequestEnds") == .violated)
  }

  /// `cpuhp_invoke_callback` returns what the callback does, and whoever asked takes all but 0 for an error
  /// (`__cpuhp_invoke_callback_range`, `__cpuhp_setup_state_cpuslocked`, kernel/cpu.c, 6.12).
  @Test func aPositiveResultOfACallbackIsAnError() throws {
    let text = """
      static int result;
      static int on(unsigned int cpu) { return cpu == WHICH ? 1 : 0; }
      static int setup(void)
      {
      \tresult = cpuhp_setup_state(CPUHP_AP_PERF_X86_RAPL_ONLINE, "x", on, NULL);
      \treturn 0;
      }
      module_init(setup);
      BRINGUP_SOMETIMES(SetUp, result == 0 && cpu_active(0));
      BRINGUP_SOMETIMES(Fails, result == 1);
      BRINGUP_SOMETIMES(Up, cpu_active(1));
      """
    let ofFirst = try verdicts(text.split(separator: "WHICH").joined(separator: "0"))
    #expect(ofFirst["Fails"]?.verdict == .holds)
    let ofSecond = try verdicts(text.split(separator: "WHICH").joined(separator: "1"))
    #expect(ofSecond["Fails"]?.verdict == .violated)
    #expect(ofSecond["Up"]?.verdict == .violated)
    #expect(ofSecond["NoBuiltInViolation"]?.verdict == .holds)
  }

  @Test func theSentenceNamesWhatWarnsAndWhatForbidsToSleep() throws {
    let results = try verdicts(
      """
      static refcount_t count;
      static int n;
      BRINGUP_NO_HOTPLUG();
      BRINGUP_TASK(t) { n = 1;
      \trefcount_inc(&count); }
      """)
    #expect(
      results["NoBuiltInViolation"]?.reason.hasSuffix(
        "a WARN() is reached: refcount_inc() finds the count at 0, so the object may be gone") == true)
    let reader = try verdicts(
      """
      static DEFINE_MUTEX(lock);
      static int n;
      BRINGUP_NO_HOTPLUG();
      BRINGUP_TASK(t)
      {
      \trcu_read_lock();
      \tmutex_lock(&lock);
      \tn = 1;
      \tmutex_unlock(&lock);
      \trcu_read_unlock();
      }
      """)
    #expect(
      reader["NoBuiltInViolation"]?.reason.hasSuffix(
        "a function that may sleep runs between rcu_read_lock() and rcu_read_unlock()") == true)
  }
}
