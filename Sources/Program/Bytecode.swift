/// The operations of the interpreter: trivial values of 24 bytes. Names, places and texts live in side
/// tables.
struct Operation {
  var code: Code
  var a: UInt8 = 0
  var b: UInt16 = 0
  var target: Int32 = 0
  var x: UInt64 = 0
  var y: UInt64 = 0

  enum Code: UInt8 {
    /// Ends a guard or predicate: false, true.
    case reject, accept
    /// Ends a transition.
    case stop
    /// Goes on if bit v of y is set, v being the field of width <= 6 in word b at shift a; else to target.
    case test
    case jump
    /// word b = word b & x | y.
    case patch
    /// Register a = the field b.
    case load
    /// Register a = x.
    case constant
    /// Register a = element (register a) of the x.. fields, y of them.
    case loadIndexed
    /// Field b = register a.
    case store
    /// Element (register a) of the x.. fields, y of them = register b.
    case storeIndexed
    /// Field b += x, without a register.
    case increment
    /// Register a = register a op register b; x is the operator's index.
    case binary
    /// Register a = op register a.
    case not, negate, complement, bitCount, lowestBit, truncateSigned, truncateUnsigned
    /// Register a = the entry for register a in the table of y entries from target, the first for the
    /// operand x.
    case lookup
    /// Register a = what a cell of the value set of y entries from target, the first held as x, holds for
    /// register a.
    case find
    /// To target if register a is 0.
    case branchZero
    case finding
    case crash
    /// Event x with y arguments from register a.
    case event
  }
}

/// Translates the graph into operations.
struct BytecodeBuilder {
  static let maximumRegisters = 64

  let graph: Graph
  let layout: Layout
  private(set) var operations: [Operation] = []
  /// The entries of all lookup tables and value sets, each of them once.
  private(set) var tableEntries: [Int] = []
  private var tableStarts: [[Int]: Int32] = [:]
  /// The operation at which each instruction starts.
  private(set) var start: [Int] = []
  private var labels: [Int32] = []
  private var fixups: [(operation: Int, label: Int)] = []
  private var pending: [(word: Int, clear: UInt64, set: UInt64)] = []
  private var failure: ModelError?

  init(_ graph: Graph, _ layout: Layout) throws(ModelError) {
    self.graph = graph
    self.layout = layout
    operations.append(Operation(code: .reject))
    var isTarget = Array(repeating: false, count: graph.instructions.count + 1)
    for action in graph.actions { isTarget[action.entry] = true }
    for context in graph.contexts { isTarget[context.entry] = true }
    for instruction in graph.instructions {
      if case .jump(let target) = instruction { isTarget[target] = true }
      if case .branch(_, let then, let otherwise) = instruction {
        isTarget[then] = true
        isTarget[otherwise] = true
      }
    }
    labels = Array(repeating: -1, count: graph.instructions.count + 1)
    for (index, instruction) in graph.instructions.enumerated() {
      if isTarget[index] { flush() }
      labels[index] = Int32(operations.count)
      start.append(operations.count)
      emit(instruction, next: index + 1)
    }
    flush()
    labels[graph.instructions.count] = Int32(operations.count)
    start.append(operations.count)
  }

  /// Appends a guard or predicate and returns where it starts.
  mutating func appendTest(_ condition: GraphExpression) -> Int {
    let start = operations.count
    let no = makeLabel()
    compileJump(condition, ifTrue: nil, ifFalse: no, register: 0)
    operations.append(Operation(code: .accept))
    labels[no] = Int32(operations.count)
    operations.append(Operation(code: .reject))
    return start
  }

  /// Resolves the jumps; call it last.
  mutating func finish() throws(ModelError) -> [Operation] {
    for fixup in fixups { operations[fixup.operation].target = labels[fixup.label] }
    if let failure { throw failure }
    return operations
  }

  private mutating func makeLabel() -> Int {
    labels.append(-1)
    return labels.count - 1
  }

