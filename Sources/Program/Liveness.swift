/// Finds, for every stop, the locals that are dead there and may hold something, so that they are zeroed and
/// two states that differ only in dead values become one (the classic backward analysis; Aho, Lam, Sethi,
/// Ullman, section 9.2.5).
enum Liveness {
  /// A set of the locals of one context, by their offset.
  private struct LocalSet: Equatable {
    var words: [UInt64]
    init(_ count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }
    func contains(_ index: Int) -> Bool { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }
    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }
    mutating func remove(_ index: Int) { words[index >> 6] &= ~(1 << UInt64(index & 63)) }
    /// Whether anything was added.
    mutating func formUnion(_ other: LocalSet) -> Bool {
      var grew = false
      for index in words.indices where other.words[index] & ~words[index] != 0 {
        words[index] |= other.words[index]
        grew = true
      }
      return grew
    }
  }

  /// Returns, for each instruction that asks whether a slot is unreferenced, the locals of its own context
  /// that nothing behind it reads: they may still hold a pointer, since they are zeroed only where the
  /// transition ends.
  static func markDeadLocals(_ graph: inout Graph) -> [Int: Set<Int>] {
    let bounds = graph.contexts.map(\.entry) + [graph.instructions.count]
    var dead: [Int: Set<Int>] = [:]
    for index in graph.contexts.indices {
      let range = bounds[index]..<bounds[index + 1]
      dead.merge(markDeadLocals(&graph, context: graph.contexts[index], range: range)) { first, _ in first }
    }
    return dead
  }

  private static func markDeadLocals(
    _ graph: inout Graph, context: GraphContext, range: Range<Int>
  ) -> [Int: Set<Int>] {
    let locals = context.locals
    guard !locals.isEmpty else { return [:] }
    let instructions = graph.instructions
    let actions = graph.actions
    func insertReads(_ expression: GraphExpression, _ set: inout LocalSet) {
      expression.forEachCell { if locals.contains($0) { set.insert($0 - locals.lowerBound) } }
    }
    /// What lives behind an instruction, from what lives before its successors.
    func successors(_ index: Int) -> [Int] {
      switch instructions[index] {
      case .jump(let target): return [target]
      case .branch(_, let then, let otherwise): return [then, otherwise]
      case .crash: return []
      case .stop(_, let pc, _): return context.actionRange[pc].map { actions[$0].entry }
      default: return [index + 1]
      }
    }
    var liveBefore = Array(repeating: LocalSet(locals.count), count: range.count)
    var liveAtStop = liveBefore
    var changed = true
    while changed {
      changed = false
      for index in range.reversed() {
        var live = LocalSet(locals.count)
        for next in successors(index) { _ = live.formUnion(liveBefore[next - range.lowerBound]) }
        switch instructions[index] {
        case .assign(let cell, let value):
          if locals.contains(cell) { live.remove(cell - locals.lowerBound) }
          insertReads(value, &live)
        case .assignIndexed(_, _, let position, let value):
          insertReads(position, &live)
          insertReads(value, &live)
        case .branch(let condition, _, _): insertReads(condition, &live)
        case .event(_, let arguments): for argument in arguments { insertReads(argument, &live) }
        case .stop(_, let pc, _):
          for action in context.actionRange[pc] { insertReads(actions[action].guardCondition, &live) }
          liveAtStop[index - range.lowerBound] = live
        case .jump, .finding, .crash: break
        }
        if liveBefore[index - range.lowerBound].formUnion(live) { changed = true }
      }
    }
    var dead: [Int: Set<Int>] = [:]
    for index in range where instructions[index].asksForReferences {
      var live = LocalSet(locals.count)
      for next in successors(index) { _ = live.formUnion(liveBefore[next - range.lowerBound]) }
      dead[index] = Set(locals.filter { !live.contains($0 - locals.lowerBound) })
    }
    // Forward: which locals may hold something other than zero.
    var filled = Array(repeating: LocalSet(locals.count), count: range.count)
    var reached = Array(repeating: false, count: range.count)
    var work = [range.lowerBound]
    reached[0] = true
    while let index = work.popLast() {
      var set = filled[index - range.lowerBound]
      if case .assign(let cell, let value) = instructions[index], locals.contains(cell) {
        if value == .constant(0) {
          set.remove(cell - locals.lowerBound)
        } else {
          set.insert(cell - locals.lowerBound)
        }
      }
      if case .stop(let owner, let pc, _) = instructions[index] {
        let live = liveAtStop[index - range.lowerBound]
        let dead = (0..<locals.count).filter { set.contains($0) && !live.contains($0) }
        graph.instructions[index] = .stop(context: owner, pc: pc, zeroed: dead.map { $0 + locals.lowerBound })
        for local in dead { set.remove(local) }
      }
      for next in successors(index) {
        let grew = filled[next - range.lowerBound].formUnion(set)
        if grew || !reached[next - range.lowerBound] {
          reached[next - range.lowerBound] = true
          work.append(next)
        }
      }
    }
    return dead
  }
}

extension Instruction {
  fileprivate var asksForReferences: Bool {
    switch self {
    case .assign(_, let value): value.asksForReferences
    case .assignIndexed(_, _, let index, let value): index.asksForReferences || value.asksForReferences
    case .branch(let condition, _, _): condition.asksForReferences
    case .event(_, let arguments): arguments.contains { $0.asksForReferences }
    case .jump, .finding, .crash, .stop: false
    }
  }
}

extension GraphExpression {
  fileprivate var asksForReferences: Bool {
    switch self {
    case .constant, .cell: false
    case .indexed(_, _, let operand), .unary(_, let operand), .lookup(_, let operand), .find(_, let operand):
      operand.asksForReferences
    case .binary(_, let left, let right): left.asksForReferences || right.asksForReferences
    case .conditional(let condition, let first, let second):
      condition.asksForReferences || first.asksForReferences || second.asksForReferences
    case .unreferenced: true
    }
  }
}
