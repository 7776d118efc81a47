import Program

/// Static keys: counters that switch branches of code. To patch the code of all CPUs the kernel keeps them
/// from coming and going, so changing one takes `cpu_hotplug_lock` for reading (`static_key_slow_inc`,
/// `static_key_enable`, kernel/jump_label.c, 6.12). `jump_label_mutex`, under which nothing else is taken, is
/// left out.
extension Computer {
  public mutating func addStaticKey(_ name: String, initial: Int = 0, count: Int? = nil) {
    add(Variable(name, .range(0...7), count: count, initial: [initial]))
  }
}

extension Kernel {
  /// `static_branch_inc` with `cpus_read_lock` around it. Steps: those of the lock, and one.
  @ProgramBuilder public static func staticBranchInc(_ key: some PlaceConvertible) -> [Statement] {
    percpuDownRead(hotplugLock)
    staticBranchIncCPUsLocked(key)
    percpuUpRead(hotplugLock)
  }

  @ProgramBuilder public static func staticBranchDec(_ key: some PlaceConvertible) -> [Statement] {
    percpuDownRead(hotplugLock)
    staticBranchDecCPUsLocked(key)
    percpuUpRead(hotplugLock)
  }

  /// `static_branch_enable`: a key that is enabled more than once is a WARN. Steps: those of the lock, and
  /// one.
  @ProgramBuilder public static func staticBranchEnable(_ key: some PlaceConvertible, _ isOn: Bool = true)
    -> [Statement]
  {
    percpuDownRead(hotplugLock)
    staticBranchEnableCPUsLocked(key, isOn)
    percpuUpRead(hotplugLock)
  }

  @ProgramBuilder public static func staticBranchIncCPUsLocked(_ key: some PlaceConvertible) -> [Statement] {
    lockdepAssertHeldByAnyone(hotplugLock)
    atomicUpdate("static_key_slow_inc_cpuslocked(&\(key.place))", key) { $0 + 1 }
  }

  @ProgramBuilder public static func staticBranchDecCPUsLocked(_ key: some PlaceConvertible) -> [Statement] {
    lockdepAssertHeldByAnyone(hotplugLock)
    atomicUpdate("static_key_slow_dec_cpuslocked(&\(key.place))", key) { $0 - 1 }
  }

  @ProgramBuilder public static func staticBranchEnableCPUsLocked(
    _ key: some PlaceConvertible, _ isOn: Bool = true
  ) -> [Statement] {
    let key = key.place
    lockdepAssertHeldByAnyone(hotplugLock)
    Atomic("static_key_\(isOn ? "enable" : "disable")_cpuslocked(&\(key))") {
      key.check
      Require("warn", key.value <= 1)
      If(key.value <= 1) { key.value <- (isOn ? 1 : 0) }
    }
  }
}
