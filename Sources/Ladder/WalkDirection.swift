/// Which way a CPU walks its ladder.
public enum WalkDirection: String, Sendable, Hashable, CaseIterable {
  /// Towards `online`: startup callbacks, lowest state first.
  case up
  /// Towards `offline`: teardown callbacks, highest state first.
  case down
}
