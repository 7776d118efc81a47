import Program

extension Kernel {
  /// What a C file names without declaring it and without calling it: the masks of the system, the number of
  /// CPUs, the flags of allocations. Nil for any other name.
  ///
  /// The value of a mask is read in one step only in an atomic block; given to a primitive as it stands here,
  /// it is.
  public static func symbol(_ name: String, in computer: Computer) throws(PrimitiveError) -> Expression? {
    switch name {
    case "nr_cpu_ids", "NR_CPUS", "CONFIG_NR_CPUS": return .constant(computer.cpus)
    case "cpu_online_mask", "cpu_possible_mask", "cpu_present_mask", "cpu_active_mask", "cpu_dying_mask":
      return try systemMask(String(name.dropLast(5)), in: computer)
    default: return allocationFlags[name].map { .constant($0) }
    }
  }

  /// include/linux/gfp_types.h, 6.12, as far as it matters: whether an allocation may sleep and whether it is
  /// zeroed.
  static let allocationFlags: [String: Int] = [
    "__GFP_HIGH": 0x20, "__GFP_IO": 0x40, "__GFP_FS": 0x80, "__GFP_ZERO": zero,
    "__GFP_DIRECT_RECLAIM": directReclaim, "__GFP_KSWAPD_RECLAIM": 0x800, "__GFP_RECLAIM": 0xc00,
    "__GFP_NOWARN": 0x2000, "__GFP_NOFAIL": noFail, "__GFP_NORETRY": 0x10000, "__GFP_COMP": 0x40000,
    "__GFP_ACCOUNT": 0x400000, "GFP_ATOMIC": 0x820, "GFP_KERNEL": kernel, "GFP_KERNEL_ACCOUNT": 0x400cc0,
    "GFP_NOWAIT": 0x2800, "GFP_NOIO": 0xc00, "GFP_NOFS": 0xc40, "GFP_USER": 0x100cc0,
  ]

  static let zero = 0x100
  static let directReclaim = 0x400
  static let noFail = 0x8000
  static let kernel = 0xcc0
}
