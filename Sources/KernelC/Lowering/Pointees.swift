/// What pointers point to, found by unification: two pointers that are assigned to each other point into the
/// same objects (B. Steensgaard, Points-to Analysis in Almost Linear Time, POPL 1996), with a node for each
/// member that an address is taken of, so that `container_of` finds its way back.
struct Pointees: Sendable {
  /// A number that stands for the objects a pointer may point into.
  struct Node: Hashable, Sendable { var number: Int }

  /// Some objects of one kind: the elements of a variable, or the slots of a pool. A pointer to the n-th
  /// holds n, counted from 1; 0 is NULL.
  struct Object: Hashable, Sendable {
    /// The name of the variable or pool; members are variables whose names begin with it.
    var name: String
    var count: Int
    /// A pool, whose slots may be free.
    var isPool: Bool
    /// The members on the way from the object to what is pointed to.
    var path: [String] = []
    /// The elements are those of an array variable, rather than one variable without an index.
    var isIndexed: Bool
  }

  private struct Entry: Sendable {
    var parent: Int
    var object: Object?
    var members: [String: Int] = [:]
  }

  private var entries: [Entry] = []
  /// Counts every change, so that a reader knows when nothing new was found.
  private(set) var changes = 0
  /// Pairs of kinds of objects that one pointer would have to point to.
  private(set) var conflicts: Set<[String]> = []

  init() {}

  mutating func makeNode() -> Node {
    entries.append(Entry(parent: entries.count, object: nil))
    return Node(number: entries.count - 1)
  }

  mutating func makeNode(_ object: Object) -> Node {
    let node = makeNode()
    entries[node.number].object = object
    return node
  }

  func representative(_ node: Node) -> Node {
    var number = node.number
    while entries[number].parent != number { number = entries[number].parent }
    return Node(number: number)
  }

  /// What the node stands for, once that is known.
  func object(_ node: Node) -> Object? { entries[representative(node).number].object }

  mutating func setObject(_ node: Node, _ object: Object) {
    let number = representative(node).number
    guard entries[number].object != object else { return }
    if let known = entries[number].object {
      note(conflict: known, object)
      return
    }
    entries[number].object = object
    changes += 1
    for (member, child) in entries[number].members.sorted(by: { $0.key < $1.key }) {
      var inner = object
      inner.path.append(member)
      setObject(Node(number: child), inner)
    }
  }

  /// The node of `&p->member`.
  mutating func member(_ member: String, of node: Node) -> Node {
    let number = representative(node).number
    if let known = entries[number].members[member] { return Node(number: known) }
    let child = makeNode()
    if var object = entries[number].object {
      object.path.append(member)
      entries[child.number].object = object
    }
    entries[number].members[member] = child.number
    changes += 1
    return child
  }

  /// The node of `container_of(p, ..., member)`.
  mutating func container(of node: Node, member: String, using known: inout [String: Node]) -> Node {
    let key = "\(representative(node).number).\(member)"
    if var object = object(node), object.path.last == member {
      object.path.removeLast()
      let container = known[key] ?? makeNode(object)
      known[key] = container
      setObject(container, object)
      return container
    }
    if let container = known[key] { return container }
    let container = makeNode()
    known[key] = container
    unify(self.member(member, of: container), node)
    return container
  }

  mutating func unify(_ first: Node, _ second: Node) {
    var work = [(representative(first).number, representative(second).number)]
    while let (a, b) = work.popLast() {
      let a = representative(Node(number: a)).number
      let b = representative(Node(number: b)).number
      guard a != b else { continue }
      changes += 1
      let (kept, gone) = (min(a, b), max(a, b))
      entries[gone].parent = kept
      let (object, members) = (entries[gone].object, entries[gone].members)
      entries[gone].members = [:]
      if let object { setObject(Node(number: kept), object) }
      for (member, child) in members.sorted(by: { $0.key < $1.key }) {
        if let known = entries[kept].members[member] {
          work.append((known, child))
        } else {
          entries[kept].members[member] = child
          if var inner = entries[kept].object {
            inner.path.append(member)
            setObject(Node(number: child), inner)
          }
        }
      }
    }
  }

  private mutating func note(conflict a: Object, _ b: Object) {
    let names = [a, b].map { ([$0.name] + $0.path).joined(separator: ".") }.sorted()
    guard names[0] != names[1] else { return }
    if conflicts.insert(names).inserted { changes += 1 }
  }
}
