import Foundation
import Ladder
import Simulation
import Testing

/// A cpuhp event in the form in which captures are kept: `e|m CPU-it-ran-on cpu target step function`, or
/// `x CPU-it-ran-on cpu state step ret`.
func line(of event: SimulationEvent) -> String? {
  switch event.kind {
  case .cpuhpEnter(let cpu, let target, let step, let function, let isMulti):
    return "\(isMulti ? "m" : "e") \(event.cpu) \(cpu) \(target) \(step) \(function)"
  case .cpuhpExit(let cpu, let state, let step, let result):
    return "x \(event.cpu) \(cpu) \(state) \(step) \(result)"
  default: return nil
  }
}

/// The line of an event of 6.12, without the CPU on which it happened if the control task makes it: during a
/// suspend that task is driven from one CPU to the next, and starts out on one that goes.
func withoutControlCPU(_ line: String) -> String {
  var words = line.split(separator: " ").map(String.init)
  guard words.count > 4, let step = Int(words[4]) else { return line }
  if step <= 86 || step == 145 || step == 236 { words[1] = "-" }
  return words.joined(separator: " ")
}

func resource(_ name: String) throws -> [String] {
  let url = try #require(Bundle.module.url(forResource: "Resources/\(name)", withExtension: nil))
  return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
}

/// One attempt of an injection campaign on a real kernel.
struct Attempt: Sendable, CustomTestStringConvertible {
  var operation: String
  var state: Int
  var isRefused: Bool
  var error: String
  var failAfter: Int
  var stateAfter: Int
  var targetAfter: Int
  var stateBefore: Int

  /// A row of inject-2vcpu-cpu1.csv.
  init?(row: String) {
    let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard fields.count > 13, let state = Int(fields[4]), let before = Int(fields[6]) else { return nil }
    operation = fields[3]
    self.state = state
    stateBefore = before
    isRefused = fields[7] != "0"
    error = fields[9]
    failAfter = Int(fields[11]) ?? -2
    stateAfter = Int(fields[12]) ?? -2
    targetAfter = Int(fields[13]) ?? -2
  }

  var testDescription: String { "\(operation) with \(state) armed" }
}
