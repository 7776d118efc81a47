/// The kernel's macros that define or declare a variable.
enum DefiningMacro {
  /// `DEFINE_PER_CPU`, `DECLARE_PER_CPU` and their variants (include/linux/percpu-defs.h, 6.12).
  static func isPerCPU(_ name: String) -> Bool {
    name.hasPrefix("DEFINE_PER_CPU") || name.hasPrefix("DECLARE_PER_CPU")
  }
}
