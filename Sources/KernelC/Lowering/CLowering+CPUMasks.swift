import Machine
import Program

/// CPU masks: those that the machine keeps as a truth value for each CPU, and those of C variables, which are
/// one number each.
extension CLowering {
  var allCPUs: CValue { CValue(1 << computer.cpus - 1, .mask) }

  func mask(_ variable: String) -> CValue {
    guard foreign[variable] != nil else { return allCPUs }
    return CValue(
      Kernel.mask(of: variable, cpus: computer.cpus), .mask,
      PossibleValues(lowest: 0, highest: 1 << computer.cpus - 1))
  }

  /// `cpu_online_mask` and its like, as values.
  func cpuMask(named name: String) -> CValue? {
    switch name {
    case "cpu_online_mask": mask("cpu_online")
    case "cpu_active_mask": mask("cpu_active")
    case "cpu_dying_mask": mask("cpu_dying")
    case "cpu_possible_mask", "cpu_present_mask", "cpu_all_mask": allCPUs
    default: nil
    }
  }

  /// The mask of a CPU, and those of its siblings: it has none.
  private static let masksOfOne: Set<String> = [
    "cpumask_of", "topology_sibling_cpumask", "topology_core_cpumask", "topology_die_cpumask",
  ]

  /// A mask that has no address: one of the machine's, or `cpumask_of(cpu)`.
  mutating func cpuMaskArgument(_ argument: CExpression) -> Expression? {
    if let name = argument.identifier, scope.lookup(name) == nil { return cpuMask(named: name)?.expression }
    guard let (name, arguments) = argument.namedCall, arguments.count == 1 else { return nil }
    if name == "cpumask_of_node" { return allCPUs.expression }
    if CLowering.masksOfOne.contains(name), let cpu = try? lower(arguments[0]) {
      return .binary(.shiftLeft, 1, cpu.expression)
    }
    return nil
  }

  /// The value of a mask that is given by its address.
  mutating func lowerMask(_ argument: CExpression) throws(CReadError) -> CValue {
    if let mask = cpuMaskArgument(argument) {
      return CValue(mask, .mask, PossibleValues(lowest: 0, highest: 1 << computer.cpus - 1))
    }
    var place = dereference(try lower(argument), at: argument.place)
    place.type = .mask
    return load(place, at: argument.place)
  }
}
