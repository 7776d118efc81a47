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
    #expect(Kernel.primitive("schedule") == nil)
  }

  /// The number of parameters in a C prototype, and what it returns.
  private func prototype(_ primitive: Kernel.Primitive) throws -> (parameters: Int, returns: Bool) {
    let text = primitive.signature
    let open = try #require(text.firstIndex(of: "("))
    let close = try #require(text.lastIndex(of: ")"))
    #expect(close == text.index(before: text.endIndex))
    let head = text[..<open]
    #expect(head.hasSuffix(primitive.name), "\(text)")
    let list = text[text.index(after: open)..<close]
    let parameters = list == "void" ? 0 : list.split(separator: ",").count
    return (parameters, head.dropLast(primitive.name.count) != "void ")
  }

  /// Every way to give `count` arguments: each the address of a variable or a value.
  private func arguments(_ count: Int) -> [[Kernel.Argument]] {
    guard count > 0 else { return [[]] }
    return arguments(count - 1).flatMap { [$0 + [.variable("v")], $0 + [.value(.local("x", .bool))]] }
  }

  /// An allocator's pool comes before the arguments of C: the reader takes it from the type.
  private let pooled: Set<String> = ["kmalloc", "kfree"]

  @Test func whoTakesAPoolSaysSo() {
    #expect(Set(Kernel.table.filter(\.takesPool).map(\.name)) == pooled)
  }

  @Test(arguments: Kernel.table.map(\.name))
  func anEntryTakesWhatItsSignatureSays(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let (parameters, returns) = try prototype(primitive)
    #expect(primitive.parameterCount == parameters)
    #expect(primitive.returnsValue == returns)
    let count = parameters + (pooled.contains(name) ? 1 : 0)
    let result = returns ? Expression.local("result", .bool) : nil
    for given in 0...4 {
      let accepted = arguments(given).filter { primitive.expand($0, result) != nil }
      if given == count {
        #expect(accepted.count >= 1, "\(name) refuses \(given) arguments of every kind")
      } else {
        #expect(accepted.isEmpty, "\(name) accepts \(given) arguments: \(accepted)")
      }
    }
  }

  /// A function without a result refuses to be assigned; one whose result is all it does needs a place for
  /// it.
  @Test(arguments: Kernel.table.map(\.name))
  func resultsGoWhereThePrototypeHasThem(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let (parameters, returns) = try prototype(primitive)
    let count = parameters + (pooled.contains(name) ? 1 : 0)
    let result = Expression.local("result", .bool)
    let with = arguments(count).contains { primitive.expand($0, result) != nil }
    #expect(with == returns, "\(name)")
  }

  /// What an entry expands to compiles within a model that has what it names.
  @Test(arguments: Kernel.table.map(\.name))
  func expansionsCompile(name: String) throws {
    let primitive = try #require(Kernel.primitive(name))
    let (parameters, returns) = try prototype(primitive)
    let count = parameters + (pooled.contains(name) ? 1 : 0)
    var computer = Computer(name: "table", cpus: 2, faults: 0, online: [0, 1])
    let pointer = Expression.local("x", .pointer(to: "v"))
    var domain = Domain.bool
    switch name {
    case "kmalloc", "kfree": computer.addPool("v", slots: 1)
    case "wrmsrl", "rdmsrl": computer.addMSR("v", .bool)
    case "this_cpu_ptr": computer.add(Variable("v", .bool, count: 2))
    case "complete", "wait_for_completion": computer.addCompletion("v")
    case "wake_up_all": computer.addWaitQueue("v")
    case let name where name.hasPrefix("percpu"): computer.addPercpuRwsem("v", waiters: 1)
    case "on_each_cpu":
      computer.add(Procedure("first") {}, Procedure("second") {})
      computer.addOnEachCPU(functions: ["first", "second"])
    default: computer.addMutex("v")
    }
    if pooled.contains(name) { domain = .pointer(to: "v") }
    if name.hasPrefix("cpumask") { domain = .range(-1...8) }
    let value = pooled.contains(name) ? pointer : Expression.local("x", domain)
    let result = returns ? Expression.local("result", domain) : nil
    let accepted = arguments(count).compactMap { given in
      primitive.expand(
        given.map { if case .value = $0 { .value(value) } else { $0 } }, result)
    }
    for statements in accepted {
      var computer = computer
      // Two callers, so that nothing is one context's own and run before the first step.
      for cpu in 0..<2 { computer.addThread("caller \(cpu)", on: cpu) { statements } }
      _ = try CompiledModel(computer.finished())
    }
    #expect(!accepted.isEmpty)
  }
}
