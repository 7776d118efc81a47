import Foundation
import KernelC
import KernelTreeSupport
import Ladder
import StateSpace
import Testing

@testable import Catalogue

/// The files of a kernel tree as the tests edit them.
struct TreeSource {
  var texts: [String: String]
  /// The files with functions that the model has by hand; nil if nobody shall compare.
  var core: [String: CFile]?

  /// Our own tree of the resources: the hand-written layer once more, in C.
  static func ours() throws -> TreeSource {
    let root = try #require(Bundle.module.url(forResource: "Resources", withExtension: nil))
      .appendingPathComponent("tree")
    return try TreeSource(root: root)
  }

  /// The files that the case reads from a kernel tree.
  init(root: URL) throws {
    let wanted = try #require(Case.hypervInputPage.wanted)
    texts = [:]
    for path in wanted.sources + wanted.headers + [KernelTree.ladderHeader] {
      if let data = try? Data(contentsOf: root.appendingPathComponent(path)) {
        texts[path] = String(decoding: data, as: UTF8.self)
      }
    }
  }

  /// A kernel's own files, all of which must be there.
  init(kernel: KernelSource) throws {
    try self.init(root: kernel.root)
    for path in try #require(Case.hypervInputPage.wanted).sources + [KernelTree.ladderHeader] {
      guard texts[path] != nil else { throw KernelSource.Missing(path, in: kernel) }
    }
  }

  mutating func replace(_ old: String, with new: String, in path: String) throws {
    let text = try #require(texts[path])
    try #require(text.contains(old), "\(path) has no \"\(old)\"")
    texts[path] = text.replacingOccurrences(of: old, with: new)
  }

  // MARK: The edits that make the other variants

  mutating func registerInDynamicSlot() throws {
    try replace(
      "cpuhp_setup_state(CPUHP_AP_HYPERV_ONLINE,", with: "cpuhp_setup_state(CPUHP_AP_ONLINE_DYN,",
      in: "arch/x86/hyperv/hv_init.c")
  }

  mutating func moveBehindKVM() throws {
    try replace(
      "\tCPUHP_AP_HYPERV_ONLINE,\n\tCPUHP_AP_KVM_ONLINE,\n",
      with: "\tCPUHP_AP_KVM_ONLINE,\n\tCPUHP_AP_HYPERV_ONLINE,\n", in: KernelTree.ladderHeader)
  }

  /// The page is taken away and freed when the CPU goes, and allocated each time it comes.
  mutating func freePageInDie() throws {
    let path = "drivers/hv/hv_common.c"
    let text = try #require(texts[path])
    let start = try #require(text.range(of: "int hv_common_cpu_die(unsigned int cpu)\n"))
    let end = try #require(text.range(of: "\treturn 0;\n}", range: start.upperBound..<text.endIndex))
    texts[path] = text.replacingCharacters(
      in: start.upperBound..<end.lowerBound,
      with: """
        {
        	void **inputarg;
        	unsigned long flags;
        	void *mem;

        	local_irq_save(flags);
        	inputarg = (void **)this_cpu_ptr(hyperv_pcpu_input_arg);
        	mem = *inputarg;
        	*inputarg = NULL;
        	local_irq_restore(flags);
        	kfree(mem);

        """)
  }

  // MARK: What Linux 6.12 does beyond the hand-written layer

  private static let common = "drivers/hv/hv_common.c"
  private static let unmask = "drivers/pci/controller/pci-hyperv.c"

  mutating func askForInterruptsBeforeAllocating() throws {
    try replace(
      "\tpage = *slot;\n",
      with: "\tgfp_t flags = irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL;\n\n\tpage = *slot;\n",
      in: Self.common)
    try replace("kmalloc(4096, GFP_KERNEL)", with: "kmalloc(4096, flags)", in: Self.common)
  }

  mutating func touchThePageTwice() throws {
    try replace(
      "static void hv_arch_irq_unmask",
      with: "struct retarget {\n\tu32 flags;\n};\n\nstatic void hv_arch_irq_unmask", in: Self.unmask)
    try replace(
      "\tmemset(params, 0, 4096);\n",
      with: "\tmemset(params, 0, 4096);\n\t((struct retarget *)params)->flags |= 2;\n", in: Self.unmask)
  }

  /// As in 6.1: a buffer of the bus that is always there, under a lock.
  mutating func retargetThroughOwnBuffer() throws {
    try replace(
      "static void hv_arch_irq_unmask",
      with: "static struct buffer {\n\tu64 words[4];\n} own_buffer;\nstatic DEFINE_SPINLOCK(own_lock);\n\n"
        + "static void hv_arch_irq_unmask", in: Self.unmask)
    try replace(
      "params = *this_cpu_ptr(hyperv_pcpu_input_arg)", with: "params = &own_buffer", in: Self.unmask)
    try replace("local_irq_save(flags)", with: "spin_lock_irqsave(&own_lock, flags)", in: Self.unmask)
    try replace(
      "local_irq_restore(flags)", with: "spin_unlock_irqrestore(&own_lock, flags)", in: Self.unmask)
  }

  mutating func targetWhatIsOnline() throws {
    try replace(
      "\tint target = cpumask_first(mask);\n", with: "\tcpumask_var_t online;\n\tint banks;\n",
      in: Self.unmask)
    try replace(
      "\tif (hv_vp_index[target])\n",
      with: """
        \tcpumask_and(online, mask, cpu_online_mask);
        \tbanks = cpumask_to_vpset(NULL, online);
        \tfree_cpumask_var(online);
        \tif (banks > 0)

        """, in: Self.unmask)
  }

  // MARK: Checking

  func tree() throws -> KernelTree {
    let ladder = try Ladder(
      EnumHeader(
        parsing: Array(try #require(texts[KernelTree.ladderHeader]).utf8), file: KernelTree.ladderHeader),
      kernel: "the tree")
    var files: [String: CFile] = [:]
    for (path, text) in texts where path != KernelTree.ladderHeader {
      files[path] = try CFile(parsing: text, path: path)
    }
    var tree = KernelTree(label: "the tree", files: files, ladder: ladder)
    tree.core = core
    return tree
  }

  func results(cpus: Int = 2, faults: Int = 0) throws -> [CheckResult] {
    let subject = try #require(Case.hypervInputPage.reading(try tree()))
    return try check(
      subject, subject.variants[0],
      Settings(cpus: cpus, faults: faults, parameters: ["kthreads": "prev-cpu"]), options: SearchOptions())
  }
}

/// The verdicts and counts of a hand-written variant.
func handWritten(_ variant: String, cpus: Int = 2, faults: Int = 0) throws -> [CheckResult] {
  let subject = Case.hypervInputPage
  return try check(
    subject, try #require(subject.variant(variant)),
    Settings(cpus: cpus, faults: faults, parameters: ["kthreads": "prev-cpu"]), options: SearchOptions())
}
