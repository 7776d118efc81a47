import Ladder
import Simulation
import Testing

/// The modelled core against captures of Debian's 6.1 and 6.12 (QEMU, TCG, 2 vCPUs): order, CPU, step, state,
/// result and callback of every cpuhp event are the same; time is not compared.
@Suite struct RealKernelTests {
  @Test(arguments: ["6.1", "6.12"])
  func offlineAndOnlineCyclesEqualTheCapture(kernel: String) throws {
    let script = try Script(
      parsing: "kernel \(kernel)\n" + String(repeating: "offline 1\nonline 1\n", count: 3), file: "cycles")
    let result = try Simulation(for: script).run(script)
    #expect(result.end == .finished)
    let modelled = result.events.compactMap(line(of:))
    let captured = try resource("\(kernel)-cycles-events.txt")
    #expect(captured.count > 400)
    #expect(modelled == captured)
  }

  /// Random schedules change nothing: between the hotplug's contexts everything is ordered.
  @Test(arguments: ["6.1", "6.12"], [1, 2, 3] as [UInt64])
  func anyScheduleGivesTheSameEvents(kernel: String, seed: UInt64) throws {
    let script = try Script(parsing: "kernel \(kernel)\noffline 1\nonline 1\n", file: "cycle")
    let simulation = try Simulation(for: script)
    let expected = simulation.run(script).events.compactMap(line(of:))
    let random = simulation.run(script, seed: seed).events.compactMap(line(of:))
    #expect(random == expected, "seed \(seed)")
  }

  @Test(arguments: ["6.1", "6.12"])
  func injectedFailuresEqualTheCaptures(kernel: String) throws {
    let rows = try resource("\(kernel)-inject.csv").compactMap(Attempt.init)
    #expect(rows.count > 400)
    var captured: [String: [String]] = [:]
    var heading = ""
    for line in try resource("\(kernel)-inject-events.txt") {
      if line.hasPrefix("##") {
        let words = line.split(separator: " ")
        heading = "\(words[1]) \(words[3].dropFirst("fail=".count))"
        captured[heading] = []
      } else {
        captured[heading]?.append(line)
      }
    }
    let settings = try Script(parsing: "kernel \(kernel)\nonline 1\n", file: "settings")
    let simulation = try Simulation(for: settings)
    var compared = 0
    for row in rows where (-1...236).contains(row.state) {
      let script = try script(for: row, settings)
      let result = simulation.run(script)
      #expect(result.end == .finished, "\(row.testDescription)")
      let last = script.lines.count - 1
      guard let end = result.events.last, case .end(_, let returned) = end.kind else {
        Issue.record("\(row.testDescription): the last operation did not return")
        continue
      }
      if row.isRefused {
        #expect(returned == -22, "\(row.testDescription) is refused by the kernel")
        continue
      }
      #expect(Errno.name(returned) == row.error, "\(row.testDescription)")
      let standing = result.standing[last]
      #expect(standing.fail == row.failAfter, "fail after \(row.testDescription)")
      #expect(standing.state == row.stateAfter, "state after \(row.testDescription)")
      #expect(standing.target == row.targetAfter, "target after \(row.testDescription)")
      if let expected = captured["\(row.operation) \(row.state)"] {
        let begin = result.events.lastIndex { if case .begin = $0.kind { true } else { false } } ?? 0
        #expect(result.events[begin...].compactMap(line(of:)) == expected, "events of \(row.testDescription)")
        compared += 1
      }
    }
    #expect(compared > 80)
  }

  /// What the campaign did before and in an attempt, on a CPU that is online at the start.
  private func script(for row: Attempt, _ settings: Script) throws -> Script {
    var text = "kernel \(settings.kernel.version)\n"
    switch row.operation {
    case "up": text += "offline 1\nfail 1 \(row.state)\n"
    case "down": text += "fail 1 \(row.state)\n"
    case "down-armed-while-offline": text += "offline 1\nfail 1 \(row.state)\nonline 1\n"
    default: text += "fail 1 \(row.state)\noffline 1\n"
    }
    if !row.isRefused { text += row.operation.hasPrefix("up") ? "online 1\n" : "offline 1\n" }
    return try Script(parsing: text, file: row.testDescription)
  }

  /// A suspend with `pm_test=processors` on 4 vCPUs: whole, with a failure armed on the way down and with one
  /// on the way up. CPUs go from the highest number, the failure ends it, and those that went come back; a
  /// failure on the way up is told to nobody.
  @Test(
    arguments: [
      ("6.12-suspend-events.txt", "", 0, 236),
      ("6.12-suspend-fail-down-events.txt", "fail 1 155\n", -11, 236),
      ("6.12-suspend-fail-up-events.txt", "fail 1 201\n", 0, 0),
    ])
  func suspendsEqualTheCaptures(file: String, armed: String, result: Int, state: Int) throws {
    let script = try Script(parsing: "kernel 6.12\ncpus 4\n\(armed)suspend\n", file: file)
    let run = try Simulation(for: script).run(script)
    #expect(run.end == .finished && run.findings.isEmpty)
    let captured = try resource(file).map(withoutControlCPU)
    #expect(captured.count > 300)
    #expect(run.events.compactMap(line(of:)).map(withoutControlCPU) == captured)
    guard case .end(_, let returned)? = run.events.last?.kind else {
      Issue.record("the suspend did not return")
      return
    }
    #expect(returned == result)
    #expect(run.standing.last?.state == state)
    #expect(run.standing.last?.fail == -1)
  }

  /// 6.1 takes the CPUs down from the lowest number; the log says what the captured one says.
  @Test(arguments: ["6.1", "6.12"])
  func theLogOfASuspendEqualsTheCapture(kernel: String) throws {
    let state = kernel == "6.1" ? 162 : 155
    let script = try Script(
      parsing: "kernel \(kernel)\ncpus 4\nfail 1 \(state)\nsuspend\n", file: "suspend")
    let events = try Simulation(for: script).run(script).events
    let log = events.compactMap { event -> String? in
      if case .log(let text) = event.kind { text } else { nil }
    }
    let first = [
      "Disabling non-boot CPUs ...", "Error taking CPU1 down: -11", "Non-boot CPUs are not disabled",
    ]
    #expect(
      log == first + (kernel == "6.1" ? [] : ["Enabling non-boot CPUs ...", "CPU2 is up", "CPU3 is up"]))
  }
}
