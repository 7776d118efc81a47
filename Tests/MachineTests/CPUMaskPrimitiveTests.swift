import Machine
import ModelTestSupport
import Program
import Testing

/// The `cpumask_*` functions against Swift's sets, for every mask of three CPUs.
@Suite struct CPUMaskPrimitiveTests {
  private static let cpus = 3
  private static let all = 0..<8

  private static func cpus(of mask: Int) -> [Int] { (0..<cpus).filter { mask >> $0 & 1 == 1 } }
  private static func first(_ mask: Int) -> Int { cpus(of: mask).first ?? cpus }

  /// Runs a function on all masks a and b and CPUs c, and compares destination and result with what Swift
  /// says; -1 for what is not compared.
  private func compare(
    _ name: String, _ arguments: [Kernel.Argument],
    destination: ((Int, Int, Int) -> Int)?, result: ((Int, Int, Int) -> Int)?
  ) throws {
    var computer = Computer(name: "mask", cpus: 3, faults: 0, online: [0, 1, 2])
    for mask in ["a", "b", "d"] { computer.addCPUMask(mask) }
    computer.add(Finding("wrong", "it is not what Swift says"))
    let count = 8 * 8 * 3
    func table(_ expected: ((Int, Int, Int) -> Int)?) -> [Int] {
      (0..<count).map { expected?($0 / 24, $0 / 3 % 8, $0 % 3) ?? -1 }
    }
    computer.add(
      Variable("destination", .range(-1...7), count: count, storage: .ghost, initial: table(destination)),
      Variable("result", .range(-1...7), count: count, storage: .ghost, initial: table(result)))
    computer.remember("done")
    let primitive = try #require(Kernel.primitive(name), "\(name)")
    #expect(primitive.returnsValue == (result != nil), "\(name)")
    let given = Expression.local("given", .range(0...7))
    let statements = try primitive.expand(arguments, into: result == nil ? nil : given, in: computer)
    let (a, b, c) = (Global("a"), Global("b"), Expression.local("c", .range(0...2)))
    // The task keeps what it began with: the function may change a.
    let (first, second) = (
      Expression.local("first", .range(0...7)), Expression.local("second", .range(0...7))
    )
    computer.addThread("task", on: 0) {
      Choose { CPUMaskPrimitiveTests.all.map { a in Option("a = \(a)") { first <- .constant(a) } } }
      Choose { CPUMaskPrimitiveTests.all.map { b in Option("b = \(b)") { second <- .constant(b) } } }
      Choose { (0..<3).map { cpu in Option("c = \(cpu)") { c <- .constant(cpu) } } }
      a <- first
      b <- second
      statements
      let index = Expression.binary(.multiply, first, 24) + .binary(.multiply, second, 3) + c
      if destination != nil {
        let target = arguments.contains(.variable("d")) ? Global("d") : a
        Require("wrong", PerCPU("destination")[index] == target)
      }
      if result != nil { Require("wrong", PerCPU("result")[index] == given) }
      Global("done") <- 1
    }
    computer.observe("done", Global("done"))
    let explored = try Exploration(computer)
    #expect(explored.sometimes("done"), "\(name)")
    #expect(explored.findings.isEmpty, "\(name): \(explored.way(toFinding: "wrong"))")
    #expect(explored.crashes.isEmpty, "\(name)")
  }

  private let a = Kernel.Argument.variable("a")
  private let b = Kernel.Argument.variable("b")
  private let d = Kernel.Argument.variable("d")
  private let c = Kernel.Argument.value(.local("c", .range(0...2)))

  @Test func questionsAboutOneMask() throws {
    func ask(_ name: String, _ answer: @escaping (Int) -> Int) throws {
      try compare(name, [a], destination: { a, _, _ in a }, result: { a, _, _ in answer(a) })
      // The value of a mask does as well as its address.
      try compare(name, [.value(Global("a"))], destination: nil, result: { a, _, _ in answer(a) })
    }
    try ask("cpumask_empty") { $0 == 0 ? 1 : 0 }
    try ask("cpumask_full") { $0 == 7 ? 1 : 0 }
    try ask("cpumask_weight") { CPUMaskPrimitiveTests.cpus(of: $0).count }
    try ask("cpumask_first") { CPUMaskPrimitiveTests.first($0) }
    try ask("cpumask_any") { CPUMaskPrimitiveTests.first($0) }
  }

  @Test func questionsAboutAMaskAndACPU() throws {
    try compare("cpumask_test_cpu", [c, a], destination: nil, result: { a, _, c in a >> c & 1 })
    try compare(
      "cpumask_next", [c, a], destination: nil,
      result: { a, _, c in CPUMaskPrimitiveTests.first(a & ~((2 << c) - 1)) })
    try compare(
      "cpumask_next", [.value(-1), a], destination: nil, result: { a, _, _ in CPUMaskPrimitiveTests.first(a) }
    )
    try compare(
      "cpumask_any_but", [a, c], destination: nil,
      result: { a, _, c in CPUMaskPrimitiveTests.first(a & ~(1 << c)) })
    try compare("cpumask_of", [c], destination: nil, result: { _, _, c in 1 << c })
  }

