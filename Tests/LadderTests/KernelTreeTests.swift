import Foundation
import Ladder
import Testing

/// The built-in ladders against the headers that they were taken from, where a machine has them.
@Suite struct KernelTreeTests {
  /// BRINGUP_KERNEL_TREES names a folder that holds linux-6.1 and linux-6.12.
  static func header(_ kernel: BuiltInKernel) -> String {
    let folder = ProcessInfo.processInfo.environment["BRINGUP_KERNEL_TREES"] ?? ""
    return "\(folder)/linux-\(kernel.version)/include/linux/cpuhotplug.h"
  }

  static let present = BuiltInKernel.allCases.filter {
    FileManager.default.isReadableFile(atPath: header($0))
  }

  @Test(.enabled(if: !present.isEmpty, "BRINGUP_KERNEL_TREES names no kernel trees"), arguments: present)
  func builtInEqualsTheHeader(_ kernel: BuiltInKernel) throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Self.header(kernel))))
    let header = try EnumHeader(parsing: bytes, file: "cpuhotplug.h")
    #expect(header.assumptions.isEmpty)
    #expect(try Ladder(header, kernel: kernel.version).rungs == Ladder.builtIn(kernel).rungs)
  }
}
