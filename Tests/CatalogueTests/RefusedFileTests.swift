import Catalogue
import KernelC
import StateSpace
import Testing

/// Files that no compiler accepts, or that ask for more than there is: each ends in a sentence and none in a
/// trap.
@Suite struct RefusedFileTests {
  private func build(_ text: String) throws -> Subject {
    let text = "BRINGUP_NO_HOTPLUG();\n\(text)\n"
    let subject = try Case(file: try CFile(parsing: text, path: "x.c"), text: text)
    return try subject.build(subject.variants[0], Settings(cpus: 2, faults: 0, parameters: [:]))
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try build(text)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func aRecordInItselfIsRefused() {
    let text = "struct l { struct l x; }; static struct l a, b; BRINGUP_TASK(t) { a = b; }"
    #expect(refusal(text).contains("struct l contains itself"))
  }

  @Test func moreWorkersThanThereAreContextsAreRefused() {
    let items = """
      static void f(struct work_struct *w) { }
      static struct work_struct w[100];
      BRINGUP_TASK(t) { INIT_WORK(&w[0], f); schedule_work(&w[0]); }
      """
    #expect(refusal(items).contains("100 work items"))
    let tasks = (1...60).map { "BRINGUP_TASK(t\($0)) { }" }.joined(separator: "\n")
    #expect(refusal(tasks).contains("60 are possible"))
  }

  @Test func aPercpuRwsemInARecordIsRefused() {
    let text = """
      struct s { struct percpu_rw_semaphore sem; };
      static struct s s;
      BRINGUP_TASK(t) { percpu_down_read(&s.sem); }
      """
    #expect(refusal(text).contains("percpu_down_read takes a variable of a file"))
  }

  @Test func lengthsWithoutSenseEndNothing() throws {
    for length in ["-1", "0", "1L << 40", "1L << 62"] {
      _ = try build("struct l { int v[\(length)]; }; static struct l a, b; BRINGUP_TASK(t) { a.v[0] = 1; }")
      _ = try build("static int v[\(length)]; static int x; BRINGUP_TASK(t) { x = sizeof(v); v[0] = 1; }")
    }
  }
}
