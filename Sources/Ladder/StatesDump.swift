/// What `/sys/devices/system/cpu/hotplug/states` says: the states that are registered now, in order.
///
/// It is not a ladder: states without a registered name are left out. `Ladder.laying(_:)` puts it over the
/// enum of its kernel.
public struct StatesDump: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    /// Where it stands in the file, from 1.
    public let line: Int
    /// The state, from 0.
    public let number: Int
    public let name: String
  }

  /// What the caller called the file; appears in errors and labels.
  public let file: String

  /// The lines in ascending order of number. Never empty; the last one read is not necessarily `online`.
  public let entries: [Entry]

  /// The entry of this name, the lowest if dynamic slots share it.
  public func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

  /// Names that are in every dump: their states are in the kernel's own table, whatever is configured.
  /// `ap:online_idle` is not: its state has no name, and so no line.
  static let indispensable: [StructuralRole] = [
    .offline, .bringupCPU, .idleDead, .apOffline, .apOnline, .teardownCPU, .active, .online,
  ]
}
