/// Macros that tell people something, and do nothing else (include/linux/printk.h, dev_printk.h, 6.12).
extension CLowering {
  /// Whether the name is one of them: `pr_info`, `dev_err_once`, `netdev_warn_ratelimited`.
  static func isTalk(_ name: String) -> Bool {
    if others.contains(name) { return true }
    for prefix in ["pr_", "dev_", "netdev_", "kvm_pr_", "vcpu_", "pci_"] where name.hasPrefix(prefix) {
      var rest = name.dropFirst(prefix.count)
      for suffix in ["_once", "_ratelimited", "_unimpl"] where rest.hasSuffix(suffix) {
        rest = rest.dropLast(suffix.count)
      }
      if levels.contains(String(rest)) { return true }
    }
    return false
  }

  private static let levels: Set<String> = [
    "emerg", "alert", "crit", "err", "error", "warn", "warning", "notice", "info", "cont", "debug", "devel",
    "dbg", "vdbg", "printk", "unimpl",
  ]

  private static let others: Set<String> = [
    "printk", "printk_once", "printk_ratelimited", "printk_deferred", "_printk", "trace_printk", "dump_stack",
    "vcpu_unimpl", "kvm_pr_unimpl",
  ]
}
