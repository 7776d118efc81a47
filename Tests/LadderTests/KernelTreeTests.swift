import KernelTreeSupport
import Ladder
import Testing

/// The built-in ladders against the headers that they were taken from.
@Suite("The kernels' own headers", .enabled(if: !KernelSource.wanted.isEmpty, "\(KernelSource.absence)"))
struct KernelTreeTests {
  @Test(arguments: KernelSource.wanted)
  func builtInEqualsTheHeader(_ source: KernelSource) throws {
    let kernel = try #require(BuiltInKernel.allCases.first { $0.version == source.rawValue })
    let header = try EnumHeader(
      parsing: try source.bytes("include/linux/cpuhotplug.h"), file: "cpuhotplug.h")
    #expect(header.assumptions.isEmpty)
    #expect(try Ladder(header, kernel: kernel.version).rungs == Ladder.builtIn(kernel).rungs)
  }
}
