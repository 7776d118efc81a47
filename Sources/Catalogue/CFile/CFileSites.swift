import KernelC
import Ladder

/// The calls of a file that register callbacks, or would: each is looked at before anything is read, because
/// what is left out of a registration is a callback that never runs.
struct CFileSites {
  static let setups: Set<String> = [
    "cpuhp_setup_state", "cpuhp_setup_state_nocalls", "cpuhp_setup_state_cpuslocked",
    "cpuhp_setup_state_nocalls_cpuslocked",
  ]
  static let removals: Set<String> = [
    "cpuhp_remove_state", "cpuhp_remove_state_nocalls", "cpuhp_remove_state_cpuslocked",
    "cpuhp_remove_state_nocalls_cpuslocked",
  ]

  /// States that the kernel names itself (`cpuhp_hp_states`, kernel/cpu.c, 6.12): registering one fails with
  /// -EBUSY (`cpuhp_store_callbacks`).
  private static let coreStates: Set<String> = [
    "CPUHP_OFFLINE", "CPUHP_CREATE_THREADS", "CPUHP_PERF_PREPARE", "CPUHP_RANDOM_PREPARE",
    "CPUHP_WORKQUEUE_PREP", "CPUHP_HRTIMERS_PREPARE", "CPUHP_SMPCFD_PREPARE", "CPUHP_RELAY_PREPARE",
    "CPUHP_RCUTREE_PREP", "CPUHP_TIMERS_PREPARE", "CPUHP_BP_KICK_AP", "CPUHP_BRINGUP_CPU",
    "CPUHP_AP_IDLE_DEAD", "CPUHP_AP_OFFLINE", "CPUHP_AP_SCHED_STARTING", "CPUHP_AP_RCUTREE_DYING",
    "CPUHP_AP_SMPCFD_DYING", "CPUHP_AP_HRTIMERS_DYING", "CPUHP_AP_TICK_DYING", "CPUHP_AP_ONLINE",
    "CPUHP_TEARDOWN_CPU", "CPUHP_AP_SCHED_WAIT_EMPTY", "CPUHP_AP_SMPBOOT_THREADS",
    "CPUHP_AP_IRQ_AFFINITY_ONLINE", "CPUHP_AP_PERF_ONLINE", "CPUHP_AP_WATCHDOG_ONLINE",
    "CPUHP_AP_WORKQUEUE_ONLINE", "CPUHP_AP_RANDOM_ONLINE", "CPUHP_AP_RCUTREE_ONLINE", "CPUHP_AP_ACTIVE",
    "CPUHP_ONLINE",
  ]

  private let file: CFile
  private let directives: CFileDirectives
  private let ladders: [Ladder]

  /// - Parameter ladder: the one that the user gave, if any.
  init(_ file: CFile, _ directives: CFileDirectives, _ ladder: Ladder?) {
    self.file = file
    self.directives = directives
    ladders = [ladder].compactMap { $0 } + [.builtIn(.linux6dot12), .builtIn(.linux6dot1)]
  }

  func check() throws(CFileError) {
    for item in file.macroItems {
      switch item.name {
      case "BRINGUP_TARGET", "BRINGUP_STATE_AFTER", "BRINGUP_STATE_BEFORE":
        guard let name = item.use.arguments.last?.identifier else { continue }
        try checkKnown(name, item.place)
      default: break
      }
    }
    var registrations: [CNamedCall] = []
    for call in directives.bodies(file).flatMap(\.namedCalls) where isHotplug(call.name) {
      if CFileSites.removals.contains(call.name) { continue }
      guard CFileSites.setups.contains(call.name) else {
        throw .refused(
          call.place,
          "\(call.name) is not followed, so callbacks would be left out: states with instances, and what "
            + "registers in other ways than cpuhp_setup_state, can't be checked in a file of C")
      }
      try check(call)
      for earlier in registrations { try compare(call, earlier) }
      registrations.append(call)
    }
  }

