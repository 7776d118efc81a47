import Machine
import ModelTestSupport
import Program
import Testing

/// Atomic operations take one step; what C does in two takes two.
@Suite struct AtomicTests {
  private let counter = Global("counter")

  private func computer(_ initial: Int = 0, cpus: Int = 2) -> Computer {
    var computer = Computer(name: "atomic", cpus: cpus, faults: 0, online: Set(0..<cpus))
    computer.add(Variable("counter", .range(-4...7), initial: [initial]))
    computer.remember("done 0", "done 1", "result 0", "result 1", as: .range(-4...7))
    return computer
  }

  /// Two contexts on two CPUs run the same statements and keep a result.
  private func both(
    _ computer: Computer, _ observed: [(String, Program.Expression)],
    _ body: (Program.Expression) throws -> [Statement]
  ) throws -> Exploration {
    var computer = computer
    let result = Expression.local("result", .range(-4...7))
    let statements = try body(result)
    for cpu in 0..<2 {
      computer.addThread("task \(cpu)", on: cpu) {
        statements
        Global("result \(cpu)") <- result
        Global("done \(cpu)") <- 1
      }
    }
    let done = Global("done 0") && Global("done 1")
    for (name, condition) in observed { computer.observe(name, done && condition) }
    return try Exploration(computer)
  }

  /// Two increments never get lost, unless each is a read and a write.
  @Test(arguments: ["atomic_inc", "atomic_inc_return", "atomic_fetch_inc", "this is C: counter++"])
  func incrementsGetLostOnlyIfTheyAreTwoSteps(name: String) throws {
    let computer = computer()
    let explored = try both(computer, [("one", counter == 1), ("two", counter == 2)]) { result in
      if name.hasPrefix("atomic") {
        let returns = try #require(Kernel.primitive(name)).returnsValue
        return try computer.call(name, .variable("counter"), into: returns ? result : nil)
      }
      return [Statement(counter <- counter + 1)]
    }
    let isAtomic = name.hasPrefix("atomic")
    #expect(explored.sometimes("two"))
    #expect(explored.sometimes("one") == !isAtomic)
    // Each task stands before or behind its one step; who keeps a result tells the two orders apart. With two
    // steps there is a position between, in which it knows what it has read: both before 1, one within 2,
    // both within 1, one behind and the other before 2, or within, having read 0 or 1, 4, both behind, having
    // counted to 1 or to 2, 2.
    #expect(explored.states == (isAtomic ? (name == "atomic_inc" ? 4 : 5) : 1 + 2 + 1 + 2 + 4 + 2))
  }

  /// Of those that count down together exactly one sees the end, which is what a last reference is.
  @Test func oneAloneSeesTheCounterFallToZero() throws {
    let computer = computer(2)
    let (first, second) = (Global("result 0"), Global("result 1"))
    let explored = try both(
      computer, [("one", first + second == 1), ("none", first + second == 0), ("both", first + second == 2)]
    ) { try computer.call("atomic_dec_and_test", .variable("counter"), into: $0) }
    #expect(explored.sometimes("one"))
    #expect(!explored.sometimes("none"))
    #expect(!explored.sometimes("both"))
    // The near miss: to count down and then to look.
    let apart = try both(
      computer, [("one", first + second == 1), ("none", first + second == 0), ("both", first + second == 2)]
    ) { result in
      let seen = Expression.local("seen", .range(-4...7))
      return try computer.call("atomic_dec", .variable("counter"))
        + computer.call("atomic_read", .variable("counter"), into: seen) + [Statement(result <- (seen == 0))]
    }
    #expect(apart.sometimes("one") && apart.sometimes("both"))
    #expect(!apart.sometimes("none"))
  }

  /// One operation: what it leaves behind and what it gives back, as Swift calculates it.
  private struct Operation {
    var name: String
    var others: [Kernel.Argument]
    /// Where the variable's address stands among the arguments.
    var position: Int
    var behind: (Int) -> Int
    var result: ((Int) -> Int)?

