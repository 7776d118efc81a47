/// One action as a `d_step`: its guard, then its instructions from the entry to every stop that it can reach.
struct PromelaAction {
  private let graph: Graph
  private let cells: PromelaCells
  private let number: Int
  /// The instructions of the transition, in the order of the text.
  private let body: [Int]
  /// The place of each instruction in `body`.
  private let position: [Int: Int]
  /// Those of them that some other instruction jumps to.
  private var targets: Set<Int> = []
  private var usesBroken = false
  private var usesDone = false
  private var usesBudget = false
  private(set) var lines: [String] = []

  init(graph: Graph, cells: PromelaCells, number: Int) {
    self.graph = graph
    self.cells = cells
    self.number = number
    body = graph.transition(from: graph.actions[number].entry)
    position = Dictionary(uniqueKeysWithValues: zip(body, body.indices))
    emit()
  }

  private mutating func emit() {
    let action = graph.actions[number]
    var steps: [String] = []
    let safety = cells.safety(action.guardCondition)
    var condition = action.guardCondition
    if safety != .constant(1) {
      // A guard without a value is an enabled transition into the crash.
      condition = .binary(.or, .unary(.not, safety), condition)
      steps.append(check(safety))
    }
    for (place, index) in body.enumerated() {
      let next = place + 1 < body.count ? body[place + 1] : nil
      for statement in statements(graph.instructions[index], at: index, next: next) {
        steps.append(statement)
      }
    }
    var text: [String] = []
    var order = body[...]
    for step in steps {
      if step == PromelaAction.mark {
        let index = order.removeFirst()
        if targets.contains(index) { text.append("\(label(index)):") }
      } else {
        text.append("     \(step);")
      }
    }
    if usesBroken {
      text.append("     goto \(doneLabel);")
      text.append("\(brokenLabel): c_code { crash(\(graph.crashes.count)); };")
    }
    if usesDone || usesBroken { text.append("\(doneLabel): skip") }
    if usesBudget { text.insert("     c_code { local_run = 0; };", at: 0) }
    lines.append("  /* \(promelaComment(heading(action))) */")
    lines.append("  :: d_step { \(guardText(action, condition)) ->")
    lines += text
    lines.append("     }")
  }

  /// Stands before the statements of each instruction, where its label goes if it needs one.
  private static let mark = ":"

  private func heading(_ action: Action) -> String {
    let function = graph.functions[action.function]
    let source = function.source.isEmpty ? "" : " (\(function.source))"
    let place = action.place.map { ", \($0)" } ?? ""
    let context = graph.contexts[action.context].name
    return "\(number) \(context), \(function.name)\(source): \(action.text) [\(action.agency)\(place)]"
  }

  private func guardText(_ action: Action, _ condition: GraphExpression) -> String {
    let context = graph.contexts[action.context]
    var parts = ["!\(cells.reference(graph.crashCell))"]
    if context.actionRange.count > 1 { parts.append("\(cells.reference(context.pcCell)) == \(action.pc)") }
    if condition != .constant(1) { parts.append(cells.text(condition)) }
    return parts.joined(separator: " && ")
  }

