/// A range of slots that registrations without a place of their own get, lowest free slot first
/// (`cpuhp_reserve_state`, kernel/cpu.c).
public enum DynamicRange: Sendable, Hashable, CaseIterable {
  case prepare
  case online

  /// The enumerator of the first slot, which is also what a registration asks for.
  public var symbol: String {
    switch self {
    case .prepare: "CPUHP_BP_PREPARE_DYN"
    case .online: "CPUHP_AP_ONLINE_DYN"
    }
  }

  /// The enumerator of the last slot.
  public var endSymbol: String { symbol + "_END" }
}
