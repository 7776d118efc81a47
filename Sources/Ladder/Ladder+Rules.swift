extension Ladder {
  /// Whether the state runs with interrupts off on the CPU itself (`cpuhp_is_atomic_state`).
  public func isAtomic(_ number: Int) -> Bool {
    structure.idleDead <= number && number < structure.apOnline
  }

  /// Whether the control CPU runs the state, not the CPU that is plugged (`cpuhp_is_ap_state`, negated).
  public func runsOnControlCPU(_ number: Int) -> Bool {
    number <= structure.bringupCPU || number == structure.teardownCPU
  }

  /// Whether an error of the startup callback stops the way up. In STARTING it is only warned about.
  public func startupMayFail(_ number: Int) -> Bool { !isAtomic(number) }

  /// Whether an error of the teardown callback stops the way down. Not in STARTING, and not for the DEAD
  /// callbacks of PREPARE, whose error leaves the CPU half down behind a warning.
  public func teardownMayFail(_ number: Int) -> Bool { number > structure.apOnline }

  /// Whether `hotplug/target` may not name this state although it is registered (`cant_stop`, kernel/cpu.c).
  public func cantStop(_ number: Int) -> Bool {
    guard let symbol = rung(numbered: number)?.symbol else { return false }
    return Self.cantStopSymbols.contains(symbol)
  }

  private static let cantStopSymbols = [
    "CPUHP_CREATE_THREADS", "CPUHP_BRINGUP_CPU", "CPUHP_AP_OFFLINE", "CPUHP_TEARDOWN_CPU",
  ]
}
