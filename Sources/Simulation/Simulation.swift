import Program
import StateSpace

/// One thing that an observer of the run would see.
public struct SimulationEvent: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case cpuhpEnter(cpu: Int, target: Int, step: Int, function: String, isMulti: Bool)
    case cpuhpExit(cpu: Int, state: Int, step: Int, result: Int)
    case log(String)
    case begin(line: Int)
    case end(line: Int, result: Int)
  }

  /// Number of transitions before it: the run's only clock.
  public var time: Int
  /// The CPU on which it happened.
  public var cpu: Int
  /// The context, in the words of the model.
  public var task: String
  public var kind: Kind
}

/// A finished run.
public struct SimulationResult: Sendable {
  public var events: [SimulationEvent]
  /// Findings and crashes that were met, in order, in sentences.
  public var findings: [String]
  public var end: End
  /// After each operation: `st->state`, `st->target` and `st->fail` of the CPU it was for; of CPU 1 after a
  /// suspend.
  public var standing: [Standing]

  public enum End: Sendable, Equatable {
    case finished
    /// No kernel context can step and the script is not through.
    case stuck(line: Int)
    case crashed(String)
    case tooLong
  }

  public struct Standing: Sendable, Equatable {
    public var state: Int
    public var target: Int
    public var fail: Int
  }
}

/// Executes the modelled system under a script: one path of it, the same for the same script and seed.
public struct Simulation {
  /// A run of more transitions is taken for one that does not end.
  public static let maximumSteps = 1_000_000

  let compiled: CompiledModel

  /// The system that the script's settings ask for: kernel, modules, number of CPUs.
  public init(for script: Script) throws(ModelError) {
    compiled = try CompiledModel(SimulatedSystem(script).model)
  }

  /// Runs to the end. Without a seed the first enabled transition is taken; with one, a random one.
  public func run(_ script: Script, seed: UInt64? = nil) -> SimulationResult {
    var interpreter = compiled.makeExpander()
    interpreter.recordsEvents = true
    var generator = seed.map(SplitMix64.init)
    var state = compiled.initialStates[0]
    var result = SimulationResult(events: [], findings: [], end: .finished, standing: [])
    var time = 0
    for (index, line) in script.lines.enumerated() {
      result.events.append(SimulationEvent(time: time, cpu: 0, task: "script", kind: .begin(line: index)))
      give(line.command, to: &state)
      let end = runOperation(index, &state, &interpreter, &generator, &time, &result)
      guard end == .finished else {
        result.end = end
        return result
      }
      result.standing.append(standing(line.command, state))
    }
    return result
  }

  /// Takes transitions until the operation has returned.
  private func runOperation(
    _ line: Int, _ state: inout [UInt64], _ interpreter: inout Interpreter, _ generator: inout SplitMix64?,
    _ time: inout Int, _ result: inout SimulationResult
  ) -> SimulationResult.End {
    var successors = SuccessorBuffer(wordCount: compiled.wordCount)
    let limit = time + Simulation.maximumSteps
    while time < limit {
      time += 1
      successors.removeAll()
      state.withUnsafeBufferPointer { interpreter.expand($0.baseAddress!, into: &successors) }
      guard successors.count > 0 else { return .stuck(line: line) }
      let action = successors.group(at: generator?.below(successors.count) ?? 0)
      let context = compiled.graph.contexts[compiled.graph.actions[action].context]
      let cpu = cpu(of: context, state)
      let taken = interpreter.take(action, in: state)
      state = taken.state
      for finding in taken.findings { result.findings.append(compiled.graph.findings[finding].text) }
      var hasReturned = false
      for event in interpreter.events {
        guard let kind = kind(compiled.graph.events[event.event], event.arguments, line) else { continue }
        result.events.append(SimulationEvent(time: time, cpu: cpu, task: context.name, kind: kind))
        if case .end = kind { hasReturned = true }
      }
      let crash = compiled.layout.value(of: compiled.graph.crashCell, in: state)
      if crash != 0 { return .crashed(compiled.graph.crashes[crash - 1].text) }
      if hasReturned { return .finished }
    }
    return .tooLong
  }

  private func give(_ command: Script.Command, to state: inout [UInt64]) {
    let operation: SimulatedSystem.Operation
    var (number, position) = (0, 0)
    switch command {
    case .online(let cpu): (operation, number) = (.online, cpu)
    case .offline(let cpu): (operation, number) = (.offline, cpu)
    case .fail(let cpu, let state): (operation, number, position) = (.fail, cpu, state)
    case .target(let cpu, let state): (operation, number, position) = (.target, cpu, state)
    case .suspend: operation = .suspend
    }
    compiled.layout.store(operation.rawValue, into: cell("script.operation"), of: &state)
    compiled.layout.store(number, into: cell("script.cpu"), of: &state)
    compiled.layout.store(position, into: cell("script.state"), of: &state)
  }

  private func cell(_ name: String) -> Int {
    guard let index = compiled.graph.cells.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("the simulated system has no variable \(name)")
    }
    return index
  }

  private func cpu(of context: GraphContext, _ state: [UInt64]) -> Int {
    if case .bound(let cpu) = context.placement { return cpu }
    return 0
  }

  private func kind(_ name: String, _ arguments: [Int], _ line: Int) -> SimulationEvent.Kind? {
    let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
    switch parts[0] {
    case "cpuhp_enter", "cpuhp_multi_enter":
      return .cpuhpEnter(
        cpu: arguments[0], target: arguments[1], step: arguments[2], function: parts[1],
        isMulti: parts[0] == "cpuhp_multi_enter")
    case "cpuhp_exit":
      return .cpuhpExit(cpu: arguments[0], state: arguments[1], step: arguments[2], result: arguments[3])
    case "log": return .log(parts[1] + arguments.map(String.init).joined(separator: " "))
    case "end": return .end(line: line, result: arguments[0])
    default: return nil
    }
  }

  private func standing(_ command: Script.Command, _ state: [UInt64]) -> SimulationResult.Standing {
    let cpu: Int
    switch command {
    case .online(let number), .offline(let number), .fail(let number, _), .target(let number, _): cpu = number
    case .suspend: cpu = 1
    }
    func value(_ name: String) -> Int {
      compiled.layout.value(of: cell("cpuhp_state.\(name)[\(cpu)]"), in: state)
    }
    return .init(state: value("state"), target: value("target"), fail: value("fail"))
  }
}

/// The seeded generator of random schedules (Steele, Lea, Flood, OOPSLA 2014).
struct SplitMix64 {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  /// A number from 0 up to `bound`, which is positive.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }
}
