import Program

/// CPU masks fit into one word here, as they do in a kernel for up to 64 CPUs: to read one is one step, and
/// so is to write one. What reads two masks and writes a third takes three steps, as the C code does.
extension Kernel {
  static let cpuMaskPrimitives: [Primitive] =
    maskMembers + maskQueries + maskOperations + systemMasks

  private static let maskMembers: [Primitive] =
    [("", true), ("__", true), ("", false), ("__", false)].map { prefix, isSet in
      let name = "\(prefix)cpumask_\(isSet ? "set" : "clear")_cpu"
      return Primitive(
        name, "void \(name)(unsigned int cpu, struct cpumask *dstp)", [.value, .place]
      ) { call in
        if prefix == "" {
          setCPU(call.value(0), in: call.place(1), to: isSet)
        } else {
          // Not atomic: it reads and then writes.
          call.place(1).checked("\(name)(\(call.value(0)), &\(call.place(1)))")
          call.place(1).value
            <- (isSet
              ? call.place(1).value | bit(call.value(0)) : call.place(1).value & ~bit(call.value(0)))
        }
      }
    }
    + [true, false].map { isSet in
      let name = "cpumask_test_and_\(isSet ? "set" : "clear")_cpu"
      return Primitive(
        name, "bool \(name)(int cpu, struct cpumask *cpumask)", [.value, .place], returns: .truth
      ) { testAndSetCPU($0.value(0), in: $0.place(1), to: isSet, into: $0.result) }
    }
    + [
      Primitive(
        "cpumask_test_cpu", "bool cpumask_test_cpu(int cpu, const struct cpumask *cpumask)",
        [.value, .mask], returns: .truth
      ) { call in call.give("cpumask_test_cpu", (call.mask(1) >> call.value(0)) & 1) },
      Primitive("cpumask_clear", "void cpumask_clear(struct cpumask *dstp)", [.place]) {
        writeOnce($0.place(0), 0)
      },
      Primitive("cpumask_setall", "void cpumask_setall(struct cpumask *dstp)", [.place]) {
        writeOnce($0.place(0), .constant(1 << $0.computer.cpus - 1))
      },
    ]

  /// What asks about masks and changes none.
  private static let maskQueries: [Primitive] =
    [
      query("cpumask_empty", returns: .truth) { $0.mask(0) == 0 },
      query("cpumask_full", returns: .truth) { $0.mask(0) == .constant(1 << $0.computer.cpus - 1) },
      query("cpumask_weight", returns: .cpu) { .unary(.bitCount, $0.mask(0)) },
      query("cpumask_first", returns: .cpu) { firstCPU(of: $0.mask(0), cpus: $0.computer.cpus) },
      // Any CPU of a mask is its first one, as it is without NUMA.
      query("cpumask_any", returns: .cpu) { firstCPU(of: $0.mask(0), cpus: $0.computer.cpus) },
      pair("cpumask_first_and", returns: .cpu) { firstCPU(of: $1 & $2, cpus: $0.computer.cpus) },
      pair("cpumask_any_and", returns: .cpu) { firstCPU(of: $1 & $2, cpus: $0.computer.cpus) },
      Primitive(
        "cpumask_any_and_but",
        "unsigned int cpumask_any_and_but(const struct cpumask *mask1, const struct cpumask *mask2, unsigned int cpu)",
        [.mask, .mask, .value], returns: .cpu
      ) { call in
        call.snapshot(0)
        call.snapshot(1)
        call.give(
          firstCPU(
            of: call.sampled(0) & call.sampled(1) & ~bit(call.value(2)), cpus: call.computer.cpus))
      },
      query("cpumask_last", returns: .cpu) { call in
        (0..<call.computer.cpus).reduce(.constant(call.computer.cpus)) { lower, cpu in
          .conditional((call.mask(0) >> .constant(cpu)) & 1, .constant(cpu), lower)
        }
      },
      pair("cpumask_equal", returns: .truth) { $1 == $2 },
      pair("cpumask_subset", returns: .truth) { ($1 & ~$2) == 0 },
      pair("cpumask_intersects", returns: .truth) { ($1 & $2) != 0 },
      Primitive(
        "cpumask_next", "unsigned int cpumask_next(int n, const struct cpumask *srcp)", [.value, .mask],
        returns: .cpu
      ) { call in
        call.give("cpumask_next", nextCPU(after: call.value(0), of: call.mask(1), cpus: call.computer.cpus))
      },
      Primitive(
        "cpumask_any_but", "unsigned int cpumask_any_but(const struct cpumask *mask, unsigned int cpu)",
        [.mask, .value], returns: .cpu
      ) { call in
        call.give(
          "cpumask_any_but", firstCPU(of: call.mask(0) & ~bit(call.value(1)), cpus: call.computer.cpus))
      },
      Primitive(
        "cpumask_of", "const struct cpumask *cpumask_of(unsigned int cpu)", [.value], returns: .mask
      ) { $0.give(bit($0.value(0))) },
      // The CPUs of one node: all.
      Primitive(
        "cpumask_of_node", "const struct cpumask *cpumask_of_node(int node)", [.any], returns: .mask
      ) { $0.give(.constant(1 << $0.computer.cpus - 1)) },
    ]
    // A CPU has no siblings: each is a core, and a die, of its own.
    + ["sibling", "core", "die"].map { kind in
      let name = "topology_\(kind)_cpumask"
      return Primitive(name, "const struct cpumask *\(name)(int cpu)", [.value], returns: .mask) {
        $0.give(bit($0.value(0)))
      }
    }

