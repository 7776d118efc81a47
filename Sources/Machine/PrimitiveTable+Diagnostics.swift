import Program

/// Warnings are findings, BUG ends the path, and what is printed has no effect. Steps: those of the
/// condition.
extension Kernel {
  static let diagnosticPrimitives: [Primitive] =
    ["WARN_ON", "WARN_ON_ONCE"].map { name in
      Primitive(name, "bool \(name)(bool condition)", [.condition], returns: .truth) {
        warnOn($0.value(0), into: $0.result)
      }
    }
    + ["WARN", "WARN_ONCE"].map { name in
      Primitive(name, "bool \(name)(bool condition, ...)", [.condition], returns: .truth) {
        warnOn($0.value(0), into: $0.result)
      }
    }
    + ["BUG_ON", "VM_BUG_ON"].map { name in
      Primitive(name, "void \(name)(bool condition)", [.condition]) { bugOn($0.value(0)) }
    }
    + [
      Primitive("BUG", "void BUG(void)", []) { _ in Crash("bug") },
      Primitive("dump_stack", "void dump_stack(void)", []) { _ in },
    ]
    + [
      "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "cont", "err_once", "warn_once",
      "info_once", "err_ratelimited", "warn_ratelimited", "info_ratelimited",
    ].map { level in
      Primitive("pr_\(level)", "void pr_\(level)(const char *format, ...)", [.any]) { _ in }
    }
    + ["printk", "printk_once", "printk_ratelimited", "trace_printk"].map { name in
      Primitive(name, "void \(name)(const char *format, ...)", [.any]) { _ in }
    }
}
