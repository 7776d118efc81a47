import Program

/// Atomic operations, accesses that are marked, bit operations: one step each. Barriers: none.
extension Kernel {
  static let atomicPrimitives: [Primitive] =
    counters("atomic", "atomic_t", "int") + counters("atomic_long", "atomic_long_t", "long")
    + counters("atomic64", "atomic64_t", "s64") + exchanges + referenceCounts + bitOperations + barriers

  /// `atomic_read` and the rest for one type.
  private static func counters(_ prefix: String, _ type: String, _ number: String) -> [Primitive] {
    /// `void NAME(TYPE *v)`: adds a constant.
    func step(_ name: String, _ delta: Int) -> Primitive {
      Primitive("\(prefix)_\(name)", "void \(prefix)_\(name)(\(type) *v)", [.place]) { call in
        atomicUpdate("\(prefix)_\(name)(&\(call.place(0)))", call.place(0)) { $0 + .constant(delta) }
      }
    }
    func stepReturn(_ name: String, _ delta: Int, _ returning: AtomicResult) -> Primitive {
      Primitive(
        "\(prefix)_\(name)", "\(number) \(prefix)_\(name)(\(type) *v)", [.place],
        returns: .value(ofArgument: 0)
      ) { call in
        atomicUpdate("\(prefix)_\(name)(&\(call.place(0)))", call.place(0), into: call.result, returning) {
          $0 + .constant(delta)
        }
      }
    }
    func add(_ name: String, _ sign: Int) -> Primitive {
      Primitive("\(prefix)_\(name)", "void \(prefix)_\(name)(\(number) i, \(type) *v)", [.value, .place]) {
        call in
        atomicUpdate("\(prefix)_\(name)(\(call.value(0)), &\(call.place(1)))", call.place(1)) {
          sign > 0 ? $0 + call.value(0) : $0 - call.value(0)
        }
      }
    }
    func addReturn(_ name: String, _ sign: Int, _ returning: AtomicResult) -> Primitive {
      Primitive(
        "\(prefix)_\(name)", "\(number) \(prefix)_\(name)(\(number) i, \(type) *v)", [.value, .place],
        returns: .value(ofArgument: 1)
      ) { call in
        atomicUpdate(
          "\(prefix)_\(name)(\(call.value(0)), &\(call.place(1)))", call.place(1), into: call.result,
          returning
        ) { sign > 0 ? $0 + call.value(0) : $0 - call.value(0) }
      }
    }
    func test(_ name: String, _ delta: Int) -> Primitive {
      Primitive("\(prefix)_\(name)", "bool \(prefix)_\(name)(\(type) *v)", [.place], returns: .truth) {
        call in
        atomicAddAndTest(
          "\(prefix)_\(name)(&\(call.place(0)))", call.place(0), .constant(delta), into: call.result)
      }
    }
    return [
      Primitive(
        "\(prefix)_read", "\(number) \(prefix)_read(const \(type) *v)", [.place],
        returns: .value(ofArgument: 0)
      ) { call in if let result = call.result { readOnce(call.place(0), into: result) } },
      Primitive("\(prefix)_set", "void \(prefix)_set(\(type) *v, \(number) i)", [.place, .value]) {
        writeOnce($0.place(0), $0.value(1))
      },
      step("inc", 1), step("dec", -1), stepReturn("inc_return", 1, .behind),
      stepReturn("dec_return", -1, .behind), stepReturn("fetch_inc", 1, .before),
      stepReturn("fetch_dec", -1, .before), add("add", 1), add("sub", -1),
      addReturn("add_return", 1, .behind),
      addReturn("sub_return", -1, .behind), addReturn("fetch_add", 1, .before),
      addReturn("fetch_sub", -1, .before), test("inc_and_test", 1), test("dec_and_test", -1),
      Primitive(
        "\(prefix)_sub_and_test", "bool \(prefix)_sub_and_test(\(number) i, \(type) *v)", [.value, .place],
        returns: .truth
      ) { call in
        atomicAddAndTest(
          "\(prefix)_sub_and_test(\(call.value(0)), &\(call.place(1)))", call.place(1), 0 - call.value(0),
          into: call.result)
      },
      Primitive(
        "\(prefix)_inc_not_zero", "bool \(prefix)_inc_not_zero(\(type) *v)", [.place], returns: .truth
      ) { call in
        atomicAddUnless(
          "\(prefix)_inc_not_zero(&\(call.place(0)))", call.place(0), 1, unless: 0, into: call.result)
      },
      Primitive(
        "\(prefix)_add_unless", "bool \(prefix)_add_unless(\(type) *v, \(number) a, \(number) u)",
        [.place, .value, .value], returns: .truth
      ) { call in
        atomicAddUnless(
          "\(prefix)_add_unless(&\(call.place(0)), \(call.value(1)), \(call.value(2)))", call.place(0),
          call.value(1), unless: call.value(2), into: call.result)
      },
      Primitive(
        "\(prefix)_xchg", "\(number) \(prefix)_xchg(\(type) *v, \(number) new)", [.place, .value],
        returns: .value(ofArgument: 0)
      ) { call in
        atomicUpdate(
          "\(prefix)_xchg(&\(call.place(0)), \(call.value(1)))", call.place(0), into: call.result, .before
        ) { _ in call.value(1) }
      },
      Primitive(
        "\(prefix)_cmpxchg", "\(number) \(prefix)_cmpxchg(\(type) *v, \(number) old, \(number) new)",
        [.place, .value, .value], returns: .value(ofArgument: 0)
      ) { call in
        compareExchange(
          "\(prefix)_cmpxchg(&\(call.place(0)), \(call.value(1)), \(call.value(2)))", call.place(0),
          call.value(1), call.value(2), into: call.result)
      },
      Primitive(
        "\(prefix)_try_cmpxchg", "bool \(prefix)_try_cmpxchg(\(type) *v, \(number) *old, \(number) new)",
        [.place, .place, .value], returns: .truth
      ) { call in
        tryCompareExchange(
          "\(prefix)_try_cmpxchg(&\(call.place(0)), &\(call.place(1)), \(call.value(2)))", call.place(0),
          call.value(1), call.value(2), into: call.result)
      },
    ]
  }

