import Program
import StateSpace

/// A path through a model as people read it: who did what where, and what changed.
public struct Trace: Sendable, Equatable {
  public struct Step: Sendable, Equatable {
    public var index: Int
    /// The CPU on which the context runs; nil for what belongs to no CPU.
    public var cpu: Int?
    public var context: String
    public var kind: Context.Kind
    public var agency: Agency
    /// The kernel function that the step stands for, or the name of the context.
    public var function: String
    /// The kernel file, empty for environment and hardware.
    public var source: String
    public var text: String
    public var changes: [Change]
    public var isDeciding: Bool
    /// What was found in this step.
    public var findings: [String]
    /// The line of the file that the step stands for, if its programs were read from one that is at hand.
    public var quote: Quote?
    /// The calls of functions of which nothing is known, by their index in the report on what was read.
    public var opaqueCalls: [Int] = []
  }

  /// A line of a file, as it is written.
  public struct Quote: Sendable, Equatable {
    public var line: Int
    public var text: String
  }

  public struct Change: Sendable, Equatable {
    public var name: String
    public var before: String
    public var after: String
  }

  public var steps: [Step]
  /// Index of the step with which the part that repeats begins.
  public var cycleStart: Int?
  /// How many steps at the beginning only make the system ready, if nothing is found in them.
  public var prelude = 0
  /// What these steps come to.
  public var preludeText = ""
  /// Index of the step after which the goal can't be reached any more.
  public var pointOfNoReturn: Int?

  public static let empty = Trace(steps: [], cycleStart: nil, pointOfNoReturn: nil)

  /// The value of a variable's element at a state of the path, for explanations.
  public typealias Lookup = @Sendable (_ variable: String, _ element: Int?) -> Int?
  var last: [UInt64] = []
  var beforeLast: [UInt64] = []
  var layout: Layout?
  var graph: Graph?

  init(steps: [Step], cycleStart: Int?, pointOfNoReturn: Int?) {
    self.steps = steps
    self.cycleStart = cycleStart
    self.pointOfNoReturn = pointOfNoReturn
  }

  public static func == (a: Trace, b: Trace) -> Bool {
    a.steps == b.steps && a.cycleStart == b.cycleStart && a.pointOfNoReturn == b.pointOfNoReturn
  }

  /// The value of a variable before the last step.
  public func valueBeforeLast(_ variable: String, _ element: Int? = nil) -> Int? {
    guard let graph, let layout else { return nil }
    let name = element.map { "\(variable)[\($0)]" } ?? variable
    return graph.cells.firstIndex { $0.name == name }.map { layout.value(of: $0, in: beforeLast) }
  }
}

extension Trace {
  /// Tells a path of the search in the words of the model.
  ///
  /// - Parameter sources: the lines of the files that the programs were read from.
  init(_ path: Path, of model: CompiledModel, quoting sources: [String: [String]] = [:]) {
    var steps: [Step] = []
    var before = path.initial
    var observer = OpaqueCallObserver(model)
    for (index, step) in path.steps.enumerated() {
      var told = Trace.describe(step, index: index + 1, from: before, model)
      told.opaqueCalls = observer?.calls(of: step.group, in: before) ?? []
      told.quote = model.graph.actions[step.group].place.flatMap { Quote($0, sources) }
      steps.append(told)
      before = step.state
    }
    if !steps.isEmpty {
      steps[path.pointOfNoReturn.map { max(0, $0 - 1) } ?? steps.count - 1].isDeciding = true
    }
    self.init(steps: steps, cycleStart: path.cycleStart, pointOfNoReturn: path.pointOfNoReturn)
    last = path.last
    beforeLast = path.state(after: max(0, path.steps.count - 1))
    layout = model.layout
    graph = model.graph
  }

  private static func describe(
    _ step: Path.Step, index: Int, from before: [UInt64], _ model: CompiledModel
  ) -> Step {
    let graph = model.graph
    let action = graph.actions[step.group]
    let context = graph.contexts[action.context]
    var cpu: Int?
    switch context.placement {
    case .none: cpu = nil
    case .bound(let number): cpu = number
    case .migratable(let variable):
      cpu = graph.cells.firstIndex { $0.name == variable }.map { model.layout.value(of: $0, in: before) }
    }
    var changes: [Change] = []
    let crashed = model.layout.value(of: graph.crashCell, in: step.state)
    if crashed != 0 {
      changes = [Change(name: "the system", before: "runs", after: graph.crashes[crashed - 1].text)]
    } else {
      for (index, cell) in graph.cells.enumerated() {
        guard case .variable = cell.role else { continue }
        let (old, new) = (
          model.layout.value(of: index, in: before), model.layout.value(of: index, in: step.state)
        )
        guard old != new else { continue }
        changes.append(
          Change(
            name: cell.name, before: graph.text(of: old, in: index), after: graph.text(of: new, in: index)))
      }
    }
    let function = graph.functions[action.function]
    return Step(
      index: index, cpu: cpu, context: context.name, kind: context.kind, agency: action.agency,
      function: function.name, source: function.source, text: action.text, changes: changes,
      isDeciding: false,
      findings: step.findings.map { graph.findings[$0].id })
  }
}

extension Trace {
  /// The steps up to the first that changes this variable.
  func preludeLength(until variable: String) -> Int {
    guard let end = steps.firstIndex(where: { $0.changes.contains { $0.name == variable } }),
      !steps[...end].contains(where: { $0.isDeciding || !$0.findings.isEmpty })
    else { return 0 }
    return end + 1
  }
}

extension Trace.Quote {
  /// Nil if the place is in no file that is at hand.
  init?(_ place: SourcePlace, _ sources: [String: [String]]) {
    guard let lines = sources[place.file], lines.indices.contains(place.line - 1) else { return nil }
    var text = lines[place.line - 1][...]
    func trim(_ unwanted: (Character) -> Bool) {
      text = text.drop { $0.isWhitespace }
      while let last = text.last, unwanted(last) { text.removeLast() }
    }
    trim { $0.isWhitespace || $0 == "{" || $0 == ";" }
    // What goes on in the next line.
    if text.last == "," { text += " ..." }
    guard !text.isEmpty, text != "}" else { return nil }
    self.init(line: place.line, text: String(text))
  }
}
