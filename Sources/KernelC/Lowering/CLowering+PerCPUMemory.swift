import Machine
import Program

/// Per-CPU memory that is allocated, and pointers into it. A pointer to an allocation is the number of its
/// first slot, that of CPU 0; those of the other CPUs follow.
extension CLowering {
  private static let perCPUPrefix = "percpu "

  static func isPerCPUPool(_ name: String) -> Bool { name.hasPrefix(perCPUPrefix) }

  func isPerCPUMemory(_ node: Pointees.Node) -> Bool {
    facts.pointees.object(node).map { $0.isPool && CLowering.isPerCPUPool($0.name) } ?? false
  }

  mutating func allocatePerCPU(_ name: String, _ arguments: [CExpression], at place: CPlace)
    throws(CReadError) -> CValue
  {
    try checkSleep(name, arguments, at: place)
    let node = facts.node(of: "\(name)@\(place)")
    var element = LoweredType.void
    if case .type(let written) = arguments[0].kind { element = declarations.type(written) }
    let type = LoweredType.pointer(element)
    guard let object = facts.pointees.object(node) else {
      // `__alloc_percpu` is told a size: what the memory is for comes from its pointer.
      if element != .void || facts.stage != .onlyWhatIsSaid {
        let pool = CLowering.perCPUPrefix + poolName(element, node, at: place)
        facts.pointees.setObject(
          node, .init(name: pool, count: perCPUSlots, isPool: true, isIndexed: true))
      }
      return CValue(.constant(0), type, .empty, node: node)
    }
    guard isPerCPUMemory(node) else {
      noteOpaque(name, "the memory is used as an object that is no per-CPU memory", place)
      return CValue(1, type).with(node: node)
    }
    newPools[object.name] = perCPUSlots
    var values = PossibleValues(stride(from: 1, through: perCPUSlots, by: computer.cpus))
    if computer.hasFaults { values = values.union(PossibleValues(0)) }
    let local = temporary(values.union(PossibleValues(0)), node: node, at: place)
    emit(.call(result: .local(local), procedure: "alloc_percpu(\(object.name))", arguments: []), at: place)
    return CValue(.local(local), type, values, node: node)
  }

  private var perCPUSlots: Int { environment.slots * computer.cpus }

  private func poolName(_ type: LoweredType, _ node: Pointees.Node, at place: CPlace) -> String {
    switch type {
    case .record(let name): return String(name.split(separator: " ").last ?? "")
    case .boolean: return "bool"
    case .integer(let bits, let signed): return "\(signed ? "s" : "u")\(bits)"
    case .pointer: return "pointer"
    default:
      return facts.typeName(of: node).map { String($0.split(separator: " ").last ?? "") }
        ?? "\(scope.name)@\(place.line)"
    }
  }

  mutating func releasePerCPU(_ pointer: CValue, at place: CPlace) throws(CReadError) {
    if pointer.values.constant == 0 { return }
    guard let node = pointer.node, let object = facts.pointees.object(node), isPerCPUMemory(node) else {
      if !pointer.values.isEmpty {
        noteOpaque("free_percpu", "nothing is known of the memory that is freed", place)
      }
      return
    }
    newPools[object.name] = perCPUSlots
    let stable = split(pointer, at: place)
    let members = (0..<computer.cpus).flatMap { cpu in
      cleared(object, Expression.binary(.add, stable.expression, .constant(cpu)).folded)
    }
    emit(
      .atomic(
        .init(
          text: "free_percpu(\(stable.expression))", reason: "what freed memory holds is of no interest",
          body: errorCheck(stable) + [
            Statement(
              .call(
                result: nil, procedure: "free_percpu(\(object.name))", arguments: [stable.expression])),
            Statement(
              .conditional(.binary(.notEqual, stable.expression, 0), then: members, otherwise: [])),
          ])), at: place)
  }

  /// What belongs to a CPU of per-CPU memory; of NULL nothing does.
  func element(_ cpu: CValue, ofMemory base: CValue, _ type: LoweredType) -> CValue {
    let moved = Expression.binary(.add, base.expression, cpu.expression).folded
    var values = base.values.limited(.notEqual, 0).applying(.add, cpu.values)
    guard base.values.contains(0) else {
      return CValue(moved, .pointer(type), values, node: base.node)
    }
    values = values.union(PossibleValues(0))
    return CValue(
      .conditional(.binary(.equal, base.expression, 0), 0, moved), .pointer(type), values, node: base.node)
  }

  /// The instructions on this CPU's element that give back what is there then, and those that say that it
  /// does not matter which CPU it is.
  mutating func lowerPerCPUUpdate(_ name: String, _ arguments: [CExpression], at place: CPlace)
    throws(CReadError) -> CValue?
  {
    guard let prefix = ["this_cpu_", "__this_cpu_", "raw_cpu_"].first(where: { name.hasPrefix($0) }) else {
      return nil
    }
    let operation = name.dropFirst(prefix.count)
    let op: CBinaryOperator
    switch (operation, arguments.count) {
    case ("inc", 1), ("inc_return", 1), ("add", 2), ("add_return", 2): op = .add
    case ("dec", 1), ("dec_return", 1), ("sub", 2), ("sub_return", 2): op = .subtract
    case ("and", 2): op = .and
    case ("or", 2): op = .or
    default: return nil
    }
    let target = try perCPUPlace(arguments[0], on: here(of: prefix, at: place))
    let amount = arguments.count == 2 ? split(try lower(arguments[1]), at: place) : CValue(1)
    var result = CValue(0, .void)
    try oneStep("\(name)(\(arguments[0].strippedName ?? ""))", at: place) { (reader) throws(CReadError) in
      let sum = reader.combine(op, reader.load(target, at: place), amount, at: place)
        .converted(to: target.type)
      guard operation.hasSuffix("_return") else { return reader.store(sum, into: target, at: place) }
      let local = reader.temporary(sum.values, node: nil, at: place)
      reader.emit(.assign(.local(local), sum.expression), at: place)
      result = CValue(.local(local), sum.type, sum.values)
      reader.store(result, into: target, at: place)
    }
    return result
  }
}
