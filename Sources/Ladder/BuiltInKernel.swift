/// A kernel whose ladder and callbacks are built in.
public enum BuiltInKernel: String, Sendable, Hashable, CaseIterable {
  /// Linux 6.1 (Debian 12's linux-source-6.1): KVM in STARTING, Hyper-V in a dynamic slot.
  case linux6dot1 = "6.1"
  /// Linux 6.12 (Debian 12's linux-source-6.12): `CPUHP_AP_HYPERV_ONLINE` below `CPUHP_AP_KVM_ONLINE`.
  case linux6dot12 = "6.12"

  /// The kernel version, as `6.12`.
  public var version: String { rawValue }
}
