import Program

/// What is known while the body of one function is read: its names, the ends of its loops and switches, and
/// what has to be undone when a block is left.
struct FunctionScope {
  /// A name that stands for an object.
  struct Name {
    /// Under which the facts know it.
    var key: String
    /// Its name in the program.
    var programName: String
    var type: LoweredType
    /// Where it lies if somebody takes its address; nil for a local of the program.
    var object: Pointees.Object?
    /// Whether each context has its own.
    var isOwned = false
  }

  struct Block {
    var names: [String: Name] = [:]
    /// Run, last first, when the block is left by any way.
    var cleanups: [[Statement]] = []
  }

  /// Where `break` and `continue` lead.
  struct Target {
    /// Nil for the loop statement of the program itself.
    var breakLabel: String?
    var continueLabel: String?
    /// Whether `continue` belongs to it: not to a switch.
    var isLoop: Bool
    /// The number of blocks around it.
    var depth: Int
  }

  var name: String
  var instance: String
  var result: LoweredType
  var addressTaken: Set<String> = []
  var blocks: [Block] = [Block()]
  var targets: [Target] = []
  /// Where `return` leads in a block that is no function, and whether one does.
  var bodyEnd: String?
  var isBodyLeft = false
  /// How many objects of one name were declared so far.
  var declared: [String: Int] = [:]
  var labels = 0

  init(name: String, instance: String, result: LoweredType) {
    self.name = name
    self.instance = instance
    self.result = result
  }

  func lookup(_ name: String) -> Name? {
    for block in blocks.reversed() { if let found = block.names[name] { return found } }
    return nil
  }

  mutating func declare(_ name: String, _ entry: Name) { blocks[blocks.count - 1].names[name] = entry }

  /// A name for a further object: the second `i` of a function is another local than the first.
  mutating func uniqueName(_ name: String) -> String {
    let unique = nextUniqueName(name)
    declared[name, default: 0] += 1
    return unique
  }

  mutating func uniqueStatic(_ name: String) -> String {
    let number = declared["static \(name)", default: 0]
    declared["static \(name)"] = number + 1
    return number == 0 ? name : "\(name)#\(number + 1)"
  }

  func nextUniqueName(_ name: String) -> String {
    let number = declared[name, default: 0]
    return number == 0 && lookup(name) == nil ? name : "\(name)#\(number + 1)"
  }

  mutating func makeLabel(_ purpose: String) -> String {
    labels += 1
    return "\(purpose) \(labels)"
  }
}

extension CStatement {
  /// The names whose address some expression below takes, other than to go straight on to what lies there.
  var addressedIdentifiers: Set<String> {
    var names: Set<String> = []
    var allocated: Set<String> = []
    visitExpressions { expression in
      // These mask macros take an address and keep none.
      if let (callee, arguments) = expression.namedCall, callee.contains("cpumask"),
        let first = arguments.first,
        case .unary(.addressOf, let operand) = first.kind, let name = operand.identifier
      {
        allocated.insert(name)
      }
      // The macros that wait take the queue itself.
      if let (callee, arguments) = expression.namedCall,
        callee.hasPrefix("wait_event") || callee.hasPrefix("swait_event"),
        let name = arguments.first?.outermostName
      {
        names.insert(name)
      }
      guard case .unary(.addressOf, let operand) = expression.kind, let name = operand.outermostName else {
        return
      }
      names.insert(name)
    }
    return names.subtracting(allocated)
  }
}

extension CExpression {
  /// `s` in `s.a[i].b`.
  fileprivate var outermostName: String? {
    switch kind {
    case .identifier(let name): name
    case .member(let base, _, arrow: false), .index(let base, _): base.outermostName
    default: nil
    }
  }
}
