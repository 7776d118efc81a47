import Program

/// Executes the body of one context straight from the tree, by what each statement means.
///
/// A run has no stored position. It starts anew each time, takes what it read so far from a log, and goes on
/// from where the log ends by exactly one step and the local work behind it. Loops, calls and jumps are those
/// of Swift: nothing of the lowering is here, neither labels nor temporaries nor liveness.
struct TreeRun {
  enum Signal: Error {
    /// The run stands before its next step.
    case pause
    /// The step that was asked for can't be taken now.
    case blocked
    case crash(String)
  }

  /// Where control goes behind a statement.
  private enum Flow {
    case next, breakLoop, continueLoop
    case returned(Int)
    case goto(String)
  }

  private struct Frame {
    var locals: [String: Int] = [:]
    /// The values that the caller takes, nil if it takes none.
    var result: Domain?
  }

  let model: Model
  let context: Int
  /// Variable name to its elements.
  private(set) var shared: [String: [Int]]
  private(set) var log: [Int]
  private(set) var findings: Set<String> = []
  private let choice: Int
  private var position = 0
  /// Whether the log is used up, so that reads and writes are real.
  private var isLive: Bool
  private var hasStepped: Bool
  private var atomicDepth = 0
  private var frames = [Frame()]

  /// `choice` is the option that is taken if the step is a choice; nil runs up to the first step.
  init(_ model: Model, context: Int, shared: [String: [Int]], log: [Int], choice: Int?) {
    self.model = model
    self.context = context
    self.shared = shared
    self.log = log
    self.choice = choice ?? 0
    isLive = choice == nil
    hasStepped = choice == nil
  }

  /// Runs up to the step behind the one that is taken, or to the end.
  mutating func run() throws(Signal) {
    _ = try execute(model.contexts[context].body)
    // Nothing is left to step.
    if !hasStepped { throw .blocked }
  }

  // MARK: Steps

  /// A step begins here, unless an atomic block is open. `choice` tells the option in a choice.
  private mutating func step(if condition: Expression = 1, option: Int = 0, asksOwner: Bool = true)
    throws(Signal)
  {
    guard atomicDepth == 0 else { return }
    if position < log.count {
      position += 1
      return
    }
    guard !hasStepped else { throw .pause }
    // A look at the guard is no part of the history.
    let (keptLog, keptPosition) = (log, position)
    isLive = true
    atomicDepth += 1
    if asksOwner, try value(model.contexts[context].runnable) == 0 { throw .blocked }
    if try value(condition) == 0 { throw .blocked }
    atomicDepth -= 1
    (log, position) = (keptLog + [option], keptPosition + 1)
    hasStepped = true
  }

  private mutating func read(_ name: String, _ index: Int) throws(Signal) -> Int {
    guard let elements = shared[name], elements.indices.contains(index) else { throw .crash("model-error") }
    guard isLive else {
      position += 1
      return log[position - 1]
    }
    log.append(elements[index])
    position += 1
    return elements[index]
  }

  private mutating func write(_ value: Int, _ variable: Variable, _ index: Int) throws(Signal) {
    guard isLive else { return }
    guard contains(variable.domain, value), shared[variable.name]!.indices.contains(index) else {
      throw .crash("model-error")
    }
    shared[variable.name]![index] = value
  }

  /// A local may hold its 0 again.
  private func localContains(_ domain: Domain, _ value: Int) -> Bool { value == 0 || contains(domain, value) }

  private func contains(_ domain: Domain, _ value: Int) -> Bool {
    switch domain {
    case .range(let range): return range.contains(value)
    case .values(let set): return set.values.contains(value)
    case .pointer, .pointerOrError: return false
    }
  }

  // MARK: Expressions

  private func variable(_ name: String) -> Variable { model.variables.first { $0.name == name }! }

  /// The value, with a step for every access to a shared variable that is not inside an atomic block.
  private mutating func value(_ expression: Expression) throws(Signal) -> Int {
    switch expression {
    case .constant(let value): return value
    case .local(let local): return frames[frames.count - 1].locals[local.name] ?? 0
    case .shared(let name):
      if variable(name).storage == .shared { try step() }
      return try read(name, 0)
    case .element(let name, let index):
      let index = try value(index)
      if variable(name).storage == .shared { try step() }
      return try read(name, index)
    case .currentCPU:
      guard case .bound(let cpu) = model.contexts[context].placement else { return 0 }
      return cpu
    case .currentContext: return context + 1
    case .inInterrupt: return model.contexts[context].kind == .interrupt ? 1 : 0
    case .unary(let op, let operand): return op.apply(try value(operand))
    case .binary(.and, let left, let right):
      if try value(left) == 0 { return 0 }
      return try value(right) != 0 ? 1 : 0
    case .binary(.or, let left, let right):
      if try value(left) != 0 { return 1 }
      return try value(right) != 0 ? 1 : 0
    case .binary(let op, let left, let right):
      let left = try value(left)
      guard let result = op.apply(left, try value(right)) else { throw .crash("model-error") }
      return result
    case .conditional(let condition, let first, let second):
      return try value(condition) != 0 ? value(first) : value(second)
    case .unreferenced: throw .crash("the generator asks no such question")
    }
  }

