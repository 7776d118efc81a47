import Machine
import Program

/// Turns C functions into programs. One value of this type makes one round over everything that is reached;
/// rounds are repeated until the facts settle (`CReader`).
struct CLowering {
  private(set) var declarations: Declarations
  /// Functions whose bodies may be read, by name: those that were asked for.
  let followed: [String: CFunction]
  let stubs: [String: CFunction]
  let environment: CEnvironment
  let computer: Computer
  let foreign: [String: Variable]
  let pools: [String: Int]
  let procedureNames: Set<String>

  var facts: Facts
  /// Whether this round's programs are the ones that count: then reports are written.
  var isFinal = false

  // What the round makes.
  var procedures: [Procedure] = []
  var memory: [String: MemoryVariable] = [:]
  var newPools: [String: Int] = [:]
  var works: [String: Work] = [:]
  /// Variables of the files whose initial values were noted.
  var initialised: Set<String> = []
  /// Those whose initial values are being noted.
  var underInitialisation: Set<String> = []
  /// Locals of which every context has its own.
  var owned: Set<String> = []
  /// All that lie in memory.
  var locals: Set<String> = []
  var report = CReport()
  var functionNumbers: [String: Int]
  var bodies: [(name: String, statements: [Statement])] = []
  var observed: [(name: String, expression: Expression)] = []

  // Where the round stands.
  private var lowered: Set<String> = []
  private var underway: [String] = []
  var scope = FunctionScope(name: "", instance: "", result: .void)
  var statements: [[Statement]] = []
  /// What is known of locals at this point of the function, beyond what they may hold anywhere in it.
  var known: [String: PossibleValues] = [:]
  var isReachable = true
  var temporaries: [Int: Int] = [:]
  /// The labels of the cases of switches, by where they stand.
  var switchLabels: [Int: String] = [:]
  /// The number of blocks around each label of the function.
  var labelDepths: [String: Int] = [:]
  /// What arrays that are no members consist of, by the name of the object.
  var elementTypes: [String: LoweredType] = [:]
  /// How many elements each CPU has of a per-CPU array: those of one CPU lie behind each other.
  var perCPUElements: [String: Int] = [:]
  /// Variables of which each CPU has its own.
  var perCPUObjects: Set<String> = []
  /// Where the statements stand that were read.
  var entered: Set<Int> = []
  /// Objects that were read before anything was stored.
  var unassigned: Set<String> = []

  /// A variable that C code needs in memory.
  struct MemoryVariable {
    var type: LoweredType
    var count: Int?
    var initial: [Int]
    /// Elements in each object, where an array is a member of it.
    var each = 1
  }

  init(
    _ declarations: Declarations, followed: [String: CFunction], stubs: [String: CFunction],
    environment: CEnvironment, computer: Computer, facts: Facts, functionNumbers: [String: Int]
  ) {
    self.declarations = declarations
    self.declarations.cpus = computer.cpus
    self.followed = followed
    self.stubs = stubs
    self.environment = environment
    self.computer = computer
    foreign = Dictionary(computer.model.variables.map { ($0.name, $0) }) { first, _ in first }
    pools = Dictionary(computer.model.pools.map { ($0.name, $0.slots) }) { first, _ in first }
    procedureNames = Set(computer.model.procedures.map(\.name))
    self.facts = facts
    self.functionNumbers = functionNumbers
  }

  // MARK: Functions

