/* bringup: holds */
/*
 * Sleeping in STARTING: allocate in the PREPARE section.
 *
 * There it is an ordinary task that runs, which may sleep and may fail: the CPU
 * then does not come up.
 */
#include "bringup.h"

BRINGUP_STATE_AFTER(CPUHP_AP_TICK_STARTING, CPUHP_AP_SMPCFD_DYING);

struct tick {
	int count;
};

static DEFINE_PER_CPU(struct tick *, tick);

static int tick_alloc(unsigned int cpu)
{
	if (per_cpu(tick, cpu))
		return 0;
	per_cpu(tick, cpu) = kzalloc(sizeof(struct tick), GFP_KERNEL);
	return per_cpu(tick, cpu) ? 0 : -ENOMEM;
}

static int __init tick_init(void)
{
	int ret;

	ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "tick:alloc",
				tick_alloc, NULL);
	return ret < 0 ? ret : 0;
}
module_init(tick_init);

BRINGUP_SOMETIMES(TickOfCPU1, cpu_active(1) && per_cpu(tick, 1));
