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
  /// Macros at the top of the file that say nothing to a case, as long as it is known that they don't.
  var unknownItems: [CMacroItem] = []
  /// What has a name of its own among tasks, interrupts and properties, in the order of the file.
  var named: [(name: String, place: CPlace)] = []

  init(_ file: CFile) throws(CFileError) {
    // What bounds the search is said once.
    var places: [String: CPlace] = [:]
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
      func once(_ what: String) throws(CFileError) {
        if let first = places.updateValue(place, forKey: what) { throw .doubled(what, place, first) }
      }
      if CFileDirectives.naming.contains(item.name) { named.append((try name(0), place)) }
      switch item.name {
      case "BRINGUP_CPUS":
        try once(item.name)
        cpus = try number(0, 2...4)
      case "BRINGUP_FAULTS":
        try once(item.name)
        faults = try number(0, 0...7)
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
        try once(try name(0))
        var values: [Int] = []
        for index in 1..<max(2, arguments.count) { values.append(try number(index, -1_000_000...1_000_000)) }
        parameters.append(.init(name: try name(0), values: values))
      case let name where name.hasPrefix("BRINGUP_"):
        throw .directive(name, place, "is no macro of bringup.h")
      case let initcall where CFileDirectives.initcalls.contains(initcall):
        initialisers.append(try name(0))
      default:
        if !CFileDirectives.saysNothing(item.name) { unknownItems.append(item) }
      }
    }
    for body in bodies(file) { try collectRequirements(body) }
    try check(file)
  }

  /// The macros of `bringup.h` whose first argument is the name of something new.
  static let naming: Set<String> = [
    "BRINGUP_TASK", "BRINGUP_TASK_ON", "BRINGUP_UNBOUND_TASK", "BRINGUP_INTERRUPT", "BRINGUP_ALWAYS",
    "BRINGUP_SOMETIMES", "BRINGUP_CAN_FINISH",
  ]

  /// Its other macros that stand at the top of a file.
  static let settings: Set<String> = [
    "BRINGUP_CPUS", "BRINGUP_FAULTS", "BRINGUP_NO_HOTPLUG", "BRINGUP_TARGET", "BRINGUP_STATE_AFTER",
    "BRINGUP_STATE_BEFORE", "BRINGUP_PARAMETER",
  ]

  static let initcalls: Set<String> = [
    "module_init", "early_initcall", "pure_initcall", "core_initcall", "postcore_initcall", "arch_initcall",
    "subsys_initcall", "fs_initcall", "device_initcall", "late_initcall",
  ]
}

/// Why a C file is no case.
public enum CFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case directive(String, CPlace, String)
  /// Something is there twice: what, where, and where it is first.
  case doubled(String, CPlace, CPlace)
  /// Something else that can't be meant, in one sentence.
  case refused(CPlace, String)
  case nothingToRun(String)
  case expectation(String, String)

  public var description: String {
    switch self {
    case .directive(let name, let place, let problem): "\(place): \(name): \(problem)"
    case .doubled(let name, let place, let first):
      "\(place): \(name) is there already, in line \(first.line): one of the two has to go"
    case .refused(let place, let problem): "\(place): \(problem)"
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
