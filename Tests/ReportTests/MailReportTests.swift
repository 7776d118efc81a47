import Testing

@testable import Report

@Suite("Mail")
struct MailReportTests {
  @Test("A heading, the columns of the CPUs, and why")
  func story() {
    let expected = """
      made-up: is the page there?

      Checked within: 2 CPUs, 1 fault, speed=fast.
      Environment: one device.
      Ladder: 6.12.

        before: violates PageLive.down; 12,345 states, 67,890 transitions,
          depth 17

      made-up/before: PageLive.down is violated
      =========================================
      Claim: the page is there.
      To repeat:
          bringup check made-up/before --faults 1 --set speed=fast

      CPU 0                           CPU 1
      -----                           -----
      <sysfs>
      <echo 0 > cpu1/online>
      lock = sysfs
                                      <cpuhp/1>
                                      page_free()
                                        arg[1] = NULL
      <disk: the disk asks for service; irq.pending = 1>
                                      <kworker/1>
                                      page_use()
                                        page = arg[1]
                                        ^^^ PageLive.down other

      Because `arg` of CPU 1 is NULL.
        drivers/page.c: page_free, page_use

      2 cells: 1 holds, 1 violated, within the bounds above.

      """
    #expect(HandMade.story.mail == expected)
  }

  @Test("Whatever a model is called, a mail is ASCII of 72 columns")
  func ascii() {
    var result = HandMade.result("before", .violated, trace: HandMade.trace, reason: "caf\u{E9} \u{1F41E}")
    result.environment = String(repeating: "many devices ", count: 30)
    result.claim = "\u{1B}[31mred"
    var report = HandMade.report([("before", [result, HandMade.result("before", cell: 1, .holds)])])
    report.ladderFile = "my file's \u{E9}"
    let mail = report.mail
    #expect(mail.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(mail.split(separator: "\n").allSatisfy { $0.count <= 72 })
  }
}
