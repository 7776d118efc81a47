import KernelC
import Program

/// Takes the steps of a path once more and sees which opaque calls they go by.
struct OpaqueCallObserver {
  private var interpreter: Interpreter
  private let event: Int

  /// Nil if the model has no such calls.
  init?(_ model: CompiledModel) {
    guard let event = model.graph.events.firstIndex(of: CReport.OpaqueCall.event) else { return nil }
    self.event = event
    interpreter = model.makeExpander()
    interpreter.recordsEvents = true
  }

  /// Indices into the report's calls, in the order in which they are made.
  mutating func calls(of action: Int, in state: [UInt64]) -> [Int] {
    _ = interpreter.take(action, in: state)
    return interpreter.events.filter { $0.event == event }.compactMap(\.arguments.first)
  }
}