    init(
      _ name: String, _ others: [Kernel.Argument] = [], at position: Int = 0,
      leaves behind: @escaping (Int) -> Int, gives result: ((Int) -> Int)? = nil
    ) {
      self.name = name
      self.others = others
      self.position = position
      self.behind = behind
      self.result = result
    }
  }

  private static let two: [Kernel.Argument] = [.value(2)]

  private static func counters(_ prefix: String) -> [Operation] {
    [
      Operation("\(prefix)_read", leaves: { $0 }, gives: { $0 }),
      Operation("\(prefix)_set", two, leaves: { _ in 2 }),
      Operation("\(prefix)_inc", leaves: { $0 + 1 }), Operation("\(prefix)_dec", leaves: { $0 - 1 }),
      Operation("\(prefix)_inc_return", leaves: { $0 + 1 }, gives: { $0 + 1 }),
      Operation("\(prefix)_dec_return", leaves: { $0 - 1 }, gives: { $0 - 1 }),
      Operation("\(prefix)_fetch_inc", leaves: { $0 + 1 }, gives: { $0 }),
      Operation("\(prefix)_fetch_dec", leaves: { $0 - 1 }, gives: { $0 }),
      Operation("\(prefix)_add", two, at: 1, leaves: { $0 + 2 }),
      Operation("\(prefix)_sub", two, at: 1, leaves: { $0 - 2 }),
      Operation("\(prefix)_add_return", two, at: 1, leaves: { $0 + 2 }, gives: { $0 + 2 }),
      Operation("\(prefix)_sub_return", two, at: 1, leaves: { $0 - 2 }, gives: { $0 - 2 }),
      Operation("\(prefix)_fetch_add", two, at: 1, leaves: { $0 + 2 }, gives: { $0 }),
      Operation("\(prefix)_fetch_sub", two, at: 1, leaves: { $0 - 2 }, gives: { $0 }),
      Operation("\(prefix)_inc_and_test", leaves: { $0 + 1 }, gives: { $0 == -1 ? 1 : 0 }),
      Operation("\(prefix)_dec_and_test", leaves: { $0 - 1 }, gives: { $0 == 1 ? 1 : 0 }),
      Operation("\(prefix)_sub_and_test", two, at: 1, leaves: { $0 - 2 }, gives: { $0 == 2 ? 1 : 0 }),
      Operation(
        "\(prefix)_inc_not_zero", leaves: { $0 == 0 ? 0 : $0 + 1 }, gives: { $0 == 0 ? 0 : 1 }),
      Operation(
        "\(prefix)_add_unless", [.value(2), .value(1)], leaves: { $0 == 1 ? 1 : $0 + 2 },
        gives: { $0 == 1 ? 0 : 1 }),
      Operation("\(prefix)_xchg", two, leaves: { _ in 2 }, gives: { $0 }),
      Operation(
        "\(prefix)_cmpxchg", [.value(1), .value(2)], leaves: { $0 == 1 ? 2 : $0 }, gives: { $0 }),
    ]
  }

  private static var others: [Operation] {
    [
      Operation("READ_ONCE", leaves: { $0 }, gives: { $0 }),
      Operation("WRITE_ONCE", two, leaves: { _ in 2 }),
      Operation("smp_load_acquire", leaves: { $0 }, gives: { $0 }),
      Operation("smp_store_release", two, leaves: { _ in 2 }),
      Operation("xchg", two, leaves: { _ in 2 }, gives: { $0 }),
      Operation("cmpxchg", [.value(1), .value(2)], leaves: { $0 == 1 ? 2 : $0 }, gives: { $0 }),
      Operation("set_bit", [.value(1)], at: 1, leaves: { $0 | 2 }),
      Operation("clear_bit", [.value(1)], at: 1, leaves: { $0 & ~2 }),
      Operation("change_bit", [.value(1)], at: 1, leaves: { $0 ^ 2 }),
      Operation("test_bit", [.value(1)], at: 1, leaves: { $0 }, gives: { $0 >> 1 & 1 }),
      Operation("test_and_set_bit", [.value(1)], at: 1, leaves: { $0 | 2 }, gives: { $0 >> 1 & 1 }),
      Operation("test_and_clear_bit", [.value(1)], at: 1, leaves: { $0 & ~2 }, gives: { $0 >> 1 & 1 }),
    ]
  }

