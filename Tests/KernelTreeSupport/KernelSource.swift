import Foundation

/// The kernels whose own files tests read: Debian's linux-source as it is unpacked. No text of them is kept.
///
/// BRINGUP_KERNEL_TREES names the folder that holds them; `Scripts/kernel-trees` fills one.
package enum KernelSource: String, CaseIterable, Sendable, CustomStringConvertible {
  case linux6dot1 = "6.1"
  case linux6dot12 = "6.12"

  /// A tree lacks a file that a test wants of it.
  package struct Missing: Error, CustomStringConvertible {
    package let description: String

    package init(_ path: String, in kernel: KernelSource) {
      description = "\(kernel.root.path) has no \(path): \(KernelSource.absence)"
    }
  }

  private static let environment = ProcessInfo.processInfo.environment

  /// Versions that the environment insists on: without their trees tests fail.
  private static let required = Set(
    (environment["BRINGUP_REQUIRE_KERNELS"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init))

  /// The kernels that tests are run on: those that are there, and those that must be.
  package static let wanted = allCases.filter(\.isWanted)
  package static let absence = """
    BRINGUP_KERNEL_TREES names no folder with linux-source-6.1 or linux-source-6.12, as Scripts/kernel-trees \
    unpacks them; BRINGUP_REQUIRE_KERNELS="6.1 6.12" makes this a failure
    """

  package var isWanted: Bool { isPresent || Self.required.contains(rawValue) }

  package var description: String { rawValue }

  /// The root of the tree, which need not be there.
  package var root: URL {
    URL(fileURLWithPath: Self.environment["BRINGUP_KERNEL_TREES"] ?? "/nowhere")
      .appendingPathComponent("linux-source-\(rawValue)")
  }

  private var isPresent: Bool {
    Self.environment["BRINGUP_KERNEL_TREES"] != nil
      && FileManager.default.isReadableFile(atPath: root.appendingPathComponent("kernel/cpu.c").path)
  }

  /// Whether the tree has such a file.
  package func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// The bytes of a file, by its path below the root.
  package func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
      throw Missing(path, in: self)
    }
    return Array(data)
  }
}
