/// Names that mean something in every kernel file although its text does not say so. They are the parser's
/// only knowledge of headers.
enum KnownNames {
  /// Every known name with its role, in a fixed order.
  static let roles: [(String, SymbolRole)] = {
    var roles: [(String, SymbolRole)] = []
    for (keyword, spellings) in Keyword.spellings {
      roles += spellings.map { ($0, .keyword(keyword)) }
    }
    roles += CQualifiers.names.map { ($1, .qualifier($0)) }
    roles += otherQualifiers.map { ($0, .qualifier($1)) }
    for (index, integer) in integers.enumerated() { roles.append((integer.name, .integerType(UInt8(index)))) }
    roles += types.map { ($0, .namedType) }
    roles += annotations.map { ($0, .annotation(takesArguments: false)) }
    roles += annotationsWithArguments.map { ($0, .annotation(takesArguments: true)) }
    for (index, macro) in DefiningMacro.all.enumerated() {
      roles.append((macro.name, .definingMacro(UInt8(index))))
    }
    for (index, test) in ConfigurationTest.allCases.enumerated() {
      roles.append((test.rawValue, .configurationTest(UInt8(index))))
    }
    return roles
  }()

  private static let otherQualifiers: [(String, CQualifiers)] = [
    ("__const", .const), ("__const__", .const), ("__volatile", .volatile), ("__volatile__", .volatile),
    ("__restrict", .restrict), ("__restrict__", .restrict), ("__bitwise__", .bitwise),
  ]

  /// Integer types with names of their own (include/asm-generic/int-ll64.h, include/linux/types.h, 6.12).
  static let integers: [CInteger] = {
    var integers: [CInteger] = []
    for width in [8, 16, 32, 64] {
      for (prefix, suffix) in [("", ""), ("__", "")] {
        integers.append(integer("\(prefix)u\(width)\(suffix)", width, false))
        integers.append(integer("\(prefix)s\(width)\(suffix)", width, true))
      }
      integers.append(integer("uint\(width)_t", width, false))
      integers.append(integer("int\(width)_t", width, true))
      integers.append(integer("u_int\(width)_t", width, false))
      guard width > 8 else { continue }
      integers.append(integer("__le\(width)", width, false, .little))
      integers.append(integer("__be\(width)", width, false, .big))
    }
    integers += [
      integer("uint", 32, false), integer("u_int", 32, false), integer("ulong", 64, false),
      integer("u_long", 64, false), integer("ushort", 16, false), integer("u_short", 16, false),
      integer("unchar", 8, false), integer("u_char", 8, false), integer("u128", 128, false),
      integer("s128", 128, true), integer("__u128", 128, false), integer("__s128", 128, true),
    ]
    return integers
  }()

  private static func integer(
    _ name: String, _ width: Int, _ isSigned: Bool, _ order: CInteger.ByteOrder = .native
  ) -> CInteger {
    CInteger(width: width, isSigned: isSigned, byteOrder: order, name: name)
  }

  /// Typedefs that stay names.
  private static let types = [
    "size_t", "ssize_t", "ptrdiff_t", "uintptr_t", "intptr_t", "loff_t", "off_t", "gfp_t", "slab_flags_t",
    "fmode_t", "pid_t", "uid_t", "gid_t", "kuid_t", "kgid_t", "dev_t", "ino_t", "mode_t", "umode_t",
    "sector_t", "blkcnt_t", "phys_addr_t", "resource_size_t", "dma_addr_t", "irq_hw_number_t", "pgprot_t",
    "pgoff_t", "pte_t", "pmd_t", "pud_t", "p4d_t", "pgd_t", "pteval_t", "clockid_t", "timer_t", "ktime_t",
    "time64_t", "cycles_t", "atomic_t", "atomic64_t", "atomic_long_t", "refcount_t", "spinlock_t",
    "raw_spinlock_t", "arch_spinlock_t", "rwlock_t", "seqlock_t", "seqcount_t", "wait_queue_head_t",
    "wait_queue_entry_t", "cpumask_t", "cpumask_var_t", "nodemask_t", "irqreturn_t", "irq_handler_t",
    "va_list", "poll_t", "__poll_t", "wchar_t", "__wsum", "__sum16", "gpa_t", "gva_t", "gfn_t", "hpa_t",
    "hfn_t", "kvm_pfn_t", "pm_message_t", "notifier_fn_t", "work_func_t", "efi_status_t",
    "acpi_status", "acpi_handle", "acpi_size", "local_t", "local64_t", "local_lock_t", "kernel_ulong_t",
    "bh_end_io_t", "task_work_func_t", "smp_call_func_t", "cpu_stop_fn_t", "async_cookie_t",
    "rcu_callback_t",
  ]

