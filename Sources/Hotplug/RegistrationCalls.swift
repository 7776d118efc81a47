import Ladder

/// The names of the procedures by which callbacks are registered and removed in the modelled run.
///
/// Those for a rung of its own, or for a registration that asks for a dynamic slot, have its name in them.
/// Those for what stands in a slot have the range in their name and take the slot's number as their first
/// argument. With `cpusLocked` the caller holds the hotplug lock.
extension CPUHotplug {
  /// Calls the startup on every CPU that stands at the rung or above. Returns 0, the number of a dynamic
  /// slot, or an errno (`setupResult`).
  public static func setupState(_ rung: String, cpusLocked: Bool = false) -> String {
    name("cpuhp_setup_state", cpusLocked, rung)
  }

  public static func setupStateNocalls(_ rung: String, cpusLocked: Bool = false) -> String {
    name("cpuhp_setup_state_nocalls", cpusLocked, rung)
  }

  /// Calls the teardown on every CPU that stands at the rung or above. Returns nothing.
  public static func removeState(_ rung: String, cpusLocked: Bool = false) -> String {
    name(cpusLocked ? "__cpuhp_remove_state" : "cpuhp_remove_state", cpusLocked, rung)
  }

  public static func removeStateNocalls(_ rung: String, cpusLocked: Bool = false) -> String {
    name("cpuhp_remove_state_nocalls", cpusLocked, rung)
  }

  /// Takes an instance, counted from 1; it becomes the first of the list. Returns an errno.
  public static func addInstance(_ rung: String, cpusLocked: Bool = false) -> String {
    name(cpusLocked ? "__cpuhp_state_add_instance" : "cpuhp_state_add_instance", cpusLocked, rung)
  }

  public static func addInstanceNocalls(_ rung: String, cpusLocked: Bool = false) -> String {
    name("cpuhp_state_add_instance_nocalls", cpusLocked, rung)
  }

  /// Takes an instance that was added. Returns an errno.
  public static func removeInstance(_ rung: String) -> String {
    name("cpuhp_state_remove_instance", false, rung)
  }

  public static func removeInstanceNocalls(_ rung: String) -> String {
    name("cpuhp_state_remove_instance_nocalls", false, rung)
  }

  // MARK: For what stands in a slot

  public static func removeState(in range: DynamicRange, cpusLocked: Bool = false) -> String {
    removeState(range.symbol, cpusLocked: cpusLocked)
  }

  public static func removeStateNocalls(in range: DynamicRange, cpusLocked: Bool = false) -> String {
    removeStateNocalls(range.symbol, cpusLocked: cpusLocked)
  }

  public static func addInstance(in range: DynamicRange, cpusLocked: Bool = false) -> String {
    addInstance(range.symbol, cpusLocked: cpusLocked)
  }

  public static func addInstanceNocalls(in range: DynamicRange, cpusLocked: Bool = false) -> String {
    addInstanceNocalls(range.symbol, cpusLocked: cpusLocked)
  }

  public static func removeInstance(in range: DynamicRange) -> String { removeInstance(range.symbol) }

  public static func removeInstanceNocalls(in range: DynamicRange) -> String {
    removeInstanceNocalls(range.symbol)
  }

  private static func name(_ function: String, _ cpusLocked: Bool, _ rung: String) -> String {
    "\(function)\(cpusLocked ? "_cpuslocked" : "")(\(rung))"
  }
}
