import Ladder

extension SimulationResult {
  /// The run as a kernel would show it: cpuhp events in ftrace's format, and the script's operations as
  /// comments.
  ///
  /// Time is counted in transitions and printed as microseconds; it says what came first and nothing about
  /// duration.
  public func traceText(of script: Script) -> String {
    var text =
      "# tracer: nop\n#\n# kernel \(script.kernel.version), \(script.cpus) CPUs, time is counted in steps\n#\n"
    text += "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
    var line = 0
    for event in events {
      switch event.kind {
      case .begin(let index):
        line = index
        text += "# \(script.lines[index].text)\n"
      case .end(let index, let result):
        text += "# \(script.lines[index].text): \(Errno.name(result))\n"
      case .log(let message): text += "# dmesg: \(message)\n"
      case .cpuhpEnter(let cpu, let target, let step, let function, let isMulti):
        text += prefix(event, script.lines[line].command)
        text += "\(isMulti ? "cpuhp_multi_enter" : "cpuhp_enter"): cpu: \(padded(cpu, 4, "0")) "
        text += "target: \(padded(target, 3)) step: \(padded(step, 3)) (\(function))\n"
      case .cpuhpExit(let cpu, let state, let step, let result):
        text += prefix(event, script.lines[line].command)
        text +=
          "cpuhp_exit:  cpu: \(padded(cpu, 4, "0"))  state: \(padded(state, 3)) step: \(padded(step, 3)) ret: \(result)\n"
      }
    }
    for finding in findings { text += "# found: \(finding)\n" }
    switch end {
    case .finished: break
    case .stuck(let line): text += "# stuck: \(script.lines[line].text) does not end, no context can step\n"
    case .crashed(let what): text += "# crashed: \(what)\n"
    case .tooLong: text += "# stopped after \(Simulation.maximumSteps) steps\n"
    }
    return text
  }

  private func prefix(_ event: SimulationEvent, _ command: Script.Command) -> String {
    // An offline runs in a worker of another CPU (work_on_cpu), an online in the writer itself.
    let task: String
    if event.task == "script" {
      if case .offline = command { task = "kworker/0:1-10" } else { task = "bringup-100" }
    } else {
      task = "\(event.task)-\(20 + event.cpu)"
    }
    let seconds = "\(event.time / 1_000_000).\(padded(event.time % 1_000_000, 6, "0"))"
    return "\(leftPadded(task, 20))  [\(padded(event.cpu, 3, "0"))] .....   \(leftPadded(seconds, 10)): "
  }

  private func padded(_ value: Int, _ width: Int, _ fill: Character = " ") -> String {
    leftPadded(String(value), width, fill)
  }

  private func leftPadded(_ text: String, _ width: Int, _ fill: Character = " ") -> String {
    String(repeating: fill, count: max(0, width - text.count)) + text
  }
}

/// The error numbers that the hotplug core returns, by name.
public enum Errno {
  private static let names: [Int: String] = [
    -1: "EPERM", -5: "EIO", -11: "EAGAIN", -12: "ENOMEM", -14: "EFAULT", -16: "EBUSY", -22: "EINVAL",
    -28: "ENOSPC",
    -95: "EOPNOTSUPP", -125: "ECANCELED",
  ]

  public static func name(_ value: Int) -> String { value == 0 ? "0" : names[value] ?? String(value) }
}
