/// The part of the ladder a state belongs to; each part has its own rules for who runs and who may fail.
///
/// The markers are counted by number like any other state: `ap:online` ends STARTING and is not in it
/// (`cpuhp_is_atomic_state`, kernel/cpu.c, Linux 6.1 and 6.12), `cpu:bringup` is the last of PREPARE,
/// and `cpu:teardown` lies in ONLINE although the control CPU runs it (`Ladder.runsOnControlCPU`).
/// A name is no guide: `leds/trigger:starting` sits in a dynamic ONLINE slot.
public enum Section: String, Sendable, Hashable, CaseIterable {
  /// `offline` up to and with `cpu:bringup`: run by the control CPU, may sleep, may fail on the way up.
  case prepare = "PREPARE"
  /// `idle:dead` up to but without `ap:online`: run by the CPU itself with interrupts off, must not fail.
  case starting = "STARTING"
  /// `ap:online` up to and with `online`: run by the CPU's own hotplug thread, may sleep, may fail.
  case online = "ONLINE"
}