  /// The procedure that a function becomes for these arguments; reads its body if this round has not yet.
  ///
  /// Arguments that point to different kinds of objects make procedures of their own, so that a helper that
  /// takes a lock can be called with any.
  mutating func procedure(for function: CFunction, _ arguments: [CValue]) throws(CReadError) -> String? {
    var parts: [String] = []
    // What runs elsewhere is known by its name alone, whoever asks for it.
    for argument in arguments where !runsElsewhere(function.name) {
      guard let node = argument.node, let object = facts.pointees.object(node) else { continue }
      parts.append(([object.name] + object.path).joined(separator: "."))
    }
    let isShared = parts.isEmpty || Set(specialisations[function.name] ?? []).count <= 1
    let name = isShared ? function.name : "\(function.name)(\(parts.joined(separator: ", ")))"
    specialisations[function.name, default: []].insert(parts.joined(separator: ", "))
    let instance = parts.isEmpty ? function.name : "\(function.name)(\(parts.joined(separator: ", ")))"
    guard !underway.contains(instance) else { return nil }
    for (index, parameter) in function.parameters.enumerated() where index < arguments.count {
      let type = declarations.type(parameter.type).decayed
      let key = "\(instance)::\(parameter.name ?? "_\(index)")"
      let value = arguments[index].converted(to: type)
      facts.include(value.values, in: key, limits: limits(type, value.node))
      if let node = value.node {
        facts.pointees.unify(facts.node(of: key), node)
        facts.noteAddress(key, type, node)
      }
    }
    if lowered.insert(instance).inserted {
      underway.append(instance)
      try lower(function, instance: instance, procedure: name)
      underway.removeLast()
    }
    return procedureOf[instance] ?? name
  }
  /// Under which descriptions of its pointer arguments each function was called, over all rounds.
  var specialisations: [String: Set<String>] = [:]
  /// Procedures that do nothing, or only return a constant.
  var emptyProcedures: Set<String> = []
  private var procedureOf: [String: String] = [:]

  private mutating func lower(
    _ function: CFunction, instance: String, procedure name: String
  ) throws(CReadError) {
    procedureOf[instance] = name
    let saved = (scope, statements, known, isReachable, labelDepths)
    scope = FunctionScope(
      name: function.name, instance: instance, result: declarations.type(function.result))
    scope.addressTaken = function.body.addressedIdentifiers
    labelDepths = function.body.labelDepths
    statements = [[]]
    known = [:]
    isReachable = true
    var parameters: [Local] = []
    for (index, parameter) in function.parameters.enumerated() {
      let name = parameter.name ?? "_\(index)"
      let type = declarations.type(parameter.type).decayed
      let key = "\(instance)::\(name)"
      let incoming = Local(name, domain(of: key, type))
      parameters.append(incoming)
      if scope.addressTaken.contains(name) {
        let place = declareInMemory(name, type)
        store(
          CValue(.local(incoming), type, facts.values(of: key), node: facts.node(of: key)), into: place,
          at: function.place)
      } else {
        scope.declare(name, .init(key: key, programName: name, type: type, object: nil))
      }
    }
    try lowerBlock(function.body)
    if isReachable && scope.result != .void { emit(.returnValue(0), at: function.place) }
    let source = function.place.file
    if statements[0].isEmptyBody { emptyProcedures.insert(name) }
    procedures.append(Procedure(name, source: source, parameters: parameters, body: statements.removeLast()))
    (scope, statements, known, isReachable, labelDepths) = saved
    noteUnreached(in: function)
    if isFinal {
      report.functions.append(.init(name: function.name, place: function.namePlace, digest: function.digest))
      for piece in function.opaque {
        noteOpaque(
          piece.text, "\(piece.reason)", piece.place, in: function.name, kind: piece.reason.kind)
      }
    }
  }

  /// A block that is no function: a task's body.
  mutating func lower(body: CStatement, named name: String) throws(CReadError) -> [Statement] {
    scope = FunctionScope(name: name, instance: name, result: .void)
    scope.addressTaken = body.addressedIdentifiers
    labelDepths = body.labelDepths
    statements = [[]]
    known = [:]
    isReachable = true
    scope.bodyEnd = "end of \(name)"
    try lowerBlock(body)
    if scope.isBodyLeft { emit(.label("end of \(name)"), at: body.place) }
    return statements.removeLast()
  }

  // MARK: Emission

  mutating func emit(_ kind: Statement.Kind, at place: CPlace) {
    statements[statements.count - 1].append(Statement(kind, at: SourcePlace(place)))
  }

  mutating func emit(_ more: [Statement], at place: CPlace) {
    let place = SourcePlace(place)
    statements[statements.count - 1] += more.map { $0.placed(at: place) }
  }