  private mutating func emit(_ instruction: Instruction, next: Int) {
    switch instruction {
    case .assign(let cell, .constant(let value)): patch(cell, value)
    case .assign(let cell, .binary(.add, .cell(let source), .constant(let delta))) where source == cell:
      flush()
      operations.append(
        Operation(code: .increment, b: UInt16(cell), x: UInt64(bitPattern: Int64(delta))))
    case .assign(let cell, let value):
      flush()
      compile(value, into: 0)
      operations.append(Operation(code: .store, a: 0, b: UInt16(cell)))
    case .assignIndexed(let base, let count, let index, let value):
      flush()
      compile(index, into: 0)
      compile(value, into: 1)
      operations.append(
        Operation(code: .storeIndexed, a: 0, b: 1, x: UInt64(base), y: UInt64(count)))
    case .branch(let condition, let then, let otherwise):
      flush()
      if then == next {
        compileJump(condition, ifTrue: nil, ifFalse: otherwise, register: 0)
      } else {
        compileJump(condition, ifTrue: then, ifFalse: nil, register: 0)
        if otherwise != next { jump(to: otherwise) }
      }
    case .jump(let target):
      flush()
      if target != next { jump(to: target) }
    case .finding(let finding):
      flush()
      operations.append(Operation(code: .finding, x: UInt64(finding)))
    case .crash(let kind):
      flush()
      operations.append(Operation(code: .crash, x: UInt64(kind)))
    case .event(let event, let arguments):
      flush()
      for (index, argument) in arguments.enumerated() { compile(argument, into: index) }
      operations.append(Operation(code: .event, a: 0, x: UInt64(event), y: UInt64(arguments.count)))
    case .stop(let context, let pc, let zeroed):
      for cell in zeroed { patch(cell, 0) }
      patch(graph.contexts[context].pcCell, pc)
      flush()
      operations.append(Operation(code: .stop))
    }
  }

  private mutating func jump(to label: Int) {
    fixups.append((operations.count, label))
    operations.append(Operation(code: .jump))
  }

  /// Constant stores into one word become one operation.
  private mutating func patch(_ cell: Int, _ value: Int) {
    let field = layout.fields[cell]
    let raw = UInt64(bitPattern: Int64(value &- field.lowest))
    guard raw <= field.span else {
      flush()
      return operations.append(Operation(code: .crash, x: UInt64(graph.crashes.count - 1)))
    }
    guard field.bits > 0 else { return }
    let mask = field.mask << UInt64(field.shift)
    let index = pending.firstIndex { $0.word == field.word } ?? pending.count
    if index == pending.count { pending.append((field.word, 0, 0)) }
    pending[index].clear |= mask
    pending[index].set = pending[index].set & ~mask | raw << UInt64(field.shift)
  }

