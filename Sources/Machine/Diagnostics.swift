import Program

/// `WARN_ON`, `BUG_ON` and their relatives. What they print has no effect.
extension Kernel {
  /// `WARN_ON(condition)`: a finding if it holds. The condition is evaluated once; the value goes into the
  /// result. Steps: what the condition takes.
  @ProgramBuilder public static func warnOn(_ condition: Expression, into result: Expression? = nil)
    -> [Statement]
  {
    let kept = result ?? Expression.local("WARN_ON condition", .bool)
    kept <- (condition != 0)
    Require("warn", !kept)
  }

  /// `BUG_ON(condition)`: ends the path if it holds. Steps: what the condition takes, and one for the crash.
  @ProgramBuilder public static func bugOn(_ condition: Expression) -> [Statement] {
    If(condition) { Crash("bug") }
  }
}