  /// A function of the hotplug core that the file does not define itself.
  private func isHotplug(_ name: String) -> Bool {
    (name.hasPrefix("cpuhp_") || name.hasPrefix("__cpuhp_")) && file.function(name) == nil
  }

  private func check(_ call: CNamedCall) throws(CFileError) {
    guard call.arguments.count == 4, let symbol = call.arguments[0].identifier,
      case .string = call.arguments[1].kind
    else {
      throw .refused(
        call.place,
        "\(call.name) needs a state by its symbol, a name in quotation marks, and two callbacks")
    }
    guard symbol.hasPrefix("CPUHP_") else {
      throw .refused(
        call.place,
        "\(symbol) is no state by its symbol: call \(call.name) with one, and not in a function that takes it"
      )
    }
    try checkKnown(symbol, call.place)
    if CFileSites.coreStates.contains(symbol) {
      throw .refused(
        call.place,
        "\(symbol) is the core's own, and the kernel would return -EBUSY: make a state next to it with "
          + "BRINGUP_STATE_AFTER")
    }
    for argument in call.arguments[2...] { try check(callback: argument, of: call) }
  }

  private func check(callback argument: CExpression, of call: CNamedCall) throws(CFileError) {
    guard !argument.isNull else { return }
    guard let name = argument.callbackName else {
      throw .refused(call.place, "a callback of \(call.name) must be a function by its name, or NULL")
    }
    guard let function = file.function(name) else {
      throw .refused(
        call.place, "no function \(name) is in the file: a callback must be a function by its name, or NULL")
    }
    guard function.parameters.count == 1, function.returnsSomething else {
      throw .refused(
        function.namePlace,
        "\(name) is a callback, which takes a CPU: declare it as int \(name)(unsigned int cpu)")
    }
  }

  /// A typing error must not look like a state that this kernel lacks.
  private func checkKnown(_ symbol: String, _ place: CPlace) throws(CFileError) {
    guard !directives.states.contains(where: { $0.symbol == symbol }),
      !ladders.contains(where: { $0.rung(symbol: symbol) != nil })
    else { return }
    let names =
      directives.states.map(\.symbol) + ladders.flatMap { $0.rungs.compactMap(\.symbol) }
      + DynamicRange.allCases.map(\.symbol)
    let hint = NearestName.suggestion(for: symbol, among: names).map { "did you mean \($0)?" }
    throw .refused(
      place,
      "there is no state \(symbol): \(hint ?? "bringup ladder lists them, BRINGUP_STATE_AFTER makes one")")
  }

  /// A name stands for one registration, and one registration has a state that is not dynamic.
  private func compare(_ call: CNamedCall, _ earlier: CNamedCall) throws(CFileError) {
    guard case .string(let name) = call.arguments[1].kind, case .string(let other) = earlier.arguments[1].kind
    else { return }
    let symbol = call.arguments[0].identifier ?? ""
    let hasSameState = symbol == earlier.arguments[0].identifier
    let hasSameName = name.text == other.text
    let hasSameCallbacks = zip(call.arguments[2...], earlier.arguments[2...])
      .allSatisfy { $0.callbackName == $1.callbackName }
    if hasSameState, hasSameName, hasSameCallbacks { return }
    let isDynamic = DynamicRange.allCases.contains { $0.symbol == symbol }
    if !hasSameName, !hasSameState || isDynamic { return }
    let line = earlier.place.line
    throw .refused(
      call.place,
      hasSameName
        ? "\"\(name.text)\" stands for another registration in line \(line): give each a name of its own"
        : "\(symbol) is registered in line \(line) under another name: the kernel returns -EBUSY to the one "
          + "that comes second, and a file can't have both")
  }
}

extension CExpression {
  /// The name of a callback; nil for NULL.
  var callbackName: String? {
    var inner = self
    if case .unary(.addressOf, let operand) = inner.kind { inner = operand }
    return inner.isNull ? nil : inner.identifier
  }

  fileprivate var isNull: Bool {
    if case .integer(let integer) = kind { return integer.value == 0 }
    return identifier == "NULL"
  }
}