  private static let exchanges: [Primitive] = [
    // Macros that take the variable itself.
    read("READ_ONCE", "u64 READ_ONCE(u64 variable)"),
    read("smp_load_acquire", "u64 smp_load_acquire(u64 *variable)"),
    read("rcu_access_pointer", "void *rcu_access_pointer(void *variable)"),
    write("WRITE_ONCE", "void WRITE_ONCE(u64 variable, u64 new)"),
    write("smp_store_release", "void smp_store_release(u64 *variable, u64 new)"),
    write("smp_store_mb", "void smp_store_mb(u64 variable, u64 new)"),
    write("rcu_assign_pointer", "void rcu_assign_pointer(void *variable, void *new)"),
    Primitive(
      "srcu_dereference", "void *srcu_dereference(void *variable, struct srcu_struct *ssp)", [.place, .any],
      returns: .value(ofArgument: 0)
    ) { call in if let result = call.result { readOnce(call.place(0), into: result) } },
    Primitive(
      "xchg", "u64 xchg(u64 *variable, u64 new)", [.place, .value], returns: .value(ofArgument: 0)
    ) { call in
      atomicUpdate("xchg(&\(call.place(0)), \(call.value(1)))", call.place(0), into: call.result, .before) {
        _ in call.value(1)
      }
    },
    Primitive(
      "cmpxchg", "u64 cmpxchg(u64 *variable, u64 old, u64 new)", [.place, .value, .value],
      returns: .value(ofArgument: 0)
    ) { call in
      compareExchange(
        "cmpxchg(&\(call.place(0)), \(call.value(1)), \(call.value(2)))", call.place(0), call.value(1),
        call.value(2), into: call.result)
    },
  ]