  private static func query(
    _ name: String, returns: Result, _ answer: @escaping @Sendable (Expansion) -> Expression
  ) -> Primitive {
    let type = returns == .truth ? "bool" : "unsigned int"
    return Primitive(name, "\(type) \(name)(const struct cpumask *srcp)", [.mask], returns: returns) {
      $0.give(name, answer($0))
    }
  }

  private static func pair(
    _ name: String, returns: Result,
    _ answer: @escaping @Sendable (Expansion, Expression, Expression) -> Expression
  ) -> Primitive {
    let type = returns == .truth ? "bool" : "unsigned int"
    return Primitive(
      name, "\(type) \(name)(const struct cpumask *src1p, const struct cpumask *src2p)", [.mask, .mask],
      returns: returns
    ) { call in
      call.snapshot(0)
      call.snapshot(1)
      if let result = call.result { result <- answer(call, call.sampled(0), call.sampled(1)) }
    }
  }

  private static let maskOperations: [Primitive] = [
    combine("cpumask_and", returns: .truth) { $0 & $1 },
    combine("cpumask_andnot", returns: .truth) { $0 & ~$1 },
    combine("cpumask_or", returns: .nothing) { $0 | $1 },
    combine("cpumask_xor", returns: .nothing) { .binary(.bitXor, $0, $1) },
    Primitive(
      "cpumask_copy", "void cpumask_copy(struct cpumask *dstp, const struct cpumask *srcp)", [.place, .mask]
    ) { call in
      call.snapshot(1)
      writeOnce(call.place(0), call.sampled(1))
    },
    allocation("alloc_cpumask_var"), allocation("zalloc_cpumask_var"),
    allocation("alloc_cpumask_var_node", ", int node"), allocation("zalloc_cpumask_var_node", ", int node"),
    Primitive("free_cpumask_var", "void free_cpumask_var(cpumask_var_t mask)", [.any]) { _ in },
  ]

  private static func combine(
    _ name: String, returns: Result,
    _ value: @escaping @Sendable (Expression, Expression) -> Expression
  ) -> Primitive {
    let type = returns == .truth ? "bool" : "void"
    return Primitive(
      name,
      "\(type) \(name)(struct cpumask *dstp, const struct cpumask *src1p, const struct cpumask *src2p)",
      [.place, .mask, .mask], returns: returns
    ) { call in
      let combined = value(call.sampled(1), call.sampled(2))
      call.snapshot(1)
      call.snapshot(2)
      writeOnce(call.place(0), combined)
      if let result = call.result { result <- (combined != 0) }
    }
  }

  /// Without CONFIG_CPUMASK_OFFSTACK a mask is part of the variable, and to allocate it can't fail.
  private static func allocation(_ name: String, _ more: String = "") -> Primitive {
    Primitive(
      name, "bool \(name)(cpumask_var_t *mask, gfp_t flags\(more))",
      [.place, .any] + (more.isEmpty ? [] : [.any]), returns: .truth
    ) { call in
      if name.hasPrefix("z") { writeOnce(call.place(0), 0) }
      call.give(1)
    }
  }

  /// The masks of the system, which are truth values of each CPU here.
  private static let systemMasks: [Primitive] =
    ["online", "possible", "present", "active"].map { kind in
      Primitive(
        "num_\(kind)_cpus", "unsigned int num_\(kind)_cpus(void)", [], returns: .cpu
      ) { call throws(PrimitiveError) in
        call.give(
          "num_\(kind)_cpus", .unary(.bitCount, try systemMask("cpu_\(kind)", in: call.computer)))
      }
    }
    + ["online", "possible", "present", "active", "dying"].map { kind in
      Primitive(
        "cpu_\(kind)", "bool cpu_\(kind)(unsigned int cpu)", [.value], returns: .truth
      ) { call throws(PrimitiveError) in
        call.give("cpu_\(kind)", try systemMember("cpu_\(kind)", call.value(0), in: call.computer))
      }
    }
    + ["online", "present", "active"].map { kind in
      Primitive(
        "set_cpu_\(kind)", "void set_cpu_\(kind)(unsigned int cpu, bool \(kind))", [.value, .value]
      ) { call throws(PrimitiveError) in
        try setSystemMember("cpu_\(kind)", call.value(0), call.value(1), in: call.computer)
      }
    }
}
