import Machine
import Program

/// Linked lists (include/linux/list.h, rculist.h, llist.h, plist.h, 6.12).
///
/// Links are not modelled. Which objects a list can hold follows from what is put on it; that it holds one,
/// and in which order, is left open: at each turn of a loop any object of the kind comes next that is not
/// freed, or none.
extension CLowering {
  private static let families = ["list_for_each", "hlist_for_each", "llist_for_each", "plist_for_each"]

  /// Whether it walks a list by its name.
  static func isListLoop(_ name: String) -> Bool { families.contains { name.hasPrefix($0) } }

  mutating func lowerListLoop(
    _ name: String, _ arguments: [CExpression], _ body: CStatement, at place: CPlace
  ) throws(CReadError) -> Bool {
    guard CLowering.isListLoop(name), arguments.count >= 2 else { return false }
    // `_safe` loops keep the next element in a second variable; `_continue` and `_from` loops of hlists have
    // no head.
    let isSafe = name.contains("_safe")
    let headless = name.hasPrefix("hlist") && (name.contains("_continue") || name.contains("_from"))
    let member =
      name.contains("_entry") ? arguments[isSafe && !headless ? 3 : headless ? 1 : 2, default: nil] : nil
    let target = try lowerPlace(arguments[0])
    let list = headless ? nil : try lower(arguments[isSafe ? 2 : 1]).node.map { facts.list(of: $0) }
    var element = list
    if let list, let member {
      for name in member.memberPath.reversed() { element = facts.container(of: list, member: name) }
    }
    let node = element ?? facts.node(of: "element of the list at \(place)")
    assume("the list at \(place) holds any objects of its kind, in any order")
    known = [:]
    let (turn, _) = try capture { (reader) throws(CReadError) in
      let found = reader.chooseElement(name, node, orNone: true, at: place)
      guard !found.values.isEmpty else { return }
      reader.emit(
        .conditional(
          .binary(.equal, found.expression, 0), then: [Statement(.breakLoop, at: SourcePlace(place))],
          otherwise: []), at: place)
      var values = found.values
      values = values.limited(.notEqual, 0)
      let given = CValue(found.expression, target.type, values, node: node)
      reader.store(given, into: target, at: place)
      if isSafe { reader.store(given, into: try reader.lowerPlace(arguments[1]), at: place) }
      reader.scope.targets.append(
        .init(breakLabel: nil, continueLabel: nil, isLoop: true, depth: reader.scope.blocks.count))
      try reader.lower(body)
      reader.scope.targets.removeLast()
    }
    if !turn.isEmpty { emit(.loop(turn), at: place) }
    known = [:]
    isReachable = true
    return true
  }

  /// One of the objects that a list can hold, counted from 1; empty as long as nothing says which.
  private mutating func chooseElement(
    _ name: String, _ node: Pointees.Node, orNone: Bool, at place: CPlace
  ) -> CValue {
    guard let object = object(of: node) else {
      noteOpaque(name, "nothing says what the list holds: what is done with it is left out", place)
      // A survey will find an object for it, and what the body does may say of which kind.
      return CValue(
        .constant(0), .pointer(.void), environment.isSurvey ? PossibleValues([0, 1]) : .empty, node: node)
    }
    let values = PossibleValues(lowest: orNone ? 0 : 1, highest: object.count)
    let local = temporary(values.union(PossibleValues(0)), node: node, at: place)
    emit(
      .choose(
        (orNone ? [0] : []).map { option(name, $0, object, local, when: 1) }
          + (1...max(1, object.count)).map { index in
            let isThere = object.isPool ? Kernel.isLive(.constant(index), object.name) : 1
            return option(name, index, object, local, when: isThere)
          }), at: place)
    return CValue(.local(local), .pointer(.void), values, node: node)
  }

  private func option(
    _ name: String, _ index: Int, _ object: Pointees.Object, _ local: Local, when condition: Expression
  ) -> Statement.Option {
    let text = index == 0 ? "\(name): no further element" : "\(name): \(variableName(object)) \(index)"
    return .init(
      name: text, agency: .kernel, when: condition,
      body: [Statement(.atomic(.init(body: [Statement(.assign(.local(local), .constant(index)))])))])
  }

  /// The functions of lists; nil if the name is none of them.
  mutating func lowerListCall(
    _ name: String, _ arguments: [CExpression], at place: CPlace
  ) throws(CReadError) -> CValue? {
    switch (name, arguments.count) {
    case ("list_add", 2), ("list_add_tail", 2), ("list_add_rcu", 2), ("list_add_tail_rcu", 2),
      ("list_move", 2), ("list_move_tail", 2), ("hlist_add_head", 2), ("hlist_add_head_rcu", 2),
      ("hlist_add_tail_rcu", 2), ("llist_add", 2), ("plist_add", 2):
      let (entry, head) = (try lower(arguments[0]), try lower(arguments[1]))
      if let entry = entry.node, let head = head.node { facts.pointees.unify(facts.list(of: head), entry) }
    case ("list_splice", 2), ("list_splice_init", 2), ("list_splice_tail", 2), ("list_splice_tail_init", 2),
      ("hlist_move_list", 2):
      let (from, to) = (try lower(arguments[0]), try lower(arguments[1]))
      if let from = from.node, let to = to.node {
        facts.pointees.unify(facts.list(of: from), facts.list(of: to))
      }
    case ("list_del", 1), ("list_del_init", 1), ("list_del_rcu", 1), ("hlist_del", 1), ("hlist_del_init", 1),
      ("hlist_del_rcu", 1), ("__hlist_del", 1), ("INIT_LIST_HEAD", 1), ("INIT_HLIST_HEAD", 1),
      ("INIT_HLIST_NODE", 1), ("init_llist_head", 1), ("plist_del", 2):
      for argument in arguments { _ = try lower(argument) }
    case ("list_empty", 1), ("list_empty_careful", 1), ("hlist_empty", 1), ("llist_empty", 1),
      ("list_is_singular", 1), ("hlist_unhashed", 1), ("plist_head_empty", 1):
      _ = try lower(arguments[0])
      return chooseTruth(name, at: place)
    case ("list_entry", 3), ("hlist_entry", 3), ("hlist_entry_safe", 3), ("llist_entry", 3), ("rb_entry", 3):
      return try lowerContainer(arguments, at: place)
    case ("list_first_entry", 3), ("list_last_entry", 3), ("list_first_entry_or_null", 3):
      guard let head = try lower(arguments[0]).node else { return nil }
      var node = facts.list(of: head)
      for member in arguments[2].memberPath.reversed() { node = facts.container(of: node, member: member) }
      var type = LoweredType.unknown
      if case .type(let written) = arguments[1].kind { type = declarations.type(written) }
      assume("the list at \(place) holds any objects of its kind, in any order")
      var value = chooseElement(name, node, orNone: name.hasSuffix("_or_null"), at: place)
      value.type = .pointer(type)
      return value
    default: return nil
    }
    return CValue(0, .void)
  }

  mutating func chooseTruth(_ name: String, at place: CPlace) -> CValue {
    let local = temporary(.truth, node: nil, at: place)
    emit(
      .choose(
        [0, 1].map { answer in
          .init(
            name: "\(name)() is \(answer)", agency: .kernel, when: 1,
            body: [Statement(.atomic(.init(body: [Statement(.assign(.local(local), .constant(answer)))])))])
        }), at: place)
    return CValue(.local(local), .int, .truth)
  }
}

extension [CExpression] {
  fileprivate subscript(index: Int, default missing: CExpression?) -> CExpression? {
    indices.contains(index) ? self[index] : missing
  }
}
