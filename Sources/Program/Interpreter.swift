import StateSpace

/// Executes the operations of one model for one worker.
///
/// The tables are read through pointers that `CodeTables` owns; the registers are its own. Everything else in
/// here is a trivial value. The invariant that makes the unsafe reads safe is established by `CompiledModel`:
/// every index in an operation was made from the very tables that it indexes, and no operation writes a field
/// without its range check.
public struct Interpreter: StateExpander {
  private let tables: CodeTables
  /// Events of the last transition: name index and arguments. Filled only if `recordsEvents`.
  public private(set) var events: [(event: Int, arguments: [Int])] = []
  public var recordsEvents = false
  private var findings: [Int] = []

  init(_ code: CompiledModel.Code) { tables = CodeTables(code) }

  public mutating func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer) {
    let crash = tables.crashField
    if state[Int(crash.word)] >> UInt64(crash.shift) & crash.mask != 0 { return }
    for context in 0..<tables.contextCount {
      let packed = tables.contexts[context]
      let pc = Int(truncatingIfNeeded: state[Int(packed.word)] >> UInt64(packed.shift) & packed.mask)
      let range = tables.ranges[Int(packed.firstRange) + pc]
      var index = Int(range.start)
      let end = Int(range.end)
      while index < end {
        let action = tables.actions + index
        let value = state[Int(action.pointee.word)] &>> UInt64(action.pointee.shift) & action.pointee.mask
        if action.pointee.set &>> value & 1 == 1 {
          let allowed =
            action.pointee.guardStart < 0
            ? Outcome.accepted
            : test(Int(action.pointee.guardStart), state)
          index += 1
          if allowed == .rejected { continue }
          let next = successors.append(copying: state, group: index - 1)
          if allowed == .crashed {
            _ = absorb(next, tables.modelError, isTest: false)
            continue
          }
          _ = execute(Int(action.pointee.effectStart), next, isTest: false)
          if !findings.isEmpty {
            for finding in findings { successors.report(finding: finding) }
            findings.removeAll(keepingCapacity: true)
          }
        } else {
          index += 1
        }
      }
    }
  }

  public mutating func predicates(of state: UnsafePointer<UInt64>) -> UInt64 {
    let crash = tables.crashField
    let isCrashed = state[Int(crash.word)] >> UInt64(crash.shift) & crash.mask != 0
    var result: UInt64 = 0
    for index in 0..<tables.predicateCount where !isCrashed || tables.predicates[index].holdsAfterCrash {
      if test(Int(tables.predicates[index].start), state) == .accepted { result |= 1 << UInt64(index) }
    }
    return result
  }

  /// Evaluates a guard or predicate, which has no effect on the state: its operations only load and compare.
  /// Most are chains of tests of single fields, which are walked here without entering the loop for all
  /// operations.
  @inline(__always)
  private mutating func test(_ start: Int, _ state: UnsafePointer<UInt64>) -> Outcome {
    var position = start
    while true {
      let operation = tables.operations + position
      switch operation.pointee.code {
      case .test:
        let value = state[Int(operation.pointee.b)] &>> UInt64(operation.pointee.a) & operation.pointee.x
        position = operation.pointee.y &>> value & 1 == 0 ? Int(operation.pointee.target) : position &+ 1
      case .jump: position = Int(operation.pointee.target)
      case .accept: return .accepted
      case .reject: return .rejected
      default: return execute(position, UnsafeMutablePointer(mutating: state), isTest: true)
      }
    }
  }

  /// Runs from an operation to the next stop on a state of its own; false after a crash.
  mutating func run(from start: Int, on words: inout [UInt64]) -> Bool {
    let outcome = words.withUnsafeMutableBufferPointer { execute(start, $0.baseAddress!, isTest: false) }
    findings.removeAll()
    return outcome == .stopped
  }

  /// Takes one action in a state, whether or not its guard holds there.
  public mutating func take(_ action: Int, in state: [UInt64]) -> (state: [UInt64], findings: [Int]) {
    var words = state
    events.removeAll(keepingCapacity: true)
    _ = words.withUnsafeMutableBufferPointer {
      execute(Int(tables.actions[action].effectStart), $0.baseAddress!, isTest: false)
    }
    defer { findings.removeAll() }
    return (words, findings)
  }

  private enum Outcome { case rejected, accepted, stopped, crashed }

  /// The interpreter's loop. A transition of more local operations than `CodeTables.maximumRun` is an error
  /// of the model.
  private mutating func execute(
    _ start: Int, _ words: UnsafeMutablePointer<UInt64>, isTest: Bool
  ) -> Outcome {
    let operations = tables.operations
    let registers = tables.registers
    let fields = tables.fields
    var position = start
    var budget = CodeTables.maximumRun
    while true {
      let operation = operations + position
      position &+= 1
      switch operation.pointee.code {
      case .reject: return .rejected
      case .accept: return .accepted
      case .stop: return .stopped
      case .test:
        let value = words[Int(operation.pointee.b)] &>> UInt64(operation.pointee.a) & operation.pointee.x
        if operation.pointee.y &>> value & 1 == 0 { position = Int(operation.pointee.target) }
      case .jump:
        position = Int(operation.pointee.target)
        budget &-= 1
        if budget == 0 { return absorb(words, tables.modelError, isTest: isTest) }
      case .patch:
        let word = words + Int(operation.pointee.b)
        word.pointee = word.pointee & operation.pointee.x | operation.pointee.y
      case .load:
        registers[Int(operation.pointee.a)] = (fields + Int(operation.pointee.b)).pointee.value(in: words)
      case .constant:
        registers[Int(operation.pointee.a)] = Int(bitPattern: UInt(operation.pointee.x))
      case .loadIndexed:
        let index = registers[Int(operation.pointee.a)]
        guard UInt64(bitPattern: Int64(index)) < operation.pointee.y else {
          return absorb(words, tables.modelError, isTest: isTest)
        }
        let field = fields + (Int(operation.pointee.x) &+ index)
        registers[Int(operation.pointee.a)] = field.pointee.value(in: words)
      case .store:
        let field = fields + Int(operation.pointee.b)
        guard field.pointee.store(registers[Int(operation.pointee.a)], into: words) else {
          return absorb(words, tables.modelError, isTest: isTest)
        }
      case .storeIndexed:
        let index = registers[Int(operation.pointee.a)]
        guard UInt64(bitPattern: Int64(index)) < operation.pointee.y,
          (fields + (Int(operation.pointee.x) &+ index)).pointee.store(
            registers[Int(operation.pointee.b)], into: words)
        else { return absorb(words, tables.modelError, isTest: isTest) }
      case .increment:
        let field = fields + Int(operation.pointee.b)
        let word = words + Int(field.pointee.word)
        let raw = (word.pointee &>> UInt64(field.pointee.shift) & field.pointee.mask) &+ operation.pointee.x
        guard raw <= field.pointee.span else { return absorb(words, tables.modelError, isTest: isTest) }
        word.pointee =
          word.pointee & ~(field.pointee.mask &<< UInt64(field.pointee.shift)) | raw
          &<< UInt64(field.pointee.shift)
      case .binary:
        let a = registers[Int(operation.pointee.a)]
        let b = registers[Int(operation.pointee.b)]
        guard let value = tables.binary(Int(operation.pointee.x), a, b) else {
          return absorb(words, tables.modelError, isTest: isTest)
        }
        registers[Int(operation.pointee.a)] = value
      case .not: registers[Int(operation.pointee.a)] = registers[Int(operation.pointee.a)] == 0 ? 1 : 0
      case .negate: registers[Int(operation.pointee.a)] = 0 &- registers[Int(operation.pointee.a)]
      case .complement: registers[Int(operation.pointee.a)] = ~registers[Int(operation.pointee.a)]
      case .bitCount:
        registers[Int(operation.pointee.a)] = registers[Int(operation.pointee.a)].nonzeroBitCount
      case .lowestBit:
        registers[Int(operation.pointee.a)] = UnaryOperator.lowestBit.apply(
          registers[Int(operation.pointee.a)])
      case .truncateSigned:
        let bits = 64 - Int(operation.pointee.x)
        registers[Int(operation.pointee.a)] =
          UnaryOperator.truncate(bits: bits, signed: true).apply(registers[Int(operation.pointee.a)])
      case .truncateUnsigned:
        let bits = 64 - Int(operation.pointee.x)
        registers[Int(operation.pointee.a)] =
          UnaryOperator.truncate(bits: bits, signed: false).apply(registers[Int(operation.pointee.a)])
      case .lookup:
        let position = registers[Int(operation.pointee.a)] &- Int(bitPattern: UInt(operation.pointee.x))
        guard UInt64(bitPattern: Int64(position)) < operation.pointee.y else {
          return absorb(words, tables.modelError, isTest: isTest)
        }
        registers[Int(operation.pointee.a)] = tables.tableEntries[Int(operation.pointee.target) &+ position]
      case .find:
        registers[Int(operation.pointee.a)] = tables.find(
          registers[Int(operation.pointee.a)], first: Int(operation.pointee.target),
          count: Int(operation.pointee.y), lowest: Int(bitPattern: UInt(operation.pointee.x)))
      case .branchZero:
        if registers[Int(operation.pointee.a)] == 0 { position = Int(operation.pointee.target) }
      case .finding: findings.append(Int(operation.pointee.x))
      case .crash: return absorb(words, Int(operation.pointee.x), isTest: isTest)
      case .event:
        guard recordsEvents else { break }
        events.append(
          (Int(operation.pointee.x), (0..<Int(operation.pointee.y)).map { registers[$0] }))
      }
    }
  }

  /// The absorbing state of a kind: everything zero but the kind. A test leaves the state as it is and says
  /// so.
  private func absorb(_ words: UnsafeMutablePointer<UInt64>, _ kind: Int, isTest: Bool) -> Outcome {
    if isTest { return .crashed }
    for word in 0..<tables.wordCount { words[word] = 0 }
    let field = tables.crashField
    words[Int(field.word)] = UInt64(kind + 1) << UInt64(field.shift)
    return .crashed
  }
}

extension CompiledModel.PackedField {
  @inline(__always)
  func value(in words: UnsafeMutablePointer<UInt64>) -> Int {
    lowest &+ Int(truncatingIfNeeded: words[Int(word)] &>> UInt64(shift) & mask)
  }

  /// False if the value lies outside the range.
  @inline(__always)
  func store(_ value: Int, into words: UnsafeMutablePointer<UInt64>) -> Bool {
    let raw = UInt64(bitPattern: Int64(value &- lowest))
    guard raw <= span else { return false }
    let target = words + Int(word)
    target.pointee = target.pointee & ~(mask &<< UInt64(shift)) | raw &<< UInt64(shift)
    return true
  }
}
