/// One state of a ladder.
public struct Rung: Sendable, Hashable {
  /// Its value in `enum cpuhp_state`, 0 for offline. Also its index in `Ladder.rungs`.
  public let number: Int

  /// Its enumerator, such as `CPUHP_AP_ONLINE_IDLE`; nil for the slots of the dynamic ranges.
  public let symbol: String?

  /// The name under which a kernel registers it and `hotplug/states` prints it; nil for a free slot, for
  /// states that no kernel we read registers, and for `CPUHP_AP_ONLINE_IDLE`, which has none.
  public let registeredName: String?

  /// Whether a dump of `hotplug/states` showed it: on that kernel it is registered now. Always false on a
  /// ladder that was not made from a dump.
  public let isListed: Bool

  public let section: Section

  /// What the hotplug core uses it for, where it knows it by symbol.
  public let role: StructuralRole?

  /// The dynamic range it is a slot of.
  public let slotOf: DynamicRange?

  /// What to call it: the registered name, else `ap:online_idle`, else the symbol, else `free slot N`.
  public var name: String {
    registeredName ?? role?.displayName ?? symbol
      ?? (slotOf == nil ? "state \(number)" : "free slot \(number)")
  }
}

extension Rung: CustomStringConvertible {
  /// Name and number, as `ap:online_idle (146)`.
  public var description: String { "\(name) (\(number))" }
}