  @Test func questionsAboutTwoMasks() throws {
    try compare(
      "cpumask_first_and", [a, b], destination: nil, result: { a, b, _ in CPUMaskPrimitiveTests.first(a & b) }
    )
    try compare(
      "cpumask_any_and", [a, b], destination: nil, result: { a, b, _ in CPUMaskPrimitiveTests.first(a & b) })
    try compare("cpumask_equal", [a, b], destination: nil, result: { a, b, _ in a == b ? 1 : 0 })
    try compare("cpumask_subset", [a, b], destination: nil, result: { a, b, _ in a & ~b == 0 ? 1 : 0 })
    try compare("cpumask_intersects", [a, b], destination: nil, result: { a, b, _ in a & b != 0 ? 1 : 0 })
  }

  @Test func changesOfOneMask() throws {
    for name in ["cpumask_set_cpu", "__cpumask_set_cpu"] {
      try compare(name, [c, a], destination: { a, _, c in a | 1 << c }, result: nil)
    }
    for name in ["cpumask_clear_cpu", "__cpumask_clear_cpu"] {
      try compare(name, [c, a], destination: { a, _, c in a & ~(1 << c) }, result: nil)
    }
    try compare(
      "cpumask_test_and_set_cpu", [c, a], destination: { a, _, c in a | 1 << c },
      result: { a, _, c in a >> c & 1 })
    try compare(
      "cpumask_test_and_clear_cpu", [c, a], destination: { a, _, c in a & ~(1 << c) },
      result: { a, _, c in a >> c & 1 })
    try compare("cpumask_clear", [a], destination: { _, _, _ in 0 }, result: nil)
    try compare("cpumask_setall", [a], destination: { _, _, _ in 7 }, result: nil)
  }

  @Test func combinations() throws {
    func combine(_ name: String, tells: Bool, _ value: @escaping (Int, Int) -> Int) throws {
      try compare(
        name, [d, a, b], destination: { a, b, _ in value(a, b) },
        result: tells ? { a, b, _ in value(a, b) != 0 ? 1 : 0 } : nil)
      // The destination may be a source.
      try compare(
        name, [a, a, b], destination: { a, b, _ in value(a, b) },
        result: tells ? { a, b, _ in value(a, b) != 0 ? 1 : 0 } : nil)
    }
    try combine("cpumask_and", tells: true) { $0 & $1 }
    try combine("cpumask_andnot", tells: true) { $0 & ~$1 }
    try combine("cpumask_or", tells: false) { $0 | $1 }
    try combine("cpumask_xor", tells: false) { $0 ^ $1 }
    try compare("cpumask_copy", [d, a], destination: { a, _, _ in a }, result: nil)
    try compare(
      "zalloc_cpumask_var", [d, .value(0)], destination: { _, _, _ in 0 }, result: { _, _, _ in 1 })
  }

  /// Two CPUs set their own bits: the atomic form loses none, the other may.
  @Test(arguments: ["cpumask_set_cpu", "__cpumask_set_cpu"])
  func bitsGetLostOnlyWithoutAtomicity(name: String) throws {
    var computer = Computer(name: "mask", cpus: 2, faults: 0, online: [0, 1])
    computer.addCPUMask("mask")
    for cpu in 0..<2 {
      let set = try computer.call(name, .value(.constant(cpu)), .variable("mask"))
      computer.remember("done \(cpu)")
      computer.addThread("task \(cpu)", on: cpu) {
        set
        Global("done \(cpu)") <- 1
      }
    }
    let done = Global("done 0") && Global("done 1")
    computer.observe("both", done && Global("mask") == 3)
    computer.observe("lost", done && Global("mask") != 3)
    let explored = try Exploration(computer)
    #expect(explored.sometimes("both"))
    #expect(explored.sometimes("lost") == name.hasPrefix("__"))
  }

  /// `cpu_online_mask` is read in one step: the weight of two CPUs that take turns is never 0 or 2 above the
  /// reader's own.
  @Test(arguments: [true, false])
  func theMasksOfTheSystemAreReadAtOnce(asPrimitive: Bool) throws {
    var computer = Computer(name: "mask", cpus: 3, faults: 0, online: [0, 2])
    computer.remember("done")
    computer.remember("count", as: .range(0...3))
    let count = Expression.local("count", .range(0...3))
    let number = try computer.call("num_online_cpus", into: count)
    computer.addThread("task", on: 2) {
      if asPrimitive {
        number
      } else {
        // The near miss: one CPU after the other.
        count <- PerCPU("cpu_online")[0] + PerCPU("cpu_online")[1] + PerCPU("cpu_online")[2]
      }
      Global("count") <- count
      Global("done") <- 1
    }
    computer.addAgent("swap") {
      Option("the CPUs take turns") {
        Atomic {
          PerCPU("cpu_online")[0] <- !PerCPU("cpu_online")[0]
          PerCPU("cpu_online")[1] <- !PerCPU("cpu_online")[1]
        }
      }
    }
    for number in 1...3 {
      computer.observe("\(number)", Global("done") && Global("count") == .constant(number))
    }
    let explored = try Exploration(computer)
    #expect((1...3).map { explored.sometimes("\($0)") } == [!asPrimitive, true, !asPrimitive])
  }