  /// What `body` emits, apart from what stands here.
  mutating func capture<T, Failure: Error>(_ body: (inout CLowering) throws(Failure) -> T) throws(Failure)
    -> (
      [Statement], T
    )
  {
    statements.append([])
    let result = try body(&self)
    return (statements.removeLast(), result)
  }

  /// A local that no C name can clash with. Its name comes from its place, so that it is the same in every
  /// round.
  mutating func temporary(_ values: PossibleValues, node: Pointees.Node?, at place: CPlace) -> Local {
    let number = temporaries[place.range.lowerBound, default: 0]
    temporaries[place.range.lowerBound] = number + 1
    return Local("_\(place.line)_\(place.column)_\(number)", domain(values, node))
  }

  /// The value in a local, if evaluating it later could give another.
  mutating func stabilised(_ value: CValue, at place: CPlace) -> CValue {
    guard !value.isStable else { return value }
    let local = temporary(value.values, node: value.node, at: place)
    emit(.assign(.local(local), value.expression), at: place)
    return CValue(.local(local), value.type, value.values, node: value.node)
  }

  /// The value in a local, if evaluating it reads memory: so that it is read once.
  mutating func split(_ value: CValue, at place: CPlace) -> CValue {
    value.expression.readsMemory ? stabilised(value, at: place) : value
  }

  // MARK: Domains

  func slots(_ pool: String) -> Int { pools[pool] ?? newPools[pool] ?? environment.slots }

  func values(of domain: Domain) -> PossibleValues { PossibleValues(domain, slots: slots) }

  /// The domain of an object in the program: all that it may hold, and 0.
  func domain(_ values: PossibleValues, _ node: Pointees.Node?) -> Domain {
    if let node, let object = facts.pointees.object(node), object.isPool, values.lowest >= -4095,
      values.highest <= slots(object.name)
    {
      return values.lowest >= 0
        ? .pointer(to: object.name) : .pointerOrError(to: object.name, lowest: values.lowest)
    }
    if values.isEmpty { return .range(0...0) }
    return Domain.holding(values)
  }

  mutating func domain(of key: String, _ type: LoweredType) -> Domain {
    // The node may be a new one, so it is asked for before anything else looks at the facts.
    let node = facts.holdsPointer(key, type) ? facts.node(of: key) : nil
    return domain(facts.values(of: key), node)
  }

  // MARK: Reports

  /// - Parameter kind: the reason without names, where it has some.
  mutating func noteOpaque(
    _ text: String, _ reason: String, _ place: CPlace, in function: String? = nil, kind: String? = nil
  ) {
    guard isFinal else { return }
    let piece = CReport.OpaquePiece(
      function: function ?? scope.name, text: text.isEmpty ? reason : "\(text): \(reason)",
      kind: kind ?? reason, place: place)
    if !report.opaquePieces.contains(piece) { report.opaquePieces.append(piece) }
  }

  mutating func assume(_ sentence: String) {
    guard isFinal, !report.assumptions.contains(sentence) else { return }
    report.assumptions.append(sentence)
  }

  mutating func number(ofFunction name: String) -> Int {
    if let known = functionNumbers[name] { return known }
    functionNumbers[name] = functionNumbers.count + 1
    return functionNumbers.count
  }
}

extension SourcePlace {
  init(_ place: CPlace) { self.init(file: place.file, line: place.line) }
}

extension Domain {
  /// The smallest domain that holds the values and 0: a range, or the values one by one where they lie far
  /// apart.
  static func holding(_ values: PossibleValues) -> Domain {
    let (lowest, highest) = (min(0, values.lowest), max(0, values.highest))
    let (span, overflow) = highest.subtractingReportingOverflow(lowest)
    if let elements = values.elements, overflow || span >= 1 << 12 { return .values(elements + [0]) }
    return .range(lowest...highest)
  }
}

extension [Statement] {
  /// Whether running it changes nothing and takes no step.
  fileprivate var isEmptyBody: Bool {
    guard let first else { return true }
    if count == 1, case .returnValue(let value) = first.kind {
      if case .constant? = value { return true }
      return value == nil
    }
    return false
  }
}
