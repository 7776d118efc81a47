import ArgumentParser
import Catalogue
import Ladder
import Report

/// The options that say under what a case is looked at.
struct BoundOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Number of CPUs; each case has its default and its range.", valueName: "n"))
  var cpus: Int?

  @Option(help: ArgumentHelp("How many operations may fail; each case has its default.", valueName: "n"))
  var faults: Int?

  @Option(
    help: ArgumentHelp(
      "Take the order of states from this dump of hotplug/states or this cpuhotplug.h.", valueName: "file"))
  var ladder: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Set a parameter of the case; may be repeated.", valueName: "parameter=value"))
  var parameters: [ParameterSetting] = []

  /// The highest fault budget of the modelled computer.
  static let maximumFaults = 7

  func validate() throws {
    if let faults, !(0...BoundOptions.maximumFaults).contains(faults) {
      throw ValidationError("--faults takes 0 to \(BoundOptions.maximumFaults), not \(faults).")
    }
  }

  func readLadder() throws(CommandFailure) -> Ladder? {
    guard let ladder else { return nil }
    return try LadderFile.read(ladder)
  }

  /// The settings of a case; all that the user asked for must fit it.
  func settings(for subject: Case, ladder: Ladder?) throws(CommandFailure) -> Settings {
    if let cpus, !subject.cpuRange.contains(cpus) {
      let range = subject.cpuRange
      throw .usage(
        "\(subject.name) is modelled with \(range.lowerBound) to \(range.upperBound) CPUs, not \(cpus): "
          + "give --cpus within that range.")
    }
    var values: [String: String] = [:]
    for parameter in subject.parameters { values[parameter.name] = parameter.values.first }
    for setting in parameters where values[setting.name] != nil { values[setting.name] = setting.value }
    return Settings(
      cpus: cpus ?? subject.defaultCPUs, faults: faults ?? subject.defaultFaults, parameters: values,
      ladder: ladder)
  }

  /// A parameter must belong to at least one of the cases, with this value in each that has it.
  func checkParameters(of cases: [Case]) throws(CommandFailure) {
    for setting in parameters {
      let owners = cases.compactMap { subject in
        subject.parameters.first { $0.name == setting.name }.map { (subject, $0) }
      }
      guard !owners.isEmpty else {
        let kind = cases.count == 1 ? "parameter of \(cases[0].name)" : "parameter of these cases"
        throw .usage(
          Selection.unknown(
            kind, setting.name, among: cases.flatMap { $0.parameters.map(\.name) }, list: "bringup cases"))
      }
      for (subject, parameter) in owners where !parameter.values.contains(setting.value) {
        var sentence =
          "\(parameter.name) of \(subject.name) can't be \"\(Selection.shortened(setting.value))\": "
        // Of numbers none is a slip for another one.
        if Int(setting.value) == nil,
          let nearest = NearestName.suggestion(for: setting.value, among: parameter.values)
        {
          sentence += "did you mean \(nearest)?"
        } else {
          sentence += "give \(parameter.values.joined(separator: " or "))."
        }
        throw .usage(sentence)
      }
    }
  }
}
