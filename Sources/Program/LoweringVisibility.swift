/// What others see of a context: which accesses are steps, and which contexts are observed before their first
/// step.
extension Lowering {
  mutating func note(access variable: Int) {
    if let known = accessors[variable], known != context {
      accessors[variable] = -1
    } else {
      accessors[variable] = context
    }
  }

  var singleAccessVariables: Set<Int> { Set(accessors.filter { $0.value >= 0 }.keys) }

  mutating func isVisible(_ name: String) -> Bool {
    guard let entry = scope.entries[name] else { return false }
    return storage(of: entry) == .shared
  }

  /// What an access means here: the unfused twin trusts nobody's word that a variable is handed over
  /// properly.
  mutating func storage(of entry: Scope.Entry) -> Variable.Storage {
    switch entry.storage {
    case .shared:
      guard privateVariables.contains(entry.variable) else { return .shared }
      elidedSteps += 1
      return .sequenced
    case .sequenced: return fused ? .sequenced : .shared
    case .ghost: return .ghost
    }
  }

  /// Whether nobody but this context can change the value: it has locals and private variables only.
  func isOwn(_ expression: Expression) -> Bool {
    switch expression {
    case .constant, .local, .currentContext, .inInterrupt: true
    // A bound CPU's number has become a constant by now.
    case .currentCPU, .unreferenced: false
    case .shared(let name): isPrivateVariable(name)
    case .element(let name, let index): isPrivateVariable(name) && isOwn(index)
    case .unary(_, let operand): isOwn(operand)
    case .binary(_, let left, let right): isOwn(left) && isOwn(right)
    case .conditional(let condition, let first, let second): isOwn(condition) && isOwn(first) && isOwn(second)
    }
  }

  private func isPrivateVariable(_ name: String) -> Bool {
    scope.entries[name].map { privateVariables.contains($0.variable) } ?? false
  }

  /// Contexts that may report a finding or an event, or crash, on the way to their first stop. No transition
  /// would belong to that, so it would be lost.
  var contextsObservedEarly: Set<Int> {
    Set(graph.contexts.indices.filter { mayBeObserved(from: graph.contexts[$0].entry) })
  }

  /// Whether execution may come from a label to where the next instruction will stand without a stop between.
  /// Jumps out of what has been emitted since the label count as leaving.
  func runsLocally(from label: Int) -> Bool {
    let end = graph.instructions.count
    var seen: Set<Int> = []
    var work = [labels[label]]
    while let index = work.popLast() {
      if index == end { return true }
      guard index >= labels[label], seen.insert(index).inserted else { continue }
      switch graph.instructions[index] {
      case .crash, .stop: break
      case .jump(let target): work.append(labels[target])
      case .branch(_, let then, let otherwise): work += [labels[then], labels[otherwise]]
      case .assign, .assignIndexed, .finding, .event: work.append(index + 1)
      }
    }
    return false
  }

  private func mayBeObserved(from entry: Int) -> Bool {
    var seen: Set<Int> = []
    var work = [entry]
    while let index = work.popLast() {
      guard seen.insert(index).inserted else { continue }
      switch graph.instructions[index] {
      case .finding, .crash, .event: return true
      case .stop: break
      case .jump(let label): work.append(labels[label])
      case .branch(_, let then, let otherwise): work += [labels[then], labels[otherwise]]
      case .assign, .assignIndexed: work.append(index + 1)
      }
    }
    return false
  }
}
