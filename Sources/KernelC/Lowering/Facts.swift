/// What is known of every C object of a program: the values it may hold, and what it points to. Reading a
/// program is repeated until nothing new is found; then the last reading is the one that counts.
struct Facts: Sendable {
  /// A set that has grown in this many rounds becomes an interval, so that `i++` ends.
  static let roundsBeforeWidening = 8

  var pointees = Pointees()
  private var values: [String: PossibleValues] = [:]
  /// What counters of 64 bits are given.
  var counters: [String: PossibleValues] = [:]
  /// In how many rounds a set has grown, and which was the last.
  private var growths: [String: (round: Int, count: Int)] = [:]
  private var nodes: [String: Pointees.Node] = [:]
  private var containers: [String: Pointees.Node] = [:]
  /// By the representative of the head.
  private var lists: [Int: Pointees.Node] = [:]
  /// Objects that some expression reads: a store into any other has no effect that anyone could see.
  private(set) var read: Set<String> = []
  /// Objects that some statement stores into.
  private(set) var stored: Set<String> = []
  /// What may be taken for granted, in the order in which it is tried: nothing until all that the program
  /// says has been found.
  enum Stage: Int, Sendable {
    case onlyWhatIsSaid
    /// Memory that nothing says the pool of is a pool of its own, and so is what an opaque function returns.
    case poolsForAllocations
    /// A pointer of which nothing is known points to an object of its own.
    case objectsForPointers
  }
  var stage = Stage.onlyWhatIsSaid
  /// The names of the types that pointers are declared to point to, by representative.
  private(set) var typeNames: [Int: String] = [:]
  /// The function that the work items of a variable run.
  private(set) var workFunctions: [String: String] = [:]
  private(set) var changes = 0
  private(set) var round = 0

  /// Whether the round that ends has found anything new.
  mutating func finishRound() -> Bool {
    let total = changes + pointees.changes
    defer {
      changesBefore = total
      round += 1
    }
    return total != changesBefore
  }
  private var changesBefore = 0

  /// The values of an object; empty before anything was stored.
  func values(of object: String) -> PossibleValues { values[object] ?? .empty }

  /// - Parameter limits: all that its C type can hold.
  mutating func include(_ set: PossibleValues, in object: String, limits: PossibleValues = .anything) {
    let known = values[object] ?? .empty
    let set = counters[object].map { set.within($0) } ?? set
    guard !set.isSubset(of: known) else { return }
    var union = known.union(set)
    if growths[object]?.round != round { growths[object] = (round, (growths[object]?.count ?? 0) + 1) }
    if growths[object]!.count > Facts.roundsBeforeWidening {
      let limits = counterLimits(object, known, limits)
      union = PossibleValues(
        lowest: union.lowest < known.lowest ? limits.lowest : union.lowest,
        highest: union.highest > known.highest ? limits.highest : union.highest)
    }
    guard union != known else { return }
    values[object] = union
    changes += 1
  }

  /// What a pointer that is stored in the object points to.
  mutating func node(of object: String) -> Pointees.Node {
    if let known = nodes[object] { return known }
    let node = pointees.makeNode()
    nodes[object] = node
    return node
  }

  mutating func container(of node: Pointees.Node, member: String) -> Pointees.Node {
    pointees.container(of: node, member: member, using: &containers)
  }

  /// What the links of a list point to, by the head of the list.
  mutating func list(of head: Pointees.Node) -> Pointees.Node {
    let number = pointees.representative(head).number
    if let known = lists[number] { return known }
    let node = pointees.makeNode()
    lists[number] = node
    return node
  }

  /// A pointer is kept in an object that is declared to point to this type.
  mutating func note(type: String, of node: Pointees.Node) {
    let number = pointees.representative(node).number
    if typeNames[number] == nil { typeNames[number] = type }
  }

  func typeName(of node: Pointees.Node) -> String? {
    let wanted = pointees.representative(node)
    if let name = typeNames[wanted.number] { return name }
    // It may have been said of a node before that became a part of this one.
    let noted = typeNames.keys.filter { pointees.representative(.init(number: $0)) == wanted }
    return noted.min().flatMap { typeNames[$0] }
  }

  /// Whether no other function was noted before.
  mutating func noteWork(_ variable: String, _ function: String) -> Bool {
    if let known = workFunctions[variable] { return known == function }
    workFunctions[variable] = function
    changes += 1
    return true
  }

  /// The numbers from -4095 to -1 that something compares with: errors that are told apart.
  var comparedErrors: PossibleValues { values(of: Facts.errorsKey) }
  private static let errorsKey = "errors that are compared with"

  mutating func noteCompared(with value: Int?) {
    if let value, (-4095 ... -1).contains(value) { include(PossibleValues(value), in: Facts.errorsKey) }
  }

  /// Pointers that `IS_ERR` is asked of, and `IS_ERR_OR_NULL`.
  private var askedForErrors: [Pointees.Node] = []
  private var askedForNull: [Pointees.Node] = []

  func isAskedForErrors(_ node: Pointees.Node) -> Bool { contains(askedForErrors, node) }
  func isAskedForNull(_ node: Pointees.Node) -> Bool { contains(askedForNull, node) }

  private func contains(_ nodes: [Pointees.Node], _ node: Pointees.Node) -> Bool {
    let wanted = pointees.representative(node)
    return nodes.contains { pointees.representative($0) == wanted }
  }

  mutating func noteAsked(_ node: Pointees.Node?, orNull: Bool) {
    guard let node else { return }
    if !isAskedForErrors(node) {
      askedForErrors.append(node)
      changes += 1
    }
    if orNull && !isAskedForNull(node) {
      askedForNull.append(node)
      changes += 1
    }
  }

  /// Numbers that hold the address of heap memory: `unsigned long page = get_zeroed_page(...)`.
  private(set) var addresses: Set<String> = []

  mutating func noteAddress(_ object: String, _ type: LoweredType, _ node: Pointees.Node) {
    guard type == .unsignedLong, pointees.object(node)?.isPool == true else { return }
    if addresses.insert(object).inserted { changes += 1 }
  }

  func holdsPointer(_ object: String, _ type: LoweredType) -> Bool {
    type.isPointer || type == .unknown || addresses.contains(object)
  }

  /// Locals whose address is kept where it outlives them.
  private(set) var escaped: Set<String> = []

  mutating func noteEscaped(_ local: String) {
    if escaped.insert(local).inserted { changes += 1 }
  }

  mutating func noteStored(_ object: String) { stored.insert(object) }

  mutating func noteRead(_ object: String) {
    if read.insert(object).inserted { changes += 1 }
  }
}
