/* The part that is common to all architectures. */

void * __percpu *hyperv_pcpu_input_arg;
u32 *hv_vp_index;

int hv_common_cpu_init(unsigned int cpu)
{
	void **slot = (void **)this_cpu_ptr(hyperv_pcpu_input_arg);
	void *page;

	page = *slot;
	if (!page) {
		page = kmalloc(4096, GFP_KERNEL);
		if (!page)
			return -ENOMEM;
		*slot = page;
	}
	hv_vp_index[cpu] = 1;
	return 0;
}

int hv_common_cpu_die(unsigned int cpu)
{
	return 0;
}
