import Program

/// Steps: a question one; a change one besides those of `cpu_hotplug_lock`, which is two and one.
extension Kernel {
  static let staticKeyPrimitives: [Primitive] =
    // Macros that take the key's address; both kinds of key are one here, likely or not.
    [
      ("static_branch_likely", "bool static_branch_likely(struct static_key *key)"),
      ("static_branch_unlikely", "bool static_branch_unlikely(struct static_key *key)"),
      ("static_key_enabled", "bool static_key_enabled(struct static_key *key)"),
    ].map { name, signature in
      Primitive(name, signature, [.place], returns: .truth) { $0.give(name, $0.value(0) > 0) }
    }
    + ["static_branch", "static_key_slow"].flatMap { prefix in
      [
        change("\(prefix)_inc") { staticBranchInc($0) }, change("\(prefix)_dec") { staticBranchDec($0) },
        change("\(prefix)_inc_cpuslocked") { staticBranchIncCPUsLocked($0) },
        change("\(prefix)_dec_cpuslocked") { staticBranchDecCPUsLocked($0) },
      ]
    }
    + ["static_branch", "static_key"].flatMap { prefix in
      [true, false].flatMap { isOn in
        let name = "\(prefix)_\(isOn ? "enable" : "disable")"
        return [
          change(name) { staticBranchEnable($0, isOn) },
          change("\(name)_cpuslocked") { staticBranchEnableCPUsLocked($0, isOn) },
        ]
      }
    }

  private static func change(
    _ name: String, _ expand: @escaping @Sendable (Place) -> [Statement]
  ) -> Primitive {
    Primitive(name, "void \(name)(struct static_key *key)", [.place]) { call throws(PrimitiveError) in
      try call.needs(variable: "\(hotplugLock).block", "addPercpuRwsem(\"\(hotplugLock)\", waiters: ..)")
      expand(call.place(0))
    }
  }
}
