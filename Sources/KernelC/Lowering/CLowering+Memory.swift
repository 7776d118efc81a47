import Machine
import Program

/// The heap: allocation and freeing by pool, and filling of memory.
///
/// The pool of an allocation is found from what its pointer is used for; where nothing says so, it is the
/// pool of the type that the pointer is declared with.
extension CLowering {
  mutating func lowerAllocation(
    _ name: String, _ arguments: [CExpression], at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    if CLowering.allocators.contains(name) {
      try checkSleep(name, arguments, at: place)
      return allocate(name, at: place)
    }
    if CLowering.releasers.contains(name), let pointer = arguments.first {
      try release(name, try lower(pointer), at: place)
      return CValue(0, .void)
    }
    switch (name, arguments.count) {
    case ("memset", 3), ("clear_page", 1), ("memzero_explicit", 2):
      if arguments.count == 3, let value = declarations.constant(arguments[1]), value != 0 {
        noteOpaque("memset", "memory is filled with something other than 0: taken as 0", place)
      }
      // An array, which its address alone would not tell from its first element.
      if case .array? = type(of: arguments[0]) {
        let target = try lowerPlace(arguments[0])
        if case .memory(let node, _) = target.base, facts.pointees.object(node)?.isPool == false {
          zero(target, at: place)
          return load(target, at: place)
        }
      }
      let pointer = split(try lower(arguments[0]), at: place)
      fill(pointer, text: "\(name)(\(pointer.expression), ...)", at: place)
      return pointer
    case ("alloc_percpu", 1), ("alloc_percpu_gfp", 2), ("__alloc_percpu", 2):
      return try allocatePerCPU(name, arguments, at: place)
    case ("free_percpu", 1):
      try releasePerCPU(try lower(arguments[0]), at: place)
      return CValue(0, .void)
    case ("memcpy", 3), ("memmove", 3): return try copyMemory(name, arguments, at: place)
    case ("alloc_cpumask_var", 2), ("zalloc_cpumask_var", 2):
      return environment.isSurvey ? surveyedResult(name, .boolean, at: place) : CValue(1, .boolean)
    case ("free_cpumask_var", 1): return CValue(0, .void)
    default: return nil
    }
  }

  static let allocators: Set<String> = [
    "kmalloc", "kzalloc", "kcalloc", "kmalloc_array", "kmalloc_node", "kzalloc_node", "vmalloc", "vzalloc",
    "__vmalloc", "kvmalloc", "kvzalloc", "kmem_cache_alloc", "kmem_cache_zalloc", "kmemdup",
    "__get_free_page", "get_zeroed_page", "__get_free_pages", "alloc_page", "alloc_pages", "alloc_pages_node",
  ]
  static let releasers: Set<String> = [
    "kfree", "vfree", "kvfree", "kfree_sensitive", "free_page", "free_pages", "__free_page",
    "__free_pages",
  ]

  /// Where the flags stand among the arguments.
  private static let flagPositions: [String: Int] = [
    "kmalloc": 1, "kzalloc": 1, "kmalloc_node": 1, "kzalloc_node": 1, "kmalloc_array": 2, "kcalloc": 2,
    "kvmalloc": 1, "kvzalloc": 1, "__vmalloc": 1, "kmem_cache_alloc": 1, "kmem_cache_zalloc": 1, "kmemdup": 2,
    "alloc_percpu_gfp": 1,
    "__get_free_page": 0, "__get_free_pages": 0, "get_zeroed_page": 0, "alloc_page": 0, "alloc_pages": 0,
    "alloc_pages_node": 1,
  ]

  /// An allocation whose flags let it wait for memory may sleep, whether it does or not.
  mutating func checkSleep(_ name: String, _ arguments: [CExpression], at place: CPlace)
    throws(CReadError)
  {
    guard let position = CLowering.flagPositions[name] else {
      return emit(Kernel.mightSleep(), at: place)
    }
    guard position < arguments.count, case .constant(let reclaim)? = symbol("__GFP_DIRECT_RECLAIM") else {
      return
    }
    let flags = split(try lower(arguments[position]), at: place)
    if let constant = flags.values.constant {
      if constant & reclaim != 0 { emit(Kernel.mightSleep(), at: place) }
    } else {
      emit(
        .conditional(
          .binary(.bitAnd, flags.expression, .constant(reclaim)), then: Kernel.mightSleep(), otherwise: []),
        at: place)
    }
  }

