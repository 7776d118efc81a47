import Machine
import ModelTestSupport
import Program
import Testing

/// Per-CPU variables through the kernel's accessors, in the hands of a task that may migrate.
@Suite struct PerCPUPrimitiveTests {
  private let count = PerCPU("count")
  private let name = Kernel.Argument.name("count")

  private func computer() -> Computer {
    var computer = Computer(name: "per-cpu", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("count", .range(0...3), count: 2))
    computer.remember("done 0", "done 1")
    return computer
  }

  enum Way: String, CaseIterable {
    case thisCPU = "this_cpu_inc"
    case pointer = "++*this_cpu_ptr(&count)"
    case rawPointer = "++*raw_cpu_ptr(&count)"
    case unchecked = "__this_cpu_inc"
    case rawInc = "raw_cpu_inc"
  }

  /// A migratable task and one that is bound to CPU 1 count. `this_cpu_inc` counts both whatever happens; a
  /// pointer that is used after a migration loses a count, and is reported; with preemption off all are well.
  @Test(arguments: Way.allCases, [false, true])
  func countsGetLostBetweenPointerAndUse(way: Way, shielded: Bool) throws {
    var computer = computer()
    let pointer = Expression.local("pointer", .range(0...1))
    let statements: [Statement]
    switch way {
    case .thisCPU, .unchecked, .rawInc: statements = try computer.call(way.rawValue, name)
    case .pointer, .rawPointer:
      let get = way == .pointer ? "this_cpu_ptr" : "raw_cpu_ptr"
      statements =
        try computer.call(get, name, into: pointer) + [Statement(count[pointer] <- count[pointer] + 1)]
    }
    func body(_ number: Int) -> [Statement] {
      [shielded ? Kernel.preemptDisable() : [], statements, shielded ? Kernel.preemptEnable() : []]
        .flatMap { $0 } + [Statement(Global("done \(number)") <- 1)]
    }
    computer.addMigratableThread("walker", initially: 0, allowed: { _ in 1 }) { body(0) }
    computer.addThread("bound", on: 1) { body(1) }
    let done = Global("done 0") && Global("done 1")
    computer.observe("both counted", done && count[0] + count[1] == 2)
    computer.observe("lost", done && count[0] + count[1] < 2)
    computer.observe("counted on 0", done && count[0] == 1)
    computer.observe("counted on 1", done && count[1] == 2)
    let explored = try Exploration(computer)
    let isOneStep = way == .thisCPU || way == .unchecked || way == .rawInc
    #expect(explored.sometimes("both counted"))
    #expect(explored.sometimes("lost") == (!isOneStep && !shielded))
    #expect(explored.sometimes("counted on 0") && explored.sometimes("counted on 1"))
    let isChecked = way == .pointer || way == .unchecked
    #expect(explored.findings == (isChecked && !shielded ? ["migratable-processor-id"] : []))
    #expect(explored.crashes.isEmpty)
  }

  /// Pointers are indices: of this CPU, of another, with preemption off until it is given back.
  @Test func pointersAreIndices() throws {
    var computer = computer()
    let pointer = Expression.local("pointer", .range(0...1))
    let primitive = try #require(Kernel.primitive("per_cpu_ptr"))
    #expect(primitive.returns == .elementPointer(ofArgument: 0))
    #expect(try #require(Kernel.primitive("per_cpu")).returns == .element(ofArgument: 0))
    #expect(try primitive.resultDomain([name, .value(0)], in: computer) == .range(0...1))
    let remote = try computer.call("per_cpu_ptr", name, .value(1), into: pointer)
    let get = try computer.call("get_cpu_ptr", name, into: pointer)
    let put = try computer.call("put_cpu_ptr", name)
    computer.addMigratableThread("walker", initially: 0, allowed: { _ in 1 }) {
      remote
      count[pointer] <- 3
      get
      count[pointer] <- 2
      Atomic("where the task is") { Global("done 1") <- (count.here == 2) }
      put
      Global("done 0") <- 1
    }
    computer.observe("done", Global("done 0"))
    computer.observe("right", !Global("done 0") || (Global("done 1") && count[1] >= 2))
    computer.observe(
      "preempted", Global("done 0") && PerCPU("preempt_count")[0] + PerCPU("preempt_count")[1] != 0)
    let explored = try Exploration(computer)
    #expect(explored.sometimes("done") && explored.always("right") && !explored.sometimes("preempted"))
    #expect(explored.findings.isEmpty)
  }

  /// Reads, writes and exchanges of this CPU's element, and of no other.
  @Test(arguments: ["this_cpu", "__this_cpu", "raw_cpu"])
  func operationsOnThisCPUsElement(prefix: String) throws {
    struct Operation {
      var name: String
      var arguments: [Int]
      var behind: (Int) -> Int
      var result: ((Int) -> Int)?
    }
    let operations = [
      Operation(name: "read", arguments: [], behind: { $0 }, result: { $0 }),
      Operation(name: "write", arguments: [3], behind: { _ in 3 }, result: nil),
      Operation(name: "add", arguments: [2], behind: { $0 + 2 }, result: nil),
      Operation(name: "sub", arguments: [1], behind: { $0 - 1 }, result: nil),
      Operation(name: "inc", arguments: [], behind: { $0 + 1 }, result: nil),
      Operation(name: "dec", arguments: [], behind: { $0 - 1 }, result: nil),
      Operation(name: "inc_return", arguments: [], behind: { $0 + 1 }, result: { $0 + 1 }),
      Operation(name: "dec_return", arguments: [], behind: { $0 - 1 }, result: { $0 - 1 }),
      Operation(name: "add_return", arguments: [2], behind: { $0 + 2 }, result: { $0 + 2 }),
      Operation(name: "xchg", arguments: [3], behind: { _ in 3 }, result: { $0 }),
      Operation(name: "cmpxchg", arguments: [1, 2], behind: { $0 == 1 ? 2 : $0 }, result: { $0 }),
      Operation(name: "cmpxchg", arguments: [2, 3], behind: { $0 == 2 ? 3 : $0 }, result: { $0 }),
    ]
    for operation in operations {
      var computer = Computer(name: "per-cpu", cpus: 2, faults: 0, online: [0, 1])
      computer.add(Variable("count", .range(0...3), count: 2, initial: [0, 1]))
      computer.remember("done")
      computer.remember("result", as: .range(0...3))
      let result = Expression.local("result", .range(0...3))
      let primitive = try #require(Kernel.primitive("\(prefix)_\(operation.name)"))
      let statements = try primitive.expand(
        [name] + operation.arguments.map { .value(.constant($0)) },
        into: operation.result == nil ? nil : result, in: computer)
      computer.addThread("task", on: 1) {
        statements
        Global("result") <- result
        Global("done") <- 1
      }
      computer.addThread("reader", on: 0) { Global("result") <- 0 }
      computer.observe("done", Global("done"))
      computer.observe(
        "value", !Global("done") || (count[0] == 0 && count[1] == .constant(operation.behind(1))))
      computer.observe("result", Global("done") && Global("result") == .constant(operation.result?(1) ?? 0))
      let explored = try Exploration(computer)
      #expect(explored.sometimes("done") && explored.always("value"), "\(operation.name)")
      #expect(explored.sometimes("result"), "\(operation.name)")
      #expect(explored.findings.isEmpty && explored.crashes.isEmpty, "\(operation.name)")
    }
  }
}
