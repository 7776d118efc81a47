import Hotplug
import Ladder
import Machine
import ModelTestSupport
import Program
import Testing

/// `hotplug/fail`: one failure, without a call, in whatever direction comes first (`cpuhp_invoke_callback`,
/// `fail_store`, kernel/cpu.c, 6.12 and 6.1, and the captures of real kernels).
@Suite struct FailFileTests {
  private func system(
    _ kernel: BuiltInKernel, online: Set<Int>, _ requests: (HotplugSystem) -> [HotplugSystem.Request]
  ) -> HotplugSystem {
    var options = CPUHotplug.Options()
    options.isObserved = true
    var system = HotplugSystem(kernel, online: online, options: options)
    system.addRequests(requests(system))
    return system
  }

  /// The results of the requests, and nothing else, in every run.
  private func expect(
    _ results: [Int], levels: Int, armed: Int = -1, of source: HotplugSystem,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var system = source
    for (index, result) in results.enumerated() {
      system.observe("result \(index)", !system.done || system.returned(index) == .constant(result))
    }
    system.observe("level", !system.done || system.level() == .constant(levels))
    system.observe("armed", !system.done || PerCPU("cpuhp_state.fail")[1] == .constant(armed))
    let explored = try system.explored()
    for index in results.indices {
      #expect(explored.always("result \(index)"), "\(index)", sourceLocation: sourceLocation)
    }
    #expect(explored.always("level"), sourceLocation: sourceLocation)
    #expect(explored.always("armed"), sourceLocation: sourceLocation)
    #expect(explored.sometimes("all returned"), sourceLocation: sourceLocation)
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty, sourceLocation: sourceLocation)
  }

  @Test(arguments: OrderTests.kernels, ["o1", "o2"])
  func anOfflineFailsOnceAndComesBack(kernel: BuiltInKernel, name: String) throws {
    try expect(
      [0, -11, 0], levels: 0,
      of: system(kernel, online: [0, 1]) { [.fail($0[name].number), .down(1), .down(1)] })
  }

  @Test(arguments: OrderTests.kernels, ["p1", "p2", "o1", "o2"])
  func anOnlineFailsOnceAndComesBack(kernel: BuiltInKernel, name: String) throws {
    try expect(
      [0, -11, 0], levels: 6, of: system(kernel, online: [0]) { [.fail($0[name].number), .up(1), .up(1)] })
  }

  /// It stays armed until the walk meets it, and then fires in the direction of that walk.
  @Test func itWaitsForItsRung() throws {
    try expect(
      [0, 0, -11], levels: 6,
      of: system(.linux6dot12, online: [0]) { [.up(1), .fail($0["o1"].number), .down(1)] })
  }

  @Test func whatCannotFailIsRefused() throws {
    try expect(
      [-22, -22, -22, 0, -22], levels: 0, armed: -1,
      of: system(.linux6dot12, online: [0, 1]) { system in
        [
          .fail(system["s1"].number), .fail(system["p1"].number), .fail(3), .down(1),
          .fail(system["s2"].number),
        ]
      })
  }

  @Test func minusOneDisarms() throws {
    try expect(
      [0, 0, 0], levels: 0,
      of: system(.linux6dot12, online: [0, 1]) { [.fail($0["o1"].number), .fail(-1), .down(1)] })
    try expect(
      [0], levels: 6, armed: HotplugSystem(.linux6dot12)["o1"].number,
      of: system(.linux6dot12, online: [0, 1]) { [.fail($0["o1"].number)] })
  }
}
