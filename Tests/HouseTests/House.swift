/// The modules of the package from the ground up. A module imports only modules of lower floors, so that
/// arrows point downwards; modules on one floor do not know each other.
enum House {
  static let floors: [[String]] = [
    ["StateSpace", "Ladder"],
    ["Program"],
    ["Machine", "PeerModel"],
    ["KernelC"],
    ["Hotplug"],
    ["KernelTrace", "KernelSource"],
    ["HyperV", "KVM", "TDX"],
    ["Catalogue", "Simulation"],
    ["Review", "KernelLab"],
    ["Report"],
    ["bringup"],
  ]

  /// Modules that read no clock, touch no file and know no operating system.
  static let core: Set<String> = [
    "StateSpace", "Ladder", "Program", "PeerModel", "Machine", "KernelC", "Hotplug", "HyperV", "KVM", "TDX",
    "Catalogue", "Simulation",
  ]

  /// The files of the core that need the C library after all: threads, their lock, and memory that comes
  /// zeroed.
  static let filesWithCLibrary: Set<String> = [
    "Sources/StateSpace/WorkerThread.swift", "Sources/StateSpace/WaitingLock.swift",
    "Sources/StateSpace/SlotMemory.swift",
  ]

  static let operatingSystem: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "System",
  ]

  static func floor(of module: String) -> Int? { floors.firstIndex { $0.contains(module) } }
}
