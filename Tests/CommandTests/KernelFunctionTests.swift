import Catalogue
import KernelC
import KernelTreeSupport
import Testing

@testable import bringup

/// The functions that the questions about Hyper-V, KVM and TDX are asked of, read as `bringup show --tree`
/// reads them, with all that their headers say.
@Suite(
  "The kernels' enabling and disabling functions",
  .enabled(if: !KernelSource.wanted.isEmpty, "\(KernelSource.absence)"))
struct KernelFunctionTests {
  /// What is not read of a function's own body.
  struct Exception: Sendable {
    var function: String
    var kernels: [KernelSource] = KernelSource.allCases
    /// By their kinds, as `bringup callbacks` counts them.
    var opaquePieces: [String] = []
    /// Statements that no value reaches.
    var unreached = 0
    /// Why it is so, and why it may stay.
    var reason: String
  }

  static let exceptions = [
    Exception(
      function: "kvm_cpu_vmxon", opaquePieces: ["assembly is not read"],
      reason: """
        VMXON is one instruction, with a jump to the label behind it if it faults. That label is read as \
        reached; what the instruction changes of the CPU no property of ours asks for.
        """)
  ]

  @Test("are understood but for what is listed", arguments: KernelSource.wanted)
  func understood(kernel: KernelSource) throws {
    let files = try TreeFiles(root: kernel.root.path, patches: [])
    let tree = TreeSources(files, options: ParseOptions())
    var count = 0
    for (path, names) in KernelFunction.byFile(KernelFunction.enabling, in: kernel) {
      let file = try #require(try tree.file(path), "\(path) is missing")
      let sources = try tree.sources(of: file)
      for name in names {
        let survey = try FunctionSurvey(name, in: sources)
        let known = Self.exceptions.filter { $0.function == name && $0.kernels.contains(kernel) }
        let pieces = survey.opaquePieces.map { "\($0.place): \($0.text)" }
        #expect(
          survey.opaquePieces.map(\.kind).sorted() == known.flatMap(\.opaquePieces).sorted(), "\(pieces)")
        let unreached = survey.unreached.map { "\($0.place)" }
        #expect(unreached.count == known.reduce(0) { $0 + $1.unreached }, "\(name): \(unreached)")
        #expect(!survey.procedure.body.isEmpty, "\(name) has no program")
        count += 1
      }
    }
    #expect(count == (kernel == .linux6dot1 ? 19 : 24))
  }

  @Test("an exception names a function of the list and says why") func exceptionsAreMeant() {
    for exception in Self.exceptions {
      #expect(!exception.reason.isEmpty)
      for kernel in exception.kernels {
        #expect(KernelFunction.enabling.contains { $0.name(in: kernel) == exception.function })
      }
    }
  }
}
