/// A macro of the kernel that defines or declares a variable. The headers are not read, so what they would
/// say stands in a table: where the name is, and what type the variable has (6.12).
struct DefiningMacro: Sendable {
  enum Kind: Hashable, Sendable {
    case tag(String)
    case named(String)
    /// The type is an argument of the macro.
    case argument(Int)
    /// `unsigned long name[BITS_TO_LONGS(bits)]`.
    case bitmap
    /// `struct hlist_head name[1 << bits]`.
    case hashTable
  }

  let name: String
  let kind: Kind
  /// Which argument is the variable's name.
  let nameArgument: Int

  /// `DEFINE_PER_CPU`, `DECLARE_PER_CPU` and their variants (include/linux/percpu-defs.h).
  static func isPerCPU(_ name: String) -> Bool {
    name.hasPrefix("DEFINE_PER_CPU") || name.hasPrefix("DECLARE_PER_CPU") || name.hasSuffix("EARLY_PER_CPU")
      || name.hasSuffix("EARLY_PER_CPU_READ_MOSTLY") || name.hasPrefix("DECLARE_INIT_PER_CPU")
  }

  static let all: [DefiningMacro] = {
    let perCPU = ["DEFINE", "DECLARE"].flatMap { verb in
      [
        "", "_SECTION", "_FIRST", "_ALIGNED", "_SHARED_ALIGNED", "_PAGE_ALIGNED", "_READ_MOSTLY",
        "_DECRYPTED", "_CACHE_HOT",
      ].map { macro("\(verb)_PER_CPU\($0)", .argument(0), 1) }
        + ["", "_READ_MOSTLY"].map { macro("\(verb)_EARLY_PER_CPU\($0)", .argument(0), 1) }
    }
    return perCPU + tags.flatMap { tag, names in names.map { macro($0, .tag(tag)) } }
      + typedefs.flatMap { type, names in names.map { macro($0, .named(type)) } }
      + [
        macro("DECLARE_BITMAP", .bitmap), macro("DEFINE_HASHTABLE", .hashTable),
        macro("DEFINE_READ_MOSTLY_HASHTABLE", .hashTable), macro("DECLARE_HASHTABLE", .hashTable),
        macro("DECLARE_FLEX_ARRAY", .argument(0), 1),
      ]
  }()

  private static func macro(_ name: String, _ kind: Kind, _ nameArgument: Int = 0) -> DefiningMacro {
    DefiningMacro(name: name, kind: kind, nameArgument: nameArgument)
  }

  private static let tags: [(String, [String])] = [
    ("mutex", ["DEFINE_MUTEX"]), ("rw_semaphore", ["DECLARE_RWSEM"]), ("semaphore", ["DEFINE_SEMAPHORE"]),
    ("percpu_rw_semaphore", ["DEFINE_PERCPU_RWSEM", "DEFINE_STATIC_PERCPU_RWSEM"]),
    (
      "completion",
      ["DECLARE_COMPLETION", "DECLARE_COMPLETION_ONSTACK", "DECLARE_COMPLETION_ONSTACK_MAP"]
    ),
    (
      "static_key_true",
      ["DEFINE_STATIC_KEY_TRUE", "DEFINE_STATIC_KEY_TRUE_RO", "DECLARE_STATIC_KEY_TRUE"]
    ),
    (
      "static_key_false",
      ["DEFINE_STATIC_KEY_FALSE", "DEFINE_STATIC_KEY_FALSE_RO", "DECLARE_STATIC_KEY_FALSE"]
    ),
    ("srcu_struct", ["DEFINE_SRCU", "DEFINE_STATIC_SRCU"]), ("list_head", ["LIST_HEAD"]),
    ("hlist_head", ["HLIST_HEAD"]), ("llist_head", ["LLIST_HEAD"]), ("ida", ["DEFINE_IDA"]),
    ("idr", ["DEFINE_IDR"]),
    ("swait_queue_head", ["DECLARE_SWAIT_QUEUE_HEAD", "DECLARE_SWAIT_QUEUE_HEAD_ONSTACK"]),
    ("xarray", ["DEFINE_XARRAY", "DEFINE_XARRAY_FLAGS", "DEFINE_XARRAY_ALLOC", "DEFINE_XARRAY_ALLOC1"]),
    ("work_struct", ["DECLARE_WORK"]), ("delayed_work", ["DECLARE_DELAYED_WORK", "DECLARE_DEFERRABLE_WORK"]),
    ("timer_list", ["DEFINE_TIMER"]),
    ("wait_queue_entry", ["DEFINE_WAIT", "DEFINE_WAIT_FUNC", "DECLARE_WAITQUEUE"]),
    ("wait_bit_queue_entry", ["DEFINE_WAIT_BIT"]), ("ratelimit_state", ["DEFINE_RATELIMIT_STATE"]),
    ("atomic_notifier_head", ["ATOMIC_NOTIFIER_HEAD"]),
    ("blocking_notifier_head", ["BLOCKING_NOTIFIER_HEAD"]), ("raw_notifier_head", ["RAW_NOTIFIER_HEAD"]),
    ("srcu_notifier_head", ["SRCU_NOTIFIER_HEAD", "SRCU_NOTIFIER_HEAD_STATIC"]),
    ("tasklet_struct", ["DECLARE_TASKLET", "DECLARE_TASKLET_DISABLED", "DECLARE_TASKLET_OLD"]),
    ("irq_work", ["DEFINE_IRQ_WORK"]), ("rb_root_cached", ["RB_ROOT_CACHED_HEAD"]),
  ]

  private static let typedefs: [(String, [String])] = [
    ("spinlock_t", ["DEFINE_SPINLOCK"]), ("raw_spinlock_t", ["DEFINE_RAW_SPINLOCK"]),
    ("rwlock_t", ["DEFINE_RWLOCK"]), ("seqlock_t", ["DEFINE_SEQLOCK"]),
    ("wait_queue_head_t", ["DECLARE_WAIT_QUEUE_HEAD", "DECLARE_WAIT_QUEUE_HEAD_ONSTACK"]),
  ]
}