  /// The value for an observer: without a step.
  private mutating func observed(_ expression: Expression) throws(Signal) -> Int {
    atomicDepth += 1
    let result = try value(expression)
    atomicDepth -= 1
    return result
  }

  // MARK: Statements

  private mutating func execute(_ statements: [Statement]) throws(Signal) -> Flow {
    var index = 0
    while index < statements.count {
      let flow = try execute(statements[index].kind)
      index += 1
      switch flow {
      case .next: break
      case .goto(let label):
        let target = statements.firstIndex { if case .label(label) = $0.kind { true } else { false } }
        guard let target else { return flow }
        index = target
      default: return flow
      }
    }
    return .next
  }

  private mutating func execute(_ kind: Statement.Kind) throws(Signal) -> Flow {
    switch kind {
    case .assign(let target, let value): try assign(target, value)
    case .call(let result, let procedure, let arguments): try call(procedure, arguments, into: result)
    case .dispatch(let result, let selector, let table, let arguments):
      let selected = try value(selector)
      if let entry = table.first(where: { $0.value == selected }) {
        try call(entry.procedure, arguments, into: result)
      } else if let result {
        try assign(result, 0)
      }
    case .conditional(let condition, let then, let otherwise):
      return try execute(try value(condition) != 0 ? then : otherwise)
    case .whileLoop(let condition, let body):
      while try value(condition) != 0 {
        let flow = try execute(body)
        if case .breakLoop = flow { break }
        if case .continueLoop = flow { continue }
        guard case .next = flow else { return flow }
      }
    case .loop(let body): return try execute(.whileLoop(1, body))
    case .choose(let options): return try choose(options)
    case .atomic(let atomic):
      try step(if: atomic.guardCondition, asksOwner: !atomic.bypassesOwner)
      return try inAtomic(atomic.body)
    case .returnValue(let result):
      guard let result, let domain = frames[frames.count - 1].result else { return .returned(0) }
      let value = try value(result)
      guard localContains(domain, value) else { throw .crash("model-error") }
      return .returned(value)
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    case .label: break
    case .goto(let label): return .goto(label)
    case .require(let finding, let condition):
      let holds: Bool = try observed(condition) != 0
      if !holds && isLive { findings.insert(finding) }
    case .crash(let kind):
      try step()
      throw .crash(kind)
    case .event(_, let arguments): for argument in arguments { _ = try observed(argument) }
    }
    return .next
  }

  private mutating func inAtomic(_ body: [Statement]) throws(Signal) -> Flow {
    atomicDepth += 1
    let flow = try execute(body)
    atomicDepth -= 1
    return flow
  }

  private mutating func choose(_ options: [Statement.Option]) throws(Signal) -> Flow {
    let taken: Int
    if position < log.count {
      taken = log[position]
      position += 1
    } else {
      guard !hasStepped else { throw .pause }
      taken = choice
      guard options.indices.contains(taken) else { throw .blocked }
      try step(if: options[taken].guardCondition, option: taken)
    }
    let body = options[taken].body
    guard case .atomic(let atomic)? = body.first?.kind, atomic.guardCondition == 1 else {
      return try execute(body)
    }
    let flow = try inAtomic(atomic.body)
    guard case .next = flow else { return flow }
    return try execute(Array(body.dropFirst()))
  }

  private mutating func assign(_ target: Expression, _ expression: Expression) throws(Signal) {
    switch target {
    case .local(let local):
      let value = try value(expression)
      guard localContains(local.domain, value) else { throw .crash("model-error") }
      frames[frames.count - 1].locals[local.name] = value
    case .shared(let name): try assign(name, nil, expression)
    case .element(let name, let index): try assign(name, index, expression)
    default: throw .crash("the generator assigns to nothing else")
    }
  }

  private mutating func assign(_ name: String, _ index: Expression?, _ expression: Expression) throws(Signal)
  {
    let variable = variable(name)
    if variable.storage == .ghost {
      let position = try observed(index ?? 0)
      return try write(try observed(expression), variable, position)
    }
    let position = try value(index ?? 0)
    let result = try value(expression)
    if variable.storage == .shared { try step() }
    try write(result, variable, position)
  }

  private mutating func call(_ name: String, _ arguments: [Expression], into target: Expression?)
    throws(Signal)
  {
    let procedure = model.procedures.first { $0.name == name }!
    var frame = Frame()
    for (parameter, argument) in zip(procedure.parameters, arguments) {
      let value = try value(argument)
      guard localContains(parameter.domain, value) else { throw .crash("model-error") }
      frame.locals[parameter.name] = value
    }
    if let target { frame.result = domain(of: target) }
    frames.append(frame)
    let flow = try execute(procedure.body)
    frames.removeLast()
    guard let target else { return }
    guard case .returned(let value) = flow else { throw .crash("model-error") }
    try assign(target, .constant(value))
  }

  private func domain(of target: Expression) -> Domain {
    switch target {
    case .local(let local): local.domain
    case .shared(let name), .element(let name, _): variable(name).domain
    default: .range(0...0)
    }
  }
}
