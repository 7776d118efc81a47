import Foundation
import KernelTreeSupport
import Testing

@testable import KernelC

@Suite("A kernel's own files", .enabled(if: !KernelSource.wanted.isEmpty, "\(KernelSource.absence)"))
struct KernelTreeTests {
  @Test("the functions of the five questions are read as a whole", arguments: KernelTree.entries)
  func functions(entry: KernelTree.Entry) throws {
    let text = try entry.kernel.bytes(entry.path)
    let file = try CFile(parsing: text, path: entry.path)
    for name in entry.functions {
      #expect(file.function(name) != nil, "\(entry.path) has no \(name)")
    }
    for function in file.functions {
      let opaque = function.opaque.map { "\($0.place) \($0.text): \($0.reason)" }
      #expect(opaque == [], "\(function.name)")
      let types = Set(file.typedefs.map(\.name))
      let tests = Set(ConfigurationTest.allCases.map(\.rawValue))
      let printed = try CFile(
        parsing: CPrinter.text(of: function), path: entry.path,
        options: ParseOptions(keep: tests, types: types))
      #expect(printed.functions.map(COutline.of) == [COutline.of(function)], "\(function.name)")
    }
    #expect(file.opaque.map { "\($0.place): \($0.reason)" } == [])
    try Conservation.check(text, path: entry.path)
  }

  @Test(
    "every file that registers a callback is read, and nearly all of its functions as a whole",
    arguments: KernelSource.wanted)
  func registrations(kernel: KernelSource) throws {
    var (files, whole, partly) = (0, 0, 0)
    for path in KernelTree.sources(kernel) {
      let text = try Data(contentsOf: kernel.root.appendingPathComponent(path))
      guard text.range(of: Data("cpuhp_setup_state".utf8)) != nil else { continue }
      let file = try CFile(parsing: Array(text), path: path)
      files += 1
      for function in file.functions { if function.opaque.isEmpty { whole += 1 } else { partly += 1 } }
    }
    #expect(files > 150)
    #expect(whole > 7_000)
    #expect(partly * 1000 < whole)
  }
}

/// What the tests want of the trees.
enum KernelTree {
  struct Entry: Sendable, CustomTestStringConvertible {
    var kernel = KernelSource.linux6dot12
    var path: String
    var functions: [String]
    var testDescription: String { "\(kernel) \(path)" }

    init(_ path: String, _ functions: [String] = []) {
      self.path = path
      self.functions = functions
    }
  }

  /// The files of C in which callbacks can be registered.
  static func sources(_ kernel: KernelSource) -> [String] {
    let folders = ["arch", "block", "drivers", "fs", "io_uring", "kernel", "lib", "mm", "net", "virt"]
    return folders.flatMap { name in
      let path = kernel.root.appendingPathComponent(name).path
      let names = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []
      return names.filter { $0.hasSuffix(".c") }.sorted().map { "\(name)/\($0)" }
    }
  }

  static let entries = KernelSource.wanted.flatMap { kernel in
    (both + (kernel == .linux6dot1 ? only6dot1 : only6dot12)).map { entry in
      var entry = entry
      entry.kernel = kernel
      return entry
    }
  }

  private static let both = [
    Entry("arch/x86/hyperv/hv_init.c", ["hv_cpu_init", "hv_cpu_die", "hyperv_init"]),
    Entry("arch/x86/hyperv/hv_apic.c", ["hv_apic_eoi_write", "hv_apic_init", "__send_ipi_mask"]),
    Entry("drivers/hv/hv_common.c", ["hv_common_cpu_init", "hv_common_cpu_die"]),
    Entry("drivers/pci/controller/pci-hyperv.c", ["hv_irq_unmask", "hv_arch_irq_unmask"]),
    Entry("kernel/cpu.c", ["_cpu_up", "_cpu_down", "cpuhp_thread_fun", "takedown_cpu", "cpuhp_issue_call"]),
    Entry("kernel/irq/cpuhotplug.c", ["irq_migrate_all_off_this_cpu", "irq_affinity_online_cpu"]),
    Entry("kernel/irq/chip.c", ["irq_startup", "unmask_irq"]),
    Entry("kernel/irq/manage.c", ["irq_do_set_affinity", "request_threaded_irq"]),
    Entry("kernel/irq/irqdesc.c"), Entry("kernel/irq/handle.c"), Entry("kernel/irq/msi.c"),
    Entry("kernel/irq/matrix.c"), Entry("kernel/irq/migration.c", ["irq_move_masked_irq"]),
    Entry("kernel/irq/affinity.c"), Entry("kernel/irq/irqdomain.c"), Entry("kernel/irq/proc.c"),
    Entry("kernel/irq/resend.c"), Entry("kernel/irq/spurious.c"), Entry("kernel/irq/pm.c"),
    Entry("kernel/stop_machine.c", ["multi_cpu_stop", "stop_machine_cpuslocked"]),
    Entry("kernel/smp.c", ["smp_call_function_many_cond", "smpcfd_dying_cpu"]),
    Entry("kernel/smpboot.c", ["smpboot_thread_fn"]),
    Entry("kernel/locking/percpu-rwsem.c", ["__percpu_down_read", "percpu_down_write"]),
    Entry("kernel/sched/core.c", ["sched_cpu_deactivate", "balance_push"]),
    Entry("arch/x86/kernel/smpboot.c", ["native_cpu_disable"]),
    Entry("arch/x86/kernel/apic/vector.c", ["lapic_offline"]),
  ]

  private static let only6dot12 = [
    Entry(
      "virt/kvm/kvm_main.c",
      ["kvm_enable_virtualization", "kvm_online_cpu", "kvm_offline_cpu", "kvm_disable_virtualization"]),
    Entry("arch/x86/kvm/vmx/vmx.c", ["vmx_enable_virtualization_cpu", "vmx_disable_virtualization_cpu"]),
    Entry("arch/x86/kvm/svm/svm.c", ["svm_enable_virtualization_cpu", "svm_disable_virtualization_cpu"]),
    Entry("arch/x86/kvm/x86.c", ["kvm_arch_enable_virtualization_cpu"]),
    Entry("arch/x86/virt/vmx/tdx/tdx.c", ["tdx_cpu_enable", "try_init_module_global"]),
  ]

  private static let only6dot1 = [
    Entry("virt/kvm/kvm_main.c", ["hardware_enable_nolock", "kvm_starting_cpu", "kvm_dying_cpu"]),
    Entry("arch/x86/kvm/vmx/vmx.c", ["vmx_hardware_enable", "vmx_hardware_disable"]),
    Entry("arch/x86/kvm/svm/svm.c", ["svm_hardware_enable", "svm_hardware_disable"]),
    Entry("arch/x86/kvm/x86.c", ["kvm_arch_hardware_enable"]),
  ]
}
