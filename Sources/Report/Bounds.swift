import Catalogue

/// Under what a verdict was reached. Nothing may be called proved without this beside it.
struct Bounds {
  var cpus: Int
  var faults: Int
  /// `NAME=VALUE`, in the order in which the case declares them.
  var parameters: [String]
  var environment: String

  init(_ result: CheckResult, of subject: Case) {
    cpus = result.cpus
    faults = result.faults
    parameters = subject.parameters.compactMap { parameter in
      result.parameters[parameter.name].map { "\(parameter.name)=\($0)" }
    }
    environment = result.environment
  }

  /// The counted part in a few words.
  var short: String {
    let counted = [Wording.counted(cpus, "CPU"), Wording.counted(faults, "fault")]
    return (counted + parameters).joined(separator: ", ")
  }
}

extension CheckReport.Section {
  var bounds: Bounds? { results.first.map { Bounds($0, of: subject) } }

  /// The ladders of the rows: mostly one, but a variant may need an order that no kernel has.
  var ladders: [(label: String, variants: [String])] {
    var groups: [(label: String, variants: [String])] = []
    for row in rows {
      guard let label = row.results.first?.ladder else { continue }
      if let index = groups.firstIndex(where: { $0.label == label }) {
        groups[index].variants.append(row.variant.name)
      } else {
        groups.append((label, [row.variant.name]))
      }
    }
    return groups
  }
}

extension CheckReport {
  /// The command that repeats the check of one variant.
  func command(for result: CheckResult, of subject: Case) -> String {
    var words = ["bringup check \(result.caseName)/\(result.variant)"]
    if result.cpus != subject.defaultCPUs { words.append("--cpus \(result.cpus)") }
    if result.faults != subject.defaultFaults { words.append("--faults \(result.faults)") }
    for parameter in subject.parameters {
      guard let value = result.parameters[parameter.name], value != parameter.values.first else { continue }
      words.append("--set \(parameter.name)=\(value)")
    }
    if let ladderFile { words.append("--ladder \(CheckReport.quoted(ladderFile))") }
    return words.joined(separator: " ")
  }

  /// A path as a shell takes it.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789/._-+,:@%=".unicodeScalars.contains(scalar))
    }
    guard !isPlain || path.isEmpty else { return path }
    return "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
