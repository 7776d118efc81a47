import Program
import StateSpace

@testable import Catalogue
@testable import Report

/// Results made by hand, so that renderers are tested without a search.
enum HandMade {
  static let subject = Case(
    name: "made-up", question: "is the page there?", source: "a test",
    variants: [Case.Variant("before", "as it was"), Case.Variant("after", "as it is")],
    parameters: [Case.Parameter("speed", ["slow", "fast"], "how fast")],
    cells: [
      Cell("PageLive.down", "the page is there", .never(findings: ["PageLive.down"], crashes: [])),
      Cell("RequestEnds", "a request ends", .canFinish(from: "busy", reach: "idle")),
    ],
    defaultCPUs: 2, defaultFaults: 0, cpuRange: 2...3, environment: { _ in "one device" }, record: [],
    build: { _, _ throws(CaseError) in throw .skipped("made up") }, explain: { _, _, _ in "" })

  static func step(
    _ index: Int, cpu: Int?, _ context: String, _ function: String, _ text: String,
    source: String = "", changes: [(String, String, String)] = [], agency: Agency = .kernel,
    decides: Bool = false, findings: [String] = []
  ) -> Trace.Step {
    Trace.Step(
      index: index, cpu: cpu, context: context, kind: cpu == nil ? .agent : .task, agency: agency,
      function: function.isEmpty ? context : function, source: source, text: text,
      changes: changes.map { Trace.Change(name: $0.0, before: $0.1, after: $0.2) }, isDeciding: decides,
      findings: findings)
  }

  static let trace = Trace(
    steps: [
      step(
        1, cpu: 0, "sysfs", "", "echo 0 > cpu1/online", changes: [("lock", "nobody", "sysfs")],
        agency: .environment),
      step(
        2, cpu: 1, "cpuhp/1", "page_free", "page = arg[1]", source: "drivers/page.c",
        changes: [("irqs_off[1]", "0", "1")]),
      step(
        3, cpu: 1, "cpuhp/1", "page_free", "arg[1] = 0", source: "drivers/page.c",
        changes: [("arg[1]", "page 1", "NULL")]),
      step(
        4, cpu: nil, "disk", "", "the disk asks for service", changes: [("irq.pending", "0", "1")],
        agency: .hardware),
      step(
        5, cpu: 1, "kworker/1", "page_use", "page = arg[1]", source: "drivers/page.c", decides: true,
        findings: ["PageLive.down", "other"]),
    ], cycleStart: nil, pointOfNoReturn: nil)

  /// A request that spins for ever, after a step that can't be taken back.
  static let hang = Trace(
    steps: [
      step(1, cpu: 0, "sysfs", "cpu_down", "go", source: "kernel/cpu.c", decides: true),
      step(2, cpu: 0, "sysfs", "cpu_down", "look", source: "kernel/cpu.c"),
      step(3, cpu: 0, "sysfs", "cpu_down", "look again", source: "kernel/cpu.c"),
    ], cycleStart: 1, pointOfNoReturn: 1)

  static func result(
    _ variant: String, cell index: Int = 0, _ verdict: RecordedVerdict, recorded: RecordedVerdict? = nil,
    trace: Trace = .empty, reason: String = "", limit: String? = nil
  ) -> CheckResult {
    CheckResult(
      caseName: "made-up", variant: variant, cell: subject.cells[index].id, verdict: verdict,
      recorded: recorded, parameters: ["speed": "fast"], environment: "one device", cpus: 2, faults: 1,
      states: 12_345, transitions: 67_890, depth: 17, trace: trace, claim: subject.cells[index].text,
      reason: reason, findings: [], ladder: "6.12", limit: limit)
  }

  static func report(
    _ rows: [(String, [CheckResult])], compares: Bool = false, shows: Bool = true, seconds: Double? = nil
  ) -> CheckReport {
    let rows = rows.map { name, results in
      CheckReport.Row(
        variant: subject.variant(name)!, results: results, seconds: seconds, showsCounterexamples: shows)
    }
    return CheckReport(
      sections: [CheckReport.Section(subject: subject, rows: rows)], comparesWithRecord: compares)
  }

  static let story = report([
    (
      "before",
      [
        result("before", .violated, trace: trace, reason: "`arg` of CPU 1 is NULL"),
        result("before", cell: 1, .holds),
      ]
    )
  ])
}
