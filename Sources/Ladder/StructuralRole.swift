/// A state that the hotplug core itself knows by its symbol (kernel/cpu.c), not just as one more callback.
public enum StructuralRole: Sendable, Hashable, CaseIterable {
  case offline
  /// Since 6.5, where bringing the CPU to life was split in two (HOTPLUG_SPLIT_STARTUP).
  case kickAP
  case bringupCPU
  case idleDead
  case apOffline
  case apOnline
  case teardownCPU
  case apOnlineIdle
  case active
  case online

  /// The enumerator in `enum cpuhp_state`.
  public var symbol: String {
    switch self {
    case .offline: "CPUHP_OFFLINE"
    case .kickAP: "CPUHP_BP_KICK_AP"
    case .bringupCPU: "CPUHP_BRINGUP_CPU"
    case .idleDead: "CPUHP_AP_IDLE_DEAD"
    case .apOffline: "CPUHP_AP_OFFLINE"
    case .apOnline: "CPUHP_AP_ONLINE"
    case .teardownCPU: "CPUHP_TEARDOWN_CPU"
    case .apOnlineIdle: "CPUHP_AP_ONLINE_IDLE"
    case .active: "CPUHP_AP_ACTIVE"
    case .online: "CPUHP_ONLINE"
    }
  }

  /// What `hotplug/states` prints for it; nil for the one state that the kernel's table leaves without a
  /// name.
  public var registeredName: String? {
    switch self {
    case .offline: "offline"
    case .kickAP: "cpu:kick_ap"
    case .bringupCPU: "cpu:bringup"
    case .idleDead: "idle:dead"
    case .apOffline: "ap:offline"
    case .apOnline: "ap:online"
    case .teardownCPU: "cpu:teardown"
    case .apOnlineIdle: nil
    case .active: "sched:active"
    case .online: "online"
    }
  }

  /// What this package calls it: the kernel's name, or `ap:online_idle`, formed like its neighbours' names.
  public var displayName: String { registeredName ?? "ap:online_idle" }

  /// Whether every kernel has it; `cpu:kick_ap` exists only since 6.5.
  var isInEveryKernel: Bool { self != .kickAP }

  /// Whether another place for it would be another kernel core, not another ladder. `sched:active` is, for
  /// the walk, a callback like any other.
  var isPinned: Bool { self != .active }

  static func of(symbol: String) -> StructuralRole? { allCases.first { $0.symbol == symbol } }
}
