import StateSpace

/// A model ready to be explored: its graph, the layout of its state and its operations.
public struct CompiledModel: TransitionSystem {
  public let graph: Graph
  public let layout: Layout
  public let groups: [TransitionGroup]
  public let predicateNames: [String]
  public let findingNames: [String]
  public let initialStates: [[UInt64]]
  let code: Code

  public var wordCount: Int { layout.wordCount }

  /// What expanders share: read only.
  struct Code: Sendable {
    var operations: [Operation]
    /// The entries of all lookup tables and value sets, table after table.
    var tableEntries: [Int]
    var fields: [PackedField]
    var actions: [PackedAction]
    var contexts: [PackedContext]
    /// The action ranges of all contexts, context after context.
    var ranges: [PackedRange]
    var predicates: [PackedPredicate]
    var crashField: PackedField
    var wordCount: Int
  }

  struct PackedField: Sendable {
    var word: Int32
    var shift: Int32
    var mask: UInt64
    var lowest: Int
    var span: UInt64
  }

  /// An action with its first test pulled out of the operations, so that most refusals need no call.
  struct PackedAction: Sendable {
    var word: Int32
    var shift: Int32
    var mask: UInt64
    var set: UInt64
    /// The rest of the guard, 1 if there is none.
    var guardStart: Int32
    var effectStart: Int32
  }

  struct PackedContext: Sendable {
    var word: Int32
    var shift: Int32
    var mask: UInt64
    var firstRange: Int32
  }

  struct PackedRange: Sendable {
    var start: Int32
    var end: Int32
  }

  struct PackedPredicate: Sendable {
    var start: Int32
    var holdsAfterCrash: Bool
  }

  /// Lowers and compiles. The predicates of the model are followed by `crashed` and, for each kind of crash,
  /// by one that says that it has not happened.
  public init(_ model: Model, fused: Bool = true) throws(ModelError) {
    try self.init(model.graph(fused: fused))
  }

  public init(_ source: Graph) throws(ModelError) {
    var graph = source
    graph.predicates.append(
      GraphPredicate(name: "crashed", condition: .cell(graph.crashCell), holdsAfterCrash: true))
    for (index, crash) in graph.crashes.enumerated() {
      graph.predicates.append(
        GraphPredicate(
          name: "not \(crash.id)",
          condition: .binary(.notEqual, .cell(graph.crashCell), .constant(index + 1)), holdsAfterCrash: true))
    }
    guard graph.predicates.count <= 64 else {
      throw ModelError(.tooLarge, "a model has at most 64 predicates, kinds of crash included")
    }
    guard graph.cells.count < 1 << 16 else { throw ModelError(.tooLarge, "a model has at most 65,535 cells") }
    let layout = try Layout(graph.cells)
    var builder = try BytecodeBuilder(graph, layout)
    let fields = layout.fields.map {
      PackedField(
        word: Int32($0.word), shift: Int32($0.shift), mask: $0.mask, lowest: $0.lowest, span: $0.span)
    }
    let starts = graph.actions.map { builder.appendTest($0.guardCondition) }
    let predicateStarts = graph.predicates.map { builder.appendTest($0.condition) }
    let operations = try builder.finish()
    var ranges: [PackedRange] = []
    var contexts: [PackedContext] = []
    for context in graph.contexts {
      let field = fields[context.pcCell]
      contexts.append(
        PackedContext(word: field.word, shift: field.shift, mask: field.mask, firstRange: Int32(ranges.count))
      )
      ranges += context.actionRange.map {
        PackedRange(start: Int32($0.lowerBound), end: Int32($0.upperBound))
      }
    }
    let actions = zip(graph.actions, starts).map { action, start in
      CompiledModel.pack(action, guardStart: start, operations, builder.start)
    }
    let code = Code(
      operations: operations, tableEntries: builder.tableEntries, fields: fields, actions: actions,
      contexts: contexts, ranges: ranges,
      predicates: zip(graph.predicates, predicateStarts).map {
        PackedPredicate(start: Int32($1), holdsAfterCrash: $0.holdsAfterCrash)
      },
      crashField: fields[graph.crashCell], wordCount: layout.wordCount)
    self.graph = graph
    self.layout = layout
    self.code = code
    self.groups = CompiledModel.groups(of: graph, layout)
    self.predicateNames = graph.predicates.map(\.name)
    self.findingNames = graph.findings.map(\.id)
    var words = Array(repeating: UInt64(0), count: layout.wordCount)
    for (index, cell) in graph.cells.enumerated() {
      layout.store(content: cell.initial, into: index, of: &words)
    }
    // Every context runs up to its first stop; what it may do until then is local.
    var expander = Interpreter(code)
    for context in graph.contexts {
      guard expander.run(from: builder.start[context.entry], on: &words) else {
        throw ModelError(
          .endlessLocalRun,
          "\(context.name) does not reach its first step: it leaves a range, divides by zero or runs on for ever"
        )
      }
    }
    self.initialStates = [words]
  }

  private static func pack(
    _ action: Action, guardStart: Int, _ operations: [Operation], _ starts: [Int]
  ) -> PackedAction {
    var packed = PackedAction(
      word: 0, shift: 0, mask: 0, set: 1, guardStart: Int32(guardStart),
      effectStart: Int32(starts[action.entry]))
    let first = operations[guardStart]
    if first.code == .accept { packed.guardStart = -1 }
    if first.code == .test, operations[Int(first.target)].code == .reject {
      packed.word = Int32(first.b)
      packed.shift = Int32(first.a)
      packed.mask = first.x
      packed.set = first.y
      packed.guardStart = operations[guardStart + 1].code == .accept ? -1 : Int32(guardStart + 1)
    }
    return packed
  }

  public func makeExpander() -> Interpreter { Interpreter(code) }

  /// The masks are what the instructions from an action's entry to its stops may touch.
  private static func groups(of graph: Graph, _ layout: Layout) -> [TransitionGroup] {
    func bit(_ cell: Int) -> UInt64 {
      layout.fields[cell].bits == 0 ? 0 : 1 << UInt64(layout.fields[cell].word)
    }
    return graph.actions.map { action in
      var guards = bit(graph.contexts[action.context].pcCell) | bit(graph.crashCell)
      var (reads, writes): (UInt64, UInt64) = (0, 0)
      action.guardCondition.forEachCell { guards |= bit($0) }
      var seen: Set<Int> = []
      var work = [action.entry]
      while let index = work.popLast() {
        guard seen.insert(index).inserted else { continue }
        switch graph.instructions[index] {
        case .assign(let cell, let value):
          writes |= bit(cell)
          value.forEachCell { reads |= bit($0) }
          work.append(index + 1)
        case .assignIndexed(let base, let count, let position, let value):
          for cell in base..<(base + count) { writes |= bit(cell) }
          position.forEachCell { reads |= bit($0) }
          value.forEachCell { reads |= bit($0) }
          work.append(index + 1)
        case .branch(let condition, let then, let otherwise):
          condition.forEachCell { reads |= bit($0) }
          work += [then, otherwise]
        case .jump(let target): work.append(target)
        case .finding: work.append(index + 1)
        case .event(_, let arguments):
          for argument in arguments { argument.forEachCell { reads |= bit($0) } }
          work.append(index + 1)
        case .crash: writes = .max >> UInt64(64 - layout.wordCount)
        case .stop(let context, _, let zeroed):
          writes |= bit(graph.contexts[context].pcCell)
          for cell in zeroed { writes |= bit(cell) }
        }
      }
      return TransitionGroup(
        name: action.text, agency: action.agency, guards: guards, reads: reads, writes: writes)
    }
  }
}
