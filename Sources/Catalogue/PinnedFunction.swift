import KernelC

/// A function of the kernel that the model has by hand, with the digest of its body in the kernels that it
/// was written from: Debian's linux-source-6.1 (6.1.192) and linux-source-6.12 (6.12.117).
///
/// A verdict over a tree in which such a function has another body would mix one kernel's order with another
/// kernel's code, so it is none.
struct PinnedFunction: Sendable, Hashable {
  var name: String
  var file: String
  /// The first 32 digits of `CFunction.digest`, by kernel.
  var digests: [String: String]

  init(_ name: String, _ file: String, linux6dot1: String? = nil, linux6dot12: String? = nil) {
    self.name = name
    self.file = file
    digests = [:]
    digests["6.1"] = linux6dot1
    digests["6.12"] = linux6dot12
  }

  /// What became of the function in a tree.
  enum Standing: Sendable, Hashable { case same, changed, absent }

  /// - Parameter kernel: `6.1` or `6.12`: whose order of bringing up the tree's ladder has.
  func standing(in file: CFile?, kernel: String) -> Standing? {
    guard let digest = digests[kernel] else { return nil }
    guard let function = file?.function(name) else { return .absent }
    return function.digest.description.hasPrefix(digest) ? .same : .changed
  }

  static func named(_ name: String) -> PinnedFunction? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

