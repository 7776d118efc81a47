/* bringup: violated: NoBuiltInViolation */
/*
 * Sleeping in STARTING: GFP_KERNEL where interrupts are off.
 *
 * kzalloc() with GFP_KERNEL may sleep to find memory. In the STARTING section
 * interrupts are off and nobody may. GFP_ATOMIC would do, but fails sooner, and
 * an error of a STARTING callback is warned about and lost.
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

	ret = cpuhp_setup_state(CPUHP_AP_TICK_STARTING, "tick:alloc",
				tick_alloc, NULL);
	return ret < 0 ? ret : 0;
}
module_init(tick_init);

BRINGUP_SOMETIMES(TickOfCPU1, cpu_active(1) && per_cpu(tick, 1));
