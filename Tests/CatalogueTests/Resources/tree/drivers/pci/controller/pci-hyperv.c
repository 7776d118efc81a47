/* Directs an interrupt to the virtual processor of its target. */

enum pci_protocol_version_t {
	PCI_PROTOCOL_VERSION_1_4 = 0x10004,
};

static void hv_arch_irq_unmask(struct irq_data *data)
{
	const struct cpumask *mask = irq_data_get_effective_affinity_mask(data);
	int target = cpumask_first(mask);
	unsigned long flags;
	void *params;

	local_irq_save(flags);
	params = *this_cpu_ptr(hyperv_pcpu_input_arg);
	memset(params, 0, 4096);
	if (hv_vp_index[target])
		hv_do_hypercall(0x7e, params, NULL);
	local_irq_restore(flags);
}