  private mutating func allocate(_ name: String, at place: CPlace) -> CValue {
    let node = facts.node(of: "\(name)@\(place)")
    let type = LoweredType.pointer(.void)
    guard let object = facts.pointees.object(node) else {
      // Nothing says what the memory is for: a pool for each type, or for each place that allocates.
      if facts.stage != .onlyWhatIsSaid { setPool(node, or: "\(scope.name).\(name)@\(place.line)") }
      return CValue(.constant(0), type, .empty, node: node)
    }
    guard object.isPool, !CLowering.isPerCPUPool(object.name) else {
      noteOpaque(name, "the memory is used as an object that is no heap object", place)
      return CValue(1, type).with(node: node)
    }
    if pools[object.name] == nil { newPools[object.name] = environment.slots }
    let fails = computer.hasFaults ? 0 : 1
    let values = PossibleValues(lowest: fails, highest: slots(object.name))
    let local = temporary(values.union(PossibleValues(0)), node: node, at: place)
    emit(
      .call(result: .local(local), procedure: "kmalloc(\(object.name))", arguments: []), at: place)
    return CValue(.local(local), type, values, node: node)
  }

  /// A pool for what the pointer's type says, or for this place.
  private mutating func setPool(_ node: Pointees.Node, or name: String) {
    let pool = facts.typeName(of: node).map { String($0.split(separator: " ").last ?? "") } ?? name
    newPools[pool] = environment.slots
    facts.pointees.setObject(
      node, .init(name: pool, count: environment.slots, isPool: true, isIndexed: true))
  }

  private mutating func release(_ name: String, _ pointer: CValue, at place: CPlace) throws(CReadError) {
    if pointer.values.constant == 0 { return }
    if let node = pointer.node, facts.pointees.object(node) == nil, facts.stage != .onlyWhatIsSaid,
      !pointer.values.isEmpty || environment.isSurvey
    {
      setPool(node, or: "\(scope.name).\(name)@\(place.line)")
    }
    guard let node = pointer.node, let object = facts.pointees.object(node), object.isPool else {
      if environment.isSurvey, pointer.node != nil {
        return emit(.call(result: nil, procedure: name, arguments: [pointer.expression]), at: place)
      }
      if !pointer.values.isEmpty {
        noteOpaque(name, "nothing is known of the memory that is freed", place)
      }
      return
    }
    guard !CLowering.isPerCPUPool(object.name) else {
      throw .wrongUse(name: name, place: place, problem: "frees per-CPU memory, which free_percpu does")
    }
    if pools[object.name] == nil { newPools[object.name] = environment.slots }
    let stable = split(pointer, at: place)
    emit(
      .atomic(
        .init(
          text: "\(name)(\(stable.expression))", reason: "what freed memory holds is of no interest",
          body: errorCheck(stable) + [
            Statement(.call(result: nil, procedure: "kfree(\(object.name))", arguments: [stable.expression]))
          ] + cleared(object, stable.expression))), at: place)
  }

  /// Statements that set all members of a pool's object to 0.
  func cleared(_ object: Pointees.Object, _ pointer: Expression) -> [Statement] {
    let members = memory.keys.filter { $0.hasPrefix("\(object.name).") && facts.read.contains($0) }.sorted()
    guard !members.isEmpty else { return [] }
    return [
      Statement(
        .conditional(
          .binary(.notEqual, pointer, 0),
          then: members.flatMap { name in
            (0..<memory[name]!.each).map { index in
              let each = memory[name]!.each
              let element =
                each == 1 ? nil : PlaceReference.Element(index: CValue(index), count: each)
              return Statement(.assign(.element(name, number(CValue(pointer, .long, .anything), element)), 0))
            }
          }, otherwise: []))
    ]
  }

  /// `memset(p, 0, n)`: all that is known of the object is 0 then; the memory has to be there.
  private mutating func fill(_ pointer: CValue, text: String, at place: CPlace) {
    guard let node = pointer.node, let object = facts.pointees.object(node), object.isPool,
      object.path.isEmpty
    else {
      guard let node = pointer.node, let object = object(of: node) else {
        return use(pointer, text: text, at: place)
      }
      return zero(object, node, pointer, at: place)
    }
    emit(
      .atomic(
        .init(
          text: text, reason: "the object is private, or its users are at fault",
          body: poolCheck(object.name, pointer.expression) + cleared(object, pointer.expression))),
      at: place)
  }

  private mutating func zero(
    _ object: Pointees.Object, _ node: Pointees.Node, _ pointer: CValue, at place: CPlace
  ) {
    let target = PlaceReference(base: .memory(node, pointer: pointer), type: pointer.type.pointee)
    if isHeldByMembers(target) { return zero(target, at: place) }
    store(CValue(0, target.type), into: target, at: place)
  }
}
