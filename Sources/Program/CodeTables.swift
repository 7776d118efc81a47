/// The tables of one interpreter as flat memory, freed with it. Made from arrays whose indices
/// `CompiledModel` has checked; nothing in here changes after `init` but the registers.
final class CodeTables: @unchecked Sendable {
  /// A transition that takes more backward jumps than this never reaches a visible step: an error of the
  /// model.
  static let maximumRun = 10_000

  let operations: UnsafeMutablePointer<Operation>
  let tableEntries: UnsafeMutablePointer<Int>
  let fields: UnsafeMutablePointer<CompiledModel.PackedField>
  let actions: UnsafeMutablePointer<CompiledModel.PackedAction>
  let contexts: UnsafeMutablePointer<CompiledModel.PackedContext>
  let ranges: UnsafeMutablePointer<CompiledModel.PackedRange>
  let predicates: UnsafeMutablePointer<CompiledModel.PackedPredicate>
  let registers: UnsafeMutablePointer<Int>
  let contextCount: Int
  let predicateCount: Int
  let wordCount: Int
  let modelError: Int
  let crashField: CompiledModel.PackedField

  init(_ code: CompiledModel.Code) {
    operations = CodeTables.copy(code.operations)
    tableEntries = CodeTables.copy(code.tableEntries)
    fields = CodeTables.copy(code.fields)
    actions = CodeTables.copy(code.actions)
    contexts = CodeTables.copy(code.contexts)
    ranges = CodeTables.copy(code.ranges)
    predicates = CodeTables.copy(code.predicates)
    registers = .allocate(capacity: BytecodeBuilder.maximumRegisters + 256)
    registers.initialize(repeating: 0, count: BytecodeBuilder.maximumRegisters + 256)
    contextCount = code.contexts.count
    predicateCount = code.predicates.count
    wordCount = code.wordCount
    crashField = code.crashField
    modelError = Int(code.crashField.span) - 1
  }

  deinit {
    operations.deallocate()
    tableEntries.deallocate()
    fields.deallocate()
    actions.deallocate()
    contexts.deallocate()
    ranges.deallocate()
    predicates.deallocate()
    registers.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
    memory.initialize(from: array, count: array.count)
    return memory
  }

  @inline(__always)
  func binary(_ op: Int, _ a: Int, _ b: Int) -> Int? { CodeTables.operators[op].apply(a, b) }

  /// What a cell of a set holds for the value: `lowest` for the first of the ascending values, one more for
  /// each that follows, and one more than that for a value that is none of them.
  func find(_ value: Int, first: Int, count: Int, lowest: Int) -> Int {
    let values = tableEntries + first
    var candidates = 0..<count
    while !candidates.isEmpty {
      let middle = candidates.lowerBound + candidates.count / 2
      if values[middle] == value { return lowest + middle }
      candidates =
        values[middle] < value ? middle + 1..<candidates.upperBound : candidates.lowerBound..<middle
    }
    return lowest + count
  }

  private static let operators = BinaryOperator.allCases
}
