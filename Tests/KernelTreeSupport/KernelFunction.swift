/// A function of the kernels that the reader of C is held to.
package struct KernelFunction: Sendable {
  /// Its file, which is the same one in both kernels.
  package let file: String
  private let names: [KernelSource: String]

  /// The name in a kernel; nil if that kernel has no such function.
  package func name(in kernel: KernelSource) -> String? { names[kernel] }

  private init(_ file: String, _ name: String, in6dot1: String?) {
    self.file = file
    names = [.linux6dot12: name, .linux6dot1: in6dot1].compactMapValues { $0 }
  }

  /// Functions of one file under their names in 6.12, each with the name that its part has in 6.1 if that is
  /// another one.
  private static func functions(_ file: String, _ names: [(String, in6dot1: String?)]) -> [KernelFunction] {
    names.map { KernelFunction(file, $0, in6dot1: $1 ?? $0) }
  }

  private static func functions(_ file: String, _ names: [String]) -> [KernelFunction] {
    functions(file, names.map { ($0, nil) })
  }

  /// Functions of a file that 6.1 lacks.
  private static func newFunctions(_ file: String, _ names: [String]) -> [KernelFunction] {
    names.map { KernelFunction(file, $0, in6dot1: nil) }
  }

  /// What the questions about Hyper-V, KVM and TDX are asked of: callbacks, what enables and disables, and
  /// the way to the unmasking of an interrupt.
  package static let enabling: [KernelFunction] =
    functions("arch/x86/hyperv/hv_init.c", ["hv_cpu_init", "hv_cpu_die", "hyperv_init"])
    + functions("arch/x86/hyperv/hv_apic.c", ["hv_apic_eoi_write"])
    + functions("drivers/hv/hv_common.c", ["hv_common_cpu_init", "hv_common_cpu_die"])
    + functions("drivers/pci/controller/pci-hyperv.c", ["hv_irq_unmask", "hv_arch_irq_unmask"])
    + functions(
      "virt/kvm/kvm_main.c",
      [
        ("kvm_online_cpu", in6dot1: "kvm_starting_cpu"),
        ("kvm_offline_cpu", in6dot1: "kvm_dying_cpu"),
        ("kvm_enable_virtualization", in6dot1: "hardware_enable_all"),
        ("kvm_disable_virtualization", in6dot1: "hardware_disable_all"),
        ("kvm_enable_virtualization_cpu", in6dot1: "hardware_enable_nolock"),
        ("kvm_disable_virtualization_cpu", in6dot1: "hardware_disable_nolock"),
      ])
    + functions(
      "arch/x86/kvm/vmx/vmx.c",
      [
        ("vmx_enable_virtualization_cpu", in6dot1: "vmx_hardware_enable"),
        ("vmx_disable_virtualization_cpu", in6dot1: "vmx_hardware_disable"),
        ("kvm_cpu_vmxon", in6dot1: nil),
      ])
    + functions(
      "arch/x86/kvm/svm/svm.c",
      [
        ("svm_enable_virtualization_cpu", in6dot1: "svm_hardware_enable"),
        ("svm_disable_virtualization_cpu", in6dot1: "svm_hardware_disable"),
      ])
    + newFunctions(
      "arch/x86/virt/vmx/tdx/tdx.c",
      ["tdx_cpu_enable", "try_init_module_global", "tdx_enable", "__tdx_enable", "init_tdx_module"])

  /// The hotplug core, and how interrupts leave a CPU.
  package static let core: [KernelFunction] =
    functions(
      "kernel/cpu.c",
      [
        ("_cpu_up", in6dot1: nil), ("_cpu_down", in6dot1: nil), ("bringup_cpu", in6dot1: nil),
        ("bringup_wait_for_ap_online", in6dot1: "bringup_wait_for_ap"),
        ("cpuhp_invoke_callback", in6dot1: nil), ("cpuhp_thread_fun", in6dot1: nil),
        ("cpuhp_kick_ap", in6dot1: nil), ("cpuhp_kick_ap_work", in6dot1: nil),
        ("cpuhp_up_callbacks", in6dot1: nil), ("cpuhp_down_callbacks", in6dot1: nil),
        ("takedown_cpu", in6dot1: nil), ("take_cpu_down", in6dot1: nil),
        ("notify_cpu_starting", in6dot1: nil), ("cpuhp_online_idle", in6dot1: nil),
        ("cpuhp_issue_call", in6dot1: nil), ("cpuhp_rollback_install", in6dot1: nil),
        ("cpuhp_reserve_state", in6dot1: nil), ("cpuhp_store_callbacks", in6dot1: nil),
        ("__cpuhp_setup_state_cpuslocked", in6dot1: nil),
        ("__cpuhp_remove_state_cpuslocked", in6dot1: nil),
      ])
    + functions(
      "kernel/irq/cpuhotplug.c",
      [
        "migrate_one_irq", "irq_migrate_all_off_this_cpu", "irq_restore_affinity_of_irq",
        "irq_affinity_online_cpu",
      ])
    + functions("kernel/irq/migration.c", ["irq_move_masked_irq"])
    + functions("arch/x86/kernel/irq.c", ["fixup_irqs"])

  package static let all = enabling + core

  /// The names of functions of a kernel by their file.
  package static func byFile(_ functions: [KernelFunction], in kernel: KernelSource) -> [(
    file: String, names: [String]
  )] {
    Dictionary(grouping: functions) { $0.file }.sorted { $0.key < $1.key }.compactMap { file, functions in
      let names = functions.compactMap { $0.name(in: kernel) }
      return names.isEmpty ? nil : (file, names)
    }
  }
}
