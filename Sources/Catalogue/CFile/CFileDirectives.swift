import KernelC
import Ladder

/// What a user's C file says about itself, in the macros of `bringup.h`: tasks, environment, properties.
struct CFileDirectives: Sendable {
  struct Task: Sendable {
    enum Placement: Sendable { case bound(Int), unbound }

    var name: String
    var placement: Placement
    var body: CStatement

    /// Whether it can be on another CPU than it began on.
    var isMovable: Bool {
      if case .bound(0) = placement { false } else { true }
    }
  }

  struct Interrupt: Sendable {
    var name: String
    var cpu: Int
    var body: CStatement
  }

  struct Parameter: Sendable {
    var name: String
    var values: [Int]
  }

  var cpus = 2
  var faults = 0
  var tasks: [Task] = []
  var interrupts: [Interrupt] = []
  var always: [CReader.Observation] = []
  var sometimes: [CReader.Observation] = []
  var canFinish: [(name: String, from: CExpression, reach: CExpression)] = []
  /// Findings that `BRINGUP_REQUIRE` reports, by name.
  var requirements: [CReader.Observation] = []
  var parameters: [Parameter] = []
  /// Whether CPUs other than 0 go up and down for ever by sysfs.
  var hasHotplugRequests = true
  /// States that may be written to `hotplug/target` of a CPU.
  var targets: [(cpu: Int, symbol: String)] = []
  /// States that the file puts onto the ladder, in its order.
  var states: [(symbol: String, placement: Placement, place: CPlace)] = []
  /// Functions that run before all else.
  var initialisers: [String] = []

  init(_ file: CFile) throws(CFileError) {
    for item in file.macroItems {
      let (arguments, place) = (item.use.arguments, item.place)
      func name(_ index: Int) throws(CFileError) -> String {
        guard index < arguments.count, let name = arguments[index].identifier else {
          throw .directive(item.name, place, "argument \(index + 1) must be a name")
        }
        return name
      }
      func number(_ index: Int, _ range: ClosedRange<Int>) throws(CFileError) -> Int {
        guard index < arguments.count, let value = arguments[index].constantValue, range.contains(value)
        else {
          throw .directive(
            item.name, place,
            "argument \(index + 1) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
      }
      func expression(_ index: Int) throws(CFileError) -> CExpression {
        guard index < arguments.count else {
          throw .directive(item.name, place, "argument \(index + 1) is missing")
        }
        return arguments[index]
      }
      func body() throws(CFileError) -> CStatement {
        guard let body = item.body else { throw .directive(item.name, place, "a block { ... } must follow") }
        return body
      }
      switch item.name {
      case "BRINGUP_CPUS": cpus = try number(0, 2...4)
      case "BRINGUP_FAULTS": faults = try number(0, 0...7)
      case "BRINGUP_NO_HOTPLUG": hasHotplugRequests = false
      case "BRINGUP_TARGET": targets.append((try number(0, 1...3), try name(1)))
      case "BRINGUP_STATE_AFTER": states.append((try name(0), .after(try name(1)), place))
      case "BRINGUP_STATE_BEFORE": states.append((try name(0), .before(try name(1)), place))
      case "BRINGUP_TASK": tasks.append(.init(name: try name(0), placement: .bound(0), body: try body()))
      case "BRINGUP_TASK_ON":
        tasks.append(.init(name: try name(0), placement: .bound(try number(1, 0...3)), body: try body()))
      case "BRINGUP_UNBOUND_TASK":
        tasks.append(.init(name: try name(0), placement: .unbound, body: try body()))
      case "BRINGUP_INTERRUPT":
        interrupts.append(.init(name: try name(0), cpu: try number(1, 0...3), body: try body()))
      case "BRINGUP_ALWAYS": always.append(.init(try name(0), try expression(1)))
      case "BRINGUP_SOMETIMES": sometimes.append(.init(try name(0), try expression(1)))
      case "BRINGUP_CAN_FINISH": canFinish.append((try name(0), try expression(1), try expression(2)))
      case "BRINGUP_PARAMETER":
        var values: [Int] = []
        for index in 1..<max(2, arguments.count) { values.append(try number(index, -1_000_000...1_000_000)) }
        parameters.append(.init(name: try name(0), values: values))
      case let name where name.hasPrefix("BRINGUP_"):
        throw .directive(name, place, "is no macro of bringup.h")
      case let initcall where CFileDirectives.initcalls.contains(initcall):
        initialisers.append(try name(0))
      default: break
      }
    }
    for function in file.functions { collectRequirements(function.body) }
    for task in tasks { collectRequirements(task.body) }
    for interrupt in interrupts { collectRequirements(interrupt.body) }
    try check(file)
  }

  private static let initcalls: Set<String> = [
    "module_init", "early_initcall", "pure_initcall", "core_initcall", "postcore_initcall", "arch_initcall",
    "subsys_initcall", "fs_initcall", "device_initcall", "late_initcall",
  ]

  private mutating func collectRequirements(_ body: CStatement) {
    for call in body.namedCalls where call.name == "BRINGUP_REQUIRE" && call.arguments.count == 2 {
      guard let name = call.arguments[0].identifier, !requirements.contains(where: { $0.name == name }) else {
        continue
      }
      requirements.append(.init(name, call.arguments[1]))
    }
  }

  private func check(_ file: CFile) throws(CFileError) {
    var names: Set<String> = []
    let all =
      tasks.map(\.name) + interrupts.map(\.name) + always.map(\.name) + sometimes.map(\.name)
      + canFinish.map(\.name)
    for name in all where !names.insert(name).inserted { throw .doubled(name, file.path) }
    for initialiser in initialisers where file.function(initialiser) == nil {
      throw .missing(initialiser, file.path)
    }
    guard !tasks.isEmpty || !initialisers.isEmpty else { throw .nothingToRun(file.path) }
  }
}

/// Why a C file is no case.
public enum CFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case directive(String, CPlace, String)
  case doubled(String, String)
  case missing(String, String)
  case nothingToRun(String)
  case expectation(String, String)

  public var description: String {
    switch self {
    case .directive(let name, let place, let problem): "\(place): \(name): \(problem)"
    case .doubled(let name, let path): "\(path): two tasks, interrupts or properties have the name \(name)"
    case .missing(let name, let path):
      "\(path): the function \(name), which is to run first, is not in the file"
    case .nothingToRun(let path):
      "\(path): nothing would run: add module_init(...) or BRINGUP_TASK(name) { ... }"
    case .expectation(let path, let text):
      "\(path):1: \"\(text)\" is no expectation: write \"bringup: holds\" or \"bringup: violated: NAME, NAME\""
    }
  }
}

extension CExpression {
  fileprivate var constantValue: Int? {
    switch kind {
    case .integer(let integer): Int(exactly: integer.value)
    case .unary(.minus, let operand): operand.constantValue.map { -$0 }
    default: nil
    }
  }
}
