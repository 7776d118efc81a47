/// How functions behave that the reader of a kernel tree does not follow, for Hyper-V's input page: the
/// hypervisor's answers, and one vPCI device with two interrupts. The same dialect of C as the tree's.
extension InputPage {
  public static let stubs = """
    /* A guest that is neither the root partition nor confidential. */
    const bool hv_root_partition = false;
    const u32 hv_max_vp_index = 1;
    const struct ms_hyperv_info ms_hyperv = { .paravisor_present = false };

    bool hv_isolation_type_snp(void) { return false; }
    bool hv_isolation_type_tdx(void) { return false; }
    bool hv_result_success(u64 status) { return status == 0; }

    /* The number of the virtual processor: the model knows whether it is known, which is 1. */
    u64 hv_get_msr(unsigned int reg) { return 1; }
    u64 hv_get_register(unsigned int reg) { return 1; }

    /* Two interrupts of one vPCI device. */
    struct tran_int_desc bringup_int_desc;
    struct irq_data bringup_irq_data[2] = {
    	{ .chip_data = &bringup_int_desc }, { .chip_data = &bringup_int_desc },
    };
    struct hv_device bringup_hv_device;
    struct hv_pcibus_device bringup_hbus = {
    	.hdev = &bringup_hv_device, .protocol_version = PCI_PROTOCOL_VERSION_1_4,
    };
    struct pci_bus bringup_pci_bus = { .sysdata = &bringup_hbus.sysdata };
    struct pci_dev bringup_pci_dev = { .bus = &bringup_pci_bus };
    struct msi_desc bringup_msi_desc;

    struct msi_desc *irq_data_get_msi_desc(struct irq_data *data) { return &bringup_msi_desc; }
    struct pci_dev *msi_desc_to_pci_dev(struct msi_desc *desc) { return &bringup_pci_dev; }
    u32 hv_msi_get_int_vector(struct irq_data *data) { return 0; }
    u32 PCI_FUNC(u32 devfn) { return devfn & 7; }

    /* The effective mask is the CPU that the interrupt is being directed to. */
    const struct cpumask *irq_data_get_effective_affinity_mask(struct irq_data *data)
    {
    	return per_cpu_ptr(&bringup_target, raw_smp_processor_id());
    }

    /* A CPU whose virtual processor is not known makes the whole set unusable. */
    int cpumask_to_vpset(struct hv_vpset *vpset, const struct cpumask *cpus)
    {
    	int cpu, nr_bank = 0;

    	for_each_cpu(cpu, cpus) {
    		if (!hv_vp_index[cpu])
    			return -1;
    		nr_bank = 1;
    	}
    	return nr_bank;
    }

    u64 hv_do_hypercall(u64 control, void *input, void *output)
    {
    	bringup_retarget(input);
    	return 0;
    }

    """
}
