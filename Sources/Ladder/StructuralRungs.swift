/// The numbers of the states that the hotplug core knows by symbol, and its two dynamic ranges.
public struct StructuralRungs: Sendable, Hashable {
  public let offline: Int
  /// nil in kernels before 6.5.
  public let kickAP: Int?
  public let bringupCPU: Int
  public let idleDead: Int
  public let apOffline: Int
  public let apOnline: Int
  public let teardownCPU: Int
  public let apOnlineIdle: Int
  public let active: Int
  public let online: Int
  /// `CPUHP_BP_PREPARE_DYN` to `CPUHP_BP_PREPARE_DYN_END`, both included.
  public let prepareDynamic: ClosedRange<Int>
  /// `CPUHP_AP_ONLINE_DYN` to `CPUHP_AP_ONLINE_DYN_END`, both included.
  public let onlineDynamic: ClosedRange<Int>

  /// The number of a role; nil for `kickAP` in a kernel that has none.
  public func number(of role: StructuralRole) -> Int? {
    switch role {
    case .offline: offline
    case .kickAP: kickAP
    case .bringupCPU: bringupCPU
    case .idleDead: idleDead
    case .apOffline: apOffline
    case .apOnline: apOnline
    case .teardownCPU: teardownCPU
    case .apOnlineIdle: apOnlineIdle
    case .active: active
    case .online: online
    }
  }

  /// The slots of a dynamic range.
  public func slots(of range: DynamicRange) -> ClosedRange<Int> {
    range == .prepare ? prepareDynamic : onlineDynamic
  }

  func section(of number: Int) -> Section {
    if number <= bringupCPU { return .prepare }
    return number < apOnline ? .starting : .online
  }
}