  /// Annotations without arguments (include/linux/compiler_attributes.h, compiler_types.h, init.h, cache.h,
  /// 6.12).
  private static let annotations = [
    "__init", "__exit", "__initdata", "__initconst", "__exitdata", "__ref", "__refdata",
    "__refconst", "__meminit", "__memexit", "__meminitdata", "__cpuinit", "__cpuinitdata", "__cpuexit",
    "__devinit", "__devexit", "__net_init", "__net_exit", "__net_initdata", "__init_or_module",
    "__initdata_or_module", "__initconst_or_module", "__init_memblock", "__initdata_memblock",
    "__cold", "__hot", "__must_check", "__maybe_unused", "__always_unused",
    "__used", "__unused", "__weak", "__visible", "asmlinkage", "notrace", "noinline",
    "noinline_for_stack", "noinline_for_kasan", "noinstr", "__cpuidle", "__sched", "__lockfunc", "__kprobes",
    "nokprobe_inline", "__irq_entry", "__softirq_entry", "__exception_irq_entry", "__noreturn", "__pure",
    "__attribute_const__", "__deprecated", "__packed", "____cacheline_aligned",
    "____cacheline_aligned_in_smp", "____cacheline_internodealigned_in_smp", "__cacheline_aligned",
    "__cacheline_aligned_in_smp", "__read_mostly", "__ro_after_init", "__malloc", "__designated_init",
    "__randomize_layout", "__no_randomize_layout", "randomized_struct_fields_start",
    "randomized_struct_fields_end", "__latent_entropy", "__flatten", "__noclone", "__naked", "__gnu_inline",
    "__no_sanitize_address", "__no_sanitize_memory", "__no_sanitize_undefined",
    "__no_sanitize_thread", "__no_sanitize_coverage", "__no_sanitize_or_inline", "__no_kasan_or_inline",
    "__no_kcsan", "__no_kmsan_checks", "__no_kmsan_or_inline", "__no_stack_protector", "__no_profile",
    "__nocfi", "__nonstring", "__noendbr", "__ibt_noseal", "__bpf_kfunc",
    "__data_racy", "__entry_text", "__head", "__pv_init",
    "__signed_wrap", "__efi_api", "__efi_runtime",
    "__page_aligned_data", "__page_aligned_bss", "__disable_sanitizer_instrumentation",
    "__initdata_or_acpilib", "__init_or_acpilib", "__rcuidle",
    "__initconst_or_acpilib", "__no_kstack_erase",
    "__nosavedata", "__noscs",
  ]

  /// Annotations with arguments.
  private static let annotationsWithArguments = [
    "__aligned", "__aligned_largest", "__section", "__printf", "__scanf", "__alloc_size", "__assume_aligned",
    "__acquires", "__releases", "__must_hold", "__cond_acquires", "__cond_releases", "__acquires_shared",
    "__releases_shared", "__must_hold_shared", "__guarded_by", "__pt_guarded_by", "__free", "__cleanup",
    "__counted_by", "__counted_by_le", "__counted_by_be", "__sized_by", "__diagnose_as", "__alias",
    "__compiletime_error", "__compiletime_warning", "__copy", "__mode", "__realloc_size", "__nonnull",
    "__no_sanitize", "__alloc_align",
    "__format_arg",
  ]
}