  private static func read(_ name: String, _ signature: String) -> Primitive {
    Primitive(name, signature, [.place], returns: .value(ofArgument: 0)) { call in
      if let result = call.result { readOnce(call.place(0), into: result) }
    }
  }

  private static func write(_ name: String, _ signature: String) -> Primitive {
    Primitive(name, signature, [.place, .value]) { writeOnce($0.place(0), $0.value(1)) }
  }

  private static let referenceCounts: [Primitive] = [
    Primitive(
      "refcount_read", "unsigned int refcount_read(const refcount_t *r)", [.place],
      returns: .value(ofArgument: 0)
    ) { call in if let result = call.result { readOnce(call.place(0), into: result) } },
    Primitive("refcount_set", "void refcount_set(refcount_t *r, int n)", [.place, .value]) {
      writeOnce($0.place(0), $0.value(1))
    },
    Primitive("refcount_inc", "void refcount_inc(refcount_t *r)", [.place]) { refcountInc($0.place(0)) },
    Primitive("refcount_dec", "void refcount_dec(refcount_t *r)", [.place]) { refcountDec($0.place(0)) },
    Primitive(
      "refcount_inc_not_zero", "bool refcount_inc_not_zero(refcount_t *r)", [.place], returns: .truth
    ) {
      atomicAddUnless(
        "refcount_inc_not_zero(&\($0.place(0)))", $0.place(0), 1, unless: 0, into: $0.result)
    },
    Primitive(
      "refcount_dec_and_test", "bool refcount_dec_and_test(refcount_t *r)", [.place], returns: .truth
    ) { refcountDecAndTest($0.place(0), into: $0.result) },
  ]

  private static let bitOperations: [Primitive] = [
    bit("set_bit", returns: .nothing) { $0 | $1 }, bit("clear_bit", returns: .nothing) { $0 & ~$1 },
    bit("change_bit", returns: .nothing) { .binary(.bitXor, $0, $1) },
    plainBit("__set_bit") { $0 | $1 }, plainBit("__clear_bit") { $0 & ~$1 },
    bit("test_and_set_bit", returns: .truth) { $0 | $1 },
    bit("test_and_clear_bit", returns: .truth) { $0 & ~$1 },
    Primitive(
      "test_bit", "bool test_bit(long nr, const unsigned long *addr)", [.value, .place], returns: .truth
    ) { call in
      if let result = call.result {
        Atomic("test_bit(\(call.value(0)), &\(call.place(1)))") {
          call.place(1).check
          result <- (call.place(1).value >> call.value(0)) & 1
        }
      }
    },
  ]

  private static func bit(
    _ name: String, returns: Result, _ update: @escaping @Sendable (Expression, Expression) -> Expression
  ) -> Primitive {
    let type = returns == .nothing ? "void" : "bool"
    return Primitive(
      name, "\(type) \(name)(long nr, unsigned long *addr)", [.value, .place], returns: returns
    ) { call in
      let place = call.place(1)
      Atomic("\(name)(\(call.value(0)), &\(place))") {
        place.check
        if let result = call.result { result <- (place.value >> call.value(0)) & 1 }
        place.value <- update(place.value, 1 << call.value(0))
      }
    }
  }

  /// Not atomic: it reads and then writes.
  private static func plainBit(
    _ name: String, _ update: @escaping @Sendable (Expression, Expression) -> Expression
  ) -> Primitive {
    Primitive(name, "void \(name)(long nr, unsigned long *addr)", [.value, .place]) { call in
      call.place(1).checked("\(name)(\(call.value(0)), &\(call.place(1)))")
      call.place(1).value <- update(call.place(1).value, 1 << call.value(0))
    }
  }

  /// Every access is ordered before the next one as it is.
  private static let barriers: [Primitive] = [
    "barrier", "mb", "rmb", "wmb", "smp_mb", "smp_rmb", "smp_wmb", "smp_mb__before_atomic",
    "smp_mb__after_atomic",
  ].map { name in Primitive(name, "void \(name)(void)", []) { _ in } }
}