  private mutating func statements(_ instruction: Instruction, at index: Int, next: Int?) -> [String] {
    var result = [PromelaAction.mark]
    switch instruction {
    case .assign(let cell, let value):
      let safety = cells.safety(ofStoring: value, into: cell)
      if safety != .constant(1) { result.append(check(safety)) }
      if safety != .constant(0) {
        result.append("\(cells.reference(cell)) = \(cells.stored(value, into: cell))")
      }
      result += follow(index, next)
    case .assignIndexed(let base, let count, let position, let value):
      let safety = GraphExpression.conjunction(
        cells.safety(.indexed(base: base, count: count, index: position)),
        cells.safety(ofStoring: value, into: base))
      if safety != .constant(1) { result.append(check(safety)) }
      result.append(
        "\(cells.array(base, index: indexText(position, base, count))) = \(cells.stored(value, into: base))")
      result += follow(index, next)
    case .branch(let condition, let then, let otherwise):
      let safety = cells.safety(condition)
      if safety != .constant(1) { result.append(check(safety)) }
      let (yes, no) = (leap(then, from: index, next: next), leap(otherwise, from: index, next: next))
      result.append("if :: \(cells.text(condition)) -> \(yes) :: else -> \(no) fi")
    case .jump(let target): result += target == next ? [] : [leap(target, from: index, next: next)]
    case .finding(let finding):
      result.append("c_code { finding(\(finding)); }  /* \(promelaComment(graph.findings[finding].id)) */")
      result += follow(index, next)
    case .crash(let kind):
      result.append("c_code { crash(\(kind + 1)); }  /* \(promelaComment(graph.crashes[kind].id)) */")
      result += finish(next)
    case .event(let event, let arguments):
      let safety = arguments.reduce(.constant(1)) { GraphExpression.conjunction($0, cells.safety($1)) }
      if safety != .constant(1) { result.append(check(safety)) }
      result.append("skip  /* event \(promelaComment(graph.events[event])) */")
      result += follow(index, next)
    case .stop(let context, let pc, let zeroed):
      for cell in zeroed {
        result.append("\(cells.reference(cell)) = \(cells.stored(.constant(0), into: cell))")
      }
      result.append("\(cells.reference(graph.contexts[context].pcCell)) = \(pc)")
      result += finish(next)
    }
    return result
  }

  /// The index of a store. Spin refuses "to index an array with itself" there, but does not look into C.
  private func indexText(_ position: GraphExpression, _ base: Int, _ count: Int) -> String {
    var isOwn = false
    position.forEachCell { if (base..<(base + count)).contains($0) { isOwn = true } }
    return isOwn ? "c_expr { (\(cells.wideText(position))) }" : cells.text(position)
  }

  /// Goes on only if the condition holds; a model error otherwise.
  private mutating func check(_ condition: GraphExpression) -> String {
    usesBroken = true
    return "if :: \(cells.text(condition)) -> skip :: else -> goto \(brokenLabel) fi"
  }

  /// A statement that goes on at another instruction. Steps back are counted, or a local loop could run for
  /// ever.
  private mutating func leap(_ target: Int, from index: Int, next: Int?) -> String {
    if target == next { return "skip" }
    targets.insert(target)
    guard position[target]! <= position[index]! else { return "goto \(label(target))" }
    usesBudget = true
    usesBroken = true
    return "c_code { local_run++; }; if :: c_expr { (local_run < \(CodeTables.maximumRun)) } -> "
      + "goto \(label(target)) :: else -> goto \(brokenLabel) fi"
  }

  /// Goes on at the instruction behind this one, which need not be the next in the text.
  private mutating func follow(_ index: Int, _ next: Int?) -> [String] {
    index + 1 == next ? [] : [leap(index + 1, from: index, next: next)]
  }

  private mutating func finish(_ next: Int?) -> [String] {
    guard next != nil else { return [] }
    usesDone = true
    return ["goto \(doneLabel)"]
  }

  private func label(_ index: Int) -> String { "a\(number)_i\(index)" }
  private var doneLabel: String { "a\(number)_done" }
  private var brokenLabel: String { "a\(number)_broken" }
}

extension Graph {
  /// The instructions that a transition from this entry may execute, in reverse postorder: an instruction
  /// stands behind all that lead to it, so that only loops go back.
  func transition(from entry: Int) -> [Int] {
    var seen: Set<Int> = [entry]
    var order: [Int] = []
    var work = [(index: entry, rest: successors(entry))]
    while let (index, rest) = work.last {
      guard let next = rest.last else {
        order.append(index)
        work.removeLast()
        continue
      }
      work[work.count - 1].rest.removeLast()
      if seen.insert(next).inserted { work.append((next, successors(next))) }
    }
    return order.reversed()
  }

  /// Where a transition may go on behind an instruction. The arm that should follow it in the text comes
  /// first.
  private func successors(_ index: Int) -> [Int] {
    switch instructions[index] {
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .jump(let target): [target]
    case .crash, .stop: []
    case .assign, .assignIndexed, .finding, .event: [index + 1]
    }
  }
}