  /// What every operation does to a number, and what it gives back, against Swift's own arithmetic.
  @Test(arguments: ["atomic", "atomic_long", "atomic64", ""])
  func operationsCalculate(prefix: String) throws {
    let operations = prefix.isEmpty ? AtomicTests.others : AtomicTests.counters(prefix)
    for operation in operations {
      let primitive = try #require(Kernel.primitive(operation.name))
      #expect(primitive.returnsValue == (operation.result != nil), "\(operation.name)")
      for start in -2...4 {
        var computer = computer(start, cpus: 1)
        var arguments = operation.others
        arguments.insert(.variable("counter"), at: operation.position)
        let result = Expression.local("result", .range(-4...7))
        let statements = try primitive.expand(
          arguments, into: operation.result == nil ? nil : result, in: computer)
        computer.addThread("task", on: 0) {
          statements
          Global("result 0") <- result
          Global("done 0") <- 1
        }
        let left = operation.behind(start)
        let given = operation.result?(start) ?? 0
        computer.observe("done", Global("done 0"))
        computer.observe(
          "as Swift has it",
          !Global("done 0") || (counter == .constant(left) && Global("result 0") == .constant(given)))
        let explored = try Exploration(computer)
        #expect(explored.always("as Swift has it"), "\(operation.name) of \(start)")
        #expect(explored.sometimes("done") && explored.crashes.isEmpty, "\(operation.name) of \(start)")
      }
    }
  }

  /// `atomic_try_cmpxchg` tells what it found instead, so that a loop of it loses nothing.
  @Test func aLoopOfTryCompareExchangeLosesNothing() throws {
    let computer = computer()
    let (old, done) = (Expression.local("old", .range(-4...7)), Expression.local("done", .bool))
    let new = Expression.local("new", .range(-4...7))
    let explored = try both(computer, [("two", counter == 2), ("one", counter == 1)]) { result in
      let read = try computer.call("atomic_read", .variable("counter"), into: old)
      let exchange = try computer.call(
        "atomic_try_cmpxchg", .variable("counter"), .place(Place(old)), .value(new), into: done)
      return read + [Statement(done <- 0)]
        + [
          Statement(
            While(!done) {
              new <- old + 1
              exchange
            })
        ]
    }
    #expect(explored.sometimes("two"))
    #expect(!explored.sometimes("one"))
  }

  /// A reference that is taken or given back behind the last one is reported, and the right use is not.
  @Test(arguments: ["inc after free", "put twice", "dec to zero", "get unless zero", "right"])
  func referenceCountsWarn(use: String) throws {
    let computer = computer(1, cpus: 2)
    let last = Expression.local("result", .range(-4...7))
    var statements = try computer.call("refcount_dec_and_test", .variable("counter"), into: last)
    switch use {
    case "inc after free": statements += try computer.call("refcount_inc", .variable("counter"))
    case "put twice": statements += try computer.call("refcount_dec_and_test", .variable("counter"))
    case "dec to zero": statements = try computer.call("refcount_dec", .variable("counter"))
    case "get unless zero":
      statements += try computer.call("refcount_inc_not_zero", .variable("counter"), into: last)
    default: break
    }
    var one = computer
    one.addThread("task", on: 0) {
      statements
      Global("result 0") <- last
      Global("done 0") <- 1
    }
    one.observe("last", Global("done 0") && Global("result 0") == 1)
    one.observe("zero", Global("done 0") && counter == 0)
    let explored = try Exploration(one)
    let isRight = use == "right" || use == "get unless zero"
    #expect(explored.findings == (isRight ? [] : ["warn"]))
    #expect(explored.sometimes("last") == (use != "get unless zero" && use != "dec to zero"))
    #expect(explored.sometimes("zero"))
  }
}