  /// What a C file names without calling it.
  @Test func symbols() throws {
    var computer = Computer(name: "mask", cpus: 3, faults: 0, online: [0, 2])
    computer.add(Variable("cpu_active", .bool, count: 3, initial: [0, 0, 1]))
    #expect(try Kernel.symbol("nr_cpu_ids", in: computer) == 3)
    #expect(try Kernel.symbol("cpu_possible_mask", in: computer) == 7)
    #expect(try Kernel.symbol("cpu_present_mask", in: computer) == 7)
    #expect(try Kernel.symbol("GFP_KERNEL", in: computer) == 0xcc0)
    #expect(try Kernel.symbol("jiffies", in: computer) == nil)
    #expect(throws: PrimitiveError.self) { try Kernel.symbol("cpu_dying_mask", in: computer) }
    let (online, active) = try (
      Kernel.symbol("cpu_online_mask", in: computer), Kernel.symbol("cpu_active_mask", in: computer)
    )
    computer.observe("as declared", try #require(online) == 5 && #require(active) == 4)
    computer.addThread("task", on: 0) { PerCPU("cpu_active").here <- 0 }
    #expect(try Exploration(computer).always("as declared"))
  }

  /// A loop visits the CPUs of the mask in order and reads it anew at each turn: a CPU that comes ahead of it
  /// is visited, one that goes is not.
  @Test func loopsReadTheMaskAtEachTurn() throws {
    var computer = Computer(name: "loop", cpus: 3, faults: 0, online: [0, 1])
    computer.add(Variable("visits", .range(0...63)))
    computer.remember("done")
    let (visits, online) = (Global("visits"), PerCPU("cpu_online"))
    let cpu = Local("cpu", .range(0...3))
    let loop = try #require(Kernel.loop("for_each_online_cpu")).expand(over: cpu, [], in: computer) {
      Atomic("visit") { visits <- (visits << 2) + .local(cpu) + 1 }
    }
    computer.remember("last", as: .range(0...3))
    computer.addThread("loop", on: 0) {
      loop
      Global("last") <- .local(cpu)
      Global("done") <- 1
    }
    computer.addAgent("hotplug") {
      Option("CPU 2 comes and CPU 1 goes", when: !online[2]) {
        Atomic {
          online[2] <- 1
          online[1] <- 0
        }
      }
    }
    let lists = [[0, 1], [0, 1, 2], [0, 2], [0], [1, 2], [2]]
    for list in lists {
      let digits = list.reduce(0) { $0 * 4 + $1 + 1 }
      computer.observe("\(list)", Global("done") && visits == .constant(digits))
    }
    computer.observe("ends behind the last CPU", !Global("done") || Global("last") == 3)
    let explored = try Exploration(computer)
    #expect(lists.filter { explored.sometimes("\($0)") } == [[0, 1], [0, 1, 2], [0, 2]])
    #expect(explored.always("ends behind the last CPU"))
  }

  /// `break` leaves the loop and `continue` goes on with the next CPU; two masks are combined.
  @Test func loopsOverTwoMasks() throws {
    for (name, cpus) in [
      ("for_each_cpu_and", [1]), ("for_each_cpu_andnot", [0]), ("for_each_cpu_or", [0, 1, 2]),
    ] {
      var computer = Computer(name: "loop", cpus: 3, faults: 0, online: [0])
      computer.add(Variable("visits", .range(0...63)))
      computer.addCPUMask("a", initial: [0, 1])
      computer.addCPUMask("b", initial: [1, 2])
      computer.remember("done")
      let cpu = Local("cpu", .range(0...3))
      let loop = try #require(Kernel.loop(name)).expand(
        over: cpu, [.variable("a"), .value(Global("b"))], in: computer
      ) { Atomic { Global("visits") <- (Global("visits") << 2) + .local(cpu) + 1 } }
      computer.addThread("loop", on: 0) {
        loop
        Global("done") <- 1
      }
      let digits = cpus.reduce(0) { $0 * 4 + $1 + 1 }
      computer.observe("visited", !Global("done") || Global("visits") == .constant(digits))
      computer.observe("done", Global("done"))
      let explored = try Exploration(computer)
      #expect(explored.always("visited") && explored.sometimes("done"), "\(name)")
    }
    #expect(throws: PrimitiveError.self) {
      try Kernel.loop("for_each_cpu")?.expand(
        over: Local("cpu", .range(0...1)), [], in: Computer(name: "", cpus: 1, faults: 0, online: [0])
      ) {}
    }
    #expect(Kernel.loop("for_each_process") == nil)
  }
}
