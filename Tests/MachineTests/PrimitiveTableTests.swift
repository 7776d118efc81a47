import Machine
import Program
import Testing

/// The table that a reader of kernel C links against.
@Suite struct PrimitiveTableTests {
  @Test func namesAreSortedAndUnique() {
    let names = Kernel.table.map(\.name)
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    for name in names { #expect(Kernel.primitive(name)?.name == name) }
    #expect(Kernel.primitive("schedule_timeout") == nil)
  }

  /// The types of the parameters in a C prototype, and what it returns.
  private func prototype(
    _ primitive: Kernel.Primitive
  ) throws -> (types: [String], variadic: Bool, returns: Bool) {
    let text = primitive.signature
    let open = try #require(text.firstIndex(of: "("))
    let close = try #require(text.lastIndex(of: ")"))
    #expect(close == text.index(before: text.endIndex))
    let head = text[..<open]
    #expect(head.hasSuffix(primitive.name), "\(text)")
    let list = text[text.index(after: open)..<close]
    var types = list == "void" ? [] : list.split(separator: ",").map(String.init)
    let variadic = types.last == " ..." || types.last == "..."
    if variadic { types.removeLast() }
    return (types, variadic, head.dropLast(primitive.name.count) != "void ")
  }

  @Test(arguments: Kernel.table.map(\.name))
  func theEntryHasTheParametersOfItsPrototype(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let (types, variadic, returns) = try prototype(primitive)
    let own = primitive.parameters.filter { $0 != .pool }
    #expect(own.count == types.count)
    #expect(primitive.isVariadic == variadic)
    #expect(primitive.returnsValue == returns)
    #expect(primitive.takesPool == (own.count < primitive.parameters.count))
    #expect(primitive.returns != .pointer || primitive.takesPool)
    if case .element(let position) = primitive.returns { #expect(primitive.parameters[position] == .perCPU) }
  }

  /// A computer with one of everything that a primitive can be given.
  private static let computer: Computer = {
    var computer = Computer(name: "table", cpus: 2, faults: 1, online: [0, 1])
    computer.addMutex("a_lock")
    computer.addCompletion("a_completion")
    computer.addWaitQueue("a_queue")
    computer.addPercpuRwsem("a_sem", waiters: 1)
    computer.addPercpuRwsem("cpu_hotplug_lock", waiters: 2)
    computer.addPool("page", slots: 1)
    computer.addMSR("AN_MSR", .range(0...3), mayFault: true)
    computer.addStaticKey("a_key")
    computer.addCPUMask("a_mask")
    computer.add(
      Variable("a_counter", .range(-8...8)), Variable("per_cpu_data", .range(0...3), count: 2),
      Variable("cpu_active", .bool, count: 2), Variable("cpu_dying", .bool, count: 2),
      Variable("cpu_present", .bool, count: 2))
    computer.add(Procedure("a_function") {}, Procedure("a_stop_function") { Return(0) })
    computer.addOnEachCPU(functions: ["a_function"])
    computer.addCallOneCPU()
    computer.addStopMachine(functions: ["a_stop_function"])
    computer.addWork("a_work", function: "a_function")
    computer.addRCU()
    computer.addSRCU("a_domain")
    return computer
  }()

  /// What is given for a parameter, from what it asks for and from the prototype's type.
  private func sample(_ parameter: Kernel.Parameter, _ type: String) -> Kernel.Argument? {
    switch parameter {
    case .value:
      if type.contains("object") { return .value(.local("pointer", .pointer(to: "page"))) }
      if type.hasSuffix(" wait") { return .value(1) }
      return .value(.local("value", .range(0...1)))
    case .condition: return .value(Global("a_counter") > 0)
    case .mask: return .variable("a_mask")
    case .perCPU: return .name("per_cpu_data")
    case .function: return .name(type.contains("cpu_stop_fn_t") ? "a_stop_function" : "a_function")
    case .pool: return .name("page")
    case .any: return .text("anything")
    case .name: return name(for: type).map { .name($0) }
    case .place: return place(for: type).map { .place($0) }
    }
  }

  private func name(for type: String) -> String? {
    let names = [
      ("struct percpu_rw_semaphore", "a_sem"), ("unsigned int msr", "AN_MSR"),
      ("struct work_struct", "a_work"),
    ]
    return names.first { type.contains($0.0) }?.1
  }

  private func place(for type: String) -> Place? {
    let places: [(String, Expression)] = [
      ("struct mutex", Global("a_lock")), ("spinlock_t", Global("a_lock")), ("void *lock", Global("a_lock")),
      ("struct completion", Global("a_completion")), ("wait_queue_head", Global("a_queue")),
      ("unsigned long flags", .local("flags", .bool)), (" value", .local("value", .range(0...3))),
      ("u64 *value", .local("value", .range(0...3))), ("cpumask", Global("a_mask")),
      ("struct static_key", Global("a_key")), ("struct srcu_struct", Global("a_domain")),
      (" *old", .local("old", .range(-8...8))),
      ("atomic", Global("a_counter")), ("refcount_t", Global("a_counter")),
      (" low", .local("low", .range(0...3))), (" high", .local("high", .range(0...3))),
      (" variable", Global("a_counter")), (" *variable", Global("a_counter")),
      ("unsigned long *addr", Global("a_counter")),
    ]
    return places.first { type.contains($0.0) }.map { Place($0.1) }
  }

  private func samples(_ primitive: Kernel.Primitive) throws -> [Kernel.Argument] {
    var types = try prototype(primitive).types[...]
    return try primitive.parameters.map { parameter in
      let type = parameter == .pool ? "" : types.removeFirst()
      return try #require(sample(parameter, type), "\(primitive.name): what is given for \(type)?")
    }
  }

  /// Number and kind of the arguments are checked, with the position of the wrong one.
  @Test(arguments: Kernel.table.map(\.name))
  func wrongArgumentsAreRefused(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let given = try samples(primitive)
    func error(_ arguments: [Kernel.Argument]) -> PrimitiveError? {
      do throws(PrimitiveError) {
        _ = try primitive.expand(arguments, in: PrimitiveTableTests.computer)
        return nil
      } catch {
        return error
      }
    }
    #expect(error(given) == nil)
    #expect((error(given + [.text("more")])?.code == .wrongCount) == !primitive.isVariadic)
    if !given.isEmpty { #expect(error(given.dropLast())?.code == .wrongCount) }
    for (position, parameter) in primitive.parameters.enumerated() where parameter != .any {
      var wrong = given
      wrong[position] = .text("no argument")
      let refused = try #require(error(wrong))
      #expect(refused.code == .wrongKind)
      #expect(refused.message.hasPrefix("argument \(position + 1) of \(name) is a text"))
    }
  }

  /// A function without a result refuses to be assigned.
  @Test(arguments: Kernel.table.map(\.name))
  func resultsGoWhereThePrototypeHasThem(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let given = try samples(primitive)
    let computer = PrimitiveTableTests.computer
    guard let domain = try primitive.resultDomain(given, in: computer) else {
      #expect(throws: PrimitiveError.self) {
        try primitive.expand(given, into: .local("result", .bool), in: computer)
      }
      return
    }
    let statements = try primitive.expand(given, into: .local("result", domain), in: computer)
    #expect(assigns("result", statements), "\(name) does not assign its result")
  }

  private func assigns(_ local: String, _ statements: [Statement]) -> Bool {
    func isLocal(_ target: Expression?) -> Bool {
      if case .local(let known)? = target { known.name == local } else { false }
    }
    return statements.contains { statement in
      switch statement.kind {
      case .assign(let target, _): isLocal(target)
      case .call(let target, _, _), .dispatch(let target, _, _, _): isLocal(target)
      case .conditional(_, let then, let otherwise): assigns(local, then) || assigns(local, otherwise)
      case .whileLoop(_, let body), .loop(let body): assigns(local, body)
      case .choose(let options): options.contains { assigns(local, $0.body) }
      case .atomic(let atomic): assigns(local, atomic.body)
      default: false
      }
    }
  }

  /// What an entry expands to compiles within a model that has what it names, whether or not anybody wants
  /// the result.
  @Test(arguments: Kernel.table.map(\.name))
  func expansionsCompile(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let given = try samples(primitive)
    let domain = try primitive.resultDomain(given, in: PrimitiveTableTests.computer)
    for result in [nil, domain.map { Expression.local("result", $0) }] {
      var computer = PrimitiveTableTests.computer
      let statements = try primitive.expand(given, into: result, in: computer)
      // Two callers, so that nothing is one context's own and run before the first step.
      for cpu in 0..<2 { computer.addThread("caller \(cpu)", on: cpu) { statements } }
      computer.addMigratableThread("walker", initially: 0, allowed: { _ in 1 }) { statements }
      _ = try CompiledModel(computer.finished())
      if result == nil { _ = try CompiledModel(computer.finished(), fused: false) }
    }
  }
}
