import Ladder

/// Words that explanations of several cases share.
enum Explanation {
  static func rungs(_ count: Int) -> String { count == 1 ? "one rung" : "\(count) rungs" }

  /// Where on the ladder a CPU stands whose `st->state` is this: on the way up the state is moved ahead of
  /// the callback, on the way down it is one less than the rung whose callback runs.
  static func place(_ state: Int, _ subject: Subject, goesUp: Bool) -> (number: Int, name: String) {
    let ladder = subject.ladder
    if !goesUp {
      let running = min(state + 1, ladder.structure.online)
      return (running, subject.rungNames[running] ?? ladder[running].name)
    }
    // Between the atomic section and the first ONLINE callback nothing is registered: the CPU idles.
    if state <= ladder.structure.apOnlineIdle && state >= ladder.structure.apOnline {
      return (ladder.structure.apOnlineIdle, "ap:online_idle")
    }
    return (state, subject.rungNames[state] ?? ladder[state].name)
  }
}
