import Hotplug
import KernelC
import Ladder
import Machine
import Program

/// The hotplug states that a C file registers, found from its calls of `cpuhp_setup_state` and its kin.
struct CFileRegistrations {
  struct Entry {
    /// The state as written: a symbol of the ladder.
    var symbol: String
    var name: String
    var startup: String?
    var teardown: String?
    var range: DynamicRange?
  }

  private(set) var entries: [Entry] = []
  private let ladder: Ladder

  init(_ file: CFile, _ directives: CFileDirectives, _ ladder: Ladder) throws(CaseError) {
    self.ladder = ladder
    for call in directives.bodies(file).flatMap(\.namedCalls) where CFileSites.setups.contains(call.name) {
      // Others were refused before (`CFileSites`).
      guard call.arguments.count == 4, let symbol = call.arguments[0].identifier,
        case .string(let text) = call.arguments[1].kind
      else { continue }
      let range = DynamicRange.allCases.first { $0.symbol == symbol }
      guard range != nil || ladder.rung(symbol: symbol) != nil else {
        throw .skipped("\(call.place): the state \(symbol) is not on \(ladder.label)")
      }
      let entry = Entry(
        symbol: symbol, name: text.text, startup: call.arguments[2].callbackName,
        teardown: call.arguments[3].callbackName, range: range)
      if !entries.contains(where: { $0.symbol == symbol && $0.name == entry.name }) { entries.append(entry) }
    }
  }

  /// The functions that the hotplug core may call.
  var callbacks: [String] {
    var names: [String] = []
    for name in entries.flatMap({ [$0.startup, $0.teardown] }).compactMap({ $0 }) where !names.contains(name)
    {
      names.append(name)
    }
    return names
  }

  var rungs: [HotplugRung] {
    entries.map { entry in
      let startup = entry.startup.map { HotplugRung.Callback($0, procedure: $0) }
      let teardown = entry.teardown.map { HotplugRung.Callback($0, procedure: $0) }
      if let range = entry.range {
        return HotplugRung(registering: entry.name, in: range, startup: startup, teardown: teardown)
      }
      return HotplugRung(
        number: ladder.rung(symbol: entry.symbol)!.number, name: entry.name, startup: startup,
        teardown: teardown, isRegisteredLater: true)
    }
  }

  /// For each variable the rung whose startup stores something into it, if it is one and its number is known
  /// before the run.
  func setters(_ reading: CReading) -> [String: (number: Int, name: String)] {
    var setters: [String: (number: Int, name: String)] = [:]
    for entry in entries {
      guard let startup = entry.startup, let number = number(entry) else { continue }
      for name in reading.storedVariables(from: startup) where setters[name] == nil {
        setters[name] = (number, entry.name)
      }
    }
    return setters
  }

  /// Of a dynamic state only if no other registration can get its slot.
  func number(_ entry: Entry) -> Int? {
    guard let range = entry.range else { return ladder.rung(symbol: entry.symbol)?.number }
    guard entries.filter({ $0.range == range }).count == 1 else { return nil }
    return ladder.structure.slots(of: range).first { ladder[$0].registeredName == nil }
  }

  /// `add_cpu` and `remove_cpu` (kernel/cpu.c), as the file may call them.
  func addProcedures(to computer: inout Computer, _ hotplug: CPUHotplug) {
    let cpu = Local("cpu", .range(0...7))
    let ret = Expression.local("ret", hotplug.resultDomain)
    let online = Expression.constant(ladder.structure.online)
    computer.add(
      Procedure("add_cpu", source: "kernel/cpu.c", parameters: [cpu]) {
        ret <- Call("cpu_up", .local(cpu), online)
        Return(ret)
      },
      Procedure("remove_cpu", source: "kernel/cpu.c", parameters: [cpu]) {
        ret <- Call("cpu_down", .local(cpu), 0)
        Return(ret)
      })
  }

  /// What the calls of the file become.
  func expansions(_ hotplug: CPUHotplug) -> [String: CEnvironment.Expansion] {
    let result = hotplug.setupResult
    var expansions: [String: CEnvironment.Expansion] = [:]
    for isLocked in [false, true] {
      let suffix = isLocked ? "_cpuslocked" : ""
      expansions["cpuhp_setup_state" + suffix] = {
        setUp($0, { CPUHotplug.setupState($0, cpusLocked: isLocked) }, result)
      }
      expansions["cpuhp_setup_state_nocalls" + suffix] = {
        setUp($0, { CPUHotplug.setupStateNocalls($0, cpusLocked: isLocked) }, result)
      }
      expansions["cpuhp_remove_state" + suffix] = {
        remove(
          $0, { CPUHotplug.removeState($0, cpusLocked: isLocked) },
          { CPUHotplug.removeState(in: $0, cpusLocked: isLocked) })
      }
      expansions["cpuhp_remove_state_nocalls" + suffix] = {
        remove(
          $0, { CPUHotplug.removeStateNocalls($0, cpusLocked: isLocked) },
          { CPUHotplug.removeStateNocalls(in: $0, cpusLocked: isLocked) })
      }
    }
    return expansions
  }

  private func setUp(_ call: CCall, _ procedure: (String) -> String, _ result: Domain)
    -> Result<CExpansion, CReadError>
  {
    guard call.arguments.count == 4, case .text(let name) = call.arguments[1],
      let entry = entries.first(where: { $0.symbol == call.names[0] && $0.name == name })
    else { return .failure(.wrongUse(name: call.name, place: call.place, problem: "is not understood here")) }
    return .success(CExpansion(procedure: procedure(entry.name), result: result))
  }

  private func remove(
    _ call: CCall, _ procedure: (String) -> String, _ ofRange: (DynamicRange) -> String
  ) -> Result<CExpansion, CReadError> {
    if let entry = entries.first(where: { $0.symbol == call.names.first && $0.range == nil }) {
      return .success(CExpansion(procedure: procedure(entry.name)))
    }
    let ranges = Set(entries.compactMap(\.range))
    guard let range = ranges.first, ranges.count == 1, case .value(let slot)? = call.arguments.first else {
      return .failure(
        .wrongUse(
          name: call.name, place: call.place,
          problem: "names neither a state of the file nor a slot of its one dynamic range"))
    }
    return .success(CExpansion(procedure: ofRange(range), arguments: [slot]))
  }
}
