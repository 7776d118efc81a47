/* bringup: holds */
/*
 * Leak: a startup that fails frees what it has allocated.
 *
 * The pointer is cleared as well, so that nothing is left of the attempt.
 */
#include "bringup.h"

struct log {
	int lines;
};

static DEFINE_PER_CPU(struct log *, log);

static int kick_online(unsigned int cpu)
{
	per_cpu(log, cpu) = kzalloc(sizeof(struct log), GFP_KERNEL);
	/* The device of a CPU that is hot-added may not be there. */
	if (cpu != 0 && bringup_any(2)) {
		kfree(per_cpu(log, cpu));
		per_cpu(log, cpu) = NULL;
		return -ENODEV;
	}
	return 0;
}

static int kick_offline(unsigned int cpu)
{
	kfree(per_cpu(log, cpu));
	per_cpu(log, cpu) = NULL;
	return 0;
}

static int __init kick_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kick:online",
				    kick_online, kick_offline);

	return ret < 0 ? ret : 0;
}
module_init(kick_init);

BRINGUP_SOMETIMES(LogOfCPU1, cpu_active(1) && per_cpu(log, 1));
