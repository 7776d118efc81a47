import Program

/// What drivers ask of the rest of the kernel and a case has nothing of: files in sysfs, interrupt lines,
/// performance counters, nodes. It changes nothing here; it may sleep where the kernel's may, and fails under
/// the fault budget where the kernel's can. Steps: none, or one for a choice.
extension Kernel {
  static let devicePrimitives: [Primitive] =
    [
      // Takes a mutex and waits for readers of RCU.
      Primitive(
        "perf_pmu_migrate_context",
        "void perf_pmu_migrate_context(struct pmu *pmu, int src_cpu, int dst_cpu)", [.any, .any, .any]
      ) { _ in mightSleep() },
      fallible(
        "irq_set_affinity", "unsigned int irq, const struct cpumask *cpumask", .invalid, sleeps: false),
      fallible(
        "irq_force_affinity", "unsigned int irq, const struct cpumask *cpumask", .invalid, sleeps: false),
      fallible(
        "irq_set_affinity_hint", "unsigned int irq, const struct cpumask *m", .invalid, sleeps: false),
      fallible(
        "request_irq",
        "unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name, void *dev", .busy),
      nothing("free_irq", "unsigned int irq, void *dev_id", sleeps: true),
      nothing("enable_irq", "unsigned int irq"),
      nothing("enable_percpu_irq", "unsigned int irq, unsigned int type"),
      nothing("disable_percpu_irq", "unsigned int irq"),
      fallible("sysfs_create_group", "struct kobject *kobj, const struct attribute_group *grp", .noMemory),
      fallible("sysfs_create_file", "struct kobject *kobj, const struct attribute *attr", .noMemory),
      nothing(
        "sysfs_remove_group", "struct kobject *kobj, const struct attribute_group *grp", sleeps: true),
      nothing("sysfs_remove_file", "struct kobject *kobj, const struct attribute *attr", sleeps: true),
      fallible(
        "device_create_file", "struct device *device, const struct device_attribute *entry", .noMemory),
      nothing(
        "device_remove_file", "struct device *device, const struct device_attribute *attr", sleeps: true),
      // Nobody sleeps for a plain wake-up: threads wait for conditions and completions.
      Primitive(
        "wake_up_process", "int wake_up_process(struct task_struct *p)", [.any], returns: .range(0...1)
      ) { $0.give(1) },
      // Delayed work is never queued: to queue it is opaque.
      nothing("INIT_DELAYED_WORK", "struct delayed_work *work, work_func_t func"),
      Primitive(
        "cancel_delayed_work_sync", "bool cancel_delayed_work_sync(struct delayed_work *dwork)", [.any],
        returns: .truth
      ) { call in
        mightSleep()
        call.give(0)
      },
    ]
    + ["writeb", "writew", "writel", "writeq"].flatMap { [$0, "\($0)_relaxed"] }.map {
      nothing($0, "u64 value, void *addr")
    }
    // There is one node.
    + ["cpu_to_node", "cpu_to_mem"].map { name in
      Primitive(name, "int \(name)(int cpu)", [.any], returns: .range(0...0)) { $0.give(0) }
    }
    + ["numa_node_id", "numa_mem_id"].map { name in
      Primitive(name, "int \(name)(void)", [], returns: .range(0...0)) { $0.give(0) }
    }

  /// The numbers of include/uapi/asm-generic/errno-base.h (6.12).
  private enum Failure: Int, Sendable {
    case noMemory = -12
    case busy = -16
    case invalid = -22
  }

  private static func nothing(_ name: String, _ list: String, sleeps: Bool = false) -> Primitive {
    Primitive(name, "void \(name)(\(list))", list.split(separator: ",").map { _ in .any }) { _ in
      if sleeps { mightSleep() }
    }
  }

  private static func fallible(
    _ name: String, _ list: String, _ failure: Failure, sleeps: Bool = true
  ) -> Primitive {
    let parameters = list.split(separator: ",").map { _ in Parameter.any }
    return Primitive(name, "int \(name)(\(list))", parameters, returns: .errno) { call in
      if sleeps { mightSleep() }
      if call.computer.hasFaults, let result = call.result {
        let faults = Global("faults_left")
        Choose {
          Option("\(name)() succeeds", .kernel) { Atomic { result <- 0 } }
          Option("\(name)() fails", .fault, when: faults > 0) {
            Atomic {
              faults <- faults - 1
              result <- .constant(failure.rawValue)
            }
          }
        }
      } else {
        call.give(0)
      }
    }
  }
}
