import KernelC

/// The callbacks that the core comes with: no call registers them.
extension HotplugRegistration {
  /// The array that has them (kernel/cpu.c, 6.12).
  static let tableName = "cpuhp_hp_states"

  /// The entries of the table, if the file has it; an entry without a callback too.
  public static func table(in file: CFile) -> [HotplugRegistration] {
    file.variables.filter { $0.name == tableName }.flatMap { variable -> [HotplugRegistration] in
      guard case .initializerList(let items)? = variable.initializer?.kind else { return [] }
      return items.compactMap(entry)
    }
  }

  /// `[CPUHP_...] = { .name = "...", .startup.single = ..., .teardown.single = ... }`.
  private static func entry(_ item: CInitializerItem) -> HotplugRegistration? {
    guard case .index(let state)? = item.designators.first, item.designators.count == 1,
      case .initializerList(let members) = item.value.kind
    else { return nil }
    func member(_ name: String) -> CExpression? {
      members.last { $0.designators.first == .member(name) }?.value
    }
    func callback(_ name: String) -> Callback {
      guard var value = member(name) else { return .none }
      // `.startup = { .single = ... }` is the same.
      if case .initializerList(let inner) = value.kind, let first = inner.first { value = first.value }
      return Callback(value, [])
    }
    var name: String?
    if case .string(let text)? = member("name")?.kind { name = text.text }
    var entry = HotplugRegistration(
      function: tableName, place: item.place, state: CPrinter.text(of: state), name: name,
      startup: callback("startup"), teardown: callback("teardown"))
    entry.isBuiltIn = true
    if let value = member("cant_stop") {
      entry.cantStop = !["0", "false"].contains(CPrinter.text(of: value))
    }
    return entry
  }
}