  static let table = [
    PinnedFunction(
      "hv_cpu_die", "arch/x86/hyperv/hv_init.c",
      linux6dot1: "4b18a0a163223530b7292db8d651a999",
      linux6dot12: "2dfd2d20dba00049f9ed1ddc4bd5e671"),
    PinnedFunction(
      "hv_cpu_init", "arch/x86/hyperv/hv_init.c",
      linux6dot1: "c050024f3805a2ab67f8c361951123bc",
      linux6dot12: "dfab0cdc4ce3c93f9d4f41a1fb326c27"),
    PinnedFunction(
      "fixup_irqs", "arch/x86/kernel/irq.c",
      linux6dot1: "49df640c8a4b732de49cc3730dfcd768",
      linux6dot12: "d9c731e9e87fa594b8d92e7650fdb29b"),
    PinnedFunction(
      "start_secondary", "arch/x86/kernel/smpboot.c",
      linux6dot1: "933c53650f74435d822186c0ee5a7946",
      linux6dot12: "5dde21b732aa859ab8dee599b3a9d41f"),
    PinnedFunction(
      "hv_post_message", "drivers/hv/hv.c",
      linux6dot1: "9f7ae02248e981e70df3625e50e7172e",
      linux6dot12: "2e17734d7fed180336b232722f3cc88e"),
    PinnedFunction(
      "hv_common_cpu_die", "drivers/hv/hv_common.c",
      linux6dot1: "4b10644c273b2d6c19f2d4f19502c2ba",
      linux6dot12: "85a3b76bf7ff8e45a8facf954b50ca8f"),
    PinnedFunction(
      "hv_common_cpu_init", "drivers/hv/hv_common.c",
      linux6dot1: "7a0a12694571713c81fcb0f4388b631e",
      linux6dot12: "652e3eb38e3747e12dd1c30f703043c6"),
    PinnedFunction(
      "hv_arch_irq_unmask", "drivers/pci/controller/pci-hyperv.c",
      linux6dot1: "b01155a5bf03ae448cc1b121ba307137",
      linux6dot12: "16e8d81046fd04d0773412a05fcc45c2"),
    PinnedFunction(
      "__cpuhp_invoke_callback_range", "kernel/cpu.c",
      linux6dot1: "b6627dd48b542d335cc7f6eaf4140fa8",
      linux6dot12: "b6627dd48b542d335cc7f6eaf4140fa8"),
    PinnedFunction(
      "__cpuhp_kick_ap", "kernel/cpu.c",
      linux6dot1: "6a63f7c07f0117a47261b40643c68065",
      linux6dot12: "6a63f7c07f0117a47261b40643c68065"),
    PinnedFunction(
      "_cpu_down", "kernel/cpu.c",
      linux6dot1: "b81526354ffbeb616327533ceb1ec5a3",
      linux6dot12: "7d96f2e593be3c8eb7e60daf841cae74"),
    PinnedFunction(
      "_cpu_up", "kernel/cpu.c",
      linux6dot1: "f320fc9a8a5846be154522d1382559b5",
      linux6dot12: "c753ef38e61ffead97aec617900790e6"),
    PinnedFunction(
      "bringup_cpu", "kernel/cpu.c",
      linux6dot1: "0b28cc491779286349167e406028bd82"),
    PinnedFunction(
      "bringup_wait_for_ap_online", "kernel/cpu.c",
      linux6dot12: "e65bce1806aaff596176042fd5db7d96"),
    PinnedFunction(
      "cpu_down", "kernel/cpu.c",
      linux6dot1: "25b3d818a40fec0be609ddadaa949180",
      linux6dot12: "25b3d818a40fec0be609ddadaa949180"),
    PinnedFunction(
      "cpu_down_maps_locked", "kernel/cpu.c",
      linux6dot1: "54dffbed8a27e2f163fbe4c86ccaaafe",
      linux6dot12: "29aa70e121d6ed6bca149702943032cf"),
    PinnedFunction(
      "cpu_up", "kernel/cpu.c",
      linux6dot1: "75c8ba84d14213aded8372385f046961",
      linux6dot12: "649e97d30dc55ce2bb6291f431a546ce"),
    PinnedFunction(
      "cpuhp_bringup_ap", "kernel/cpu.c",
      linux6dot12: "f2be8d06ff8ec5192018f3b01739f14d"),
    PinnedFunction(
      "cpuhp_down_callbacks", "kernel/cpu.c",
      linux6dot1: "2d00923489dcd84ef0e032f1dfa0b259",
      linux6dot12: "2d00923489dcd84ef0e032f1dfa0b259"),
    PinnedFunction(
      "cpuhp_invoke_callback", "kernel/cpu.c",
      linux6dot1: "b418345097a45f7ae170966ac4d818ae",
      linux6dot12: "b418345097a45f7ae170966ac4d818ae"),
    PinnedFunction(
      "cpuhp_kick_ap", "kernel/cpu.c",
      linux6dot1: "9763cd817eee35f6ae5ad7609a015413",
      linux6dot12: "9763cd817eee35f6ae5ad7609a015413"),
    PinnedFunction(
      "cpuhp_kick_ap_alive", "kernel/cpu.c",
      linux6dot12: "0ca214397623799813bf63e1950860d9"),
    PinnedFunction(
      "cpuhp_kick_ap_work", "kernel/cpu.c",
      linux6dot1: "4914149500c491732d61d88d1f86f74d",
      linux6dot12: "4914149500c491732d61d88d1f86f74d"),
    PinnedFunction(
      "cpuhp_online_idle", "kernel/cpu.c",
      linux6dot1: "d03f531891c2d985b4c6507132b1dbd5",
      linux6dot12: "eff4554f9773cb794fbf133d777ed84a"),
    PinnedFunction(
      "cpuhp_reset_state", "kernel/cpu.c",
      linux6dot1: "15208339fd180153041fb27382634e5e",
      linux6dot12: "15208339fd180153041fb27382634e5e"),
    PinnedFunction(
      "cpuhp_set_state", "kernel/cpu.c",
      linux6dot1: "5235a9fbe597cf8f09a2bd266d3cb8e8",
      linux6dot12: "5235a9fbe597cf8f09a2bd266d3cb8e8"),
    PinnedFunction(
      "cpuhp_thread_fun", "kernel/cpu.c",
      linux6dot1: "1262957be391d2b67d8ae125806201b0",
      linux6dot12: "1262957be391d2b67d8ae125806201b0"),
    PinnedFunction(
      "cpuhp_up_callbacks", "kernel/cpu.c",
      linux6dot1: "99cab3617f92b757aa529721204a80c6",
      linux6dot12: "99cab3617f92b757aa529721204a80c6"),
    PinnedFunction(
      "notify_cpu_starting", "kernel/cpu.c",
      linux6dot1: "1a1264de0c7303d024a4295201ff707d",
      linux6dot12: "6fa5e7f50a0294f3e0bdcc5f84e15189"),
    PinnedFunction(
      "take_cpu_down", "kernel/cpu.c",
      linux6dot1: "7eb9cae10abe1fbb98f0ee34a4987949",
      linux6dot12: "b4d9dd1ba6f8d5660c139e02a7064dba"),
    PinnedFunction(
      "takedown_cpu", "kernel/cpu.c",
      linux6dot1: "702672cfaaf9d0784e7f91b9cb7ada82",
      linux6dot12: "1129121f8f574457242ddb9780d9610b"),
    PinnedFunction(
      "handle_edge_irq", "kernel/irq/chip.c",
      linux6dot1: "4e9f6237a0026ab8e321b21f5a6be786",
      linux6dot12: "4e9f6237a0026ab8e321b21f5a6be786"),
    PinnedFunction(
      "irq_affinity_online_cpu", "kernel/irq/cpuhotplug.c",
      linux6dot1: "657fad4992e1ae9cfcd3f1547383386e",
      linux6dot12: "657fad4992e1ae9cfcd3f1547383386e"),
    PinnedFunction(
      "migrate_one_irq", "kernel/irq/cpuhotplug.c",
      linux6dot1: "8fe7a4893668db464e9ac9a0454aa7e0",
      linux6dot12: "219a4f360b6015729be67fb59fcedd5c"),
    PinnedFunction(
      "irq_move_masked_irq", "kernel/irq/migration.c",
      linux6dot1: "b305b4d4f9d2a34c5ebd93c30d9c0baf",
      linux6dot12: "63a3a89b5ae59e9065066a6046683bc9"),
    PinnedFunction(
      "sched_cpu_activate", "kernel/sched/core.c",
      linux6dot1: "66e300135b2634eb7c0efb431f1c7cce",
      linux6dot12: "7f5f9b2590b6285e9a7235f0aed4079c"),
    PinnedFunction(
      "sched_cpu_deactivate", "kernel/sched/core.c",
      linux6dot1: "a66b6ee9d22b83afd42f5be8c2dc9695",
      linux6dot12: "21ee52f8cad6db5888bb4101199dea3f"),
    PinnedFunction(
      "sched_cpu_starting", "kernel/sched/core.c",
      linux6dot1: "45049b39ad74f2f2f04c2c6796f0da34",
      linux6dot12: "45049b39ad74f2f2f04c2c6796f0da34"),
    PinnedFunction(
      "sched_cpu_wait_empty", "kernel/sched/core.c",
      linux6dot1: "616b355947c8bcc9af30024b1262842b",
      linux6dot12: "616b355947c8bcc9af30024b1262842b"),
    PinnedFunction(
      "do_idle", "kernel/sched/idle.c",
      linux6dot1: "ad80adae3efaa378a3fb812e5b02ece5",
      linux6dot12: "4e73aed7e8c6ca73c03dd5f4a7051c9b"),
    PinnedFunction(
      "stop_machine_cpuslocked", "kernel/stop_machine.c",
      linux6dot1: "d94aa6c6d9226573a6c45684d8ba479a",
      linux6dot12: "d94aa6c6d9226573a6c45684d8ba479a"),
  ]
}

extension KernelTree {
  /// The functions of a model that are written by hand and are not what the tree has, in one sentence; nil if
  /// all are the same, or if nobody looked.
  ///
  /// - Parameters:
  ///   - procedures: names and files of the procedures that stand for kernel functions.
  ///   - read: functions whose bodies were read from this very tree.
  func differences(_ procedures: [(name: String, file: String)], read: Set<String>) -> String? {
    guard let core else { return nil }
    let kernel = ladder.structure.kickAP == nil ? "6.1" : "6.12"
    var told: [String] = []
    for (name, file) in procedures where !read.contains(name) {
      guard let pinned = PinnedFunction.named(name), pinned.file == file else { continue }
      switch pinned.standing(in: core[file] ?? files[file], kernel: kernel) {
      case .changed: told.append("\(name) (\(file)) is changed")
      case .absent: told.append("\(name) (\(file)) is absent")
      case .same, nil: break
      }
    }
    guard !told.isEmpty else { return nil }
    let list = Set(told).sorted().joined(separator: ", ")
    return "the model has these functions by hand, as they are in \(kernel), and the tree has not: \(list)"
  }
}
