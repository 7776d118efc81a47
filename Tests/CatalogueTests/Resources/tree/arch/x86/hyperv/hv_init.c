/*
 * The hand-written layer of hyperv-input-page, written once more in C, step by
 * step, for the tests: read from here, the case has the same states.
 */
#include <linux/cpuhotplug.h>

static int hv_cpu_init(unsigned int cpu)
{
	int ret;

	ret = hv_common_cpu_init(cpu);
	if (ret)
		return ret;
	return 0;
}

static int hv_cpu_die(unsigned int cpu)
{
	hv_common_cpu_die(cpu);
	return 0;
}

void __init hyperv_init(void)
{
	cpuhp_setup_state(CPUHP_AP_HYPERV_ONLINE, "x86/hyperv_init:online",
			  hv_cpu_init, hv_cpu_die);
}
