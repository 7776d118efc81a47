import Program

/// Steps: a reader of RCU one to begin and one to end; of SRCU two to begin and one to end; `synchronize_rcu`
/// two and one for each CPU, `synchronize_srcu` two.
extension Kernel {
  static let rcuPrimitives: [Primitive] =
    [
      onRCU("rcu_read_lock") { rcuReadLock() }, onRCU("rcu_read_unlock") { rcuReadUnlock() },
      onRCU("synchronize_rcu") { [Statement(Do("synchronize_rcu"))] },
      onRCU("synchronize_rcu_expedited") { [Statement(Do("synchronize_rcu"))] },
      Primitive(
        "rcu_dereference", "void *rcu_dereference(void *variable)", [.place], returns: .value(ofArgument: 0)
      ) { call in
        rcuAssertReader()
        if let result = call.result { readOnce(call.place(0), into: result) }
      },
      Primitive(
        "init_srcu_struct", "int init_srcu_struct(struct srcu_struct *ssp)", [.place], returns: .errno
      ) { $0.give(0) },
      Primitive("cleanup_srcu_struct", "void cleanup_srcu_struct(struct srcu_struct *ssp)", [.place]) {
        call in
        // It leaks a domain that still has readers, with a WARN.
        let readers = call.place(0)
        Require(
          "warn",
          readers.orBroken(readers.part("readers", 0, of: 2) + readers.part("readers", 1, of: 2) == 0))
      },
      Primitive(
        "srcu_read_lock", "int srcu_read_lock(struct srcu_struct *ssp)", [.place], returns: .range(0...1)
      ) { srcuReadLock($0.place(0), into: $0.result ?? .local("srcu idx", .bool)) },
      Primitive(
        "srcu_read_unlock", "void srcu_read_unlock(struct srcu_struct *ssp, int idx)", [.place, .value]
      ) { srcuReadUnlock($0.place(0), $0.value(1)) },
    ]
    + ["synchronize_srcu", "synchronize_srcu_expedited"].map { name in
      Primitive(name, "void \(name)(struct srcu_struct *ssp)", [.place]) { synchronizeSRCU($0.place(0)) }
    }
    // Preemption off is a reader too.
    + ["rcu_read_lock_sched", "rcu_read_lock_bh"].map { name in
      Primitive(name, "void \(name)(void)", []) { _ in preemptDisable() }
    }
    + ["rcu_read_unlock_sched", "rcu_read_unlock_bh"].map { name in
      Primitive(name, "void \(name)(void)", []) { _ in preemptEnable() }
    }

  private static func onRCU(_ name: String, _ expand: @escaping @Sendable () -> [Statement]) -> Primitive {
    Primitive(name, "void \(name)(void)", []) { call throws(PrimitiveError) in
      try call.needs(variable: "rcu.nesting", "addRCU()")
      expand()
    }
  }
}