  private mutating func flush() {
    for part in pending {
      operations.append(Operation(code: .patch, b: UInt16(part.word), x: ~part.clear, y: part.set))
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Jumps to the label that is given, or falls through where it is nil. One of the two is nil.
  private mutating func compileJump(_ condition: GraphExpression, ifTrue: Int?, ifFalse: Int?, register: Int)
  {
    if case .constant(let value) = condition {
      if let target = value != 0 ? ifTrue : ifFalse { jump(to: target) }
      return
    }
    if let (cell, set) = unaryTest(condition) {
      let field = layout.fields[cell]
      if field.bits == 0 {
        if let target = set & 1 == 1 ? ifTrue : ifFalse { jump(to: target) }
        return
      }
      fixups.append((operations.count, ifTrue ?? ifFalse!))
      operations.append(
        Operation(
          code: .test, a: UInt8(field.shift), b: UInt16(field.word), x: field.mask,
          y: ifTrue == nil ? set : ~set))
      return
    }
    switch condition {
    case .unary(.not, let operand): compileJump(operand, ifTrue: ifFalse, ifFalse: ifTrue, register: register)
    case .binary(.and, let left, let right):
      if let ifFalse {
        compileJump(left, ifTrue: nil, ifFalse: ifFalse, register: register)
        compileJump(right, ifTrue: nil, ifFalse: ifFalse, register: register)
      } else {
        let no = makeLabel()
        compileJump(left, ifTrue: nil, ifFalse: no, register: register)
        compileJump(right, ifTrue: ifTrue, ifFalse: nil, register: register)
        labels[no] = Int32(operations.count)
      }
    case .binary(.or, let left, let right):
      if let ifTrue {
        compileJump(left, ifTrue: ifTrue, ifFalse: nil, register: register)
        compileJump(right, ifTrue: ifTrue, ifFalse: nil, register: register)
      } else {
        let yes = makeLabel()
        compileJump(left, ifTrue: yes, ifFalse: nil, register: register)
        compileJump(right, ifTrue: nil, ifFalse: ifFalse, register: register)
        labels[yes] = Int32(operations.count)
      }
    default:
      compile(condition, into: register)
      if let ifFalse {
        fixups.append((operations.count, ifFalse))
        operations.append(Operation(code: .branchZero, a: UInt8(register)))
      } else {
        operations.append(Operation(code: .not, a: UInt8(register)))
        fixups.append((operations.count, ifTrue!))
        operations.append(Operation(code: .branchZero, a: UInt8(register)))
      }
    }
  }

  /// The cell and the set of its raw values for which the condition holds, if it depends on one cell of at
  /// most 6 bits.
  private func unaryTest(_ condition: GraphExpression) -> (cell: Int, set: UInt64)? {
    guard let cell = condition.onlyCell else { return nil }
    let field = layout.fields[cell]
    guard field.bits <= 6 else { return nil }
    var set: UInt64 = 0
    for raw in 0...field.span {
      // The closure must not capture `self`: a copy of the builder for every value would dominate
      // compilation.
      let value = field.lowest + Int(raw)
      guard let result = condition.evaluate({ _ in value }) else { return nil }
      if result != 0 { set |= 1 << raw }
    }
    return (cell, set)
  }

  private mutating func compile(_ expression: GraphExpression, into register: Int) {
    guard register < BytecodeBuilder.maximumRegisters - 1 else {
      failure = ModelError(.tooLarge, "an expression nests too deeply to be evaluated")
      return
    }
    switch expression {
    case .constant(let value):
      operations.append(Operation(code: .constant, a: UInt8(register), x: UInt64(bitPattern: Int64(value))))
    case .cell(let cell): operations.append(Operation(code: .load, a: UInt8(register), b: UInt16(cell)))
    case .indexed(let base, let count, let index):
      compile(index, into: register)
      operations.append(
        Operation(code: .loadIndexed, a: UInt8(register), x: UInt64(base), y: UInt64(count)))
    case .unary(let op, let operand):
      compile(operand, into: register)
      switch op {
      case .not: operations.append(Operation(code: .not, a: UInt8(register)))
      case .negate: operations.append(Operation(code: .negate, a: UInt8(register)))
      case .complement: operations.append(Operation(code: .complement, a: UInt8(register)))
      case .bitCount: operations.append(Operation(code: .bitCount, a: UInt8(register)))
      case .lowestBit: operations.append(Operation(code: .lowestBit, a: UInt8(register)))
      case .truncate(let bits, let signed):
        operations.append(
          Operation(
            code: signed ? .truncateSigned : .truncateUnsigned, a: UInt8(register), x: UInt64(64 - bits)))
      }
    case .binary(.and, _, _), .binary(.or, _, _):
      let (no, end) = (makeLabel(), makeLabel())
      compileJump(expression, ifTrue: nil, ifFalse: no, register: register)
      operations.append(Operation(code: .constant, a: UInt8(register), x: 1))
      jump(to: end)
      labels[no] = Int32(operations.count)
      operations.append(Operation(code: .constant, a: UInt8(register), x: 0))
      labels[end] = Int32(operations.count)
    case .binary(let op, let left, let right):
      compile(left, into: register)
      compile(right, into: register + 1)
      operations.append(
        Operation(
          code: .binary, a: UInt8(register), b: UInt16(register + 1),
          x: UInt64(BinaryOperator.allCases.firstIndex(of: op)!)))
    case .conditional(let condition, let first, let second):
      let (no, end) = (makeLabel(), makeLabel())
      compileJump(condition, ifTrue: nil, ifFalse: no, register: register)
      compile(first, into: register)
      jump(to: end)
      labels[no] = Int32(operations.count)
      compile(second, into: register)
      labels[end] = Int32(operations.count)
    case .lookup(let table, let operand):
      compile(operand, into: register)
      appendTable(.lookup, table, register)
    case .find(let set, let operand):
      compile(operand, into: register)
      appendTable(.find, set.table, register)
    case .unreferenced: preconditionFailure("questions about pointers are resolved before compilation")
    }
  }

  private mutating func appendTable(_ code: Operation.Code, _ table: LookupTable, _ register: Int) {
    let start = tableStarts[table.entries] ?? Int32(tableEntries.count)
    if tableStarts.updateValue(start, forKey: table.entries) == nil { tableEntries += table.entries }
    operations.append(
      Operation(
        code: code, a: UInt8(register), target: start, x: UInt64(bitPattern: Int64(table.lowest)),
        y: UInt64(table.entries.count)))
  }
}
