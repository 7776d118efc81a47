import Hotplug
import KernelC
import Ladder
import Machine
import Program

/// What a function of a kernel tree is understood as, apart from any case: its program, and what was taken
/// for granted. It is there to be looked at: what no file declares may hold anything, so that every branch is
/// read, and no search could run it.
public struct FunctionSurvey: Sendable {
  public let function: CFunction
  public let procedure: Procedure
  public let report: CReport

  /// - Parameters:
  ///   - follow: names of functions that are read with it; all others are opaque.
  ///   - stubs: the file among the sources whose functions are stubs, to tell which of them are of no use.
  public init(_ name: String, in sources: CSources, follow: Set<String> = [], stubs: CFile? = nil)
    throws(CReadError)
  {
    guard let function = sources.function(name) else { throw .missingFunction(name) }
    var environment = CEnvironment()
    environment.isSurvey = true
    let reader = CReader(sources, functions: follow.union([name]), environment: environment)
    let arguments = function.parameters.map { _ in CReader.Root.Argument.anything }
    let reading = try reader.read(roots: [.init(name, arguments)], for: FunctionSurvey.computer)
    self.function = function
    var report = reading.report
    if let stubs { report.noteUnused(stubs) }
    self.report = report
    // What its arguments point to may be part of the name.
    let isOwn = { (procedure: Procedure) in procedure.name == name || procedure.name.hasPrefix("\(name)(") }
    procedure = reading.procedures.last(where: isOwn) ?? Procedure(name, body: [])
  }

  /// Pieces of the function's own body that have no meaning in the model.
  public var opaquePieces: [CReport.OpaquePiece] {
    report.opaquePieces.filter { $0.function == function.name }
  }

  /// Each place once, though a macro may have brought it forth twice.
  public var opaqueCalls: [CReport.OpaqueCall] {
    var told: Set<[String]> = []
    return report.opaqueCalls.filter { call in
      call.caller == function.name
        && told.insert([call.callee, "\(call.place.line):\(call.place.column)"]).inserted
    }
  }

  public var unreached: [CReport.Unreached] { report.unreached.filter { $0.function == function.name } }

  /// The computer that functions are looked at on.
  private static let computer: Computer = {
    var computer = Computer(name: "survey", cpus: 2, faults: 1, online: [0])
    let hotplug = CPUHotplug(
      ladder: .builtIn(.linux6dot12), rungs: [], hotpluggable: [1], onlineAtStart: [0])
    hotplug.install(in: &computer)
    computer.keepsCalls = true
    return computer
  }()
}
