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

  static func markDeadLocals(_ graph: inout Graph) {
    let bounds = graph.contexts.map(\.entry) + [graph.instructions.count]
    for index in graph.contexts.indices {
      markDeadLocals(&graph, context: graph.contexts[index], range: bounds[index]..<bounds[index + 1])
    }
  }

  private static func markDeadLocals(_ graph: inout Graph, context: GraphContext, range: Range<Int>) {
    let locals = context.locals
    guard !locals.isEmpty else { return }
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
  }
}
