import KernelC
import Ladder

/// A call that registers a hotplug state, as it stands in a file.
public struct HotplugRegistration: Sendable, Hashable {
  /// The word that every file has that registers a state.
  public static let word = "cpuhp_setup_state"

  /// Which of the functions is called.
  public let function: String
  public let place: CPlace
  /// The state as it is written: mostly an enumerator.
  public let state: String
  /// What the state is called in `hotplug/states`; nil if it is not written here.
  public let name: String?
  public let startup: Callback
  public let teardown: Callback
  /// An entry of the table that the core comes with, and no call.
  public var isBuiltIn = false
  /// No request may end at the state.
  public var cantStop = false

  /// A callback as it is given.
  public enum Callback: Sendable, Hashable {
    case none
    case function(String)
    /// What is no name of a function: a parameter, a conditional expression.
    case expression(String)
  }

  /// Positions of name, startup and teardown among the arguments (include/linux/cpuhotplug.h, 6.12).
  private static let family: [String: (count: Int, startup: Int)] = {
    var family: [String: (count: Int, startup: Int)] = [
      "__cpuhp_setup_state": (6, 3), "__cpuhp_setup_state_cpuslocked": (6, 3),
    ]
    for suffix in ["", "_cpuslocked", "_nocalls", "_nocalls_cpuslocked", "_multi"] {
      family[word + suffix] = (4, 2)
    }
    return family
  }()

  /// The registrations of a file, in order. Those of the functions themselves, which only pass on what they
  /// are given, are none.
  public static func all(in file: CFile) -> [HotplugRegistration] {
    let functions = Set(file.functions.map(\.name))
    return file.functions.filter { family[$0.name] == nil }.flatMap { function in
      let parameters = Set(function.parameters.compactMap(\.name))
      return function.body.namedCalls.compactMap { call in
        HotplugRegistration(call, known: functions, parameters: parameters)
      }
    }
  }

  private init?(_ call: CNamedCall, known: Set<String>, parameters: Set<String>) {
    guard let (count, startup) = HotplugRegistration.family[call.name], call.arguments.count == count else {
      return nil
    }
    function = call.name
    place = call.place
    state = CPrinter.text(of: call.arguments[0])
    if case .string(let text) = call.arguments[1].kind { name = text.text } else { name = nil }
    self.startup = Callback(call.arguments[startup], parameters)
    teardown = Callback(call.arguments[startup + 1], parameters)
  }

  init(
    function: String, place: CPlace, state: String, name: String?, startup: Callback, teardown: Callback
  ) {
    self.function = function
    self.place = place
    self.state = state
    self.name = name
    self.startup = startup
    self.teardown = teardown
  }

  /// Where the state stands, if the ladder says so.
  public func rung(on ladder: Ladder) -> Rung? { ladder.rung(symbol: state) }

  /// The section of the state, that of a dynamic range included.
  public func section(on ladder: Ladder) -> Section? { rung(on: ladder)?.section }

  /// Whether the state gets a slot of a dynamic range.
  public var isDynamic: Bool { DynamicRange.allCases.contains { $0.symbol == state } }

  /// The callbacks that are functions.
  public var functions: [String] {
    [startup, teardown].compactMap { if case .function(let name) = $0 { name } else { nil } }
  }
}

extension HotplugRegistration.Callback {
  init(_ argument: CExpression, _ parameters: Set<String>) {
    switch argument.kind {
    case .identifier("NULL"): self = .none
    case .integer(let integer) where integer.value == 0: self = .none
    case .identifier(let name) where !parameters.contains(name): self = .function(name)
    case .unary(.addressOf, let inner) where inner.identifier != nil: self.init(inner, parameters)
    case .cast(_, let inner): self.init(inner, parameters)
    default: self = .expression(CPrinter.text(of: argument))
    }
  }
}
