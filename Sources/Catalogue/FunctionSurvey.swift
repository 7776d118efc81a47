import Hotplug
import KernelC
import Ladder
import Machine
import Program

/// What a function of a kernel tree is understood as, apart from any case: its program, and what was taken
/// for granted.
public struct FunctionSurvey: Sendable {
  public let function: CFunction
  public let procedure: Procedure
  public let report: CReport

  /// - Parameters:
  ///   - files: where the function and those that are followed stand.
  ///   - follow: names of functions that are read with it; all others are opaque.
  public init(
    _ name: String, in files: [CFile], follow: Set<String> = [], stubs: [CFile] = [], headers: [CFile] = []
  ) throws(CReadError) {
    guard let function = files.lazy.compactMap({ $0.function(name) }).first else {
      throw .missingFunction(name)
    }
    var computer = Computer(name: "survey", cpus: 2, faults: 1, online: [0])
    let hotplug = CPUHotplug(
      ladder: .builtIn(.linux6dot12), rungs: [], hotpluggable: [1], onlineAtStart: [0])
    hotplug.install(in: &computer)
    var environment = CEnvironment()
    environment.isSurvey = true
    let reader = CReader(
      followed: files, functions: follow.union([name]), stubs: stubs, headers: headers,
      environment: environment)
    let arguments = function.parameters.map { _ in CReader.Root.Argument.anything }
    let reading = try reader.read(roots: [.init(name, arguments)], for: computer)
    self.function = function
    report = reading.report
    procedure = reading.procedures.first { $0.name == name } ?? Procedure(name, body: [])
  }
}
