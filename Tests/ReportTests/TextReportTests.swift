import Catalogue
import Testing

@testable import Report

@Suite("Text report")
struct TextReportTests {
  @Test("A table, a counterexample in lanes and the sentence that says why")
  func story() {
    let expected = """
      made-up
        question     is the page there?
        bounds       2 CPUs, 1 fault, speed=fast
        environment  one device
        ladder       6.12

               PageLive  Request
      variant  .down     Ends     states  transitions  depth
      before   violated  holds    12,345       67,890     17

      made-up/before PageLive.down: violated after 5 steps
        claim    the page is there

         step   context    CPU 0        CPU 1        devices
            1 * sysfs      echo 0 > cpu1/online; lock = sysfs
          2-3   cpuhp/1                 page_free(): arg[1] = NULL
            4 ~ disk                                 the disk asks for service; irq.pending = 1
      =>    5   kworker/1               page_use(): page = arg[1]  <-- other

        because  `arg` of CPU 1 is NULL
        files    drivers/page.c: page_free, page_use
        marks    => the deciding step, * the environment's choice, ~ hardware, --steps shows every step
                 with all that it changed

      2 cells: 1 holds, 1 violated, within the bounds above.

      """
    #expect(HandMade.story.text(TextLayout(width: 100)) == expected)
  }

  @Test("Every step on a line of its own, with values before and after")
  func steps() {
    let text = HandMade.story.text(TextLayout(width: 80, showsEveryStep: true))
    let expected = """
            1 * sysfs      echo 0 > cpu1/online; lock: nobody -> sysfs
            2   cpuhp/1             page_free(): page = arg[1]; irqs_off[1]: 0 -> 1
            3   cpuhp/1             page_free(): arg[1] = 0; arg[1]: page 1 -> NULL
            4 ~ disk                         the disk asks for service; irq.pending: 0 -> 1
      =>    5   kworker/1           page_use(): page = arg[1]  <-- other

      """
    #expect(text.contains(expected), "\(text)")
    #expect(!text.contains("--steps"))
  }

  @Test("The point of no return and the cycle stand on lines of their own")
  func hang() {
    let report = HandMade.report([
      (
        "before",
        [
          HandMade.result("before", .violated, trace: HandMade.hang, reason: "nobody answers"),
          HandMade.result("before", cell: 1, .holds),
        ]
      )
    ])
    let text = report.text(TextLayout(width: 80))
    let expected = """
         step   context  CPU 0       CPU 1
      =>    1   sysfs    cpu_down(): go
      ------- from here on it can't end ---
      ------- what follows repeats for ever ---
          2-3   sysfs    cpu_down(): look; look again
      ------- and again ---

        because  nobody answers

      """
    #expect(text.contains(expected), "\(text)")
    let mail = report.mail
    #expect(mail.contains("--- from here on it can't end ---\n--- what follows repeats for ever ---\n"))
  }

  @Test("What differs from the record is marked and named")
  func differences() {
    let report = HandMade.report(
      [
        (
          "before",
          [
            HandMade.result("before", .holds, recorded: .violated),
            HandMade.result("before", cell: 1, .holds, recorded: .holds),
          ]
        )
      ], compares: true, shows: false)
    let text = report.text(TextLayout(width: 80))
    #expect(text.contains("before   holds!    holds"), "\(text)")
    #expect(text.contains("! before PageLive.down: recorded violated, is holds\n"))
    #expect(text.contains("1 cell differs from the record (marked !).\n"))
  }

  @Test("A comparison with nothing says so, a skipped variant says why, a limit is named")
  func remarks() {
    let reason = "before needs the rung X, which 6.1 lacks"
    let skipped = HandMade.result("before", .skipped, reason: reason)
    let cut = HandMade.result("after", .violated, trace: HandMade.trace, limit: "the limit was reached")
    let rows = [
      ("before", [skipped, HandMade.result("before", cell: 1, .skipped, reason: reason)]),
      ("after", [cut, HandMade.result("after", cell: 1, .holds)]),
    ]
    let report = HandMade.report(rows, compares: true, shows: false)
    let text = report.text(TextLayout(width: 80))
    #expect(text.contains("before is skipped: \(reason)\n"))
    #expect(text.contains("after: the limit was reached; its counts are what was seen by then\n"))
    #expect(text.contains("Nothing is recorded for these bounds, so nothing was compared.\n"))
    #expect(
      text.contains("For a counterexample: bringup check made-up/after --faults 1 --set speed=fast\n"))
    #expect(!text.contains("=>"))
  }

  @Test("No line of a table is wider than the terminal, and numbers stay together")
  func blocks() {
    let table = TextTable(
      names: .init(heading: ["name"], entries: [.init("row")]),
      columns: (0..<6).map { index in
        .init(
          heading: ["column \(index)"], entries: [.init("value", mark: index == 5 ? "!" : "")],
          isNumeric: index > 3)
      })
    let narrow = table.lines(width: 40, style: .plain)
    #expect(narrow.allSatisfy { $0.count <= 40 })
    #expect(narrow.last == "row      value     value!")
    #expect(table.lines(width: 200, style: .plain).count == 2)
  }

  @Test("What a ladder's file brings along can't paint a terminal")
  func hostileLadder() {
    var result = HandMade.result("before", .holds)
    result.ladder = "\u{1B}[31mstates over 6.12"
    let report = HandMade.report([("before", [result, HandMade.result("before", cell: 1, .holds)])])
    #expect(!report.text(TextLayout(width: 80)).contains("\u{1B}"))
    #expect(!report.mail.contains("\u{1B}"))
  }
}
