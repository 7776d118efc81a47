import StateSpace

/// What is explored and exported: verified three-address code with at most one visible access between two
/// stops.
///
/// A context stands at a program counter. Each pc has actions; an action has a guard and an entry into
/// `instructions`, from which execution runs to the next `stop`. That run is one transition.
public struct Graph: Sendable {
  public var name: String
  public var cells: [Cell] = []
  public var contexts: [GraphContext] = []
  public var actions: [Action] = []
  public var instructions: [Instruction] = []
  /// The procedure that each instruction stands in, an index into `functions`.
  public var functionOf: [Int] = []
  public var functions: [Function] = []
  public var predicates: [GraphPredicate] = []
  /// How many of them the model declares; `CompiledModel` adds more, about crashes.
  public var declaredPredicates = 0
  public var findings: [Finding] = []
  public var crashes: [Finding] = []
  /// Names of events, by index.
  public var events: [String] = []
  /// The cell that holds 0, or 1 + the kind of the crash that ended the path.
  public var crashCell = 0
  public var variables: [Variable] = []
  public var pools: [Pool] = []
}

/// One scalar of the state. What it holds, from `lowest` to `highest`, is the value itself, or the number of
/// the value in a set.
public struct Cell: Sendable, Equatable {
  public enum Role: Sendable, Equatable {
    case variable(Int, element: Int?)
    case programCounter(context: Int)
    case local(context: Int)
    case crash
  }

  public var name: String
  public var lowest: Int
  public var highest: Int
  public var initial: Int
  public var role: Role
  /// The pool it points into, if it is a pointer.
  public var pool: Int?
  /// The set that its values come from, if its domain is one.
  public var values: ValueSet?
}

public struct GraphContext: Sendable {
  public var name: String
  public var kind: Context.Kind
  public var placement: Context.Placement
  public var pcCell: Int
  /// Actions of pc p are `actionRange[p]`.
  public var actionRange: [Range<Int>]
  /// The instruction at which the context starts; run once to make the initial state.
  public var entry: Int
  public var locals: Range<Int>
}

public struct Function: Sendable, Hashable {
  public var name: String
  public var source: String
}

/// One action, or one outcome of a choice.
public struct Action: Sendable {
  public var context: Int
  public var pc: Int
  public var agency: Agency
  public var guardCondition: GraphExpression
  public var entry: Int
  public var function: Int
  public var place: SourcePlace?
  /// The step in the words of the model.
  public var text: String
}

public struct GraphPredicate: Sendable {
  public var name: String
  public var condition: GraphExpression
  public var holdsAfterCrash: Bool
}

public indirect enum GraphExpression: Hashable, Sendable {
  case constant(Int)
  case cell(Int)
  /// Element `index` of `count` cells from `base`.
  case indexed(base: Int, count: Int, index: GraphExpression)
  case unary(UnaryOperator, GraphExpression)
  case binary(BinaryOperator, GraphExpression, GraphExpression)
  case conditional(GraphExpression, GraphExpression, GraphExpression)
  /// The entry of a table for the operand. An operand outside of the table has no value.
  case lookup(LookupTable, GraphExpression)
  /// What a cell of the set holds for the operand; for a value outside of the set one more than it ever
  /// holds.
  case find(ValueSet, GraphExpression)
  /// Stands only until all contexts are lowered; `PointerQuestions` replaces it by comparisons with every
  /// pointer.
  case unreferenced(pool: Int, GraphExpression)
}

public enum Instruction: Sendable, Equatable {
  case assign(cell: Int, GraphExpression)
  case assignIndexed(base: Int, count: Int, index: GraphExpression, GraphExpression)
  case branch(GraphExpression, then: Int, otherwise: Int)
  case jump(Int)
  case finding(Int)
  case crash(Int)
  case event(Int, [GraphExpression])
  /// The end of a transition: the context stands at `pc`; the locals that are dead there are set to zero.
  case stop(context: Int, pc: Int, zeroed: [Int])
}

extension GraphExpression {
  /// Calls `visit` with every cell that evaluation may read.
  public func forEachCell(_ visit: (Int) -> Void) {
    switch self {
    case .constant: break
    case .cell(let cell): visit(cell)
    case .indexed(let base, let count, let index):
      for cell in base..<(base + count) { visit(cell) }
      index.forEachCell(visit)
    case .unary(_, let operand), .lookup(_, let operand), .find(_, let operand),
      .unreferenced(_, let operand):
      operand.forEachCell(visit)
    case .binary(_, let left, let right):
      left.forEachCell(visit)
      right.forEachCell(visit)
    case .conditional(let condition, let first, let second):
      condition.forEachCell(visit)
      first.forEachCell(visit)
      second.forEachCell(visit)
    }
  }
}
