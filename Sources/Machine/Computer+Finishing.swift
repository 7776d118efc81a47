import Program

extension Computer {
  /// The model with everything put in that depends on how many contexts there are and on what they use.
  public func finished() -> Model {
    var model = model
    for index in model.contexts.indices {
      model.contexts[index].body = model.contexts[index].body.resolving(facts)
    }
    for index in model.procedures.indices {
      model.procedures[index].body = model.procedures[index].body.resolving(facts)
    }
    model.dropUncalledPrimitives()
    let contexts = 0...max(1, model.contexts.count)
    var names = [0: "nobody"]
    var migratable = 0
    var bound = Array(repeating: 0, count: cpus)
    for (index, context) in model.contexts.enumerated() {
      names[index + 1] = context.name
      if case .migratable = context.placement, !boundWorkers.contains(index + 1) {
        migratable |= 1 << (index + 1)
      }
      if case .bound(let cpu) = context.placement { bound[cpu] |= 1 << (index + 1) }
    }
    // Known now, and constant: they take no room in the state.
    var constants = ["migratable_contexts": migratable]
    for cpu in 0..<cpus { constants[contextsOn(cpu)] = bound[cpu] }
    if let apic, wakeUps == .byIPI {
      constants["apic.reschedule"] = 1 << apic.index(of: InterruptVector.reschedule.number)
    }
    let bodies = model.contexts.map(\.body) + model.procedures.map(\.body)
    for index in model.variables.indices {
      if let own = ownedByContexts[model.variables[index].name] {
        model.variables[index].count = max(1, model.contexts.count) * own
      }
      switch model.variables[index].name {
      case "cpu_owner", "in_handler":
        model.variables[index].domain = .range(contexts)
        model.variables[index].valueNames = names
      case let name where constants[name] != nil:
        let value = constants[name]!
        model.variables[index].domain = .range(value...value)
        model.variables[index].initial = [value]
      case "migration_disabled":
        model.variables[index].count = contexts.count
        if bodies.contains(where: { $0.assigns("migration_disabled") }) {
          model.variables[index].domain = .range(0...3)
        }
      default: model.variables[index].resolveContexts(contexts, names)
      }
    }
    return model
  }

  /// A set of contexts has a bit for each, by number.
  public static let maximumContexts = 60

  /// Marks a variable whose values are numbers of contexts, until `finished` knows how many there are.
  static let contextValued = [-1: "context"]
  /// Marks one whose values are sets of contexts, one bit each by number.
  static let contextSet = [-1: "set of contexts"]
  /// Marks an array with an element for each context, by number.
  static let contextIndexed = [-1: "one of each context"]
}

extension Model {
  /// A computer brings primitives that may be called; a reader of the model wants those that are.
  fileprivate mutating func dropUncalledPrimitives() {
    var count = -1
    while count != procedures.count {
      count = procedures.count
      var called: Set<String> = []
      for body in contexts.map(\.body) + procedures.map(\.body) {
        body.forEachStatement { statement in
          switch statement.kind {
          case .call(_, let procedure, _): called.insert(procedure)
          case .dispatch(_, _, let table, _): called.formUnion(table.map(\.procedure))
          default: break
          }
        }
      }
      procedures.removeAll { $0.isPrimitive && !called.contains($0.name) }
    }
  }
}

extension Variable {
  fileprivate mutating func resolveContexts(_ contexts: ClosedRange<Int>, _ names: [Int: String]) {
    switch valueNames {
    case Computer.contextValued:
      domain = .range(contexts)
      valueNames = names
    case Computer.contextSet:
      domain = .range(0...((2 << contexts.upperBound) - 1))
      valueNames = [:]
    case Computer.contextIndexed:
      count = contexts.count
      valueNames = [:]
    default: break
    }
  }
}
