/// What the process says to the script that called it.
public enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
  /// Every cell holds, or everything is as recorded.
  case holds = 0
  /// A cell is violated, or differs from the record.
  case violated = 1
  /// A limit ended the search before it could answer.
  case inconclusive = 2
  /// The tool or its environment failed: no verdict was reached.
  case failed = 3
  /// Everything that was asked for was skipped; kselftest's number.
  case skipped = 4
  /// The command line makes no sense (EX_USAGE).
  case usage = 64

  /// The one status of several answers: the first of failed, violated, inconclusive and holds that occurs. `skipped`
  /// speaks only if it is alone, because something that was checked says more than something that was not.
  public static func of(_ several: [ExitStatus]) -> ExitStatus {
    for status in [ExitStatus.usage, .failed, .violated, .inconclusive, .holds] where several.contains(status)
    {
      return status
    }
    return several.isEmpty ? .holds : .skipped
  }
}
