import Program
import StateSpace

extension HotplugSystem {
  /// The events of the run that takes the first enabled transition until there is none: name and arguments.
  func firstRun() throws -> [String] {
    let model = try CompiledModel(computer.finished())
    var interpreter = model.makeExpander()
    interpreter.recordsEvents = true
    var state = model.initialStates[0]
    var events: [String] = []
    var successors = SuccessorBuffer(wordCount: model.wordCount)
    for _ in 0..<10_000 {
      successors.removeAll()
      state.withUnsafeBufferPointer { interpreter.expand($0.baseAddress!, into: &successors) }
      guard successors.count > 0 else { return events }
      state = interpreter.take(successors.group(at: 0), in: state).state
      for event in interpreter.events {
        let arguments = event.arguments.map(String.init).joined(separator: " ")
        events.append("\(model.graph.events[event.event]) \(arguments)")
      }
    }
    throw Endless()
  }

  struct Endless: Error {}
}
