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
